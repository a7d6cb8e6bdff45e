use crate::LedgerError;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Something to be done on the thread that writes.
pub(crate) type WriteJob = Box<dyn FnOnce(&mut Writer) + Send>;

/// The most pages that are written to the file together.
const MOST_PAGES: usize = 20;
/// How long a page waits for others while they keep coming.
const LONGEST_WAIT: Duration = Duration::from_millis(250);
/// How long a page waits when nothing else comes.
const IDLE_WAIT: Duration = Duration::from_millis(25);

/// The one connection that writes.
///
/// Pages that follow each other closely are written to the file together: each is whole or not there at all, they stay in
/// their order, and everything else (an outbox to be sent, a question, the end of a run) first waits until they are in the
/// file. So a crash can cost some pages, which are read again, and never what anybody was told of them.
pub(crate) struct Writer {
    connection: Connection,
    gathered: BTreeSet<i64>,
    pages: usize,
    since: Instant,
    lost: BTreeMap<i64, LedgerError>,
    is_gathering: Arc<AtomicBool>,
}

impl Writer {
    /// A writer that tells by the flag whether pages are not in the file yet.
    pub(crate) fn new(connection: Connection, is_gathering: Arc<AtomicBool>) -> Self {
        Self {
            connection,
            gathered: BTreeSet::new(),
            pages: 0,
            since: Instant::now(),
            lost: BTreeMap::new(),
            is_gathering,
        }
    }

    /// Does what it is asked until nobody can ask any more.
    pub(crate) fn serve(mut self, jobs: &Receiver<WriteJob>) {
        loop {
            let wait = if self.pages == 0 {
                Duration::MAX
            } else {
                IDLE_WAIT
            };
            match jobs.recv_timeout(wait) {
                Ok(job) => job(&mut self),
                Err(RecvTimeoutError::Timeout) => self.settle(),
                Err(RecvTimeoutError::Disconnected) => return self.settle(),
            }
        }
    }

    /// Writes a page of a run together with those around it.
    pub(crate) fn page<T>(
        &mut self,
        run: i64,
        record: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.check(run)?;
        if self.pages == 0 {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            self.since = Instant::now();
        }
        let before = self.connection.total_changes();
        let recorded = record(&self.connection);
        if let Err(error) = &recorded
            && (self.connection.is_autocommit() || self.connection.total_changes() != before)
        {
            // The page is there in part, and there is no way back but to where all of its group began. A savepoint for each
            // page would be one, but its journal costs more than all of the pages.
            let error = error.clone();
            self.roll_back(&error);
            return recorded;
        }
        self.gathered.insert(run);
        self.pages += 1;
        self.is_gathering.store(true, Ordering::Release);
        if self.pages >= MOST_PAGES || self.since.elapsed() >= LONGEST_WAIT {
            self.settle();
        }
        recorded
    }

    /// Does something by itself, after the pages before it.
    pub(crate) fn alone<T>(
        &mut self,
        job: impl FnOnce(&mut Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.settle();
        job(&mut self.connection)
    }

    /// Writes the gathered pages to the file.
    pub(crate) fn settle(&mut self) {
        if self.pages == 0 {
            return;
        }
        match self.connection.execute_batch("COMMIT") {
            Ok(()) => self.begin_gathering(),
            Err(error) => self.roll_back(&error.into()),
        }
    }

    /// Fails if pages of the run were lost after they had been accepted: whoever pages on would leave a gap.
    pub(crate) fn check(&self, run: i64) -> Result<(), LedgerError> {
        self.lost
            .get(&run)
            .map_or(Ok(()), |error| Err(error.clone()))
    }

    /// Notes that a run begins again from what is in the file.
    pub(crate) fn begin_anew(&mut self, run: i64) {
        self.lost.remove(&run);
    }

    /// Gives up every gathered page: the runs that they belong to must begin anew.
    fn roll_back(&mut self, error: &LedgerError) {
        if !self.connection.is_autocommit() {
            // What cannot be rolled back now is when the file is opened again.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        for run in &self.gathered {
            self.lost.insert(*run, error.clone());
        }
        self.begin_gathering();
    }

    fn begin_gathering(&mut self) {
        self.gathered.clear();
        self.pages = 0;
        self.is_gathering.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Ledger, LedgerError, MasterKey, PageCommit, Provenance, RunId, UnitId};
    use activity::{ConnectionId, Instant, ObjectId, Stream};
    use privacy::{AssessedMail, Key, Reason, Verdict};
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
    async fn a_page_is_seen_by_every_question_that_follows_it() {
        let home = TempDir::new().unwrap();
        let key = MasterKey::from_hex(&"0a".repeat(32)).unwrap();
        let ledger = Ledger::open(&home.path().join("ledger.db"), &key).unwrap();
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
        for number in 0..50 {
            ledger.commit_mails(page(run, unit, number)).await.unwrap();
            if number % 7 == 0 {
                assert_eq!(is_whole(&ledger, unit).await, number + 1);
            }
        }
        drop(ledger);
        let ledger = Ledger::open(&home.path().join("ledger.db"), &key).unwrap();
        assert_eq!(
            is_whole(&ledger, unit).await,
            50,
            "closing leaves nothing behind"
        );
    }

    #[tokio::test]
    async fn pages_lost_on_a_full_disk_end_the_run_and_leave_no_gap() {
        let home = TempDir::new().unwrap();
        let key = MasterKey::from_hex(&"0a".repeat(32)).unwrap();
        let ledger = Ledger::open(&home.path().join("ledger.db"), &key).unwrap();
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
        grow_to(&ledger, 150).await;
        let mut number = 0;
        let refused = loop {
            match ledger.commit_mails(page(run, unit, number)).await {
                Ok(_) => number += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(refused, LedgerError::DiskFull);
        let kept = is_whole(&ledger, unit).await;
        assert!(kept <= number);

        grow_to(&ledger, 100_000).await;
        if kept < number {
            let refused = ledger.commit_mails(page(run, unit, number)).await;
            assert_eq!(
                refused.unwrap_err(),
                LedgerError::DiskFull,
                "paging on would leave a gap"
            );
            let end = crate::RunEnd {
                finished_at: now(),
                outcome: "done".into(),
                requests: 0,
                bytes: 0,
            };
            assert_eq!(
                ledger.finish_run(run, end).await.unwrap_err(),
                LedgerError::DiskFull
            );
        }
        let again = ledger.begin_run(&connection(), now()).await.unwrap();
        assert_eq!(again, run);
        ledger.commit_mails(page(run, unit, kept)).await.unwrap();
        assert_eq!(is_whole(&ledger, unit).await, kept + 1);
    }
}
