//! What was kept as long as its tenant keeps it goes, whether anybody asks or not.

use crate::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked for.
const OFTEN: Duration = Duration::from_hours(1);

/// Deletes what is due: on start, every hour, and when an admin changed a policy.
pub(crate) async fn keep(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        match app.store.expire(app.clock.now()).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "retention ended"),
            Err(fault) => tracing::warn!(%fault, "retention could not be kept"),
        }
        tokio::select! {
            () = tokio::time::sleep(OFTEN) => {}
            () = app.policies_changed.notified() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
    }
}
