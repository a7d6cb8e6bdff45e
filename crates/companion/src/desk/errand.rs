//! What a person is sent to the browser for, and how far the visit there is.

use crate::view::Visit;
use tokio::task::JoinHandle;

/// What a visit is for; the first two are never under way at once.
#[derive(Clone, Copy)]
pub(crate) enum Errand {
    SignIn,
    Mailbox,
    Consent,
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
