use crate::cycle::{counted_since, cycles_to_count, named_cycle};
use crate::mail::{folders, pull};
use crate::page::{Chain, follow};
use crate::unit::{Unit, provenance};
use crate::{Failure, MailFrom, Page, Source, Uplink, Watcher};
use activity::{ConnectionId, EmailSignal, Instant, ItemId};
use consent::{Cycle, MayRead as _, Permit};
use ledger::{ChainState, Ledger, LedgerError, PageCommit, PageOutcome, UnitId};
use privacy::input::Message;
use privacy::{AssessedSignal, Key, OwnAddresses, Raw, assess_signal, count_signal};

/// Mail is looked for this much earlier than it counts, since a copy may be stamped a little before another.
const MARGIN_DAYS: i64 = 2;

/// One folder of the employee's mailbox, as the email signal reads it.
struct Folder<'unit, S, U, W> {
    unit: &'unit Unit<'unit, S, U, W>,
    id: &'unit str,
    own: &'unit OwnAddresses,
    since: Instant,
}

/// Brings the email signal up to date: every folder is read, then the cycles are counted.
pub(crate) async fn sync<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    own: &OwnAddresses,
) -> Result<(), Failure> {
    let since = followed_since(unit).await?;
    let ids = folders(unit).await?;
    let folders: Vec<_> = ids
        .iter()
        .map(|id| Folder {
            unit,
            id,
            own,
            since,
        })
        .collect();
    follow(unit, &folders).await?;
    count(unit, own, since).await
}

/// From when on mail counts: the start of the cycle in which this unit was begun.
async fn followed_since<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
) -> Result<Instant, Failure> {
    let chains = unit.round.ledger.chains(unit.id).await?;
    let begun = chains
        .iter()
        .filter_map(|(_, state)| Instant::parse(&state.fingerprint).ok())
        .min();
    let register = unit.engine.register.read().await;
    Ok(begun.unwrap_or_else(|| counted_since(register.policy(), unit.round.now)))
}

/// Tells the counts of every cycle that was followed from its start.
async fn count<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    own: &OwnAddresses,
    since: Instant,
) -> Result<(), Failure> {
    let register = unit.engine.register.read().await;
    let permit = unit.permit(&register)?;
    let counting = Counting {
        ledger: unit.round.ledger,
        connection: &unit.engine.connection.id,
        permit: &permit,
    };
    for cycle in cycles_to_count(register.policy(), since, unit.round.now) {
        counting.tell(unit.id, own, &cycle, unit.round.now).await?;
    }
    Ok(())
}

/// Tells counts anew that were told before the employee's rules changed, as of the same time.
pub async fn recount(
    ledger: &Ledger,
    connection: &ConnectionId,
    told: &[(UnitId, EmailSignal)],
    permit: &Permit<'_>,
) -> Result<(), Failure> {
    let counting = Counting {
        ledger,
        connection,
        permit,
    };
    for (unit, signal) in told {
        let cycle = named_cycle(
            permit.policy(),
            &signal.properties.cycle_id,
            signal.occurred_at,
        );
        let own = OwnAddresses::new([signal.person_external_id.as_str()]);
        if let (Some(cycle), Some(own)) = (cycle, own) {
            counting
                .tell(*unit, &own, &cycle, signal.occurred_at)
                .await?;
        }
    }
    Ok(())
}

struct Counting<'run> {
    ledger: &'run Ledger,
    connection: &'run ConnectionId,
    permit: &'run Permit<'run>,
}

impl Counting<'_> {
    /// Counts a cycle until no change of the rules came in between.
    async fn tell(
        &self,
        unit: UnitId,
        own: &OwnAddresses,
        cycle: &Cycle,
        now: Instant,
    ) -> Result<(), Failure> {
        loop {
            let counts = self
                .ledger
                .signal_counts(self.connection, cycle.start, cycle.end)
                .await?;
            let numbers = (counts.sent, counts.received);
            let signal = count_signal(own, &cycle.id, numbers, now, self.permit);
            let under = provenance(self.permit);
            if self.ledger.put_signal(unit, counts, signal, under).await? {
                return Ok(());
            }
        }
    }
}

impl<S: Source, U: Uplink, W: Watcher> Chain for Folder<'_, S, U, W> {
    type Item = Message;
    type Judged = AssessedSignal;

    fn name(&self) -> &str {
        self.id
    }

    async fn begin(&self) -> Result<ChainState, Failure> {
        self.unit
            .begin(self.id, &self.since.to_string(), |_| false)
            .await
    }

    async fn restart(&self) -> Result<ChainState, Failure> {
        self.unit
            .begin(self.id, &self.since.to_string(), |_| true)
            .await
    }

    async fn pull(
        &self,
        permit: &Permit<'_>,
        _state: &ChainState,
        cursor: Option<&str>,
    ) -> Result<Page<Message>, Failure> {
        let from = cursor.map_or(
            MailFrom::Since(self.since.plus_days(-MARGIN_DAYS)),
            MailFrom::Cursor,
        );
        pull(self.unit, permit, self.id, from).await
    }

    fn judge(&self, item: Raw<Message>, permit: &Permit<'_>) -> Option<AssessedSignal> {
        assess_signal(
            item,
            self.unit.mailbox,
            self.own,
            &self.unit.round.keyer,
            permit,
        )
    }

    fn key(&self, id: &ItemId) -> Key {
        self.unit.round.keyer.item(self.unit.mailbox, id)
    }

    async fn record(&self, commit: PageCommit<AssessedSignal>) -> Result<PageOutcome, LedgerError> {
        self.unit
            .round
            .ledger
            .commit_signals(commit, self.since)
            .await
    }
}
