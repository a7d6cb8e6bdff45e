use crate::page::{Chain, follow};
use crate::unit::Unit;
use crate::window::{AHEAD_DAYS, LOOKBACK_DAYS};
use crate::{CalendarFrom, Failure, Page, Source, Uplink, Watcher};
use activity::{Instant, ItemId};
use consent::Permit;
use ledger::{ChainState, LedgerError, PageCommit, PageOutcome};
use privacy::input::Meeting;
use privacy::{AssessedMeeting, Key, Raw, assess_meeting};

/// How long a chain is followed before its window, frozen in the source's token, is rolled by a new chain.
const ROLL_AFTER_SECONDS: i64 = 24 * 60 * 60;

/// The primary calendar of one mailbox.
pub(crate) struct Calendar<'unit, S, U, W> {
    unit: &'unit Unit<'unit, S, U, W>,
    fingerprint: String,
}

impl<'unit, S: Source, U: Uplink, W: Watcher> Calendar<'unit, S, U, W> {
    pub(crate) async fn sync(unit: &'unit Unit<'unit, S, U, W>) -> Result<(), Failure> {
        let fingerprint = unit.fingerprint().await;
        follow(unit, &[Self { unit, fingerprint }]).await
    }
}

impl<S: Source, U: Uplink, W: Watcher> Chain for Calendar<'_, S, U, W> {
    type Item = Meeting;
    type Judged = AssessedMeeting;

    fn name(&self) -> &'static str {
        "calendar"
    }

    async fn begin(&self) -> Result<ChainState, Failure> {
        let now = self.unit.round.now;
        self.unit
            .begin(self.name(), &self.fingerprint, |state| {
                is_rolled(state.started_at, now)
            })
            .await
    }

    async fn restart(&self) -> Result<ChainState, Failure> {
        self.unit
            .begin(self.name(), &self.fingerprint, |_| true)
            .await
    }

    async fn pull(
        &self,
        permit: &Permit<'_>,
        state: &ChainState,
        cursor: Option<&str>,
    ) -> Result<Page<Meeting>, Failure> {
        let from = match cursor {
            Some(cursor) => CalendarFrom::Cursor(cursor),
            None => CalendarFrom::Window {
                start: state.started_at.plus_days(-LOOKBACK_DAYS),
                end: state.started_at.plus_days(AHEAD_DAYS),
            },
        };
        Ok(self
            .unit
            .engine
            .source
            .calendar_page(permit, self.unit.mailbox, from)
            .await?)
    }

    fn judge(&self, item: Raw<Meeting>, permit: &Permit<'_>) -> Option<AssessedMeeting> {
        let round = self.unit.round;
        Some(assess_meeting(
            item,
            self.unit.mailbox,
            &round.directory,
            &round.keyer,
            permit,
        ))
    }

    fn key(&self, id: &ItemId) -> Key {
        self.unit.round.keyer.item(self.unit.mailbox, id)
    }

    async fn record(
        &self,
        commit: PageCommit<AssessedMeeting>,
    ) -> Result<PageOutcome, LedgerError> {
        self.unit.round.ledger.commit_meetings(commit).await
    }
}

/// Whether a window begun then no longer reaches far enough ahead; a clock that went back counts as well.
fn is_rolled(started_at: Instant, now: Instant) -> bool {
    !(-ROLL_AFTER_SECONDS..ROLL_AFTER_SECONDS).contains(&started_at.seconds_until(now))
}
