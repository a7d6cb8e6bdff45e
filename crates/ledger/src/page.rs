use crate::item::State;
use crate::{Provenance, RunId, UnitId};
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
}

impl Page<'_> {
    /// Counts an item by where it stands.
    pub(crate) fn count(&mut self, state: State) {
        let outcome = &mut self.outcome;
        match state {
            State::Kept | State::Waiting => outcome.kept += 1,
            State::Withheld(_) => outcome.withheld += 1,
            State::Failed | State::Unreviewed => {}
            State::Outside => return,
        }
        outcome.judged += 1;
    }
}
