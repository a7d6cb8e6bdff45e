//! As whom a person manages: invites employees and reads what a review sees of those who came.

use serde::{Deserialize, Serialize};

use super::{AccountView, Answer, AppState, CycleView, Visit};

/// As whom a person manages. No mailbox belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ManagingView {
    /// The account for which Microsoft vouched.
    pub account: Option<AccountView>,
    /// What the organisation is called.
    pub organisation: String,
    /// Whether the person wants to connect their own mailbox as well, and has not yet.
    pub wants_mailbox: bool,
    /// Whether the organisation took it back.
    pub is_taken_back: bool,
}

/// The part of the desk at which a person becomes a manager, and stops.
pub trait ManagingDesk: Send + Sync + 'static {
    /// Signs in for the manager's invite at hand, with `User.Read` only; how it stands is read as of every sign-in.
    fn begin_managing(&self) -> Answer<'_, Visit>;
    /// Stops managing on this home; what the organisation allows stays as it is.
    fn stop_managing(&self) -> Answer<'_, AppState>;
    /// Chooses whether the manager's own mailbox is connected as well; its guide begins.
    fn want_mailbox(&self, is_wanted: bool) -> Answer<'_, AppState>;
    /// The cycles by which those whom the manager invited may be reviewed.
    fn managed_cycles(&self) -> Answer<'_, Vec<CycleView>>;
}
