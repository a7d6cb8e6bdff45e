//! Who consented to what.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::permissions::Permission;
use super::state::Account;

/// The consents of all tenants.
#[derive(Default)]
pub(super) struct Grants {
    tenant_wide: BTreeMap<(Uuid, Uuid), BTreeSet<Permission>>,
    personal: BTreeMap<(Account, Uuid), BTreeSet<Permission>>,
    roles: BTreeMap<(Uuid, Uuid), BTreeSet<Permission>>,
}

impl Grants {
    /// The delegated permissions that `app` holds for a person, from them or from an administrator.
    pub(super) fn delegated(&self, account: Account, app: Uuid) -> BTreeSet<Permission> {
        let tenant_wide = self.tenant_wide.get(&(account.tenant, app)).into_iter().flatten();
        let personal = self.personal.get(&(account, app)).into_iter().flatten();
        tenant_wide.chain(personal).copied().collect()
    }

    /// The application permissions that an administrator gave to `app`.
    pub(super) fn application(&self, tenant: Uuid, app: Uuid) -> BTreeSet<Permission> {
        self.roles.get(&(tenant, app)).cloned().unwrap_or_default()
    }

    /// Says whether anybody in the tenant ever consented to `app`.
    pub(super) fn knows(&self, tenant: Uuid, app: Uuid) -> bool {
        self.tenant_wide.contains_key(&(tenant, app))
            || self.roles.contains_key(&(tenant, app))
            || self.personal.keys().any(|(account, of)| account.tenant == tenant && *of == app)
    }

    pub(super) fn grant_personal(&mut self, account: Account, app: Uuid, permissions: impl IntoIterator<Item = Permission>) {
        self.personal.entry((account, app)).or_default().extend(permissions);
    }

    pub(super) fn grant_tenant(&mut self, tenant: Uuid, app: Uuid, permissions: impl IntoIterator<Item = Permission>) {
        self.tenant_wide.entry((tenant, app)).or_default().extend(permissions);
    }

    pub(super) fn grant_roles(&mut self, tenant: Uuid, app: Uuid, permissions: impl IntoIterator<Item = Permission>) {
        self.roles.entry((tenant, app)).or_default().extend(permissions);
    }

    /// Takes back what one person gave to `app`.
    pub(super) fn revoke_personal(&mut self, account: Account, app: Uuid) {
        self.personal.remove(&(account, app));
    }

    /// Takes back everything that anybody in the tenant gave to `app`.
    pub(super) fn revoke_tenant(&mut self, tenant: Uuid, app: Uuid) {
        self.tenant_wide.remove(&(tenant, app));
        self.roles.remove(&(tenant, app));
        self.personal.retain(|(account, of), _| account.tenant != tenant || *of != app);
    }
}
