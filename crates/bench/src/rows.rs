use crate::Fallible;
use crate::process::own_computing_time;
use crate::table::Line;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;

/// How many rows one transaction has, as one page of the engine.
const PAGE: u64 = 200;

/// Writes as many rows as a sync writes verdicts, with nothing around it: the same encryption, journal and durability.
pub(crate) fn insert(folder: &Path, rows: u64) -> Fallible<Line> {
    let mut database = Connection::open(folder.join("floor.db"))?;
    database.pragma_update(None, "key", format!("x'{}'", "5a".repeat(48)))?;
    database.pragma_update(None, "cipher_hmac_algorithm", "HMAC_SHA256")?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "normal")?;
    database.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    database.pragma_update(None, "cache_size", -12 * 1024)?;
    database.execute_batch(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, identity BLOB NOT NULL, state INTEGER NOT NULL,
         reason INTEGER) STRICT; CREATE INDEX item_by_identity ON item (identity);",
    )?;
    let (begun, computed) = (Instant::now(), own_computing_time());
    let mut next = 0;
    while next < rows {
        let page = database.transaction()?;
        {
            let mut statement = page.prepare_cached(
                "INSERT INTO item (key, identity, state, reason) VALUES (?, ?, 0, 5)",
            )?;
            for row in next..(next + PAGE).min(rows) {
                statement.execute(params![scattered(row), scattered(row ^ u64::MAX)])?;
            }
        }
        page.commit()?;
        next += PAGE;
    }
    let computed = own_computing_time().saturating_sub(computed);
    Ok(Line::bare("bare SQLite insert", rows, begun.elapsed()).computing(computed))
}

/// Sixteen bytes that do not come in order, as keyed names do not.
fn scattered(row: u64) -> [u8; 16] {
    let mixed = u128::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    mixed.to_be_bytes()
}
