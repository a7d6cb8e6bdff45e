use super::audit::note;
use super::row::Time;
use super::{Caller, Store};
use crate::fault::{Fault, StorageFault, refuse};
use activity::{Instant, Sha256, TenantId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use transcript::Rubric;
use wire::{ProblemCode, RubricInForce};

impl Store {
    /// The tenant's rubric.
    pub(crate) async fn rubric(&self, tenant: TenantId) -> Result<RubricInForce, Fault> {
        self.read(move |connection| in_force(connection, &tenant))
            .await
    }

    /// Sets the tenant's rubric; without a text the product's own counts again. Setting what is in force changes nothing.
    pub(crate) async fn set_rubric(
        &self,
        caller: Caller,
        text: Option<String>,
        now: Instant,
    ) -> Result<RubricInForce, Fault> {
        let version = text.as_deref().map(version_of).transpose()?;
        self.write(move |transaction| {
            let before = in_force(transaction, &caller.tenant)?;
            let is_same = match &text {
                Some(text) => before.set_at.is_some() && before.toml == *text,
                None => before.set_at.is_none(),
            };
            if is_same {
                return Ok(before);
            }
            if let (Some(version), Some(text)) = (&version, &text) {
                refuse_other_text(transaction, &caller.tenant, version, text)?;
            }
            transaction.execute(
                "INSERT INTO rubric (tenant, revision, version, text, set_at, set_by)
                 SELECT ?1, coalesce(max(revision), 0) + 1, ?2, ?3, ?4, ?5 FROM rubric WHERE tenant = ?1",
                params![caller.tenant.as_str(), version, text, Time(now), caller.actor()],
            )?;
            note(transaction, &caller.tenant, caller.actor(), "rubric", now)?;
            in_force(transaction, &caller.tenant)
        })
        .await
    }
}

/// The version of a rubric that can be used.
fn version_of(text: &str) -> Result<String, Fault> {
    let rubric =
        Rubric::parse(text).map_err(|why| refuse(ProblemCode::RubricRefused, &why.to_string()))?;
    let names = rubric
        .skills
        .iter()
        .flat_map(|skill| [&skill.name.en, &skill.name.de]);
    if names
        .chain([&rubric.version])
        .any(|name| name.chars().any(char::is_control))
    {
        return Err(refuse(
            ProblemCode::RubricRefused,
            "the version or a name is not of one line",
        ));
    }
    Ok(rubric.version)
}

/// A version stands for one text for good: scores that name it could not be told apart otherwise.
fn refuse_other_text(
    transaction: &Transaction<'_>,
    tenant: &TenantId,
    version: &str,
    text: &str,
) -> Result<(), Fault> {
    let is_taken: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM rubric WHERE tenant = ?1 AND version = ?2 AND text <> ?3)",
        params![tenant.as_str(), version, text],
        |row| row.get(0),
    )?;
    let is_standard = Rubric::standard().version == version && text != transcript::STANDARD;
    if is_taken || is_standard {
        return Err(refuse(
            ProblemCode::RubricRefused,
            "another rubric has that version; give this one a new version",
        ));
    }
    Ok(())
}

/// The rubric that counts now.
pub(super) fn in_force(connection: &Connection, tenant: &TenantId) -> Result<RubricInForce, Fault> {
    let own: Option<(Option<String>, Time)> = connection
        .prepare_cached(
            "SELECT text, set_at FROM rubric WHERE tenant = ?1 ORDER BY revision DESC LIMIT 1",
        )?
        .query_row([tenant.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (toml, set_at) = match own {
        Some((Some(text), Time(at))) => (text, Some(at)),
        _ => (transcript::STANDARD.to_owned(), None),
    };
    let rubric = Rubric::parse(&toml).map_err(|_| StorageFault::Damaged)?;
    Ok(RubricInForce {
        version: rubric.version,
        sha256: Sha256::of(toml.as_bytes()),
        toml,
        set_at,
    })
}
