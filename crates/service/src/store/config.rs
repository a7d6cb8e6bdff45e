use super::row::{Digest, Time, from_json, typed};
use super::{Store, cycle, dpa};
use crate::fault::Fault;
use activity::{Instant, ObjectId, TenantId};
use consent::{DpaAcceptance, DpaState, Policy};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use wire::{AuditEntry, ProblemCode, TenantConfig};

impl Store {
    /// A tenant's configuration.
    pub(crate) async fn config(
        &self,
        tenant: TenantId,
        now: Instant,
    ) -> Result<TenantConfig, Fault> {
        self.read(move |connection| config(connection, &tenant, now))
            .await
    }

    /// Who changed what, the latest first.
    pub(crate) async fn audit(&self, tenant: TenantId) -> Result<Vec<AuditEntry>, Fault> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, actor, setting, policy_version,
                   (SELECT name FROM credential WHERE tenant = audit.tenant AND subject = audit.actor AND name IS NOT NULL
                    ORDER BY created_at DESC LIMIT 1)
                 FROM audit WHERE tenant = ?1 ORDER BY id DESC LIMIT 1000",
            )?;
            let entries = statement.query_map([tenant.as_str()], |row| {
                Ok(AuditEntry {
                    at: row.get::<_, Time>(0)?.0,
                    actor: row.get(1)?,
                    setting: row.get(2)?,
                    policy_version: row.get(3)?,
                    name: row.get(4)?,
                })
            })?;
            Ok(entries.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Makes sure that the tenant has its configuration.
pub(super) fn ensure(
    transaction: &Transaction<'_>,
    tenant: &TenantId,
    now: Instant,
) -> Result<(), Fault> {
    transaction.execute(
        "INSERT INTO o365_config (tenant, connector, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![tenant.as_str(), uuid::Uuid::new_v4().to_string(), Time(now)],
    )?;
    Ok(())
}

/// A tenant's configuration with the policy in force.
pub(super) fn config(
    connection: &Connection,
    tenant: &TenantId,
    now: Instant,
) -> Result<TenantConfig, Fault> {
    let read = connection
        .prepare_cached("SELECT * FROM o365_config WHERE tenant = ?1")?
        .query_row([tenant.as_str()], |row| Ok(from_row(row, tenant, now)))
        .optional()?;
    let mut config = read.ok_or(ProblemCode::NotFound)??;
    (config.policy.dpa.version, config.policy.dpa.texts) = dpa::digests(connection)?;
    config.policy.cycles = cycle::cycles(connection, tenant)?;
    config.clients = connection
        .prepare_cached("SELECT client_id FROM client WHERE tenant = ?1 ORDER BY client_id")?
        .query_map([tenant.as_str()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(config)
}

fn from_row(row: &Row<'_>, tenant: &TenantId, now: Instant) -> Result<TenantConfig, Fault> {
    let text = |column: &str| row.get::<_, String>(column);
    let accepted = acceptance(row, tenant)?;
    Ok(TenantConfig {
        connector: text("connector")?,
        organisation: row.get("organisation")?,
        purpose: row.get("purpose")?,
        legal_basis: row.get("legal_basis")?,
        clients: Vec::new(),
        dpa_accepted_at: accepted.as_ref().map(|accepted| accepted.accepted_at),
        dpa_accepted_by_user_id: accepted
            .as_ref()
            .map(|accepted| accepted.accepted_by.clone()),
        policy: Policy {
            tenant: tenant.clone(),
            version: row.get("policy_version")?,
            issued_at: now,
            verified_domains: from_json(&text("verified_domains")?)?,
            allowed_external_domains: from_json(&text("allowed_external_domains")?)?,
            fields_off: from_json(&text("fields_off")?)?,
            roads: from_json(&text("roads")?)?,
            mail_scope: from_json(&text("mail_scope")?)?,
            retract_on_delete: row.get("retract_on_delete")?,
            retention_days: row.get("retention_days")?,
            transcripts: from_json(&text("transcripts")?)?,
            cycles: Vec::new(),
            dpa: DpaState {
                version: 0,
                texts: Vec::new(),
                accepted,
            },
        },
    })
}

fn acceptance(row: &Row<'_>, tenant: &TenantId) -> Result<Option<DpaAcceptance>, Fault> {
    let Some(Time(accepted_at)) = row.get("dpa_accepted_at")? else {
        return Ok(None);
    };
    Ok(Some(DpaAcceptance {
        tenant: tenant.clone(),
        accepted_at,
        accepted_by: typed::<ObjectId>(row.get("dpa_accepted_by_user_id")?)?,
        accepted_by_name: row.get("dpa_accepted_by_name")?,
        connector: row.get("connector")?,
        version: row.get("dpa_version")?,
        sha256: row.get::<_, Digest>("dpa_sha256")?.0,
        language: row.get("dpa_language")?,
        roles: from_json(&row.get::<_, String>("dpa_roles")?)?,
    }))
}

/// Adds an application whose id_tokens are accepted; false if it was there.
pub(super) fn add_client(
    transaction: &Transaction<'_>,
    tenant: &TenantId,
    client: &str,
    origin: &str,
    now: Instant,
) -> Result<bool, Fault> {
    let rows = transaction.execute(
        "INSERT INTO client (tenant, client_id, origin, added_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![tenant.as_str(), client, origin, Time(now)],
    )?;
    Ok(rows > 0)
}
