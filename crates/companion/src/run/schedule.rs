use super::Following;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::PauseFor;
use activity::Instant;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The longest single sleep: after the machine slept, the wall clock is compared at least this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

const PAUSE: &str = "pause";

/// When the next run is due. Runs come on start, at fixed distances, after the machine slept, and on demand.
#[derive(Debug, Default)]
pub struct Schedule {
    demand: Notify,
}

/// A pause of the schedule that the person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Until when; until resumed if absent.
    pub until: Option<Instant>,
}

impl Schedule {
    /// Asks for a run as soon as none is under way.
    pub fn ask(&self) {
        self.demand.notify_one();
    }

    /// Runs `work` on start and whenever a run is due, until stopped. One timer to the next due instant.
    pub async fn run<F: Future<Output = ()>>(
        &self,
        every: Duration,
        stop: &CancellationToken,
        mut work: impl FnMut() -> F,
    ) {
        while !stop.is_cancelled() {
            work().await;
            let due = Timestamp::now()
                .saturating_add(every)
                .unwrap_or(Timestamp::MAX);
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.demand.notified() => {}
                () = sleep_until(due) => {}
            }
        }
    }
}

/// Sleeps by the wall clock, so that the time in which the machine slept counts.
async fn sleep_until(due: Timestamp) {
    loop {
        let left =
            Duration::try_from(due.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO);
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
    }
}

impl Companion {
    /// Syncs on schedule until stopped; what each run came to is told.
    pub async fn keep_in_sync(
        self: &Arc<Self>,
        schedule: &Schedule,
        following: Following,
        stop: &CancellationToken,
        told: impl Fn(Result<super::Report, Obstacle>),
    ) {
        let every = Duration::from_secs(60 * u64::from(self.settings.sync_every_minutes));
        schedule
            .run(every, stop, || async {
                if self.pause_in_force().await.is_none() {
                    told(self.sync(Arc::clone(&following), stop).await);
                }
            })
            .await;
    }

    /// The pause that holds now.
    pub(crate) async fn pause_in_force(&self) -> Option<Pause> {
        let pause: Pause = self.home.document(PAUSE).await.ok().flatten()?;
        pause
            .until
            .is_none_or(|until| until > Instant::from(Timestamp::now()))
            .then_some(pause)
    }

    /// Pauses the schedule.
    pub(crate) async fn pause_schedule(&self, pause: PauseFor) -> Result<(), Obstacle> {
        let now = Zoned::now();
        let until = match pause {
            PauseFor::Hour => {
                Some(now.timestamp().into()).map(|now: Instant| now.plus_seconds(3_600))
            }
            PauseFor::Today => {
                let tomorrow = now.tomorrow().and_then(|day| day.start_of_day());
                Some(tomorrow.map_or_else(
                    |_| Instant::from(now.timestamp()).plus_days(1),
                    |day| day.timestamp().into(),
                ))
            }
            PauseFor::UntilResumed => None,
        };
        self.home.keep(PAUSE, &Pause { until }).await
    }

    /// Resumes the schedule.
    pub(crate) async fn resume_schedule(&self) -> Result<(), Obstacle> {
        Ok(self.ledger().forget_document(PAUSE).await?)
    }
}
