//! The ledger as a person looks at it: what left, what waits, what was taken back, byte for byte.

use crate::connection::find;
use crate::item::{stream_code, stream_of};
use crate::provenance::provenance_of;
use crate::run::{instant, natural, parsed};
use crate::{Ledger, LedgerError, Provenance};
use activity::{Activity, ConnectionId, Instant, ObjectId, Sha256, Stream};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use std::collections::BTreeMap;

/// The most entries on one page.
const LONGEST_PAGE: usize = 500;

/// Where an activity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryState {
    /// The service holds exactly these bytes.
    Sent,
    /// It waits in the outbox.
    Waiting,
    /// It will be sent once its meeting has ended.
    Pending,
    /// It was, or is being, taken back: nothing of its content is left here.
    Retracted,
}

/// Which entries to list.
#[derive(Clone, Debug)]
pub struct EntryQuery {
    /// The connection.
    pub connection: ConnectionId,
    /// Only this stream.
    pub stream: Option<Stream>,
    /// Only this state.
    pub state: Option<EntryState>,
    /// Only those whose people or subject contain this text, whatever its case.
    pub text: Option<String>,
    /// Go on before this entry.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: usize,
}

/// An activity as the ledger holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its row.
    pub id: i64,
    /// The stream.
    pub stream: Stream,
    /// Where it stands.
    pub state: EntryState,
    /// The mailbox that it came from.
    pub mailbox: ObjectId,
    /// The id by which the service knows it; absent once it was taken back.
    pub external_id: Option<String>,
    /// The exact bytes; absent once it was taken back.
    pub bytes: Option<Vec<u8>>,
    /// Their digest, or that of what was taken back.
    pub sha256: Sha256,
    /// The digest of what the service said that it holds.
    pub held_sha256: Option<Sha256>,
    /// When it happened.
    pub occurred_at: Option<Instant>,
    /// When the service acknowledged it.
    pub acknowledged_at: Option<Instant>,
    /// When the service acknowledged that it was taken back.
    pub retracted_at: Option<Instant>,
    /// Under what it was recorded or sent.
    pub provenance: Provenance,
}

/// A page of entries, the latest recorded first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the next page goes on; absent on the last.
    pub next: Option<i64>,
}

/// How much happened on one day, in UTC, of what is or was to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The day's first instant.
    pub day: Instant,
    /// The stream.
    pub stream: Stream,
    /// Activities or, for email signals, mails.
    pub count: u64,
}

const COLUMNS: &str = "activity.id, unit.stream, bytes, due, held_sha256, unit.mailbox, external_id, sha256, occurred_at,
    acknowledged_at, retracted_at, ready, policy_version, dpa_version, consent
    FROM activity JOIN unit ON unit.id = activity.unit JOIN provenance ON provenance.id = activity.provenance";

/// The state of an entry by its code in [`STATE`].
const STATES: [EntryState; 4] = [
    EntryState::Sent,
    EntryState::Waiting,
    EntryState::Pending,
    EntryState::Retracted,
];

const STATE: &str = "activity.standing";

/// The number of a state in the table.
pub(crate) fn state_code(state: EntryState) -> i64 {
    match state {
        EntryState::Sent => 0,
        EntryState::Waiting => 1,
        EntryState::Pending => 2,
        EntryState::Retracted => 3,
    }
}

/// One entry of a connection.
pub(crate) fn load(
    database: &Database,
    connection: i64,
    id: i64,
) -> Result<Option<Entry>, LedgerError> {
    let entry = database
        .prepare_cached(&format!(
            "SELECT {STATE}, {COLUMNS} WHERE activity.id = ?1 AND activity.connection = ?2"
        ))?
        .query_row([id, connection], entry_of)
        .optional()?;
    Ok(entry)
}

impl Ledger {
    /// A page of entries.
    pub async fn entries(&self, query: EntryQuery) -> Result<EntryPage, LedgerError> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(&format!(
                "SELECT {STATE}, {COLUMNS} WHERE activity.connection = ?1 AND activity.id < ?2
                     AND (?3 IS NULL OR unit.stream = ?3) AND (?4 IS NULL OR {STATE} = ?4) ORDER BY activity.id DESC"
            ))?;
            let mut rows = statement.query((
                find(database, &query.connection)?,
                query.before.unwrap_or(i64::MAX),
                query.stream.map(stream_code),
                query.state.map(state_code),
            ))?;
            let text = query.text.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
            let limit = query.limit.clamp(1, LONGEST_PAGE);
            let mut entries: Vec<Entry> = Vec::new();
            while let Some(row) = rows.next()? {
                let entry = entry_of(row)?;
                if !entry.mentions(&text) {
                    continue;
                }
                if entries.len() == limit {
                    let next = entries.last().map(|entry| entry.id);
                    return Ok(EntryPage { entries, next });
                }
                entries.push(entry);
            }
            Ok(EntryPage { entries, next: None })
        })
        .await
    }

    /// One entry.
    pub async fn entry(&self, id: i64) -> Result<Option<Entry>, LedgerError> {
        self.read(move |database| {
            let entry = database
                .prepare_cached(&format!("SELECT {STATE}, {COLUMNS} WHERE activity.id = ?1"))?
                .query_row([id], entry_of)
                .optional()?;
            Ok(entry)
        })
        .await
    }

    /// One entry of a connection.
    pub async fn entry_of(
        &self,
        connection: &ConnectionId,
        id: i64,
    ) -> Result<Option<Entry>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| match find(database, &connection)? {
            Some(number) => load(database, number, id),
            None => Ok(None),
        })
        .await
    }

    /// How many entries of a connection there are, by stream and state.
    pub async fn entry_counts(
        &self,
        connection: &ConnectionId,
    ) -> Result<BTreeMap<(Stream, EntryState), u64>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(&format!(
                "SELECT stream, {STATE}, count(*) FROM activity WHERE connection = ?1 GROUP BY 1, 2"
            ))?;
            let mut rows = statement.query([find(database, &connection)?])?;
            let mut counts = BTreeMap::new();
            while let Some(row) = rows.next()? {
                counts.insert(
                    (stream_of(row.get(0)?)?, state_of(row.get(1)?)),
                    natural(row.get(2)?),
                );
            }
            Ok(counts)
        })
        .await
    }

    /// How much happened on each day since an instant, of what is or is to be sent: activities and, for the email signal,
    /// the employee's own mails.
    pub async fn by_day(
        &self,
        connection: &ConnectionId,
        since: Instant,
    ) -> Result<Vec<DayCount>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT day, stream, count(*) FROM (
                     SELECT (place >> 32) / 86400 AS day, stream FROM activity
                     WHERE connection = ?1 AND place >= (?2 / 1000) << 32 AND standing <> 3 AND stream <> 2
                     UNION ALL
                     SELECT at / 86400000, stream FROM item WHERE connection = ?1 AND stream = 2 AND state = 3 AND at >= ?2
                 ) GROUP BY 1, 2 ORDER BY 1, 2",
            )?;
            let counts = statement.query_map((find(database, &connection)?, since.milliseconds()), |row| {
                Ok(DayCount {
                    day: instant(row.get::<_, i64>(0)?.saturating_mul(86_400_000))?,
                    stream: stream_of(row.get(1)?)?,
                    count: natural(row.get(2)?),
                })
            })?;
            Ok(counts.collect::<Result<_, _>>()?)
        })
        .await
    }
}

impl Entry {
    fn mentions(&self, text: &str) -> bool {
        if text.is_empty() {
            return true;
        }
        let contains = |part: &str| part.to_lowercase().contains(text);
        let subject_contains = |subject: &Option<String>| subject.as_deref().is_some_and(contains);
        match self.bytes.as_deref().map(Activity::parse) {
            Some(Ok(Activity::MeetingAttend(meeting))) => {
                contains(&meeting.person_external_id)
                    || subject_contains(&meeting.properties.meeting_subject)
            }
            Some(Ok(Activity::EmailThread(mail))) => {
                mail.properties
                    .participant_emails
                    .iter()
                    .any(|email| contains(email))
                    || subject_contains(&mail.properties.subject)
            }
            Some(Ok(Activity::EmailSignal(signal))) => contains(&signal.person_external_id),
            Some(Ok(Activity::MeetingTranscript(told))) => contains(&told.person_external_id),
            Some(Err(_)) | None => false,
        }
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "Entry({}, {}, {:?})",
            self.id, self.stream, self.state
        )
    }
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        state: state_of(row.get(0)?),
        id: row.get(1)?,
        stream: stream_of(row.get(2)?)?,
        bytes: row.get(3)?,
        held_sha256: row.get::<_, Option<[u8; 32]>>(5)?.map(Sha256::from),
        mailbox: parsed(row.get(6)?, ObjectId::new)?,
        external_id: row.get(7)?,
        sha256: Sha256::from(row.get::<_, [u8; 32]>(8)?),
        occurred_at: row.get::<_, Option<i64>>(9)?.map(instant).transpose()?,
        acknowledged_at: row.get::<_, Option<i64>>(10)?.map(instant).transpose()?,
        retracted_at: row.get::<_, Option<i64>>(11)?.map(instant).transpose()?,
        provenance: provenance_of(row, 13)?,
    })
}

fn state_of(code: i64) -> EntryState {
    usize::try_from(code)
        .ok()
        .and_then(|code| STATES.get(code))
        .copied()
        .unwrap_or(EntryState::Retracted)
}
