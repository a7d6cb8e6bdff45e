//! What the service answered, and how that settles what was due.

use crate::{Ledger, LedgerError, RunId};
use activity::{Instant, Sha256};
use rusqlite::{Connection as Database, OptionalExtension};

/// To what an acknowledged activity belongs.
struct Acknowledged {
    unit: i64,
    item: Option<i64>,
    held_run: Option<i64>,
}

impl Ledger {
    /// Records what the service said that it holds. Bytes that are no longer the ones wanted stay due. Says how many were.
    pub async fn acknowledge(
        &self,
        run: RunId,
        held: Vec<(i64, Sha256)>,
        now: Instant,
    ) -> Result<u64, LedgerError> {
        self.write(move |database| {
            let mut settled = 0;
            for (id, sha256) in held {
                settled += u64::from(acknowledge(database, run, id, sha256, now)?);
            }
            Ok(settled)
        })
        .await
    }

    /// Records that the service no longer holds these activities.
    pub async fn acknowledge_retracted(
        &self,
        run: RunId,
        activities: Vec<i64>,
        now: Instant,
    ) -> Result<(), LedgerError> {
        self.write(move |database| {
            for id in activities {
                acknowledge_retracted(database, run, id, now)?;
            }
            Ok(())
        })
        .await
    }
}

fn acknowledge(
    database: &Database,
    run: RunId,
    id: i64,
    sha256: Sha256,
    now: Instant,
) -> Result<bool, LedgerError> {
    let found = database
        .prepare_cached(
            "SELECT unit, item, held_run FROM activity WHERE id = ?1 AND sha256 = ?2 AND bytes IS NOT NULL",
        )?
        .query_row((id, sha256.bytes()), |row| {
            Ok(Acknowledged {
                unit: row.get(0)?,
                item: row.get(1)?,
                held_run: row.get(2)?,
            })
        })
        .optional()?;
    let Some(acknowledged) = found else {
        return Ok(false);
    };
    database
        .prepare_cached(
            "UPDATE activity SET held_sha256 = sha256, held_provenance = provenance, held_bytes = NULL, attempted = 0,
                 held_run = ?2, acknowledged_at = ?3, retracted_at = NULL WHERE id = ?1",
        )?
        .execute((id, run.0, now.milliseconds()))?;
    match acknowledged.item {
        Some(item) => database
            .prepare_cached(
                "UPDATE item SET last_run = ?2, retracted_run = iif(retracted_run = ?2, ?2, NULL) WHERE id = ?1",
            )?
            .execute((item, run.0))?,
        // A count speaks for every mail that was judged since the count before.
        None => database
            .prepare_cached("UPDATE item SET last_run = ?2 WHERE unit = ?1 AND last_run > ?3")?
            .execute((acknowledged.unit, run.0, acknowledged.held_run.unwrap_or(0)))?,
    };
    Ok(true)
}

fn acknowledge_retracted(
    database: &Database,
    run: RunId,
    id: i64,
    now: Instant,
) -> Result<(), LedgerError> {
    let item: Option<Option<i64>> = database
        .prepare_cached(
            "UPDATE activity SET held_sha256 = NULL, held_provenance = NULL, held_bytes = NULL, attempted = 0,
                 acknowledged_at = NULL, retracted_at = ?2, external_id = iif(bytes IS NULL, NULL, external_id)
             WHERE id = ?1 RETURNING item",
        )?
        .query_row((id, now.milliseconds()), |row| row.get(0))
        .optional()?;
    if let Some(Some(item)) = item {
        database
            .prepare_cached("UPDATE item SET last_run = ?2, retracted_run = ?2 WHERE id = ?1")?
            .execute((item, run.0))?;
    }
    Ok(())
}
