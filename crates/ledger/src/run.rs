use crate::connection::{find, number};
use crate::{Ledger, LedgerError};
use activity::{ConnectionId, Instant};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row};

/// One run of the engine over a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub(crate) i64);

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// When.
    pub finished_at: Instant,
    /// The code of its outcome.
    pub outcome: String,
    /// How many requests it made to the source.
    pub requests: u64,
    /// How many bytes it took from the source.
    pub bytes: u64,
}

/// A run as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The connection.
    pub connection: ConnectionId,
    /// When it began.
    pub started_at: Instant,
    /// How it ended; absent while it is under way, or after a crash until it is continued.
    pub end: Option<RunEnd>,
}

impl Ledger {
    /// Begins a run, or continues the one that a crash left unfinished.
    pub async fn begin_run(
        &self,
        connection: &ConnectionId,
        now: Instant,
    ) -> Result<RunId, LedgerError> {
        let connection = connection.clone();
        self.write(move |database| {
            let connection = number(database, &connection)?;
            database
                .prepare_cached("UPDATE unit SET reread = 1 WHERE connection = ?1 AND reread = 2")?
                .execute([connection])?;
            let unfinished: Option<i64> = database
                .prepare_cached(
                    "SELECT max(id) FROM run WHERE connection = ?1 AND finished_at IS NULL",
                )?
                .query_row([connection], |row| row.get(0))?;
            if let Some(run) = unfinished {
                return Ok(RunId(run));
            }
            database
                .prepare_cached("INSERT INTO run (connection, started_at) VALUES (?1, ?2)")?
                .execute((connection, now.milliseconds()))?;
            Ok(RunId(database.last_insert_rowid()))
        })
        .await
    }

    /// Ends a run.
    pub async fn finish_run(&self, run: RunId, end: RunEnd) -> Result<(), LedgerError> {
        self.write(move |database| {
            database
                .prepare_cached(
                    "UPDATE run SET finished_at = ?2, outcome = ?3, requests = ?4, bytes = ?5 WHERE id = ?1",
                )?
                .execute((
                    run.0,
                    end.finished_at.milliseconds(),
                    end.outcome,
                    whole(end.requests),
                    whole(end.bytes),
                ))?;
            Ok(())
        })
        .await
    }

    /// The last runs of every connection, the newest first.
    pub async fn last_runs(&self, limit: usize) -> Result<Vec<Run>, LedgerError> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT run.id, connection.id, started_at, finished_at, outcome, requests, bytes
                 FROM run JOIN connection ON connection.number = run.connection ORDER BY run.id DESC LIMIT ?1",
            )?;
            let runs = statement.query_map([whole(limit as u64)], run_of)?;
            Ok(runs.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// When a run of the connection last ended well.
    pub async fn last_ended_well(
        &self,
        connection: &ConnectionId,
    ) -> Result<Option<Instant>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let connection = find(database, &connection)?;
            let at: Option<i64> = database
                .prepare_cached(
                    "SELECT MAX(finished_at) FROM run WHERE connection = ?1 AND outcome = 'done'",
                )?
                .query_row([connection], |row| row.get(0))?;
            Ok(at.map(instant).transpose()?)
        })
        .await
    }

    /// The run of a connection that ended last.
    pub async fn last_finished(
        &self,
        connection: &ConnectionId,
    ) -> Result<Option<Run>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let run = database
                .prepare_cached(
                    "SELECT run.id, connection.id, started_at, finished_at, outcome, requests, bytes
                     FROM run JOIN connection ON connection.number = run.connection
                     WHERE run.connection = ?1 AND finished_at IS NOT NULL ORDER BY run.id DESC LIMIT 1",
                )?
                .query_row([find(database, &connection)?], run_of)
                .optional()?;
            Ok(run)
        })
        .await
    }
}

fn run_of(row: &Row<'_>) -> rusqlite::Result<Run> {
    let finished_at: Option<i64> = row.get(3)?;
    let end = finished_at
        .map(|finished_at| {
            Ok::<_, rusqlite::Error>(RunEnd {
                finished_at: instant(finished_at)?,
                outcome: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
                requests: natural(row.get(5)?),
                bytes: natural(row.get(6)?),
            })
        })
        .transpose()?;
    Ok(Run {
        id: RunId(row.get(0)?),
        connection: parsed(row.get::<_, String>(1)?, ConnectionId::new)?,
        started_at: instant(row.get(2)?)?,
        end,
    })
}

/// An instant from a column of milliseconds.
pub(crate) fn instant(milliseconds: i64) -> rusqlite::Result<Instant> {
    Instant::from_milliseconds(milliseconds).map_err(|error| unreadable(Type::Integer, error))
}

/// A value from a column of text.
pub(crate) fn parsed<T, E: std::error::Error + Send + Sync + 'static>(
    text: String,
    parse: impl FnOnce(String) -> Result<T, E>,
) -> rusqlite::Result<T> {
    parse(text).map_err(|error| unreadable(Type::Text, error))
}

/// A count as SQLite holds it.
pub(crate) fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as SQLite held it.
pub(crate) fn natural(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn unreadable(
    kind: Type,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, kind, Box::new(error))
}
