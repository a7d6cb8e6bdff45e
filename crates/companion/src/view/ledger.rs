//! Everything that left, everything that would leave, and everything that was considered and stays.

use serde::{Deserialize, Serialize};

use super::{ReasonCount, StreamName, WithheldReason};

/// What to list; the same for the ledger and for a preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LedgerQuery {
    /// Only these states; empty means all.
    pub states: Vec<RowState>,
    /// Only these streams; empty means all.
    pub streams: Vec<StreamName>,
    /// Only withheld items with these reasons; empty means all.
    pub reasons: Vec<WithheldReason>,
    /// Only what this rule of the employee's takes hold of, by its id.
    #[serde(default)]
    pub rule: Option<String>,
    /// Only rows with these words, or words that begin with them, in person or subject.
    pub text: Option<String>,
    /// Only what happened since then.
    pub since: Option<String>,
    /// Only what happened before then.
    pub until: Option<String>,
    /// Go on after this cursor.
    pub after: Option<String>,
    /// At most this many rows, 200 at the most.
    pub limit: u32,
}

/// A page of rows, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LedgerPage {
    /// The rows; a page may be short, or empty, although more follow.
    pub rows: Vec<LedgerRow>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<String>,
}

/// How many rows there are; asked for beside the rows, which do not wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LedgerCounts {
    /// Rows that match the query in all; absent where only leafing through tells.
    pub total: Option<u32>,
    /// Rows by state over the whole ledger, whatever the query, for the filters.
    pub by_state: Vec<StateCount>,
    /// Rows by reason for which they stay, over the whole ledger, for the filters.
    pub by_reason: Vec<ReasonCount>,
    /// Withheld items that are kept as counts only, because they belong to other people.
    pub withheld_counts: Vec<ReasonCount>,
}

/// A number of rows in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StateCount {
    /// The state.
    pub state: RowState,
    /// How many rows.
    pub count: u32,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// Preview only: it would be sent.
    WouldSend,
    /// It will be sent once it has ended.
    Pending,
    /// A transcript that waits for the employee to look at it.
    Unreviewed,
    /// A mail of the employee's own that is told by a count.
    Counted,
    /// It waits in the outbox.
    Queued,
    /// The service acknowledged it.
    Acknowledged,
    /// It stays here.
    Withheld,
    /// It has no usable times, or the service refused it.
    Failed,
    /// It was sent and taken back.
    Retracted,
}

/// One line: an activity that left or will, or an item that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LedgerRow {
    /// The row's id, stable within its ledger or preview.
    pub id: String,
    /// The stream.
    pub stream: StreamName,
    /// Where it stands.
    pub state: RowState,
    /// Why it stays, where it does.
    pub reason: Option<WithheldReason>,
    /// When the thing happened; absent where it has no usable time.
    pub occurred_at: Option<String>,
    /// The person it is about, as it would be sent; on an employee's machine also for withheld items.
    pub person: Option<String>,
    /// The subject, where there is one and the road may show it here.
    pub subject: Option<String>,
    /// Whether the employee sent or received it, for a mail that only a count tells of.
    pub direction: Option<MailDirection>,
    /// When it was sent.
    pub sent_at: Option<String>,
}

/// Which way a mail went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MailDirection {
    /// The employee sent it.
    Sent,
    /// The employee received it.
    Received,
}

/// A row, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LedgerDetail {
    /// The line.
    pub row: LedgerRow,
    /// The allowlist entry by which it passed.
    pub passed_by: Option<String>,
    /// The employee's rules that take hold of it, by their ids.
    pub rules: Vec<String>,
    /// What of it the employee could leave out; nothing where this machine does not keep whom it was with.
    pub offered: Vec<super::RuleDraft>,
    /// What it went, or would go, under.
    pub under: Under,
    /// The exact bytes; absent for items that stay.
    pub bytes: Option<ExactBytes>,
    /// What the service answered.
    pub acknowledgement: Option<AcknowledgementView>,
}

/// The policy, agreement and consent that a row rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Under {
    /// The tenant policy's version.
    pub policy_version: Option<u32>,
    /// The agreement's version.
    pub dpa_version: Option<u32>,
    /// The consent record.
    pub consent_record: Option<String>,
    /// When that consent was given.
    pub consent_given_at: Option<String>,
}

/// The bytes as they leave, and their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExactBytes {
    /// The canonical JSON (RFC 8785), character for character.
    pub canonical: String,
    /// Its length in bytes.
    pub length: u32,
    /// Its SHA-256, in hex.
    pub sha256: String,
}

/// The service's answer to one activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AcknowledgementView {
    /// SHA-256 of what the service stored, in hex.
    pub sha256: String,
    /// When it answered.
    pub at: String,
    /// True when that is the hash of the bytes above.
    pub matches: bool,
}

/// A preview: real data, judged by the rules, nothing sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PreviewView {
    /// None was made.
    None,
    /// One is being made.
    Reading {
        /// Items looked at so far.
        items: u32,
        /// When it began.
        started_at: String,
    },
    /// It is there.
    Ready {
        /// When it was made.
        made_at: String,
        /// How many days back it reaches.
        window_days: u32,
        /// One flow a stream.
        flows: Vec<super::Flow>,
        /// The employee's counts as they would be sent.
        signal: Option<super::SignalView>,
        /// What would be sent, by the day on which it happened.
        days: Vec<super::DayView>,
    },
    /// It could not be made.
    Failed {
        /// Why.
        error: super::CommandError,
    },
}

/// The form of a file that rows are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ExportForm {
    /// A JSON object a line.
    Ndjson,
    /// A table for spreadsheets.
    Csv,
}

/// A file that was written where the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Written {
    /// The file's name, without its folder.
    pub name: String,
    /// How many rows are in it.
    pub rows: u32,
}
