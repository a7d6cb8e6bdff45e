//! Where syncing stands, how far a run is, and what came of it.

use serde::{Deserialize, Serialize};

use super::{CommandError, MailProblem, Refusal, StepName, StreamName, WithheldReason};

/// Where syncing of one connection stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SyncStatus {
    /// The one sentence of the home screen.
    pub sentence: SyncSentence,
    /// When the last run ended.
    pub last_at: Option<String>,
    /// When the next run is due; absent while paused or not ready.
    pub next_at: Option<String>,
    /// Activities that wait here to be sent.
    pub waiting: u32,
}

/// The state in one sentence, each with one next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SyncSentence {
    /// A step of the guide is missing.
    NotSetUp {
        /// The first one that is.
        step: StepName,
    },
    /// Everything stands; no run yet.
    NeverSynced,
    /// A run is under way.
    Syncing,
    /// The last run ended well.
    UpToDate,
    /// The person paused it.
    Paused {
        /// Until when; absent until resumed.
        until: Option<String>,
    },
    /// The schedule waits: the network is one that is counted or paid for.
    Metered,
    /// The tenant's agreement is missing or out of date.
    DpaMissing,
    /// No stream has the employee's consent.
    ConsentMissing,
    /// Microsoft wants something from the person.
    SignInNeeded {
        /// What.
        refusal: Refusal,
    },
    /// The mail server gives nothing.
    MailServerRefused {
        /// Why.
        problem: MailProblem,
        /// Since when.
        since: String,
    },
    /// Microsoft does not answer.
    MicrosoftUnreachable {
        /// Since when.
        since: String,
    },
    /// The central service does not answer.
    ServiceUnreachable {
        /// Since when.
        since: String,
    },
    /// The service refused what was sent.
    ServiceRefused {
        /// The service's own closed code.
        code: String,
    },
    /// Microsoft did not answer everything in the last run; the next one goes on there.
    PartlyRead,
    /// The last run did not go through.
    Failed {
        /// What stood in its way.
        error: CommandError,
    },
}

/// What became of the items of one stream; `considered` is the sum of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Flow {
    /// The stream.
    pub stream: StreamName,
    /// Items found in the window.
    pub considered: u32,
    /// Items withheld, by reason, in the order of the rules.
    pub withheld: Vec<ReasonCount>,
    /// Items that will be sent once they have ended, or that wait in the outbox.
    pub pending: u32,
    /// Items without usable times, or refused.
    pub failed: u32,
    /// Items sent; in a preview, items that would be sent.
    pub sent: u32,
    /// Activities that the sent items became.
    pub activities: u32,
    /// Activities that the service acknowledged with the same hash.
    pub acknowledged: u32,
    /// Activities that were taken back because the item was cancelled or moved.
    pub retracted: u32,
}

/// A number of withheld items under one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReasonCount {
    /// The reason.
    pub reason: WithheldReason,
    /// How many items.
    pub count: u32,
}

/// How far the run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SyncProgress {
    /// The connection.
    pub connection: String,
    /// What is being done.
    pub phase: SyncPhase,
    /// Items looked at in this run.
    pub items: u32,
    /// Activities sent in this run.
    pub sent: u32,
    /// Mailboxes done.
    pub mailboxes_done: u32,
    /// Mailboxes in all, once known.
    pub mailboxes_all: Option<u32>,
    /// When the run began.
    pub started_at: String,
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// Agreement, consent and policy are checked.
    Checking,
    /// Folders, people and items are read.
    Reading,
    /// Kept activities are sent.
    Sending,
    /// The run was cancelled and stops after this page.
    Stopping,
    /// The run is over.
    Finished,
}

/// How long to pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PauseFor {
    /// One hour.
    Hour,
    /// Until midnight of this machine's day.
    Today,
    /// Until the person resumes.
    UntilResumed,
}

/// The numbers of the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HomeView {
    /// The connection.
    pub connection: String,
    /// How many days back the window reaches.
    pub window_days: u32,
    /// One flow a stream.
    pub flows: Vec<Flow>,
    /// The employee's own counts, where that stream runs.
    pub signal: Option<SignalView>,
    /// What was or is to be sent, by the day on which it happened; days without are left out.
    pub days: Vec<DayView>,
    /// What is new since the person last looked; absent before the first time.
    pub news: Option<News>,
}

/// How much happened on one day, in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DayView {
    /// The day, such as `2026-11-12`.
    pub day: String,
    /// The stream.
    pub stream: StreamName,
    /// Activities or, for email signals, mails.
    pub count: u32,
}

/// What is new since the person last looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct News {
    /// When the person last looked.
    pub looked_at: String,
    /// Items sent since.
    pub sent: u32,
    /// Items that stayed here since.
    pub withheld: u32,
    /// Activities taken back since.
    pub retracted: u32,
}

/// Sent and received mails in a review cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SignalView {
    /// The cycle's id, such as `2026-Q4`.
    pub cycle: String,
    /// When it starts.
    pub starts_at: String,
    /// When it ends.
    pub ends_at: String,
    /// Mails sent.
    pub sent: u32,
    /// Mails received.
    pub received: u32,
}

/// A page of the mailboxes of an organisation's run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailboxPage {
    /// The rows.
    pub rows: Vec<MailboxRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Mailboxes in all.
    pub total: u32,
}

/// How far one mailbox is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailboxRow {
    /// The mailbox's directory id.
    pub id: String,
    /// Its name or address, where the directory gave one.
    pub label: String,
    /// Where it stands.
    pub state: MailboxState,
    /// Items considered in it.
    pub considered: u32,
}

/// Where a mailbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MailboxState {
    /// Not begun.
    Waiting,
    /// Being read.
    Reading,
    /// Read to the end.
    Done,
    /// There is no mailbox.
    Missing,
    /// The organisation fences it off from the app.
    Fenced,
    /// It could not be read this time.
    Failed,
}
