//! How a page is recorded: item by item, then what is no longer there, then the cursor behind it.

use crate::chain::ChainRow;
use crate::item::{Row, State};
use crate::page::Page;
use crate::run::whole;
use crate::vanish::{Vanishing, vanish, vanish_all};
use crate::{LedgerError, PageCommit, PageOutcome, chain, item, provenance, unit};
use activity::{Instant, Stream};
use privacy::Key;
use rusqlite::Connection as Database;

/// Records a page. `judge` says of each item where it stands; `vanished` is told of each that went, once it is gone.
pub(crate) fn record<'database, T>(
    database: &'database Database,
    commit: PageCommit<T>,
    stream: Stream,
    mut judge: impl FnMut(&mut Page<'database>, T) -> Result<State, LedgerError>,
    mut vanished: impl FnMut(&mut Page<'database>, &Row) -> Result<(), LedgerError>,
) -> Result<PageOutcome, LedgerError> {
    let chain = chain::find(database, commit.unit, &commit.chain)?
        .ok_or(LedgerError::Internal("unknown_chain"))?;
    let mut page = open(database, &commit, stream, chain)?;
    for item in commit.items {
        let state = judge(&mut page, item)?;
        page.count(state);
    }
    let vanishing = Vanishing {
        stream,
        unit: page.unit,
        chain: chain.id,
        retract_since: commit.retract_since.map(Instant::milliseconds),
    };
    for key in commit.removed {
        if let Some(row) = last_seen_here(&page, key)? {
            vanish(database, &row, &vanishing)?;
            vanished(&mut page, &row)?;
        }
    }
    if commit.complete && !chain.swept {
        vanish_all(database, &vanishing, chain.generation, |row| {
            vanished(&mut page, row)
        })?;
    }
    chain::advance(database, chain.id, &commit.cursor, commit.complete)?;
    Ok(page.outcome)
}

fn open<'database, T>(
    database: &'database Database,
    commit: &PageCommit<T>,
    stream: Stream,
    chain: ChainRow,
) -> Result<Page<'database>, LedgerError> {
    let unit = unit::row(database, commit.unit.0)?;
    if unit.stream != stream {
        return Err(LedgerError::Internal("foreign_stream"));
    }
    Ok(Page {
        database,
        connection: unit.connection,
        stream,
        unit: commit.unit.0,
        chain: chain.id,
        generation: chain.generation,
        run: commit.run.0,
        provenance: provenance::number(database, &commit.provenance)?,
        policy_version: whole(commit.provenance.policy_version),
        now: commit.now.milliseconds(),
        outcome: PageOutcome::default(),
    })
}

/// The item of that key, unless another chain has claimed it meanwhile or it is gone already.
fn last_seen_here(page: &Page<'_>, key: Key) -> Result<Option<Row>, LedgerError> {
    let row = item::find(page.database, page.unit, key)?;
    Ok(row.filter(|row| row.chain == page.chain && !row.gone))
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
