//! Email signals: every mail of the employee once, and the counts that are told of them (RULES 18).

use crate::activities::revert;
use crate::connection::find;
use crate::item::{self, Row, State, reason_code, stream_code};
use crate::page::Page;
use crate::recording::record;
use crate::run::natural;
use crate::{
    Ledger, LedgerError, PageCommit, PageOutcome, Provenance, UnitId, facts, provenance, rules,
    traits, unit,
};
use activity::{Activity, ConnectionId, EmailSignal, Instant, Stream};
use privacy::{AssessedSignal, Filtered, Narrowing, Reason};
use rusqlite::{Connection as Database, OptionalExtension};

/// An activity as the service should hold it, or holds it.
struct Present {
    id: i64,
    bytes: Option<Vec<u8>>,
    sha256: [u8; 32],
    held_sha256: Option<[u8; 32]>,
    held_bytes: Option<Vec<u8>>,
}

/// How many mails there were in a span of time, under the rules as they were then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalCounts {
    /// Sent.
    pub sent: u64,
    /// Received.
    pub received: u64,
    rule_changes: i64,
}

impl Ledger {
    /// Records a page of an employee's own mails. What happened before `floor` is remembered, since it can be a copy of what
    /// comes later, but is not considered.
    pub async fn commit_signals(
        &self,
        commit: PageCommit<AssessedSignal>,
        floor: Instant,
    ) -> Result<PageOutcome, LedgerError> {
        let (floor, keyer) = (floor.milliseconds(), self.keyer());
        self.note(move |database| {
            // The rules of this moment, since they may have changed while the page was on its way.
            let narrowing = rules::narrowing(database, &keyer)?;
            let judge = |page: &mut Page<'_>, signal| judge(page, &signal, floor, &narrowing);
            record(database, commit, Stream::EmailSignal, judge, |_, _| Ok(()))
        })
        .await
    }

    /// How many mails the employee sent and received from `start` until before `end`: each once, at the earliest time of its
    /// copies, whichever of the mailbox's connections they were found by; none that the employee's rules leave out.
    pub async fn signal_counts(
        &self,
        connection: &ConnectionId,
        start: Instant,
        end: Instant,
    ) -> Result<SignalCounts, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let counts = database
                .prepare_cached(
                    "SELECT coalesce(sum(sent), 0), coalesce(sum(1 - sent), 0) FROM (
                         SELECT max(facts & 1) AS sent, min(at) AS first FROM item
                         WHERE unit IN (
                             SELECT other.id FROM unit AS own JOIN unit AS other USING (mailbox, stream)
                             WHERE own.connection = ?1 AND own.stream = ?2
                         ) AND at IS NOT NULL GROUP BY identity HAVING max(reason IS ?5) = 0
                     ) WHERE first >= ?3 AND first < ?4",
                )?
                .query_row(
                    (
                        find(database, &connection)?,
                        stream_code(Stream::EmailSignal),
                        start.milliseconds(),
                        end.milliseconds(),
                        reason_code(Reason::ExcludedByRule),
                    ),
                    |row| Ok((natural(row.get(0)?), natural(row.get(1)?))),
                )?;
            Ok(SignalCounts {
                sent: counts.0,
                received: counts.1,
                rule_changes: rules::changes(database)?,
            })
        })
        .await
    }

    /// Makes counts of a cycle the ones wanted, and says whether it did: not where the rules changed since they were counted.
    /// Where the service holds the same counts as of an earlier time, nothing changes.
    pub async fn put_signal(
        &self,
        unit: UnitId,
        counts: SignalCounts,
        signal: Filtered<Activity>,
        provenance: Provenance,
    ) -> Result<bool, LedgerError> {
        self.write(move |database| {
            if rules::changes(database)? != counts.rule_changes {
                return Ok(false);
            }
            put(database, unit, None, &signal, &provenance)?;
            Ok(true)
        })
        .await
    }

    /// The counts of a connection that are wanted now, each with the unit that tells it.
    pub async fn told_signals(
        &self,
        connection: &ConnectionId,
    ) -> Result<Vec<(UnitId, EmailSignal)>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT unit, bytes FROM activity WHERE connection = ?1 AND stream = ?2 AND bytes IS NOT NULL",
            )?;
            let place = (find(database, &connection)?, stream_code(Stream::EmailSignal));
            let mut rows = statement.query(place)?;
            let mut told = Vec::new();
            while let Some(row) = rows.next()? {
                let bytes: Vec<u8> = row.get(1)?;
                if let Ok(Activity::EmailSignal(signal)) = Activity::parse(&bytes) {
                    told.push((UnitId(row.get(0)?), signal));
                }
            }
            Ok(told)
        })
        .await
    }
}

fn judge(
    page: &mut Page<'_>,
    signal: &AssessedSignal,
    floor: i64,
    narrowing: &Narrowing,
) -> Result<State, LedgerError> {
    let before = item::find(page.database, page.unit, signal.item)?;
    let at = signal.at.map(Instant::milliseconds);
    let considered = before
        .as_ref()
        .filter(|row| matches!(row.state, State::Kept | State::Withheld(_)));
    let counts = match considered {
        Some(row) => row.state != State::Withheld(Reason::Duplicate),
        None => mail_counts(page, signal, before.as_ref())?,
    };
    let state = match at {
        None => State::Failed,
        Some(at) if considered.is_none() && at < floor => State::Outside,
        Some(_) if !counts => State::Withheld(Reason::Duplicate),
        Some(_) if narrowing.excludes(&signal.traits) => State::Withheld(Reason::ExcludedByRule),
        Some(_) => State::Kept,
    };
    let chosen = counts && matches!(state, State::Kept | State::Withheld(_));
    let traits = traits::number(page.database, &signal.traits, signal.plain.as_ref())?;
    page.database
        .prepare_cached(
            "INSERT INTO item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state,
                 reason, at, last_run, traits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (unit, key) DO UPDATE SET chain = ?6, generation = ?7, facts = ?8, chosen = ?9, gone = 0,
                 state = ?10, reason = ?11, at = ?12, last_run = ?13, traits = ?14",
        )?
        .execute((
            page.connection,
            stream_code(page.stream),
            page.unit,
            signal.item.bytes(),
            signal.mail.bytes(),
            page.chain,
            page.generation,
            facts::of_mail(signal.direction),
            chosen,
            state.code(),
            state.reason(),
            at,
            page.run,
            traits,
        ))?;
    Ok(state)
}

/// Whether no other copy of the mail counts already.
fn mail_counts(
    page: &Page<'_>,
    signal: &AssessedSignal,
    before: Option<&Row>,
) -> Result<bool, LedgerError> {
    let mut statement = page.database.prepare_cached(
        "SELECT 1 FROM item WHERE connection = ?1 AND stream = ?2 AND identity = ?3 AND chosen = 1 AND id IS NOT ?4",
    )?;
    let own = before.map(|row| row.id);
    let place = (
        page.connection,
        stream_code(page.stream),
        signal.mail.bytes(),
        own,
    );
    Ok(!statement.exists(place)?)
}

/// Makes an activity the one wanted under its id.
pub(crate) fn put(
    database: &Database,
    unit: UnitId,
    item: Option<i64>,
    signal: &Filtered<Activity>,
    under: &Provenance,
) -> Result<(), LedgerError> {
    let policy_version = crate::run::whole(under.policy_version);
    let under = provenance::number(database, under)?;
    let canonical = signal.canonical();
    let occurred_at = signal.activity().occurred_at().milliseconds();
    let external_id = signal.activity().external_id();
    let Some(present) = present(database, unit, external_id)? else {
        database
            .prepare_cached(
                "INSERT INTO activity (connection, unit, external_id, bytes, sha256, occurred_at, provenance, wanted_under,
                     ready, item) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9)",
            )?
            .execute((
                unit::row(database, unit.0)?.connection,
                unit.0,
                external_id,
                canonical.bytes(),
                canonical.sha256().bytes(),
                occurred_at,
                under,
                policy_version,
                item,
            ))?;
        return Ok(());
    };
    if let Some(held) = present.held()
        && tells_the_same(held, signal.activity())
    {
        return revert(database, present.id).map(drop);
    }
    database
        .prepare_cached(
            "UPDATE activity SET bytes = ?2, sha256 = ?3, occurred_at = ?4, provenance = ?5, wanted_under = ?6, ready = 1,
                 item = coalesce(?7, item),
                 held_bytes = CASE WHEN held_sha256 = sha256 THEN bytes ELSE held_bytes END
             WHERE id = ?1",
        )?
        .execute((
            present.id,
            canonical.bytes(),
            canonical.sha256().bytes(),
            occurred_at,
            under,
            policy_version,
            item,
        ))?;
    Ok(())
}

impl Present {
    /// The bytes that the service holds, where they are known.
    fn held(&self) -> Option<&[u8]> {
        if self.held_sha256 == Some(self.sha256) {
            return self.bytes.as_deref();
        }
        self.held_bytes.as_deref()
    }
}

fn present(
    database: &Database,
    unit: UnitId,
    external_id: &str,
) -> Result<Option<Present>, LedgerError> {
    let present = database
        .prepare_cached(
            "SELECT id, bytes, sha256, held_sha256, held_bytes FROM activity WHERE unit = ?1 AND external_id = ?2",
        )?
        .query_row((unit.0, external_id), |row| {
            Ok(Present {
                id: row.get(0)?,
                bytes: row.get(1)?,
                sha256: row.get(2)?,
                held_sha256: row.get(3)?,
                held_bytes: row.get(4)?,
            })
        })
        .optional()?;
    Ok(present)
}

fn tells_the_same(held: &[u8], signal: &Activity) -> bool {
    match (Activity::parse(held), signal) {
        (Ok(Activity::EmailSignal(held)), Activity::EmailSignal(signal)) => {
            let as_of_now = EmailSignal {
                occurred_at: signal.occurred_at,
                ..held
            };
            as_of_now == *signal
        }
        _ => false,
    }
}
