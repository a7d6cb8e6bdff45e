//! What stays here: counts by reason on every road; single items, withheld or counted, only of the employee's own mail.

use crate::connection::{find, from_json};
use crate::item::{reason_of, stream_of};
use crate::run::{instant, natural, whole};
use crate::signals::SENT;
use crate::{Connection, Ledger, LedgerError};
use activity::{ConnectionId, Instant, Stream};
use privacy::{Direction, Reason};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use std::collections::BTreeMap;

/// One item on an employee's own machine that no activity stands for: it is withheld, or told by a count.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnItem {
    /// Its row.
    pub id: i64,
    /// The stream.
    pub stream: Stream,
    /// Why it stays; absent where it is counted.
    pub reason: Option<Reason>,
    /// When it was sent or received, where that is known.
    pub at: Option<Instant>,
    /// Whether the employee sent or received it, where that is known.
    pub direction: Option<Direction>,
    /// Whom it came from or went to; known to a preview only.
    pub with: Vec<String>,
}

impl Ledger {
    /// How many items of a connection are withheld, by stream and reason.
    pub async fn withheld_counts(
        &self,
        connection: &ConnectionId,
    ) -> Result<BTreeMap<Stream, BTreeMap<Reason, u64>>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT stream, reason, count(*) FROM item WHERE connection = ?1 AND gone = 0 AND state = 0 GROUP BY 1, 2",
            )?;
            let mut rows = statement.query([find(database, &connection)?])?;
            let mut counts: BTreeMap<Stream, BTreeMap<Reason, u64>> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let of_stream = counts.entry(stream_of(row.get(0)?)?).or_default();
                of_stream.insert(reason_of(row.get(1)?)?, natural(row.get(2)?));
            }
            Ok(counts)
        })
        .await
    }

    /// Withheld items of an employee's connection one by one, the latest recorded first; go on before the last one's id. On
    /// the organisation road there are none: they belong to other people.
    pub async fn withheld_items(
        &self,
        connection: &ConnectionId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<OwnItem>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            if !are_own(database, &connection)? {
                return Ok(Vec::new());
            }
            let mut statement = database.prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE connection = ?1 AND gone = 0 AND state = 0 AND item.id < ?2 ORDER BY item.id DESC LIMIT ?3"
            ))?;
            let place = (find(database, &connection)?, before.unwrap_or(i64::MAX), whole(limit as u64));
            let items = statement.query_map(place, own_of)?;
            Ok(items.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// How many of the employee's own mails are told by a count.
    pub async fn counted(&self, connection: &ConnectionId) -> Result<u64, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let counted = database
                .prepare_cached(
                    "SELECT count(*) FROM item WHERE connection = ?1 AND stream = 2 AND state = 3",
                )?
                .query_row([find(database, &connection)?], |row| row.get(0))?;
            Ok(natural(counted))
        })
        .await
    }

    /// One item of an employee's connection that is withheld or counted.
    pub async fn own_item(
        &self,
        connection: &ConnectionId,
        id: i64,
    ) -> Result<Option<OwnItem>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| match find(database, &connection)? {
            Some(number) if are_own(database, &connection)? => load(database, number, id),
            _ => Ok(None),
        })
        .await
    }
}

const COLUMNS: &str = "item.id, stream, reason, at, facts, told FROM item LEFT JOIN traits ON traits.id = item.traits";

/// Withheld, or told by a count.
const OWN: &str = "(state = 0 OR state = 3 AND stream = 2)";

/// Whether what a connection withholds is the person's own.
pub(crate) fn are_own(database: &Database, connection: &ConnectionId) -> Result<bool, LedgerError> {
    let profile: Option<Option<String>> = database
        .prepare_cached("SELECT profile FROM connection WHERE id = ?1")?
        .query_row([connection.as_str()], |row| row.get(0))
        .optional()?;
    let Some(profile) = profile.flatten() else {
        return Ok(false);
    };
    Ok(from_json::<Connection>(&profile)?.road.is_employee())
}

/// One item of a connection that is withheld or counted.
pub(crate) fn load(
    database: &Database,
    connection: i64,
    id: i64,
) -> Result<Option<OwnItem>, LedgerError> {
    let item = database
        .prepare_cached(&format!(
            "SELECT {COLUMNS} WHERE item.id = ?1 AND connection = ?2 AND gone = 0 AND {OWN}"
        ))?
        .query_row([id, connection], own_of)
        .optional()?;
    Ok(item)
}

/// One item, whichever connection it belongs to.
pub(crate) fn load_any(database: &Database, id: i64) -> Result<Option<OwnItem>, LedgerError> {
    let item = database
        .prepare_cached(&format!("SELECT {COLUMNS} WHERE item.id = ?1 AND {OWN}"))?
        .query_row([id], own_of)
        .optional()?;
    Ok(item)
}

fn own_of(row: &Row<'_>) -> rusqlite::Result<OwnItem> {
    let stream = stream_of(row.get(1)?)?;
    let facts: i64 = row.get(4)?;
    let direction = if facts & SENT != 0 {
        Direction::Sent
    } else {
        Direction::Received
    };
    Ok(OwnItem {
        id: row.get(0)?,
        stream,
        reason: row.get::<_, Option<i64>>(2)?.map(reason_of).transpose()?,
        at: row.get::<_, Option<i64>>(3)?.map(instant).transpose()?,
        direction: (stream == Stream::EmailSignal).then_some(direction),
        with: row
            .get::<_, Option<String>>(5)?
            .and_then(|told| serde_json::from_str(&told).ok())
            .unwrap_or_default(),
    })
}

impl std::fmt::Debug for OwnItem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "OwnItem({}, {})", self.id, self.stream)
    }
}
