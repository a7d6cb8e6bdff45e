//! What stays here: counts by reason on every road; single items, withheld, counted or waiting for their person, only of the
//! employee's own.

use crate::connection::{find, from_json};
use crate::item::{State, reason_of, stream_of};
use crate::run::{instant, natural, whole};
use crate::{Connection, Ledger, LedgerError, facts};
use activity::{ConnectionId, Instant, Stream};
use privacy::{Direction, Key, Plain, Reason};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use std::collections::BTreeMap;

/// One item on an employee's own machine that no activity stands for.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnItem {
    /// Its row.
    pub id: i64,
    /// The stream.
    pub stream: Stream,
    /// Where it stands.
    pub state: OwnState,
    /// When it was sent or received, where that is known.
    pub at: Option<Instant>,
    /// Whether the employee sent or received it, where that is known.
    pub direction: Option<Direction>,
    /// Whom and what it is about, in plain words; known to a preview only.
    pub plain: Plain,
    /// By what rules name the meeting that it is of.
    pub meeting: Option<MeetingName>,
}

/// Where an item stands that no activity stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnState {
    /// It stays here.
    Withheld(Reason),
    /// A count tells of it.
    Counted,
    /// A transcript waits for its person.
    Unreviewed,
    /// A transcript was let go.
    Released,
}

/// By what the employee's rules name a meeting on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingName {
    /// The meeting itself, or its occurrence.
    pub meeting: Key,
    /// The series of which it is an occurrence.
    pub series: Option<Key>,
}

impl OwnItem {
    /// Why it stays here, where it does.
    pub fn reason(&self) -> Option<Reason> {
        match self.state {
            OwnState::Withheld(reason) => Some(reason),
            OwnState::Counted | OwnState::Unreviewed | OwnState::Released => None,
        }
    }
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

    /// How many transcripts wait for the employee.
    pub async fn unreviewed(&self, connection: &ConnectionId) -> Result<u64, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let unreviewed = database
                .prepare_cached(
                    "SELECT count(*) FROM item WHERE connection = ?1 AND stream = 3 AND state = 5 AND gone = 0",
                )?
                .query_row([find(database, &connection)?], |row| row.get(0))?;
            Ok(natural(unreviewed))
        })
        .await
    }

    /// The item that an activity tells of, where that is one of the employee's own.
    pub async fn item_told(&self, activity: i64) -> Result<Option<OwnItem>, LedgerError> {
        self.read(move |database| {
            let item: Option<Option<i64>> = database
                .prepare_cached("SELECT item FROM activity WHERE id = ?1")?
                .query_row([activity], |row| row.get(0))
                .optional()?;
            let loaded = item.flatten().map(|item| load_any(database, item));
            Ok(loaded.transpose()?.flatten())
        })
        .await
    }

    /// When the meeting or series begins that rules know by a name: of a series, its first occurrence.
    pub async fn named_meeting(&self, name: Key) -> Result<Option<Instant>, LedgerError> {
        self.read(move |database| {
            let starts: Option<i64> = database
                .prepare_cached(
                    "SELECT starts_at FROM meeting WHERE name = ?1 OR series = ?1
                     UNION ALL SELECT starts_at FROM transcript JOIN item ON item.id = item WHERE identity = ?1
                     ORDER BY 1 LIMIT 1",
                )?
                .query_row([name.bytes()], |row| row.get(0))
                .optional()?;
            Ok(starts.map(instant).transpose()?)
        })
        .await
    }

    /// One item of an employee's connection that no activity stands for.
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

const COLUMNS: &str = "item.id, stream, item.reason, at, facts, told, state, item.identity, meeting.series FROM item
    LEFT JOIN traits ON traits.id = item.traits
    LEFT JOIN transcript ON transcript.item = item.id LEFT JOIN meeting ON meeting.id = transcript.meeting";

/// Withheld, told by a count, or waiting for its person.
const OWN: &str = "(state IN (0, 5) OR state = 3 AND stream = 2)";

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

/// One item of a connection that no activity stands for.
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

/// These items, whichever connection they belong to.
pub(crate) fn load_each(
    database: &Database,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<OwnItem>, LedgerError> {
    let loaded = ids
        .into_iter()
        .filter_map(|id| load_any(database, id).transpose());
    loaded.collect()
}

/// One item, whichever connection it belongs to, also a transcript that was let go.
fn load_any(database: &Database, id: i64) -> Result<Option<OwnItem>, LedgerError> {
    let item = database
        .prepare_cached(&format!(
            "SELECT {COLUMNS} WHERE item.id = ?1 AND ({OWN} OR state = 3 AND stream = 3)"
        ))?
        .query_row([id], own_of)
        .optional()?;
    Ok(item)
}

fn own_of(row: &Row<'_>) -> rusqlite::Result<OwnItem> {
    let stream = stream_of(row.get(1)?)?;
    let facts: i64 = row.get(4)?;
    let is_transcript = stream == Stream::Transcript;
    let state = match State::of(row.get(6)?, row.get(2)?)? {
        State::Withheld(reason) => OwnState::Withheld(reason),
        State::Unreviewed => OwnState::Unreviewed,
        _ if is_transcript => OwnState::Released,
        _ => OwnState::Counted,
    };
    let name: [u8; 16] = row.get(7)?;
    let series: Option<[u8; 16]> = row.get(8)?;
    let named = MeetingName {
        meeting: Key::from_bytes(name),
        series: series.map(Key::from_bytes),
    };
    Ok(OwnItem {
        id: row.get(0)?,
        stream,
        state,
        at: row.get::<_, Option<i64>>(3)?.map(instant).transpose()?,
        direction: (stream == Stream::EmailSignal).then(|| facts::direction(facts)),
        plain: row
            .get::<_, Option<String>>(5)?
            .and_then(|told| serde_json::from_str(&told).ok())
            .unwrap_or_default(),
        meeting: is_transcript.then_some(named),
    })
}

impl std::fmt::Debug for OwnItem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "OwnItem({}, {})", self.id, self.stream)
    }
}
