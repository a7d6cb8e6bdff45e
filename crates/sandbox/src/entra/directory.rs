//! Finding tenants and people in the world.

use uuid::Uuid;

use super::Entra;
use super::refusal::Refusal;
use crate::world::User;

/// Directory roles that may consent for the whole tenant.
const CONSENTING_ROLES: [&str; 4] = [
    "62e90394-69f5-4237-9190-012177145e10", // Global Administrator
    "e8611ab8-c189-46e8-94e1-60213ab1f814", // Privileged Role Administrator
    "158c047a-c907-4556-b7ef-446551a6b5f7", // Cloud Application Administrator
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", // Application Administrator
];

/// How many of `CONSENTING_ROLES` may also give Graph's application permissions.
const ROLES_FOR_APPLICATION_PERMISSIONS: usize = 2;

/// What the path of a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TenantPath {
    One(Uuid),
    /// `organizations` or `common`: whoever signs in decides.
    Any,
}

impl TenantPath {
    pub(super) fn id(self) -> Option<Uuid> {
        match self {
            Self::One(id) => Some(id),
            Self::Any => None,
        }
    }
}

/// A person of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Account {
    pub(super) tenant: Uuid,
    pub(super) user: Uuid,
}

impl Entra {
    pub(super) fn tenant_path(&self, path: &str) -> Result<TenantPath, Refusal> {
        if matches!(path, "common" | "organizations") {
            return Ok(TenantPath::Any);
        }
        let tenant = self
            .world
            .tenant(path)
            .ok_or_else(|| Refusal::unknown_tenant(path))?;
        Ok(TenantPath::One(tenant.id))
    }

    pub(super) fn user(&self, account: Account) -> Option<User> {
        self.world
            .user_by_upn_or_id(account.tenant, &account.user.to_string())
    }

    /// The account of that sign-in name, in the tenant of the path or, if there is none, in any.
    pub(super) fn account(&self, path: TenantPath, name: &str) -> Result<Account, Refusal> {
        let name = name.trim();
        let find = |tenant: Uuid| {
            self.world
                .user_by_upn_or_id(tenant, name)
                .map(|user| Account {
                    tenant,
                    user: user.id,
                })
        };
        let everywhere = || {
            self.world
                .tenants()
                .iter()
                .find_map(|tenant| find(tenant.id))
        };
        let TenantPath::One(tenant) = path else {
            return everywhere().ok_or_else(|| unknown_account(name));
        };
        if let Some(account) = find(tenant) {
            return Ok(account);
        }
        match everywhere() {
            Some(_) => Err(Refusal::new(
                "interaction_required",
                50020,
                "The selected user account does not exist in this tenant and cannot access the application in it. The account needs to be added as an external user first.",
            )),
            None => Err(unknown_account(name)),
        }
    }

    pub(super) fn may_consent_for_tenant(&self, account: Account) -> bool {
        self.holds_role(account, &CONSENTING_ROLES)
    }

    pub(super) fn may_grant_application_permissions(&self, account: Account) -> bool {
        self.holds_role(
            account,
            &CONSENTING_ROLES[..ROLES_FOR_APPLICATION_PERMISSIONS],
        )
    }

    /// The first account of the tenant that may consent to everything.
    pub(super) fn first_admin(&self, path: TenantPath) -> Option<Account> {
        let tenant = path.id().or_else(|| self.home_tenant())?;
        let accounts = self.world.users(tenant).into_iter().map(|user| Account {
            tenant,
            user: user.id,
        });
        accounts
            .into_iter()
            .find(|account| self.may_grant_application_permissions(*account))
    }

    /// Accounts to offer on the sign-in page, so that nobody has to guess.
    pub(super) fn offered_accounts(&self, path: TenantPath) -> Vec<User> {
        let Some(tenant) = path.id().or_else(|| self.home_tenant()) else {
            return Vec::new();
        };
        self.world
            .users(tenant)
            .into_iter()
            .filter(|user| user.enabled && !user.upn.contains('#'))
            .take(6)
            .collect()
    }

    fn holds_role(&self, account: Account, roles: &[&str]) -> bool {
        self.user(account)
            .is_some_and(|user| user.roles.iter().any(|role| roles.contains(&role.as_str())))
    }
}

fn unknown_account(name: &str) -> Refusal {
    Refusal::invalid_grant(
        50034,
        format!("The user account {name} does not exist in the directory."),
    )
}
