use crate::connection::{find, number};
use crate::item::{stream_code, stream_of};
use crate::{Ledger, LedgerError};
use activity::{ConnectionId, ObjectId, Stream};
use rusqlite::{Connection as Database, OptionalExtension};

/// A stream of one mailbox in a connection: what is read independently of all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(pub(crate) i64);

/// To which connection and stream a unit belongs.
#[derive(Clone, Copy)]
pub(crate) struct UnitRow {
    pub(crate) connection: i64,
    pub(crate) stream: Stream,
}

impl Ledger {
    /// The unit of a mailbox and stream; made on first use.
    pub async fn unit(
        &self,
        connection: &ConnectionId,
        mailbox: &ObjectId,
        stream: Stream,
    ) -> Result<UnitId, LedgerError> {
        let (connection, mailbox) = (connection.clone(), mailbox.clone());
        self.note(move |database| {
            let connection = number(database, &connection)?;
            let place = (connection, mailbox.as_str(), stream_code(stream));
            let found = database
                .prepare_cached(
                    "SELECT id FROM unit WHERE connection = ?1 AND mailbox = ?2 AND stream = ?3",
                )?
                .query_row(place, |row| row.get(0))
                .optional()?;
            if let Some(unit) = found {
                return Ok(UnitId(unit));
            }
            database
                .prepare_cached(
                    "INSERT INTO unit (connection, mailbox, stream) VALUES (?1, ?2, ?3)",
                )?
                .execute(place)?;
            Ok(UnitId(database.last_insert_rowid()))
        })
        .await
    }

    /// Asks that a unit be read again from the start.
    pub async fn request_reread(&self, unit: UnitId) -> Result<(), LedgerError> {
        self.note(move |database| ask_for_reread(database, unit.0))
            .await
    }

    /// Takes on the units that must be read again. One whose chains are not restarted then is there again in the next run.
    pub async fn take_rereads(
        &self,
        connection: &ConnectionId,
    ) -> Result<Vec<UnitId>, LedgerError> {
        let connection = connection.clone();
        self.note(move |database| {
            let mut statement = database.prepare_cached(
                "UPDATE unit SET reread = 2 WHERE connection = ?1 AND reread = 1 RETURNING id",
            )?;
            let units = statement
                .query_map([find(database, &connection)?], |row| row.get(0).map(UnitId))?;
            let mut units: Vec<UnitId> = units.collect::<Result<_, _>>()?;
            units.sort_unstable();
            Ok(units)
        })
        .await
    }
}

pub(crate) fn ask_for_reread(database: &Database, unit: i64) -> Result<(), LedgerError> {
    database
        .prepare_cached("UPDATE unit SET reread = 1 WHERE id = ?1")?
        .execute([unit])?;
    Ok(())
}

pub(crate) fn row(database: &Database, unit: i64) -> Result<UnitRow, LedgerError> {
    database
        .prepare_cached("SELECT connection, stream FROM unit WHERE id = ?1")?
        .query_row([unit], |row| {
            Ok(UnitRow {
                connection: row.get(0)?,
                stream: stream_of(row.get(1)?)?,
            })
        })
        .optional()?
        .ok_or(LedgerError::Internal("unknown_unit"))
}
