//! Who consented to what.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::directory::Account;
use super::permissions::Permission;

/// Who gave a delegated grant: one person, or an administrator for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) tenant: Uuid,
    pub(super) app: Uuid,
    pub(super) user: Option<Uuid>,
}

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
        let tenant_wide = self
            .tenant_wide
            .get(&(account.tenant, app))
            .into_iter()
            .flatten();
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
            || self
                .personal
                .keys()
                .any(|(account, of)| account.tenant == tenant && *of == app)
    }

    pub(super) fn grant_personal(
        &mut self,
        account: Account,
        app: Uuid,
        permissions: impl IntoIterator<Item = Permission>,
    ) {
        self.personal
            .entry((account, app))
            .or_default()
            .extend(permissions);
    }

    pub(super) fn grant_tenant(
        &mut self,
        tenant: Uuid,
        app: Uuid,
        permissions: impl IntoIterator<Item = Permission>,
    ) {
        self.tenant_wide
            .entry((tenant, app))
            .or_default()
            .extend(permissions);
    }

    pub(super) fn grant_roles(
        &mut self,
        tenant: Uuid,
        app: Uuid,
        permissions: impl IntoIterator<Item = Permission>,
    ) {
        self.roles
            .entry((tenant, app))
            .or_default()
            .extend(permissions);
    }

    /// The delegated grants of a tenant, an administrator's before those of persons.
    pub(super) fn delegated_grants(&self, tenant: Uuid) -> Vec<(Holder, BTreeSet<Permission>)> {
        let tenant_wide = self.tenant_wide.iter().map(|((tenant, app), permissions)| {
            let holder = Holder {
                tenant: *tenant,
                app: *app,
                user: None,
            };
            (holder, permissions.clone())
        });
        let personal = self.personal.iter().map(|((account, app), permissions)| {
            let holder = Holder {
                tenant: account.tenant,
                app: *app,
                user: Some(account.user),
            };
            (holder, permissions.clone())
        });
        let all = tenant_wide.chain(personal);
        all.filter(|(holder, _)| holder.tenant == tenant).collect()
    }

    /// Takes back one delegated grant.
    pub(super) fn withdraw(&mut self, holder: &Holder) {
        match holder.user {
            Some(user) => {
                let account = Account {
                    tenant: holder.tenant,
                    user,
                };
                self.revoke_personal(account, holder.app);
            }
            None => {
                self.tenant_wide.remove(&(holder.tenant, holder.app));
            }
        }
    }

    /// Takes back what one person gave to `app`.
    pub(super) fn revoke_personal(&mut self, account: Account, app: Uuid) {
        self.personal.remove(&(account, app));
    }

    /// Takes back everything that anybody in the tenant gave to `app`.
    pub(super) fn revoke_tenant(&mut self, tenant: Uuid, app: Uuid) {
        self.tenant_wide.remove(&(tenant, app));
        self.roles.remove(&(tenant, app));
        self.personal
            .retain(|(account, of), _| account.tenant != tenant || *of != app);
    }
}
