use crate::refusal::SignInRefusal;
use activity::{ObjectId, TenantId};
use std::fmt;

/// Who signed in, as the id_token tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The tenant (`tid`).
    pub tenant: TenantId,
    /// The person in that tenant (`oid`).
    pub object: ObjectId,
    /// The name to sign in with (`preferred_username`); for display and for the comparison with an invite.
    pub username: Option<String>,
    /// Every address that the id_token vouches for, the sign-in name first.
    pub addresses: Vec<String>,
    /// The name as shown.
    pub display_name: Option<String>,
    /// Template ids of the directory roles held (`wids`).
    pub roles: Vec<String>,
}

/// Who has to sign in; what is absent is not checked.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ExpectedAccount {
    /// The tenant.
    pub tenant: Option<TenantId>,
    /// The person.
    pub object: Option<ObjectId>,
    /// One of the person's addresses, compared without regard to case.
    pub address: Option<String>,
}

impl ExpectedAccount {
    /// Nobody in particular, from this tenant.
    pub fn anyone_of(tenant: TenantId) -> Self {
        Self {
            tenant: Some(tenant),
            ..Self::default()
        }
    }

    pub(crate) fn check(&self, account: &Account) -> Result<(), SignInRefusal> {
        if self
            .tenant
            .as_ref()
            .is_some_and(|tenant| !same(tenant.as_str(), account.tenant.as_str()))
        {
            return Err(SignInRefusal::WrongTenant);
        }
        let wrong_person = match (&self.object, &self.address) {
            (Some(object), _) => !same(object.as_str(), account.object.as_str()),
            (None, Some(address)) => !account.is_at(address),
            (None, None) => false,
        };
        if wrong_person {
            Err(SignInRefusal::WrongAccount)
        } else {
            Ok(())
        }
    }
}

impl Account {
    /// Whether the id_token vouches for the address as this person's.
    pub fn is_at(&self, address: &str) -> bool {
        let wanted = address.trim().to_lowercase();
        self.addresses
            .iter()
            .any(|own| own.trim().to_lowercase() == wanted)
    }
}

fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Account({} in {})", self.object, self.tenant)
    }
}

impl fmt::Debug for ExpectedAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ExpectedAccount")
            .field("tenant", &self.tenant)
            .field("object", &self.object)
            .finish_non_exhaustive()
    }
}
