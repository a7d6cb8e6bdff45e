use super::audit::{note, raise_version};
use super::config::{add_client, config};
use super::row::json;
use super::{Caller, Store};
use crate::fault::{Fault, refuse};
use activity::{Domain, Instant, TenantId};
use consent::{Allowlist, Entry, Policy, Refusal};
use rusqlite::{Transaction, params};
use wire::{EntryRefusal, Problem, ProblemCode, SettingsChange, TenantConfig};

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
    Allowlist(Allowlist),
    /// Switches and words.
    Settings(Box<SettingsChange>),
    /// More applications whose id_tokens are accepted.
    Clients(Vec<String>),
}

impl Store {
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
        Change::Allowlist(list) => {
            refuse_internal(&before.policy, list.entries())?;
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
    if let Some(days) = change.retention_days {
        let days = Some(days).filter(|days| *days > 0);
        update.set("retention_days", policy.retention_days != days, &days)?;
    }
    if let Some(transcripts) = &change.transcripts {
        let differs = policy.transcripts != *transcripts;
        update.set("transcripts", differs, &json(transcripts)?)?;
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
            raise_version(self.transaction, self.tenant)?;
        }
        Ok(self.touched)
    }
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
