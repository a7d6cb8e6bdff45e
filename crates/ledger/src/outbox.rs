//! The sending side of the outbox: what the service should be told, and what it answered.

use crate::activities::{has_wanted, revert, unwant};
use crate::connection::find;
use crate::item::{self, State, put_state, reason_code, stream_of};
use crate::provenance::{self, provenance_of};
use crate::run::{natural, parsed, whole};
use crate::{Ledger, LedgerError, Provenance, RunId};
use activity::{ConnectionId, Instant, ObjectId, Sha256, Stream};
use privacy::Reason;
use rusqlite::{Connection as Database, OptionalExtension, Row};

/// Something that the service does not hold as it should.
#[derive(Clone, PartialEq, Eq)]
pub struct Due {
    /// The activity's row.
    pub id: i64,
    /// What is to be done.
    pub operation: Operation,
    /// The id by which the service knows it.
    pub external_id: String,
    /// The digest of the bytes to send or, for a retraction, of what was sent last.
    pub sha256: Sha256,
    /// The mailbox that it came from.
    pub mailbox: ObjectId,
    /// The stream.
    pub stream: Stream,
    /// Under what it was recorded.
    pub provenance: Provenance,
}

/// What is to be done about an activity.
#[derive(Clone, PartialEq, Eq)]
pub enum Operation {
    /// Send it.
    Send {
        /// Its exact bytes; only [`privacy::readmit`] makes an activity of them.
        bytes: Vec<u8>,
    },
    /// Take it back.
    Retract,
}

impl Ledger {
    /// What the service should be told, in the order in which it came to be wanted, going on behind a row.
    pub async fn due_after(
        &self,
        connection: &ConnectionId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Due>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT activity.id, due, bytes, external_id, sha256, unit.mailbox, unit.stream,
                     policy_version, dpa_version, consent
                 FROM activity JOIN unit ON unit.id = activity.unit JOIN provenance ON provenance.id = activity.provenance
                 WHERE activity.connection = ?1 AND due <> 0 AND activity.id > ?2 ORDER BY activity.id LIMIT ?3",
            )?;
            let place = (find(database, &connection)?, after, whole(limit as u64));
            let due = statement.query_map(place, due_of)?;
            Ok(due.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// How much the service should still be told.
    pub async fn count_due(&self, connection: &ConnectionId) -> Result<u64, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let count = database
                .prepare_cached("SELECT count(*) FROM activity WHERE connection = ?1 AND due <> 0")?
                .query_row([find(database, &connection)?], |row| row.get(0))?;
            Ok(natural(count))
        })
        .await
    }

    /// Notes that requests with these activities are about to leave: from now on the service may hold them, whatever is
    /// heard of it. Says for each whether these bytes are still to be sent: the person's rules may have taken them out since.
    pub async fn mark_attempted(
        &self,
        activities: &[(i64, Sha256)],
    ) -> Result<Vec<bool>, LedgerError> {
        let activities = activities.to_vec();
        self.write(move |database| {
            let mut statement = database.prepare_cached(
                "UPDATE activity SET attempted = 1 WHERE id = ?1 AND sha256 = ?2 AND due = 1",
            )?;
            let mark = |(id, sha256): (i64, Sha256)| statement.execute((id, sha256.bytes()));
            let marked: Result<Vec<usize>, _> = activities.into_iter().map(mark).collect();
            Ok(marked?.into_iter().map(|rows| rows > 0).collect())
        })
        .await
    }

    /// Drops an activity that does not pass today's policy. What the service holds of it stays as it is; where it holds
    /// nothing of the item, the item is withheld for the reason given.
    pub async fn drop_drifted(
        &self,
        run: RunId,
        activity: i64,
        reason: Reason,
    ) -> Result<(), LedgerError> {
        self.write(move |database| match drop_one(database, activity)? {
            Some(item) => withhold(database, item, reason, run),
            None => Ok(()),
        })
        .await
    }

    /// Drops a transcript that tells more than today's policy lets through: it waits for the person again.
    pub async fn return_for_review(&self, run: RunId, activity: i64) -> Result<(), LedgerError> {
        self.write(move |database| {
            let Some(item) = drop_one(database, activity)? else {
                return Ok(());
            };
            let at = item::time(database, item)?;
            put_state(database, item, State::Unreviewed, at, true, run.0)
        })
        .await
    }

    /// Notes that an activity goes under a newer policy, agreement or consent than the one it was recorded under.
    pub async fn renew_provenance(
        &self,
        activity: i64,
        under: Provenance,
    ) -> Result<(), LedgerError> {
        self.write(move |database| {
            let under = provenance::number(database, &under)?;
            database
                .prepare_cached("UPDATE activity SET provenance = ?2 WHERE id = ?1")?
                .execute((activity, under))?;
            Ok(())
        })
        .await
    }

    /// Lets meetings that have ended become ready to be sent, as counted in this run.
    pub async fn ripen(
        &self,
        run: RunId,
        connection: &ConnectionId,
        now: Instant,
    ) -> Result<(), LedgerError> {
        let connection = connection.clone();
        self.write(move |database| {
            let ended = (find(database, &connection)?, now.milliseconds());
            database
                .prepare_cached(
                    "UPDATE activity SET ready = 1 WHERE bytes IS NOT NULL AND item IN (
                         SELECT id FROM item WHERE connection = ?1 AND state = 2 AND at <= ?2 AND gone = 0)",
                )?
                .execute(ended)?;
            database
                .prepare_cached(
                    "UPDATE item SET state = 3, last_run = ?3
                     WHERE connection = ?1 AND state = 2 AND at <= ?2 AND gone = 0",
                )?
                .execute((ended.0, ended.1, run.0))?;
            Ok(())
        })
        .await
    }
}

/// Drops an activity; the item of which nothing is left.
fn drop_one(database: &Database, activity: i64) -> Result<Option<i64>, LedgerError> {
    let item: Option<Option<i64>> = database
        .prepare_cached("SELECT item FROM activity WHERE id = ?1")?
        .query_row([activity], |row| row.get(0))
        .optional()?;
    if revert(database, activity)? {
        database
            .prepare_cached("UPDATE activity SET attempted = 0 WHERE id = ?1")?
            .execute([activity])?;
    } else {
        unwant(database, activity)?;
    }
    match item.flatten() {
        Some(item) if !has_wanted(database, item)? => Ok(Some(item)),
        Some(_) | None => Ok(None),
    }
}

/// Withholds an item. One that vanished has had its say, and leaves what it was a copy of to the others.
fn withhold(database: &Database, item: i64, reason: Reason, run: RunId) -> Result<(), LedgerError> {
    let chosen = database
        .prepare_cached(
            "UPDATE item SET own_reason = ?2, gone = max(gone, chain = 0) WHERE id = ?1 RETURNING chosen AND NOT gone",
        )?
        .query_row((item, reason_code(reason)), |row| row.get(0))?;
    put_state(database, item, State::Withheld(reason), None, chosen, run.0)
}

fn due_of(row: &Row<'_>) -> rusqlite::Result<Due> {
    let operation = match row.get(1)? {
        1_i64 => Operation::Send { bytes: row.get(2)? },
        _ => Operation::Retract,
    };
    Ok(Due {
        id: row.get(0)?,
        operation,
        external_id: row.get(3)?,
        sha256: Sha256::from(row.get::<_, [u8; 32]>(4)?),
        mailbox: parsed(row.get(5)?, ObjectId::new)?,
        stream: stream_of(row.get(6)?)?,
        provenance: provenance_of(row, 7)?,
    })
}

impl std::fmt::Debug for Due {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Due({}, {})", self.id, self.stream)
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Send { .. } => "Send(…)",
            Self::Retract => "Retract",
        })
    }
}
