//! What happens to items that are no longer at the source (RULES 9; PRODUCT §4).

use crate::LedgerError;
use crate::activities::{has_due, has_wanted, unwant_all};
use crate::item::{self, Row, State};
use crate::meetings::is_private;
use activity::Stream;
use rusqlite::Connection as Database;

/// Where and under which policy items vanish.
pub(crate) struct Vanishing {
    pub(crate) stream: Stream,
    pub(crate) unit: i64,
    pub(crate) chain: i64,
    pub(crate) retract_on_delete: bool,
}

/// Whether an item is still of interest after it vanished.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vanished {
    /// Nothing changes: what has happened has happened.
    Stays,
    /// It no longer is.
    Gone,
}

/// Lets everything vanish that a chain has not seen since before a generation.
pub(crate) fn vanish_all(
    database: &Database,
    vanishing: &Vanishing,
    generation: i64,
) -> Result<(), LedgerError> {
    loop {
        let rows = item::last_seen_before(database, vanishing.unit, vanishing.chain, generation)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            if vanish(database, row, vanishing)? == Vanished::Stays {
                // It belongs to no chain any more, so it is not found here again.
                database
                    .prepare_cached("UPDATE item SET chain = 0 WHERE id = ?1")?
                    .execute([row.id])?;
            }
        }
    }
}

/// Lets one item vanish.
pub(crate) fn vanish(
    database: &Database,
    row: &Row,
    vanishing: &Vanishing,
) -> Result<Vanished, LedgerError> {
    if vanishing.stream == Stream::EmailSignal {
        // Signals count what happened, not what is still there.
        return Ok(Vanished::Stays);
    }
    let is_sent = row.state == State::Kept && has_wanted(database, row.id)?;
    if is_sent && !vanishing.retract_on_delete {
        return Ok(Vanished::Stays);
    }
    unwant_all(database, row.id)?;
    let decides = row.chosen || is_private(row.facts) || row.state.is_kept();
    if decides || has_due(database, row.id)? {
        database
            .prepare_cached("UPDATE item SET gone = 1, at = NULL WHERE id = ?1")?
            .execute([row.id])?;
    } else {
        item::delete(database, row.id)?;
    }
    Ok(Vanished::Gone)
}
