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
            State::Failed | State::Unreviewed => {}
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
            Stream::EmailThread | Stream::EmailSignal | Stream::Transcript => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Ledger, LedgerError, MasterKey, PageCommit, Provenance, RunId, UnitId};
    use activity::{ConnectionId, Instant, ObjectId, Stream};
    use privacy::{AssessedMail, Key, Reason, Verdict};
    use std::fs;
    use std::path::Path;
    use tempfile::TempDir;

    const PAGE: u64 = 200;

    fn now() -> Instant {
        Instant::parse("2026-11-22T10:00:00Z").unwrap()
    }

    fn connection() -> ConnectionId {
        ConnectionId::new("c1").unwrap()
    }

    fn page(run: RunId, unit: UnitId, number: u64) -> PageCommit<AssessedMail> {
        let item = |place: u64| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(
                &(number * PAGE + place)
                    .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                    .to_be_bytes(),
            );
            let key = Key::from_bytes(bytes);
            let verdict = Verdict::Withheld(Reason::NotOnAllowlist);
            AssessedMail {
                item: key,
                mail: key,
                verdict,
            }
        };
        PageCommit {
            run,
            unit,
            chain: "inbox".into(),
            cursor: (number + 1).to_string(),
            complete: false,
            items: (0..PAGE).map(item).collect(),
            removed: Vec::new(),
            provenance: Provenance {
                policy_version: 1,
                dpa_version: 1,
                consent: None,
            },
            retract_since: None,
            now: now(),
        }
    }

    fn open(home: &Path) -> Ledger {
        let key = MasterKey::from_hex(&"0a".repeat(32)).unwrap();
        Ledger::open(&home.join("ledger.db"), &key).unwrap()
    }

    async fn begin(ledger: &Ledger) -> (RunId, UnitId) {
        let run = ledger.begin_run(&connection(), now()).await.unwrap();
        let mailbox = ObjectId::new("m1").unwrap();
        let unit = ledger
            .unit(&connection(), &mailbox, Stream::EmailThread)
            .await
            .unwrap();
        ledger
            .restart_chain(unit, "inbox", "f", now())
            .await
            .unwrap();
        (run, unit)
    }

    async fn grow_to(ledger: &Ledger, pages: i64) {
        let grow = move |database: &mut rusqlite::Connection| {
            Ok(database.pragma_update(None, "max_page_count", pages)?)
        };
        ledger.maintain(grow).await.unwrap();
    }

    async fn is_whole(ledger: &Ledger, unit: UnitId) -> u64 {
        let state = ledger.chain(unit, "inbox").await.unwrap().unwrap();
        let pages: u64 = state.cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let standing = ledger.standing(&connection()).await.unwrap();
        let considered = standing
            .get(&Stream::EmailThread)
            .map_or(0, |summary| summary.considered);
        assert_eq!(
            considered,
            pages * PAGE,
            "the cursor and the items belong together"
        );
        pages
    }

    #[tokio::test]
    async fn a_page_that_finds_no_room_is_not_there_in_part_and_goes_in_when_there_is() {
        let home = TempDir::new().unwrap();
        let ledger = open(home.path());
        let (run, unit) = begin(&ledger).await;
        grow_to(&ledger, 150).await;
        let mut number = 0;
        let refused = loop {
            match ledger.commit_mails(page(run, unit, number)).await {
                Ok(_) => number += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(refused, LedgerError::DiskFull);
        assert_eq!(is_whole(&ledger, unit).await, number);
        grow_to(&ledger, 100_000).await;
        ledger.commit_mails(page(run, unit, number)).await.unwrap();
        assert_eq!(is_whole(&ledger, unit).await, number + 1);
    }

    #[tokio::test]
    async fn a_power_cut_costs_whole_pages_from_the_last_one_back() {
        let home = TempDir::new().unwrap();
        let ledger = open(home.path());
        let (run, unit) = begin(&ledger).await;
        for number in 0..12 {
            ledger.commit_mails(page(run, unit, number)).await.unwrap();
        }
        let log = fs::read(home.path().join("ledger.db-wal")).unwrap();
        let mut kept = Vec::new();
        for tenths in (3..=10).rev() {
            let after = TempDir::new().unwrap();
            let reached = &log[..log.len() * tenths / 10];
            fs::write(after.path().join("ledger.db-wal"), reached).unwrap();
            let file = |home: &Path| home.join("ledger.db");
            fs::copy(file(home.path()), file(after.path())).unwrap();
            kept.push(is_whole(&open(after.path()), unit).await);
        }
        assert_eq!(kept[0], 12, "without a power cut nothing is lost");
        assert!(kept.is_sorted_by(|one, next| one >= next));
        assert!(kept[7] > 0 && kept[7] < 12, "{kept:?}");
    }

    #[tokio::test]
    async fn only_what_can_be_read_again_does_not_wait_for_the_disk() {
        let home = TempDir::new().unwrap();
        let ledger = open(home.path());
        let how = |database: &rusqlite::Connection| {
            Ok(database.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))?)
        };
        assert_eq!(ledger.note(how).await.unwrap(), 1);
        assert_eq!(ledger.write(how).await.unwrap(), 2);
        let failed = ledger.note(|_| Err::<(), _>(LedgerError::Internal("on purpose")));
        failed.await.unwrap_err();
        assert_eq!(ledger.write(how).await.unwrap(), 2);
    }
}
