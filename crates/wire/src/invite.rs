use crate::Role;
use activity::{Instant, Road, TenantId};
use consent::MailScope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asks for an invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteRequest {
    /// What the invited person will be.
    pub role: Role,
    /// The address that it is bound to; an employee's invite must have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The road that it is for; any open one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub road: Option<Road>,
    /// Hours until it ends, 1 to 720; 7 days if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// What the data is for; the organisation's own words if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The legal basis; the organisation's own words if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

impl InviteRequest {
    /// An invite for that role and nobody in particular, with the organisation's own words.
    pub fn new(role: Role) -> Self {
        Self {
            role,
            address: None,
            road: None,
            hours: None,
            purpose: None,
            legal_basis: None,
        }
    }

    /// The same, bound to an address.
    pub fn to(self, address: impl Into<String>) -> Self {
        Self {
            address: Some(address.into()),
            ..self
        }
    }
}

/// Takes an invite as whom the device is known already.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteRedemption {
    /// The invite's code.
    pub invite: String,
    /// The same random characters as at the sign-in, so that a lost answer strands nobody.
    pub device: String,
}

impl std::fmt::Debug for InviteRedemption {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("InviteRedemption")
            .finish_non_exhaustive()
    }
}

/// An invite as it is handed out; the code is told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteMade {
    /// Names the invite in lists.
    pub id: String,
    /// The link to hand out, or the bare code where the service does not know its own address.
    pub invite: String,
    /// The code alone.
    pub code: String,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
}

/// What an invite says to whoever holds its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteView {
    /// What the invited person will be.
    pub role: Role,
    /// The tenant.
    #[schema(value_type = String)]
    pub tenant: TenantId,
    /// The organisation's name, once its admin proved the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Who made it, by name, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<String>,
    /// The address that it is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What the data is for, in the words of whoever invites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The legal basis, in the words of whoever invites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
    /// The mail permission that the tenant has employees asked for.
    #[serde(default)]
    #[schema(value_type = String)]
    pub mail_scope: MailScope,
    /// The roads that it may take, and whether each takes new connections now.
    pub roads: Vec<RoadOffer>,
}

/// Whether a road takes new connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoadOffer {
    /// The road.
    #[schema(value_type = String)]
    pub road: Road,
    /// Whether it takes new connections.
    pub open: bool,
}

/// An invite in a list: never its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteSummary {
    /// Names the invite.
    pub id: String,
    /// Who made it, by name, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<String>,
    /// When it was made, or made anew.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Instant,
    /// What the invited person will be.
    pub role: Role,
    /// The address that it is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub used_at: Option<Instant>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<Instant>,
}
