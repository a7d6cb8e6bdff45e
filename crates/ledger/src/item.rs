use crate::{Ledger, LedgerError, UnitId};
use activity::Stream;
use privacy::{Key, Reason};
use rusqlite::types::Type;
use rusqlite::{Connection as Database, OptionalExtension, Row as Columns};

/// A copy of a meeting or mail as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) unit: i64,
    pub(crate) identity: [u8; 16],
    pub(crate) chain: i64,
    pub(crate) facts: i64,
    pub(crate) chosen: bool,
    pub(crate) gone: bool,
    pub(crate) state: State,
    pub(crate) own_reason: Option<Reason>,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It stays here.
    Withheld(Reason),
    /// It has no usable times.
    Failed,
    /// It will be sent once it has ended.
    Waiting,
    /// It is, or is to be, sent.
    Kept,
    /// It lies outside of what is considered.
    Outside,
    /// It waits for the person to look at it.
    Unreviewed,
}

/// The chain of what vanished and still counts as it was last seen. Chains are numbered from one.
const NO_CHAIN: i64 = 0;
/// The chain of what is in no chain because it was listed by name: it never vanishes by itself.
pub(crate) const LISTED: i64 = -1;

const COLUMNS: &str = "id, unit, identity, chain, facts, chosen, gone, state, reason, own_reason";

impl Ledger {
    /// Which of some items of a unit are recorded and were still there when last heard of, in the order asked for.
    pub async fn known(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<bool>, LedgerError> {
        let keys = keys.to_vec();
        self.read(move |database| {
            let is_known = |key| Ok(find(database, unit.0, key)?.is_some_and(|row| !row.gone));
            keys.into_iter().map(is_known).collect()
        })
        .await
    }
}

impl Row {
    /// Whether its mailbox still has it, or had it when what it yields took place.
    pub(crate) fn is_there(&self) -> bool {
        !self.gone && (self.chain != NO_CHAIN || self.state == State::Kept)
    }
}

impl State {
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Withheld(_) => 0,
            Self::Failed => 1,
            Self::Waiting => 2,
            Self::Kept => 3,
            Self::Outside => 4,
            Self::Unreviewed => 5,
        }
    }

    pub(crate) fn reason(self) -> Option<i64> {
        match self {
            Self::Withheld(reason) => Some(reason_code(reason)),
            _ => None,
        }
    }

    pub(crate) fn is_kept(self) -> bool {
        matches!(self, Self::Kept | Self::Waiting)
    }

    pub(crate) fn of(code: i64, reason: Option<i64>) -> rusqlite::Result<Self> {
        match (code, reason) {
            (0, Some(reason)) => reason_of(reason).map(Self::Withheld),
            (1, _) => Ok(Self::Failed),
            (2, _) => Ok(Self::Waiting),
            (3, _) => Ok(Self::Kept),
            (4, _) => Ok(Self::Outside),
            (5, _) => Ok(Self::Unreviewed),
            (code, _) => Err(unknown(code)),
        }
    }
}

/// The item of that key in a unit.
pub(crate) fn find(database: &Database, unit: i64, key: Key) -> Result<Option<Row>, LedgerError> {
    let row = database
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM item WHERE unit = ?1 AND key = ?2"
        ))?
        .query_row((unit, key.bytes()), row_of)
        .optional()?;
    Ok(row)
}

/// Every copy of the same meeting or mail in a connection, in the order in which they were recorded.
pub(crate) fn copies(
    database: &Database,
    connection: i64,
    stream: Stream,
    identity: [u8; 16],
) -> Result<Vec<Row>, LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM item WHERE connection = ?1 AND stream = ?2 AND identity = ?3 ORDER BY id"
    ))?;
    let rows = statement.query_map((connection, stream_code(stream), identity), row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Up to a thousand items that were last seen in a chain before a generation.
pub(crate) fn last_seen_before(
    database: &Database,
    unit: i64,
    chain: i64,
    generation: i64,
) -> Result<Vec<Row>, LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM item WHERE unit = ?1 AND chain = ?2 AND generation < ?3 AND gone = 0 LIMIT 1000"
    ))?;
    let rows = statement.query_map((unit, chain, generation), row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts an item where it now stands, as counted in a run.
pub(crate) fn put_state(
    database: &Database,
    item: i64,
    state: State,
    at: Option<i64>,
    chosen: bool,
    run: i64,
) -> Result<(), LedgerError> {
    database
        .prepare_cached(
            "UPDATE item SET state = ?2, reason = ?3, at = ?4, chosen = ?5, last_run = ?6 WHERE id = ?1",
        )?
        .execute((item, state.code(), state.reason(), at, chosen, run))?;
    Ok(())
}

/// When an item counts.
pub(crate) fn time(database: &Database, item: i64) -> Result<Option<i64>, LedgerError> {
    let at = database
        .prepare_cached("SELECT at FROM item WHERE id = ?1")?
        .query_row([item], |row| row.get(0))?;
    Ok(at)
}

/// Lets an item that vanished count as it was last seen: it belongs to no chain any more, so it does not vanish again.
pub(crate) fn leave_chain(database: &Database, item: i64) -> Result<(), LedgerError> {
    database
        .prepare_cached("UPDATE item SET chain = ?2 WHERE id = ?1")?
        .execute((item, NO_CHAIN))?;
    Ok(())
}

/// Deletes an item of which nothing has to be remembered.
pub(crate) fn delete(database: &Database, item: i64) -> Result<(), LedgerError> {
    database
        .prepare_cached("DELETE FROM item WHERE id = ?1")?
        .execute([item])?;
    Ok(())
}

fn row_of(row: &Columns<'_>) -> rusqlite::Result<Row> {
    let own_reason: Option<i64> = row.get(9)?;
    Ok(Row {
        id: row.get(0)?,
        unit: row.get(1)?,
        identity: row.get(2)?,
        chain: row.get(3)?,
        facts: row.get(4)?,
        chosen: row.get(5)?,
        gone: row.get(6)?,
        state: State::of(row.get(7)?, row.get(8)?)?,
        own_reason: own_reason.map(reason_of).transpose()?,
    })
}

pub(crate) fn stream_code(stream: Stream) -> i64 {
    match stream {
        Stream::MeetingAttend => 0,
        Stream::EmailThread => 1,
        Stream::EmailSignal => 2,
        Stream::Transcript => 3,
    }
}

pub(crate) fn stream_of(code: i64) -> rusqlite::Result<Stream> {
    match code {
        0 => Ok(Stream::MeetingAttend),
        1 => Ok(Stream::EmailThread),
        2 => Ok(Stream::EmailSignal),
        3 => Ok(Stream::Transcript),
        code => Err(unknown(code)),
    }
}

pub(crate) fn reason_code(reason: Reason) -> i64 {
    match reason {
        Reason::Cancelled => 0,
        Reason::Private => 1,
        Reason::Duplicate => 2,
        Reason::NoUsableAddress => 3,
        Reason::InternalOnly => 4,
        Reason::NotOnAllowlist => 5,
        Reason::ExcludedByRule => 6,
        Reason::WithheldByYou => 7,
    }
}

pub(crate) fn reason_of(code: i64) -> rusqlite::Result<Reason> {
    Reason::ALL
        .into_iter()
        .find(|reason| reason_code(*reason) == code)
        .ok_or_else(|| unknown(code))
}

fn unknown(code: i64) -> rusqlite::Error {
    let error = format!("unknown code {code}");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, error.into())
}
