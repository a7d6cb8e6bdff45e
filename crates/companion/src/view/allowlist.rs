//! The allowlist before it is saved: what each entry says and what it would let through.

use serde::{Deserialize, Serialize};

use super::{CommandError, EntryProblem};

/// A list as it was typed or pasted, with what it would let through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AllowlistPreview {
    /// What to look at, refused entries first; the rest of a long list is only counted.
    pub entries: Vec<EntryPreview>,
    /// How many entries are left after doubles were folded.
    pub distinct: u32,
    /// How many of these are refused.
    pub refused: u32,
    /// How many said what another entry had said.
    pub folded: u32,
    /// The entries as they would be saved.
    pub accepted: Vec<String>,
    /// The same list with the domain in place of each mail or web address; absent where there are none.
    pub amended: Option<Vec<String>>,
    /// What the whole list would let through; absent before anything was counted.
    pub total: Option<PassingView>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EntryPreview {
    /// As it was typed.
    pub entry: String,
    /// As it would be saved; absent when refused.
    pub normalised: Option<String>,
    /// The same as a person reads it, where that looks different.
    pub unicode: Option<String>,
    /// True where it admits what is below the domain, and not the domain itself.
    pub is_wildcard: bool,
    /// Why it is refused.
    pub refused: Option<EntryProblem>,
    /// What it would let through by itself; absent when refused or before anything was counted.
    pub passing: Option<PassingView>,
    /// Of a wildcard, what the busiest domains below it would let through.
    pub below: Vec<DomainPassing>,
    /// How many domains a wildcard has found below it.
    pub domains: u32,
}

/// How much would pass in the days that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PassingView {
    /// Meetings that have ended.
    pub meetings: u32,
    /// People in these meetings, each an activity.
    pub attendances: u32,
    /// Mails.
    pub mails: u32,
}

/// What one domain would let through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DomainPassing {
    /// The domain.
    pub domain: String,
    /// How much.
    pub passing: PassingView,
}

/// The count of what there is in the tenant's mailboxes, by domain; kept in memory only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SurveyView {
    /// Nobody asked for it yet.
    None,
    /// Mailboxes are being counted; what was counted can be used already.
    Reading {
        /// How many mailboxes are done.
        read: u32,
        /// Of how many.
        of: u32,
        /// When it began.
        started_at: String,
    },
    /// All that could be counted is.
    Ready {
        /// How many mailboxes were counted.
        read: u32,
        /// Of how many; more than were read where the count has an end.
        of: u32,
        /// How many could not be read to their end.
        unfinished: u32,
        /// How many days were looked at.
        window_days: u32,
        /// When it was ready.
        made_at: String,
    },
    /// It could not be counted.
    Failed {
        /// Why.
        error: CommandError,
    },
}
