//! The wanted side of the outbox: what the service should hold of an item.

use crate::LedgerError;
use crate::page::Page;
use activity::Activity;
use privacy::Filtered;
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::HashSet;

/// What decides over an activity that is there already.
struct Present {
    id: i64,
    external_id: Option<String>,
    is_wanted: bool,
    is_held: bool,
    wanted_under: i64,
}

/// Makes the activities of an item the ones wanted; what is no longer among them is taken back, unless only a later policy
/// would not have let it pass.
pub(crate) fn want(
    page: &Page<'_>,
    item: i64,
    activities: &[Filtered<Activity>],
    ready: bool,
) -> Result<(), LedgerError> {
    let mut wanted = HashSet::new();
    for activity in activities {
        wanted.insert(want_one(page, item, activity, ready)?);
    }
    for present in of_item(page.database, item)? {
        let stays =
            wanted.contains(&present.id) || (ready && is_left_alone(&present, page.policy_version));
        if !stays {
            unwant(page.database, present.id)?;
        }
    }
    Ok(())
}

/// Takes back what an item yielded, except what was sent under another policy; says whether anything of that kind is left.
pub(crate) fn unwant_judged(page: &Page<'_>, item: i64, ready: bool) -> Result<bool, LedgerError> {
    want(page, item, &[], ready)?;
    has_wanted(page.database, item)
}

/// Takes back everything that an item yielded.
pub(crate) fn unwant_all(database: &Database, item: i64) -> Result<(), LedgerError> {
    for present in of_item(database, item)? {
        unwant(database, present.id)?;
    }
    Ok(())
}

/// Takes an activity back: nothing stays of its content, and no trace of what never left.
pub(crate) fn unwant(database: &Database, activity: i64) -> Result<(), LedgerError> {
    let kept_for_retraction = database
        .prepare_cached(
            "UPDATE activity SET bytes = NULL, held_bytes = NULL, occurred_at = NULL, sha256 = coalesce(held_sha256, sha256)
             WHERE id = ?1 AND (held_sha256 IS NOT NULL OR attempted = 1)",
        )?
        .execute([activity])?;
    if kept_for_retraction == 0 {
        database
            .prepare_cached("DELETE FROM activity WHERE id = ?1 AND external_id IS NOT NULL")?
            .execute([activity])?;
    }
    Ok(())
}

/// Wants again what the service holds; says whether that is known.
pub(crate) fn revert(database: &Database, activity: i64) -> Result<bool, LedgerError> {
    let held: Option<Vec<u8>> = database
        .prepare_cached(
            "SELECT held_bytes FROM activity WHERE id = ?1 AND held_sha256 IS NOT sha256",
        )?
        .query_row([activity], |row| row.get(0))
        .optional()?
        .flatten();
    let Some(held) = held else {
        return is_held(database, activity);
    };
    let occurred_at = Activity::parse(&held)
        .ok()
        .map(|held| held.occurred_at().milliseconds());
    database
        .prepare_cached(
            "UPDATE activity SET bytes = held_bytes, sha256 = held_sha256, provenance = held_provenance, held_bytes = NULL,
                 occurred_at = ?2 WHERE id = ?1",
        )?
        .execute((activity, occurred_at))?;
    Ok(true)
}

/// Takes out of the outbox what waits there of the activities that a condition picks: what the service holds is wanted again,
/// and nothing where it holds nothing.
pub(crate) fn take_out(
    database: &Database,
    condition: &str,
    value: i64,
) -> Result<(), LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT id FROM activity WHERE {condition} = ?1 AND due = 1"
    ))?;
    let waiting = statement
        .query_map([value], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for activity in waiting {
        if !revert(database, activity)? {
            unwant(database, activity)?;
        }
    }
    Ok(())
}

/// Whether the bytes wanted are the ones that the service holds.
fn is_held(database: &Database, activity: i64) -> Result<bool, LedgerError> {
    let mut statement = database.prepare_cached(
        "SELECT 1 FROM activity WHERE id = ?1 AND bytes IS NOT NULL AND held_sha256 = sha256",
    )?;
    Ok(statement.exists([activity])?)
}

/// Whether the service is wanted to hold anything of an item.
pub(crate) fn has_wanted(database: &Database, item: i64) -> Result<bool, LedgerError> {
    let mut statement =
        database.prepare_cached("SELECT 1 FROM activity WHERE item = ?1 AND bytes IS NOT NULL")?;
    Ok(statement.exists([item])?)
}

/// Whether the service holds anything of an item.
pub(crate) fn is_any_held(database: &Database, item: i64) -> Result<bool, LedgerError> {
    let mut statement = database
        .prepare_cached("SELECT 1 FROM activity WHERE item = ?1 AND held_sha256 IS NOT NULL")?;
    Ok(statement.exists([item])?)
}

/// Whether something of an item still has to be taken back.
pub(crate) fn has_due(database: &Database, item: i64) -> Result<bool, LedgerError> {
    let mut statement =
        database.prepare_cached("SELECT 1 FROM activity WHERE item = ?1 AND due <> 0")?;
    Ok(statement.exists([item])?)
}

fn want_one(
    page: &Page<'_>,
    item: i64,
    activity: &Filtered<Activity>,
    ready: bool,
) -> Result<i64, LedgerError> {
    let canonical = activity.canonical();
    let external_id = activity.activity().external_id();
    let present: Option<i64> = page
        .database
        .prepare_cached("SELECT id FROM activity WHERE unit = ?1 AND external_id = ?2")?
        .query_row((page.unit, external_id), |row| row.get(0))
        .optional()?;
    let occurred_at = activity.activity().occurred_at().milliseconds();
    let Some(id) = present else {
        page.database
            .prepare_cached(
                "INSERT INTO activity (connection, unit, item, external_id, bytes, sha256, occurred_at, provenance,
                     wanted_under, ready) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute((
                page.connection,
                page.unit,
                item,
                external_id,
                canonical.bytes(),
                canonical.sha256().bytes(),
                occurred_at,
                page.provenance,
                page.policy_version,
                ready,
            ))?;
        return Ok(page.database.last_insert_rowid());
    };
    // The right-hand sides see the row as it was: held bytes are put aside when others take their place, and what the service
    // holds already keeps the provenance under which it went.
    page.database
        .prepare_cached(
            "UPDATE activity SET item = ?2, bytes = ?3, sha256 = ?4, occurred_at = ?5, wanted_under = ?7, ready = ?8,
                 provenance = CASE WHEN held_sha256 = ?4 THEN held_provenance ELSE ?6 END,
                 held_bytes = CASE WHEN held_sha256 = ?4 THEN NULL WHEN held_sha256 = sha256 THEN bytes ELSE held_bytes END
             WHERE id = ?1",
        )?
        .execute((
            id,
            item,
            canonical.bytes(),
            canonical.sha256().bytes(),
            occurred_at,
            page.provenance,
            page.policy_version,
            ready,
        ))?;
    Ok(id)
}

fn of_item(database: &Database, item: i64) -> Result<Vec<Present>, LedgerError> {
    let mut statement = database.prepare_cached(
        "SELECT id, external_id, bytes IS NOT NULL, held_sha256 IS NOT NULL, wanted_under FROM activity WHERE item = ?1",
    )?;
    let rows = statement.query_map([item], |row| {
        Ok(Present {
            id: row.get(0)?,
            external_id: row.get(1)?,
            is_wanted: row.get(2)?,
            is_held: row.get(3)?,
            wanted_under: row.get(4)?,
        })
    })?;
    let present: Vec<Present> = rows.collect::<Result<_, _>>()?;
    Ok(present
        .into_iter()
        .filter(|present| present.external_id.is_some())
        .collect())
}

/// What was sent under another policy stays: a tightened policy does not undo what has happened.
fn is_left_alone(present: &Present, policy_version: i64) -> bool {
    present.is_wanted && present.is_held && present.wanted_under != policy_version
}
