//! What happens to items that are no longer at the source (RULES 9; PRODUCT §4).

use crate::LedgerError;
use crate::activities::{has_due, has_wanted, unwant_all};
use crate::facts::is_private;
use crate::item::{self, Row};
use activity::Stream;
use rusqlite::Connection as Database;

/// Where and under which policy items vanish.
#[derive(Clone, Copy)]
pub(crate) struct Vanishing {
    pub(crate) stream: Stream,
    pub(crate) unit: i64,
    pub(crate) chain: i64,
    /// What happened after this is taken back when it vanishes; absent where a plain deletion undoes nothing.
    pub(crate) retract_since: Option<i64>,
}

/// Lets everything vanish that a chain has not seen since before a generation, and says each time which item it was.
pub(crate) fn vanish_all(
    database: &Database,
    vanishing: &Vanishing,
    generation: i64,
    mut vanished: impl FnMut(&Row) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    loop {
        let rows = item::last_seen_before(database, vanishing.unit, vanishing.chain, generation)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            vanish(database, row, vanishing)?;
            vanished(row)?;
        }
    }
}

/// Lets one item vanish. What it yields stays as it was last seen; where it yields nothing, it is forgotten.
pub(crate) fn vanish(
    database: &Database,
    row: &Row,
    vanishing: &Vanishing,
) -> Result<(), LedgerError> {
    if matches!(vanishing.stream, Stream::EmailSignal | Stream::Transcript) {
        // They tell what happened, not what is still there.
        return item::leave_chain(database, row.id);
    }
    let yields = row.state.is_kept() && has_wanted(database, row.id)?;
    if yields && !is_taken_back(database, row, vanishing)? {
        return item::leave_chain(database, row.id);
    }
    forget(database, row, yields)
}

/// Forgets an item, except for what must still be taken back, or goes on deciding over other copies.
pub(crate) fn forget(database: &Database, row: &Row, chosen: bool) -> Result<(), LedgerError> {
    unwant_all(database, row.id)?;
    if !chosen && !is_private(row.facts) && !has_due(database, row.id)? {
        return item::delete(database, row.id);
    }
    database
        .prepare_cached("UPDATE item SET gone = 1, at = NULL, chosen = ?2 WHERE id = ?1")?
        .execute((row.id, chosen))?;
    Ok(())
}

/// Whether the tenant wants a deletion to undo what happened. What merely left the window was not deleted.
fn is_taken_back(
    database: &Database,
    row: &Row,
    vanishing: &Vanishing,
) -> Result<bool, LedgerError> {
    let Some(since) = vanishing.retract_since else {
        return Ok(false);
    };
    let mut statement = database.prepare_cached(
        "SELECT 1 FROM item JOIN activity ON activity.item = item.id
         WHERE item.id = ?1 AND coalesce(at, occurred_at) > ?2",
    )?;
    Ok(statement.exists((row.id, since))?)
}
