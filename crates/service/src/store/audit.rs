use super::row::Time;
use crate::fault::Fault;
use activity::{Instant, TenantId};
use rusqlite::{Transaction, params};

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

/// The policy is another from now on.
pub(super) fn raise_version(transaction: &Transaction<'_>, tenant: &TenantId) -> Result<(), Fault> {
    transaction.execute(
        "UPDATE o365_config SET policy_version = policy_version + 1 WHERE tenant = ?1",
        [tenant.as_str()],
    )?;
    Ok(())
}
