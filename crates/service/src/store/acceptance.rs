use super::audit::note;
use super::config::config;
use super::row::{Digest, Time, json};
use super::{Caller, Store, dpa};
use crate::fault::{Fault, StorageFault};
use activity::Instant;
use consent::DpaAcceptance;
use rusqlite::{Transaction, params};
use wire::{DpaAcceptRequest, ProblemCode};

impl Store {
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
