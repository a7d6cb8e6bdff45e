//! Runs as a face starts, stops and schedules them.

use super::watch::is_under_way;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, PauseFor, SyncPhase, SyncProgress};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

impl Companion {
    pub(super) async fn start_sync(&self, id: &str) -> Result<(), Obstacle> {
        let connection = self.connection(id).await?;
        tokio::spawn(self.begin_watch(&connection)?.run(connection));
        Ok(())
    }

    pub(super) async fn stop_sync(&self, id: &str) -> Result<(), Obstacle> {
        let connection = self.connection(id).await?;
        if let Some(running) = self.runs.of(&connection.id) {
            running.stop.cancel();
            self.step(id, |progress| progress.phase = SyncPhase::Stopping);
        }
        Ok(())
    }

    pub(super) async fn progress(&self, id: &str) -> Result<Option<SyncProgress>, Obstacle> {
        self.connection(id).await?;
        let papers = self.bench.papers();
        let progress = papers.progress.get(id);
        Ok(progress.filter(|last| is_under_way(last)).cloned())
    }

    pub(super) async fn pause_runs(&self, id: &str, pause: PauseFor) -> Result<(), Obstacle> {
        self.connection(id).await?;
        self.pause_schedule(pause).await?;
        self.runs.stop_all();
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    pub(super) async fn resume_runs(&self, id: &str) -> Result<(), Obstacle> {
        self.connection(id).await?;
        self.resume_schedule().await?;
        self.bench.schedule.ask();
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    /// Runs the schedule of a face, from the first time that it asks for anything.
    pub(super) fn begin_schedule(&self) {
        let Ok(this) = self.itself() else {
            return;
        };
        if self.bench.is_scheduled.set(()).is_err() {
            return;
        }
        tokio::spawn(Arc::clone(&this).follow_network());
        tokio::spawn(async move {
            if let Err(obstacle) = this.recall_background().await {
                tracing::warn!(code = obstacle.code(), "not known whether to stay");
            }
            let every = Duration::from_secs(60 * u64::from(this.settings.sync_every_minutes));
            let stop = CancellationToken::new();
            this.bench
                .schedule
                .run(every, &stop, || this.run_what_is_ready())
                .await;
        });
    }

    async fn run_what_is_ready(&self) {
        if self.pause_in_force().await.is_some() || self.holds_turn().await {
            return;
        }
        for connection in self.connections().await.unwrap_or_default() {
            // The first run is the person's own step; the schedule goes on from there.
            let began = self
                .ledger()
                .last_finished(&connection.id)
                .await
                .ok()
                .flatten()
                .is_some();
            if began && let Ok(watch) = self.begin_watch(&connection) {
                // A run that breaks off takes neither the schedule nor the other connections along.
                let _ = tokio::spawn(watch.run(connection)).await;
            }
        }
    }
}
