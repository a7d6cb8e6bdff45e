//! Real mailboxes, calendars and transcripts from files.

use std::path::PathBuf;

use thiserror::Error;

use crate::world::{World, WorldOptions};

/// Why something could not be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A file or folder could not be read.
    #[error("cannot read {0}")]
    Unreadable(PathBuf, #[source] std::io::Error),
}

/// Imports what the options name.
pub(crate) fn fill(_world: &World, _options: &WorldOptions) -> Result<(), ImportError> {
    Ok(())
}
