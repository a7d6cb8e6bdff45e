//! Opens the application for the window.

use std::{env, io, sync::Arc};

use companion::{
    Companion, Flags, Obstacle, Settings,
    view::{CommandError, Desk, Shell},
};

/// Opens the application on this person's home.
pub(crate) async fn desk(shell: Arc<dyn Shell>) -> Result<Arc<dyn Desk>, CommandError> {
    let companion = companion(shell)
        .await
        .map_err(|obstacle| obstacle.command_error())?;
    Ok(companion)
}

async fn companion(shell: Arc<dyn Shell>) -> Result<Arc<Companion>, Obstacle> {
    let settings = Settings::resolve(&Flags::default(), &|name| env::var(name).ok())?;
    Companion::open(settings, shell).await
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
