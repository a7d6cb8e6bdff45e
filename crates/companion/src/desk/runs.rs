//! Runs as a face starts and watches them, and the numbers that come of them.

use super::bench::Trouble;
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::run::Report;
use crate::view::{DeskEvent, PauseFor, SyncPhase, SyncProgress};
use ledger::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Clock};
use sync::{Progress, Readability};
use tokio_util::sync::CancellationToken;

/// A face is told of progress at most this often.
const TELL_EVERY: Duration = Duration::from_millis(250);

impl Companion {
    pub(super) async fn start_sync(&self, id: &str) -> Result<(), Obstacle> {
        let connection = self.connection(id).await?;
        let this = self.itself()?;
        if !self.begin_watch(&connection) {
            return Err(Obstacle::Busy);
        }
        tokio::spawn(async move { this.run_watched(&connection).await });
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

    /// Whether a run is under way, from its first check until it is known what came of it.
    pub(super) fn is_watched(&self, connection: &Connection) -> bool {
        let papers = self.bench.papers();
        let progress = papers.progress.get(connection.id.as_str());
        progress.is_some_and(is_under_way)
    }

    /// Begins to watch a run, unless one is under way.
    fn begin_watch(&self, connection: &Connection) -> bool {
        let mut papers = self.bench.papers();
        let last = papers.progress.get(connection.id.as_str());
        if last.is_some_and(is_under_way) {
            return false;
        }
        let id = connection.id.to_string();
        let started = SyncProgress {
            connection: id.clone(),
            phase: SyncPhase::Checking,
            items: 0,
            sent: 0,
            mailboxes_done: 0,
            mailboxes_all: None,
            started_at: self.egress.pacing().wall().to_string(),
        };
        papers.progress.insert(id, started);
        true
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
            if began && self.begin_watch(&connection) {
                self.run_watched(&connection).await;
            }
        }
    }

    /// Runs what is watched already.
    async fn run_watched(&self, connection: &Connection) {
        let id = connection.id.to_string();
        self.step(&id, |_| {});
        self.announce(DeskEvent::StateChanged);
        let Ok(this) = self.itself() else {
            return;
        };
        let (key, told) = (id.clone(), Mutex::new(None::<Clock>));
        let following = Arc::new(move |progress: Progress<'_>| {
            this.note_progress(&key, progress);
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.is_none_or(|last| last.elapsed() >= TELL_EVERY) {
                *told = Some(Clock::now());
                drop(told);
                this.step(&key, |_| {});
            }
        });
        let ran = self
            .sync_connection(connection, following, &CancellationToken::new())
            .await;
        self.record_run(connection.road, &ran).await;
        self.note_outcome(&id, ran);
        if let Err(obstacle) = self.tell_of_trouble(connection).await {
            tracing::warn!(code = obstacle.code(), "nobody was told");
        }
        self.step(&id, |progress| progress.phase = SyncPhase::Finished);
        self.announce(DeskEvent::StateChanged);
    }

    fn note_progress(&self, id: &str, progress: Progress<'_>) {
        let mut papers = self.bench.papers();
        let mailboxes = papers.mailboxes.entry(id.to_owned()).or_default();
        mailboxes.take(progress);
        let done = mailboxes.done();
        if let Some(view) = papers.progress.get_mut(id) {
            take(view, progress);
            view.mailboxes_done = done;
        }
    }

    fn note_outcome(&self, id: &str, ran: Result<Report, Obstacle>) {
        let now = self.egress.pacing().wall();
        let obstacle = ran.map_or_else(Some, |report| report.obstacle);
        if let Some(obstacle) = &obstacle {
            tracing::warn!(code = obstacle.code(), "run ended early");
        }
        let mut papers = self.bench.papers();
        if let Some(mailboxes) = papers.mailboxes.get_mut(id) {
            mailboxes.rest();
        }
        let reached = !matches!(obstacle, Some(Obstacle::ServiceUnreachable(_)));
        papers.service_heard = Some((reached, now));
        match obstacle {
            None => drop(papers.troubles.remove(id)),
            Some(obstacle) => {
                let since = papers
                    .troubles
                    .get(id)
                    .filter(|last| last.obstacle == obstacle)
                    .map_or(now, |last| last.since);
                let trouble = Trouble { obstacle, since };
                papers.troubles.insert(id.to_owned(), trouble);
            }
        }
    }

    fn step(&self, id: &str, change: impl FnOnce(&mut SyncProgress)) {
        let progress = {
            let mut papers = self.bench.papers();
            let Some(progress) = papers.progress.get_mut(id) else {
                return;
            };
            change(progress);
            progress.clone()
        };
        self.announce(DeskEvent::SyncProgressed { progress });
    }
}

fn is_under_way(progress: &SyncProgress) -> bool {
    progress.phase != SyncPhase::Finished
}

fn take(view: &mut SyncProgress, progress: Progress<'_>) {
    match progress {
        Progress::Mailboxes { all } => {
            let readable = all
                .iter()
                .filter(|mailbox| mailbox.readability == Readability::Readable);
            view.phase = SyncPhase::Reading;
            view.mailboxes_all = Some(count(readable.count() as u64));
        }
        Progress::Began { .. } | Progress::Ended { .. } => {}
        Progress::Page { judged, .. } => view.items = count(judged),
        Progress::Uploaded { acknowledged, .. } => {
            view.phase = SyncPhase::Sending;
            view.sent = count(acknowledged);
        }
    }
}
