//! The state of the application as a whole, asked for on start and after every `StateChanged`.

use serde::{Deserialize, Serialize};

use super::{
    AccountView, ConsentStanding, DpaStanding, Guide, InviteView, MailAccountView, ManagingView,
    Road, RoadOffer, StreamName, SyncStatus, TenantView,
};

/// Everything that a face needs to know where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AppState {
    /// The version of the program.
    pub version: String,
    /// True while no invite was accepted, no connection exists on this home, and nobody manages.
    pub first_run: bool,
    /// The invite that was accepted, until it led to a connection.
    pub invite: Option<InviteView>,
    /// Who asked, and for what: the invite that was accepted last, kept until its connection ends.
    pub asked_by: Option<InviteView>,
    /// As whom the person may invite employees and read what a review sees of those who came.
    pub managing: Option<ManagingView>,
    /// The connections of this home; a connection exists as soon as its sign-in or registration does.
    pub connections: Vec<ConnectionView>,
    /// The guides under way, at most one a road; absent once first sync is done.
    pub guides: Vec<Guide>,
    /// The central service that this home talks to.
    pub service: ServiceView,
    /// True when sign-in and Graph hosts are not Microsoft's own, so that the window can say so.
    pub not_microsoft: bool,
    /// Settings that the organisation's policy file or the environment decides.
    pub locked: Vec<LockedSetting>,
    /// The language that was chosen; absent for the system's.
    pub language: Option<String>,
    /// Whether the program starts with the session and stays when its window is closed.
    pub background: bool,
    /// Whether the person is told of what matters while they do not look.
    pub notices: bool,
    /// Whether the schedule also runs over a network that is counted or paid for.
    pub metered: bool,
}

/// One employee's or one tenant's link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ConnectionView {
    /// The id that every command about this connection takes.
    pub id: String,
    /// The road by which it came.
    pub road: Road,
    /// The tenant it belongs to.
    pub tenant: TenantView,
    /// The account that signed in; absent on the organisation road.
    pub account: Option<AccountView>,
    /// When the grant was given.
    pub connected_at: Option<String>,
    /// The permissions granted, by Microsoft's names.
    pub permissions: Vec<String>,
    /// Whether the tenant's agreement stands.
    pub dpa: DpaStanding,
    /// The streams of this road and whether each may run.
    pub streams: Vec<StreamView>,
    /// How the mailbox is opened, on the IMAP road.
    pub mail: Option<MailAccountView>,
    /// The roads of this person in this tenant, and whether each takes new connections.
    pub roads: Vec<RoadOffer>,
    /// Where syncing stands.
    pub sync: SyncStatus,
}

/// One stream of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StreamView {
    /// The stream.
    pub stream: StreamName,
    /// True when the tenant's policy and this program offer it now.
    pub offered: bool,
    /// The employee's consent; `NotNeeded` on the organisation road.
    pub consent: ConsentStanding,
}

/// The central service as seen from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ServiceView {
    /// Host and port, absent while none is configured and no invite named one.
    pub host: Option<String>,
    /// Whether it answered the last time it was asked; absent before the first time.
    pub reachable: Option<bool>,
    /// When it last answered.
    pub last_heard_at: Option<String>,
}

/// A setting that cannot be changed in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LockedSetting {
    /// The setting's name in the policy file.
    pub name: String,
    /// Its value; absent where it is a secret.
    pub value: Option<String>,
    /// Who decided it.
    pub by: LockedBy,
}

/// Who decides a locked setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LockedBy {
    /// The policy file that the organisation laid down.
    PolicyFile,
    /// An environment variable.
    Environment,
}
