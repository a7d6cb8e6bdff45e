use crate::run::{instant, natural};
use crate::vanish::{Vanishing, vanish_all};
use crate::{Ledger, LedgerError, UnitId, unit};
use activity::Instant;
use rusqlite::{Connection as Database, OptionalExtension, Row};

/// How far a chain of pages was followed: of a calendar's window, or of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// Where to go on; absent at the very start.
    pub cursor: Option<String>,
    /// Whether the enumeration is done, so that the cursor now tells changes.
    pub complete: bool,
    /// How often the chain was begun anew, the first time included.
    pub generation: u32,
    /// What it was begun under.
    pub fingerprint: String,
    /// When it was begun.
    pub started_at: Instant,
}

/// A chain as the pages of it need it.
#[derive(Clone, Copy)]
pub(crate) struct ChainRow {
    pub(crate) id: i64,
    pub(crate) generation: i64,
    pub(crate) swept: bool,
}

impl Ledger {
    /// The chain of that name in a unit.
    pub async fn chain(&self, unit: UnitId, name: &str) -> Result<Option<ChainState>, LedgerError> {
        let name = name.to_owned();
        self.read(move |database| state(database, unit, &name))
            .await
    }

    /// Every chain of a unit.
    pub async fn chains(&self, unit: UnitId) -> Result<Vec<(String, ChainState)>, LedgerError> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT cursor, complete, generation, fingerprint, started_at, name FROM chain WHERE unit = ?1 ORDER BY id",
            )?;
            let chains = statement.query_map([unit.0], |row| Ok((row.get(5)?, state_of(row)?)))?;
            Ok(chains.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Begins a chain anew, or for the first time. What is not seen again until it is complete will be swept away.
    pub async fn restart_chain(
        &self,
        unit: UnitId,
        name: &str,
        fingerprint: &str,
        now: Instant,
    ) -> Result<ChainState, LedgerError> {
        let (name, fingerprint) = (name.to_owned(), fingerprint.to_owned());
        self.note(move |database| {
            database
                .prepare_cached(
                    "INSERT INTO chain (unit, name, fingerprint, started_at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (unit, name) DO UPDATE SET cursor = NULL, complete = 0, generation = generation + 1,
                         swept = 0, fingerprint = excluded.fingerprint, started_at = excluded.started_at",
                )?
                .execute((unit.0, &name, &fingerprint, now.milliseconds()))?;
            database
                .prepare_cached("UPDATE unit SET reread = 0 WHERE id = ?1 AND reread <> 0")?
                .execute([unit.0])?;
            state(database, unit, &name)?.ok_or(LedgerError::Internal("unknown_chain"))
        })
        .await
    }

    /// Drops the chain of a folder that is gone: what was last seen in it vanishes.
    pub async fn drop_chain(
        &self,
        unit: UnitId,
        name: &str,
        retract_since: Option<Instant>,
    ) -> Result<(), LedgerError> {
        let name = name.to_owned();
        self.note(move |database| {
            let Some(chain) = find(database, unit, &name)? else {
                return Ok(());
            };
            let vanishing = Vanishing {
                stream: unit::row(database, unit.0)?.stream,
                unit: unit.0,
                chain: chain.id,
                retract_since: retract_since.map(Instant::milliseconds),
            };
            vanish_all(database, &vanishing, i64::MAX, |_| Ok(()))?;
            database
                .prepare_cached("DELETE FROM chain WHERE id = ?1")?
                .execute([chain.id])?;
            Ok(())
        })
        .await
    }
}

/// The chain that a page belongs to.
pub(crate) fn find(
    database: &Database,
    unit: UnitId,
    name: &str,
) -> Result<Option<ChainRow>, LedgerError> {
    let chain = database
        .prepare_cached("SELECT id, generation, swept FROM chain WHERE unit = ?1 AND name = ?2")?
        .query_row((unit.0, name), |row| {
            Ok(ChainRow {
                id: row.get(0)?,
                generation: row.get(1)?,
                swept: row.get(2)?,
            })
        })
        .optional()?;
    Ok(chain)
}

/// Moves a chain on behind a page.
pub(crate) fn advance(
    database: &Database,
    chain: i64,
    cursor: &str,
    complete: bool,
) -> Result<(), LedgerError> {
    database
        .prepare_cached(
            "UPDATE chain SET cursor = ?2, complete = ?3, swept = max(swept, ?3) WHERE id = ?1",
        )?
        .execute((chain, cursor, complete))?;
    Ok(())
}

fn state(database: &Database, unit: UnitId, name: &str) -> Result<Option<ChainState>, LedgerError> {
    let state = database
        .prepare_cached(
            "SELECT cursor, complete, generation, fingerprint, started_at FROM chain WHERE unit = ?1 AND name = ?2",
        )?
        .query_row((unit.0, name), state_of)
        .optional()?;
    Ok(state)
}

fn state_of(row: &Row<'_>) -> rusqlite::Result<ChainState> {
    Ok(ChainState {
        cursor: row.get(0)?,
        complete: row.get(1)?,
        generation: u32::try_from(natural(row.get(2)?)).unwrap_or(u32::MAX),
        fingerprint: row.get(3)?,
        started_at: instant(row.get(4)?)?,
    })
}
