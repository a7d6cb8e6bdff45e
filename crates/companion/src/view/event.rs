//! What changed, so that a face asks again.

use serde::{Deserialize, Serialize};
use std::{future::Future, path::PathBuf, pin::Pin, sync::Arc};

use super::{Networks, SyncProgress, Updater};

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum DeskEvent {
    /// [`AppState`](super::AppState) changed.
    StateChanged,
    /// A visit to Microsoft's page moved on.
    VisitChanged,
    /// The preview moved on.
    PreviewChanged,
    /// A run moved on; at most a few times a second.
    SyncProgressed {
        /// How far.
        progress: SyncProgress,
    },
    /// Rows were added or changed.
    LedgerChanged {
        /// In which connection.
        connection: String,
    },
    /// Something that the person should hear of even while they do not look.
    Notice {
        /// What.
        notice: Notice,
    },
    /// An invite link was opened on this machine.
    InviteArrived {
        /// The link as it came; inspect it before use.
        link: String,
    },
}

/// What a person hears of while they do not look; nothing else is worth it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Microsoft wants something from the person; nothing is synced until then.
    SignInNeeded,
    /// No run has ended well for a day.
    SyncFailing,
    /// An administrator approved the app; the sign-in goes on in the browser.
    Approved,
}

/// A file that the person chooses, or none.
pub type Choice<'face> = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'face>>;

/// Whether the program works on while nobody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staying {
    /// As it was chosen some time ago.
    Kept(bool),
    /// Chosen just now, so that the session has to learn of it.
    Chosen(bool),
}

/// All that the application sees of its face.
pub trait Shell: Send + Sync + 'static {
    /// Opens a page in the system browser and says whether one was started.
    fn open_page(&self, link: &str) -> bool;

    /// Asks the person where to write a file of that name; none where they do not want to, or where the face cannot ask.
    fn choose_file<'face>(&'face self, _name: &'face str) -> Choice<'face> {
        Box::pin(async { None })
    }

    /// What knows of installing newer versions; none where the face cannot.
    fn updater(&self) -> Option<Arc<dyn Updater>> {
        None
    }

    /// What the desktop says of the network; none where it says nothing.
    fn networks(&self) -> Option<Networks> {
        None
    }

    /// Says whether the program starts with the session and stays when its window is closed.
    fn stay(&self, _staying: Staying) {}

    /// Passes an event on.
    fn announce(&self, event: DeskEvent);
}
