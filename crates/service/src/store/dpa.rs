use super::Store;
use super::row::{Digest, Time};
use crate::fault::{Fault, refuse};
use activity::Instant;
use consent::DpaText;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use wire::{DpaInForce, ProblemCode};

/// The texts that come with this version of the service.
const BUILT_IN: [(u32, &str, &str); 2] = [
    (1, "en", include_str!("../../dpa/v1.en.md")),
    (1, "de", include_str!("../../dpa/v1.de.md")),
];

impl Store {
    /// The texts in force.
    pub(crate) async fn dpa(&self) -> Result<DpaInForce, Fault> {
        self.read(in_force).await
    }

    /// The texts of a version that was ever in force.
    pub(crate) async fn dpa_version(&self, version: u32) -> Result<DpaInForce, Fault> {
        let texts = self
            .read(move |connection| texts(connection, version))
            .await?;
        if texts.texts.is_empty() {
            return Err(ProblemCode::NotFound.into());
        }
        Ok(texts)
    }

    /// Publishes a text; a version above the one in force closes the gate for every tenant.
    pub(crate) async fn publish_dpa(&self, text: DpaText, now: Instant) -> Result<(), Fault> {
        self.write(move |transaction| {
            let current = version_in_force(transaction)?;
            if text.version < current {
                return Err(refuse(ProblemCode::Conflict, "a newer version is in force"));
            }
            if text.version > current.saturating_add(1) {
                return Err(refuse(ProblemCode::Conflict, "versions rise by one"));
            }
            let published = publish(transaction, &text, now)?;
            if !published && !is_published(transaction, &text)? {
                return Err(refuse(
                    ProblemCode::Conflict,
                    "this version has another text",
                ));
            }
            if published {
                transaction.execute(
                    "UPDATE o365_config SET policy_version = policy_version + 1",
                    [],
                )?;
            }
            Ok(())
        })
        .await
    }
}

/// Publishes what this version brings and the database does not have yet.
pub(super) fn publish_built_in(connection: &mut Connection) -> Result<(), Fault> {
    let now = jiff::Timestamp::now().into();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let current = version_in_force(&transaction)?;
    let mut published = false;
    for (version, language, markdown) in BUILT_IN {
        if version > current || current == 0 {
            published |= publish(
                &transaction,
                &DpaText::new(version, language, markdown),
                now,
            )?;
        }
    }
    if published {
        transaction.execute(
            "UPDATE o365_config SET policy_version = policy_version + 1",
            [],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

/// The texts of the highest version.
pub(super) fn in_force(connection: &Connection) -> Result<DpaInForce, Fault> {
    texts(connection, version_in_force(connection)?)
}

fn texts(connection: &Connection, version: u32) -> Result<DpaInForce, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT language, markdown, sha256 FROM dpa_text WHERE version = ?1 ORDER BY language = 'en' DESC, language",
    )?;
    let texts = statement.query_map([version], |row| {
        Ok(DpaText {
            version,
            language: row.get(0)?,
            markdown: row.get(1)?,
            sha256: row.get::<_, Digest>(2)?.0,
        })
    })?;
    Ok(DpaInForce {
        version,
        texts: texts.collect::<Result<_, _>>()?,
    })
}

/// The version in force and the digests of its texts.
pub(super) fn digests(connection: &Connection) -> Result<(u32, Vec<activity::Sha256>), Fault> {
    let version = version_in_force(connection)?;
    let mut statement = connection
        .prepare_cached("SELECT sha256 FROM dpa_text WHERE version = ?1 ORDER BY language")?;
    let digests = statement.query_map([version], |row| Ok(row.get::<_, Digest>(0)?.0))?;
    Ok((version, digests.collect::<Result<_, _>>()?))
}

fn version_in_force(connection: &Connection) -> Result<u32, Fault> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(version), 0) FROM dpa_text")?
        .query_row([], |row| row.get(0))?)
}

fn publish(transaction: &Transaction<'_>, text: &DpaText, now: Instant) -> Result<bool, Fault> {
    let rows = transaction.execute(
        "INSERT INTO dpa_text (version, language, markdown, sha256, published_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        params![text.version, text.language, text.markdown, Digest(text.sha256), Time(now)],
    )?;
    Ok(rows > 0)
}

fn is_published(transaction: &Transaction<'_>, text: &DpaText) -> Result<bool, Fault> {
    Ok(transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM dpa_text WHERE version = ?1 AND language = ?2 AND sha256 = ?3)",
        params![text.version, text.language, Digest(text.sha256)],
        |row| row.get(0),
    )?)
}
