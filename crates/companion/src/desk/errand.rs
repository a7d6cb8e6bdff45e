//! What a person is sent to the browser for, and how far the visit there is.

use crate::view::{InviteRole, Visit};
use tokio::task::JoinHandle;

/// What a visit is for; the first three are never under way at once.
#[derive(Clone, Copy)]
pub(crate) enum Errand {
    SignIn,
    Mailbox,
    Manager,
    Consent,
}

impl Errand {
    /// The invites that it is done for.
    pub(super) fn role(self) -> InviteRole {
        match self {
            Self::SignIn | Self::Mailbox => InviteRole::Employee,
            Self::Manager => InviteRole::Manager,
            Self::Consent => InviteRole::TenantAdmin,
        }
    }
}

/// A visit to the browser.
pub(crate) struct Visiting {
    pub(crate) visit: Visit,
    pub(crate) task: Option<JoinHandle<()>>,
}

impl Visiting {
    /// Ends the visit, if one is under way.
    pub(crate) fn end(&mut self, visit: Visit) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
        self.visit = visit;
    }
}

impl Default for Visiting {
    fn default() -> Self {
        Self {
            visit: Visit::Idle,
            task: None,
        }
    }
}
