//! The closed words that several views share.

use serde::{Deserialize, Serialize};

/// The way by which a connection came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// An employee's own mailbox through Microsoft Graph.
    EmployeeGraph,
    /// An employee's own mailbox through IMAP.
    EmployeeImap,
    /// A whole tenant through application permissions.
    Organisation,
}

/// A stream of activities, by its name on the wire and on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StreamName {
    /// Sent and received counts per employee and review cycle.
    EmailSignal,
    /// Teams transcripts.
    Transcript,
    /// Meetings with people on allowed domains.
    MeetingAttend,
    /// Mails with people on allowed domains.
    EmailThread,
}

/// Why an item stays on this machine, in the order in which the reasons are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WithheldReason {
    /// The meeting was cancelled.
    Cancelled,
    /// A copy is marked private, personal or confidential.
    Private,
    /// Another copy of the same item counts.
    Duplicate,
    /// Nobody on it has a usable address.
    NoUsableAddress,
    /// Everybody on it is inside the organisation.
    InternalOnly,
    /// Nobody outside is on the allowlist.
    NotOnAllowlist,
    /// A rule of the employee excludes it.
    ExcludedByRule,
    /// The employee held this one item back.
    WithheldByYou,
}

/// A tenant as a person recognises it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TenantView {
    /// The directory id; absent until a sign-in or an invite has named it.
    pub id: Option<String>,
    /// The organisation's display name, where known.
    pub name: Option<String>,
    /// The tenant's default domain, where known.
    pub domain: Option<String>,
}

/// The account that signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AccountView {
    /// The address that the account signs in with.
    pub address: String,
    /// The display name, where Microsoft gave one.
    pub name: Option<String>,
}
