//! Opens the application for the window.

use std::{io, sync::Arc};

use companion::view::{CommandError, Desk, Shell};

/// Opens the application on this person's home.
pub(crate) fn desk(_shell: Arc<dyn Shell>) -> Result<Arc<dyn Desk>, CommandError> {
    Err(CommandError::Internal {
        reference: "no-companion-yet".to_owned(),
    })
}

/// Logs to standard error: ids, counts and codes, as everywhere.
pub(crate) fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("VITRINE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
}
