use crate::Filtered;
use activity::Activity;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What becomes of one copy of an item, if it is the copy that counts.
#[derive(Debug)]
pub enum Verdict {
    /// It yields these activities.
    Kept(Vec<Filtered<Activity>>),
    /// It stays here, for this reason.
    Withheld(Reason),
    /// It has no usable times, so nothing can be said of it.
    Failed,
}

/// Why an item is withheld, in the order in which reasons are tested: the first that holds is the one (RULES 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The meeting was cancelled.
    Cancelled,
    /// A copy is marked private, personal or confidential.
    Private,
    /// Another copy of the same meeting or mail counts.
    Duplicate,
    /// No participant has a plain address.
    NoUsableAddress,
    /// Everybody in it belongs to the organisation.
    InternalOnly,
    /// No external participant is on the allowlist.
    NotOnAllowlist,
    /// The employee's rules leave everybody out.
    ExcludedByRule,
    /// The employee held it back.
    WithheldByYou,
}

impl Reason {
    /// Every reason, in the order in which they are tested.
    pub const ALL: [Self; 8] = [
        Self::Cancelled,
        Self::Private,
        Self::Duplicate,
        Self::NoUsableAddress,
        Self::InternalOnly,
        Self::NotOnAllowlist,
        Self::ExcludedByRule,
        Self::WithheldByYou,
    ];

    /// The name in JSON, on the command line and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Private => "private",
            Self::Duplicate => "duplicate",
            Self::NoUsableAddress => "no_usable_address",
            Self::InternalOnly => "internal_only",
            Self::NotOnAllowlist => "not_on_allowlist",
            Self::ExcludedByRule => "excluded_by_rule",
            Self::WithheldByYou => "withheld_by_you",
        }
    }

    /// The reason of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
