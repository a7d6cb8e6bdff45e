use super::row::{Digest, Time, from_json, json, typed};
use super::{Caller, Store, dpa};
use crate::fault::{Fault, StorageFault, refuse};
use activity::{Domain, Instant, ObjectId, TenantId};
use consent::{Allowlist, DpaAcceptance, DpaState, Entry, Policy, Refusal};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use wire::{
    AuditEntry, DpaAcceptRequest, EntryRefusal, Problem, ProblemCode, SettingsChange, TenantConfig,
};

/// A change that an admin makes to a tenant's configuration.
pub(crate) enum Change {
    /// What Microsoft said about the tenant.
    Proof {
        /// The organisation's name.
        organisation: String,
        /// Its verified domains.
        domains: Vec<Domain>,
    },
    /// The whole allowlist.
    Allowlist(Vec<Entry>),
    /// Switches and words.
    Settings(Box<SettingsChange>),
    /// More applications whose id_tokens are accepted.
    Clients(Vec<String>),
}

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

    /// Makes a change, raises the policy's version and writes down who did it.
    pub(crate) async fn change(
        &self,
        caller: Caller,
        change: Change,
        expected: Option<u64>,
        now: Instant,
    ) -> Result<TenantConfig, Fault> {
        self.write(move |transaction| {
            let before = config(transaction, &caller.tenant, now)?;
            if expected.is_some_and(|expected| expected != before.policy.version) {
                return Err(ProblemCode::Conflict.into());
            }
            for setting in apply(transaction, &before, change, now)? {
                note(transaction, &caller.tenant, caller.actor(), setting, now)?;
            }
            config(transaction, &caller.tenant, now)
        })
        .await
    }

    /// Records that the tenant's admin accepted the DPA text in force.
    pub(crate) async fn accept_dpa(
        &self,
        caller: Caller,
        request: DpaAcceptRequest,
        now: Instant,
    ) -> Result<DpaAcceptance, Fault> {
        self.write(move |transaction| accept_dpa(transaction, &caller, &request, now))
            .await
    }

    /// Who changed what, the latest first.
    pub(crate) async fn audit(&self, tenant: TenantId) -> Result<Vec<AuditEntry>, Fault> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, actor, setting, policy_version FROM audit WHERE tenant = ?1 ORDER BY id DESC LIMIT 1000",
            )?;
            let entries = statement.query_map([tenant.as_str()], |row| {
                Ok(AuditEntry {
                    at: row.get::<_, Time>(0)?.0,
                    actor: row.get(1)?,
                    setting: row.get(2)?,
                    policy_version: row.get(3)?,
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

/// Writes down who changed what, under the policy version from then on.
pub(super) fn note(
    transaction: &Transaction<'_>,
    tenant: &TenantId,
    actor: &str,
    setting: &str,
    now: Instant,
) -> Result<(), Fault> {
    transaction.execute(
        "INSERT INTO audit (tenant, at, actor, setting, policy_version)
         SELECT tenant, ?2, ?3, ?4, policy_version FROM o365_config WHERE tenant = ?1",
        params![tenant.as_str(), Time(now), actor, setting],
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
            cycles: from_json(&text("cycles")?)?,
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

/// Makes the change and names the settings that it touched.
fn apply(
    transaction: &Transaction<'_>,
    before: &TenantConfig,
    change: Change,
    now: Instant,
) -> Result<Vec<&'static str>, Fault> {
    let mut update = Update {
        transaction,
        tenant: &before.policy.tenant,
        touched: Vec::new(),
    };
    match change {
        Change::Proof {
            organisation,
            domains,
        } => {
            update.set(
                "organisation",
                before.organisation.as_ref() != Some(&organisation),
                &organisation,
            )?;
            update.set(
                "verified_domains",
                before.policy.verified_domains != domains,
                &json(&domains)?,
            )?;
        }
        Change::Allowlist(entries) => {
            refuse_internal(&before.policy, &entries)?;
            let list = Allowlist::new(entries);
            let differs = before.policy.allowed_external_domains != list;
            update.set("allowed_external_domains", differs, &json(&list)?)?;
        }
        Change::Settings(settings) => apply_settings(&mut update, before, &settings)?,
        Change::Clients(clients) => {
            for client in clients {
                if add_client(transaction, &before.policy.tenant, &client, "admin", now)? {
                    update.touched.push("clients");
                }
            }
        }
    }
    update.raise_version()
}

fn apply_settings(
    update: &mut Update<'_, '_>,
    before: &TenantConfig,
    change: &SettingsChange,
) -> Result<(), Fault> {
    let policy = &before.policy;
    if let Some(fields) = &change.fields_off {
        update.set("fields_off", policy.fields_off != *fields, &json(fields)?)?;
    }
    if let Some(roads) = &change.roads {
        update.set("roads", policy.roads != *roads, &json(roads)?)?;
    }
    if let Some(scope) = &change.mail_scope {
        update.set("mail_scope", policy.mail_scope != *scope, &json(scope)?)?;
    }
    if let Some(retract) = change.retract_on_delete {
        update.set(
            "retract_on_delete",
            policy.retract_on_delete != retract,
            &retract,
        )?;
    }
    if let Some(cycles) = &change.cycles {
        update.set("cycles", policy.cycles != *cycles, &json(cycles)?)?;
    }
    for (setting, text, old) in [
        ("purpose", &change.purpose, &before.purpose),
        ("legal_basis", &change.legal_basis, &before.legal_basis),
    ] {
        if let Some(text) = text {
            let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            update.set(setting, *old != text, &text)?;
        }
    }
    Ok(())
}

struct Update<'a, 'c> {
    transaction: &'a Transaction<'c>,
    tenant: &'a TenantId,
    touched: Vec<&'static str>,
}

impl Update<'_, '_> {
    fn set(
        &mut self,
        column: &'static str,
        differs: bool,
        value: &dyn rusqlite::ToSql,
    ) -> Result<(), Fault> {
        if differs {
            let statement = format!("UPDATE o365_config SET {column} = ?2 WHERE tenant = ?1");
            self.transaction
                .execute(&statement, params![self.tenant.as_str(), value])?;
            self.touched.push(column);
        }
        Ok(())
    }

    fn raise_version(self) -> Result<Vec<&'static str>, Fault> {
        if !self.touched.is_empty() {
            self.transaction.execute(
                "UPDATE o365_config SET policy_version = policy_version + 1 WHERE tenant = ?1",
                [self.tenant.as_str()],
            )?;
        }
        Ok(self.touched)
    }
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

fn refuse_internal(policy: &Policy, entries: &[Entry]) -> Result<(), Fault> {
    if policy.verified_domains.is_empty() {
        return Err(refuse(
            ProblemCode::Conflict,
            "prove the tenant's own domains first",
        ));
    }
    let mut problem = Problem::new(ProblemCode::EntriesRefused);
    problem.entries = entries
        .iter()
        .filter(|entry| policy.is_internal_domain(entry.domain()))
        .map(|entry| EntryRefusal {
            entry: entry.to_string(),
            reason: Refusal::Internal,
        })
        .collect();
    if problem.entries.is_empty() {
        Ok(())
    } else {
        Err(problem.into())
    }
}

fn accept_dpa(
    transaction: &Transaction<'_>,
    caller: &Caller,
    request: &DpaAcceptRequest,
    now: Instant,
) -> Result<DpaAcceptance, Fault> {
    let in_force = dpa::in_force(transaction)?;
    let shown = in_force
        .texts
        .iter()
        .find(|text| text.sha256 == request.sha256 && text.language == request.language)
        .filter(|text| text.version == request.version)
        .ok_or(ProblemCode::NewerDpa)?;
    let before = config(transaction, &caller.tenant, now)?;
    if let Some(accepted) = before.policy.dpa.in_force(&caller.tenant)
        && accepted.sha256 == shown.sha256
        && accepted.accepted_by == caller.subject
    {
        return Ok(accepted.clone());
    }
    let accepted = DpaAcceptance {
        tenant: caller.tenant.clone(),
        accepted_at: now,
        accepted_by: caller.subject.clone(),
        accepted_by_name: caller
            .name
            .clone()
            .unwrap_or_else(|| "holder of the admin invite".to_owned()),
        connector: before.connector,
        version: shown.version,
        sha256: shown.sha256,
        language: shown.language.clone(),
        roles: if caller.wids.is_empty() {
            vec!["admin-invite".to_owned()]
        } else {
            caller.wids.clone()
        },
    };
    keep_acceptance(transaction, &accepted)?;
    note(transaction, &caller.tenant, caller.actor(), "dpa", now)?;
    Ok(accepted)
}

fn keep_acceptance(transaction: &Transaction<'_>, accepted: &DpaAcceptance) -> Result<(), Fault> {
    let roles = json(&accepted.roles)?;
    transaction.execute(
        "INSERT INTO dpa_acceptance (tenant, accepted_at, accepted_by, name, connector, version, sha256, language, roles)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            accepted.tenant.as_str(), Time(accepted.accepted_at), accepted.accepted_by.as_str(), accepted.accepted_by_name,
            accepted.connector, accepted.version, Digest(accepted.sha256), accepted.language, roles
        ],
    )?;
    let rows = transaction.execute(
        "UPDATE o365_config SET dpa_accepted_at = ?2, dpa_accepted_by_user_id = ?3, dpa_accepted_by_name = ?4, dpa_version = ?5,
           dpa_sha256 = ?6, dpa_language = ?7, dpa_roles = ?8, policy_version = policy_version + 1
         WHERE tenant = ?1",
        params![
            accepted.tenant.as_str(), Time(accepted.accepted_at), accepted.accepted_by.as_str(), accepted.accepted_by_name,
            accepted.version, Digest(accepted.sha256), accepted.language, roles
        ],
    )?;
    if rows == 1 {
        Ok(())
    } else {
        Err(StorageFault::Damaged.into())
    }
}
