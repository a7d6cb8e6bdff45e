use activity::{ConnectionId, Instant, ObjectId, Road, TenantId};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A nonce for one sign-in: it must come back in the id_token, once, before it expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Nonce {
    /// Goes into the authorize request as it is.
    pub nonce: String,
    /// The end of its life.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
}

/// A sign-in: by a Microsoft id_token, by an invite code, or by both.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionRequest {
    /// The id_token as Entra issued it, over a nonce of this service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The invite's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<String>,
    /// At least 16 random characters that this device keeps to itself: with the same device the same invite may be redeemed
    /// again while it lasts, so that a lost answer strands nobody.
    pub device: String,
}

impl fmt::Debug for SessionRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionRequest")
            .field("id_token", &self.id_token.is_some())
            .field("invite", &self.invite.is_some())
            .finish_non_exhaustive()
    }
}

/// A device's session: the credential is told this once and never again.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Goes into `Authorization: Bearer …` of every later request.
    pub credential: String,
    /// Who the device is now.
    pub me: Me,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("me", &self.me)
            .finish_non_exhaustive()
    }
}

/// Who a device is to the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The tenant.
    #[schema(value_type = String)]
    pub tenant: TenantId,
    /// The person: their Entra `oid`, or an id that the service gave because they came by an invite alone. It is the
    /// `mailbox` of everything that an employee road uploads.
    #[schema(value_type = String)]
    pub subject: ObjectId,
    /// Whether Entra vouches for the person.
    pub by_entra: bool,
    /// What the person may do here.
    pub roles: Vec<Role>,
    /// Until when a tenant admin's role holds without a new sign-in; absent if it came with an invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub admin_until: Option<Instant>,
    /// The address that the invite was bound to, or that Entra named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The name that Entra told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The road that the invite was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub road: Option<Road>,
    /// The person's live connections.
    #[schema(value_type = Vec<String>)]
    pub connections: Vec<ConnectionId>,
}

/// What a person may do at the service.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Connects their own mailbox and sees what came from it.
    Employee,
    /// Invites employees.
    Manager,
    /// Accepts the DPA, sets the policy and connects the organisation.
    TenantAdmin,
}

impl Role {
    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::Manager => "manager",
            Self::TenantAdmin => "tenant_admin",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Employee, Self::Manager, Self::TenantAdmin]
            .into_iter()
            .find(|role| role.name() == name)
    }
}
