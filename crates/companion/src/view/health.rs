//! Live checks, each with a sentence and a next step.

use serde::{Deserialize, Serialize};

/// The result of all checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HealthView {
    /// When the checks were made.
    pub checked_at: String,
    /// One row a check.
    pub rows: Vec<HealthRow>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HealthRow {
    /// What was checked.
    pub check: HealthCheck,
    /// How it came out.
    pub state: HealthState,
    /// A stable code of this outcome, for translation.
    pub code: String,
    /// The outcome in one English sentence.
    pub sentence: String,
    /// What to do, in one English sentence; absent when nothing is to be done.
    pub next: Option<String>,
    /// The screen that mends it.
    pub mend: Option<Mend>,
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HealthCheck {
    /// The agreement.
    Dpa,
    /// The consent of the employee.
    Consent,
    /// The allowlist is not empty.
    Allowlist,
    /// A token can be had.
    Token,
    /// `/organization` answers.
    Organisation,
    /// The calendar can be read.
    CalendarPermission,
    /// Mail metadata can be read.
    MailPermission,
    /// The clock of this machine.
    Clock,
    /// The central service answers.
    Service,
    /// Microsoft asked to slow down.
    Throttling,
    /// The keyring and the ledger open.
    Storage,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// Well.
    Ok,
    /// Worth a look; syncing goes on.
    Warn,
    /// Syncing cannot go on.
    Fail,
    /// Not checked, because something before it failed.
    Skipped,
}

/// The screen that mends a failed check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Mend {
    /// The registration.
    Register,
    /// Admin consent.
    AdminConsent,
    /// The agreement.
    Dpa,
    /// The allowlist.
    Allowlist,
    /// Sign-in.
    SignIn,
    /// Consent.
    Consent,
}
