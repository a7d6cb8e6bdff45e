use crate::item::{Row, State};
use crate::vanish::{Vanishing, vanish, vanish_all};
use crate::{LedgerError, Provenance, RunId, UnitId, chain, item, meetings, provenance, unit};
use activity::{Instant, Stream};
use privacy::Key;
use rusqlite::Connection as Database;

/// A page of judged items, recorded together with the cursor behind it or not at all.
#[derive(Debug)]
pub struct PageCommit<T> {
    /// The run.
    pub run: RunId,
    /// The unit.
    pub unit: UnitId,
    /// The name of the chain, which was begun before.
    pub chain: String,
    /// Where the next page begins.
    pub cursor: String,
    /// Whether the enumeration is done with this page.
    pub complete: bool,
    /// What was judged.
    pub items: Vec<T>,
    /// What is no longer there.
    pub removed: Vec<Key>,
    /// Under what the items were judged.
    pub provenance: Provenance,
    /// From when on a plain deletion upstream retracts what was sent; absent where it does not. What happened before is no
    /// longer told by the source, and that it is gone says nothing.
    pub retract_since: Option<Instant>,
    /// The time now.
    pub now: Instant,
}

/// What came of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageOutcome {
    /// Items judged.
    pub judged: u64,
    /// Of these, kept.
    pub kept: u64,
    /// Of these, withheld.
    pub withheld: u64,
    /// Units that must be read again, because a copy whose content was not kept has come to count.
    pub rereads: u64,
}

/// What every item of a page has in common.
pub(crate) struct Page<'database> {
    pub(crate) database: &'database Database,
    pub(crate) connection: i64,
    pub(crate) stream: Stream,
    pub(crate) unit: i64,
    pub(crate) chain: i64,
    pub(crate) generation: i64,
    pub(crate) run: i64,
    pub(crate) provenance: i64,
    pub(crate) policy_version: i64,
    pub(crate) now: i64,
    pub(crate) outcome: PageOutcome,
    swept: bool,
}

impl<'database> Page<'database> {
    /// Records a page, item by item.
    pub(crate) fn record<T>(
        database: &'database Database,
        commit: PageCommit<T>,
        stream: Stream,
        mut judge: impl FnMut(&mut Self, T) -> Result<State, LedgerError>,
    ) -> Result<PageOutcome, LedgerError> {
        let mut page = Self::open(database, &commit, stream)?;
        for item in commit.items {
            let state = judge(&mut page, item)?;
            page.count(state);
        }
        let vanishing = page.vanishing(commit.retract_since);
        for key in commit.removed {
            page.remove(key, &vanishing)?;
        }
        if commit.complete && !page.swept {
            let generation = page.generation;
            vanish_all(database, &vanishing, generation, |row| page.vanished(row))?;
        }
        chain::advance(database, page.chain, &commit.cursor, commit.complete)?;
        Ok(page.outcome)
    }

    fn open<T>(
        database: &'database Database,
        commit: &PageCommit<T>,
        stream: Stream,
    ) -> Result<Self, LedgerError> {
        let unit = unit::row(database, commit.unit.0)?;
        if unit.stream != stream {
            return Err(LedgerError::Internal("foreign_stream"));
        }
        let chain = chain::find(database, commit.unit, &commit.chain)?
            .ok_or(LedgerError::Internal("unknown_chain"))?;
        Ok(Self {
            database,
            connection: unit.connection,
            stream,
            unit: commit.unit.0,
            chain: chain.id,
            generation: chain.generation,
            run: commit.run.0,
            provenance: provenance::number(database, &commit.provenance)?,
            policy_version: crate::run::whole(commit.provenance.policy_version),
            now: commit.now.milliseconds(),
            outcome: PageOutcome::default(),
            swept: chain.swept,
        })
    }

    fn count(&mut self, state: State) {
        let outcome = &mut self.outcome;
        match state {
            State::Kept | State::Waiting => outcome.kept += 1,
            State::Withheld(_) => outcome.withheld += 1,
            State::Failed => {}
            State::Outside => return,
        }
        outcome.judged += 1;
    }

    fn vanishing(&self, retract_since: Option<Instant>) -> Vanishing {
        Vanishing {
            stream: self.stream,
            unit: self.unit,
            chain: self.chain,
            retract_since: retract_since.map(Instant::milliseconds),
        }
    }

    /// An item that this chain no longer has; what another chain has claimed meanwhile is not touched.
    fn remove(&mut self, key: Key, vanishing: &Vanishing) -> Result<(), LedgerError> {
        match item::find(self.database, self.unit, key)? {
            Some(row) if row.chain == self.chain && !row.gone => {
                vanish(self.database, &row, vanishing)?;
                self.vanished(&row)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What vanished may leave a meeting to its other copies.
    fn vanished(&mut self, row: &Row) -> Result<(), LedgerError> {
        match self.stream {
            Stream::MeetingAttend => meetings::resettle(self, row.identity),
            Stream::EmailThread | Stream::EmailSignal => Ok(()),
        }
    }
}
