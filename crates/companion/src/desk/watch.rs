//! A run as a face watches it, from its first check until it is known what came of it.

use super::bench::Trouble;
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::run::{Following, Report};
use crate::view::{DeskEvent, SyncPhase, SyncProgress};
use ledger::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Clock};
use sync::{Progress, Readability};
use tokio_util::sync::CancellationToken;

/// A face is told of progress at most this often.
const TELL_EVERY: Duration = Duration::from_millis(250);

/// A watched run. When it is dropped nothing is under way any more, however the run ended.
pub(super) struct Watch {
    companion: Arc<Companion>,
    id: String,
    is_known: bool,
}

impl Watch {
    /// Runs what is watched.
    pub(super) async fn run(mut self, connection: Connection) {
        let this = Arc::clone(&self.companion);
        this.step(&self.id, |_| {});
        this.announce(DeskEvent::StateChanged);
        let ran = this
            .sync_connection(&connection, self.following(), &CancellationToken::new())
            .await;
        this.record_run(connection.road, &ran).await;
        self.note_outcome(ran);
        if let Err(obstacle) = this.tell_of_trouble(&connection).await {
            tracing::warn!(code = obstacle.code(), "nobody was told");
        }
    }

    fn following(&self) -> Following {
        let (this, id) = (Arc::clone(&self.companion), self.id.clone());
        let told = Mutex::new(None::<Clock>);
        Arc::new(move |progress: Progress<'_>| {
            this.note_progress(&id, progress);
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.is_none_or(|last| last.elapsed() >= TELL_EVERY) {
                *told = Some(Clock::now());
                drop(told);
                this.step(&id, |_| {});
            }
        })
    }

    fn note_outcome(&mut self, ran: Result<Report, Obstacle>) {
        self.is_known = true;
        let obstacle = ran.map_or_else(Some, |report| report.obstacle);
        let reached = !matches!(obstacle, Some(Obstacle::ServiceUnreachable(_)));
        let now = self.companion.egress.pacing().wall();
        self.companion.bench.papers().service_heard = Some((reached, now));
        self.companion.note_trouble(&self.id, obstacle);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.is_known {
            let broke_off = Obstacle::Internal("run_broke_off");
            self.companion.note_trouble(&self.id, Some(broke_off));
        }
        let finished = |progress: &mut SyncProgress| progress.phase = SyncPhase::Finished;
        self.companion.step(&self.id, finished);
        self.companion.announce(DeskEvent::StateChanged);
    }
}

impl Companion {
    /// Whether a run is under way, from its first check until it is known what came of it.
    pub(super) fn is_watched(&self, connection: &Connection) -> bool {
        let papers = self.bench.papers();
        let progress = papers.progress.get(connection.id.as_str());
        progress.is_some_and(is_under_way)
    }

    /// Begins to watch a run, unless one is under way.
    pub(super) fn begin_watch(&self, connection: &Connection) -> Result<Watch, Obstacle> {
        let companion = self.itself()?;
        let mut papers = self.bench.papers();
        let last = papers.progress.get(connection.id.as_str());
        if last.is_some_and(is_under_way) {
            return Err(Obstacle::Busy);
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
        papers.progress.insert(id.clone(), started);
        Ok(Watch {
            companion,
            id,
            is_known: false,
        })
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

    fn note_trouble(&self, id: &str, obstacle: Option<Obstacle>) {
        let now = self.egress.pacing().wall();
        if let Some(obstacle) = &obstacle {
            tracing::warn!(code = obstacle.code(), "run ended early");
        }
        let mut papers = self.bench.papers();
        if let Some(mailboxes) = papers.mailboxes.get_mut(id) {
            mailboxes.rest();
        }
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

    pub(super) fn step(&self, id: &str, change: impl FnOnce(&mut SyncProgress)) {
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

pub(super) fn is_under_way(progress: &SyncProgress) -> bool {
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
