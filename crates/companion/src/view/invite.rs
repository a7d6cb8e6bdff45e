//! An invite, read before anything is signed in to.

use serde::{Deserialize, Serialize};

use super::Road;

/// What an invite says, as the central service vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InviteView {
    /// For whom it is.
    pub role: InviteRole,
    /// The organisation that asks.
    pub organisation: String,
    /// The tenant's directory id, where the invite is bound to one.
    pub tenant_id: Option<String>,
    /// Who made the invite, where the service says so.
    pub invited_by: Option<String>,
    /// The address it is bound to.
    pub invited_address: Option<String>,
    /// What the data is for, in the organisation's words.
    pub purpose: String,
    /// The legal basis, in the organisation's words.
    pub legal_basis: Option<String>,
    /// When it ends.
    pub expires_at: String,
    /// Host and port of the central service it leads to.
    pub service_host: String,
    /// The roads and whether each is open now.
    pub roads: Vec<RoadOffer>,
}

/// For whom an invite is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteRole {
    /// For one employee's own mailbox.
    Employee,
    /// For one employee who invites others and reads what a review sees of those who came.
    Manager,
    /// For the tenant's admin.
    TenantAdmin,
}

/// Whether a road may be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RoadOffer {
    /// The road.
    pub road: Road,
    /// What is said about it.
    pub standing: RoadStanding,
}

/// What is said about a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RoadStanding {
    /// New connections are taken.
    Open,
    /// The service takes no new connections; those that exist go on.
    ClosedForNew,
    /// The organisation's policy file allows no new connections from this machine.
    NotAllowedHere,
}

/// Why an invite cannot be used; each has its own next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteProblem {
    /// It does not have the form of an invite.
    Garbled,
    /// The service does not know it.
    Unknown,
    /// It was used already.
    Used,
    /// Its time is over.
    Expired,
    /// The organisation took it back.
    Revoked,
    /// It leads to a service or tenant other than the one this computer is set up for.
    Foreign,
}

/// An invite to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InviteForm {
    /// For whom it is; nobody hands on the organisation itself.
    pub role: PersonRole,
    /// The address it is bound to.
    pub address: String,
}

/// For whom an invite can be made from the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// For one employee's own mailbox.
    Employee,
    /// For one employee who invites others and reads what a review sees of those who came.
    Manager,
}

/// An invite in the list of whoever invites; never its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InviteRow {
    /// Names the invite.
    pub id: String,
    /// For whom it is.
    pub role: InviteRole,
    /// The address it is bound to.
    pub address: Option<String>,
    /// Where it stands.
    pub standing: InviteStanding,
    /// Who made it, where the service knows.
    pub invited_by: Option<String>,
    /// When it ends, or ended.
    pub expires_at: String,
}

/// Where an invite stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteStanding {
    /// It can be used.
    Open,
    /// It was used.
    Used,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

/// Somebody whose own mailbox is connected; never what they send, nor whether they agreed, declined or paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonRow {
    /// Their address, where the service knows it.
    pub address: Option<String>,
    /// Their name, where the service knows it.
    pub name: Option<String>,
    /// The roads by which they are connected.
    pub roads: Vec<Road>,
    /// Since when.
    pub connected_at: String,
}

/// An invite that was made just now, to be handed on; its link is told only here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HandedInvite {
    /// For whom it is.
    pub role: InviteRole,
    /// The address it is bound to.
    pub address: String,
    /// The link to hand on.
    pub link: String,
    /// When it ends.
    pub expires_at: String,
}

impl std::fmt::Debug for HandedInvite {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("HandedInvite")
            .finish_non_exhaustive()
    }
}
