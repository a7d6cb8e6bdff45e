use crate::connection::{find, from_json};
use crate::{Connection, Ledger, LedgerError};
use activity::ConnectionId;
use rusqlite::Connection as Database;

impl Ledger {
    /// Forgets everything that was collected over a connection: items, activities, cursors and runs, with the last
    /// of the employee's connections their rules too, and the vault's
    /// entries and documents whose name is the connection's id or begins with it and a slash. The connection itself and its
    /// consents stay, as the person's own record of what was agreed and ended.
    pub async fn erase_all(&self, connection: &ConnectionId) -> Result<(), LedgerError> {
        let connection = connection.clone();
        self.write(move |database| {
            let id = connection.as_str();
            for table in ["vault", "document"] {
                database.execute(
                    &format!("DELETE FROM {table} WHERE name = ?1 OR substr(name, 1, length(?1) + 1) = ?1 || '/'"),
                    [id],
                )?;
            }
            let Some(number) = find(database, &connection)? else {
                return Ok(());
            };
            for statement in [
                "DELETE FROM activity WHERE connection = ?1",
                "DELETE FROM item WHERE connection = ?1",
                "DELETE FROM meeting WHERE unit IN (SELECT id FROM unit WHERE connection = ?1)",
                "DELETE FROM chain WHERE unit IN (SELECT id FROM unit WHERE connection = ?1)",
                "DELETE FROM unit WHERE connection = ?1",
                "DELETE FROM run WHERE connection = ?1",
            ] {
                database.execute(statement, [number])?;
            }
            forget_traits(database)?;
            forget_rules(database, &connection)
        })
        .await?;
        // What was deleted leaves the file too, and its log.
        self.maintain(|database| {
            database.execute_batch("VACUUM")?;
            let truncate = "PRAGMA wal_checkpoint(truncate)";
            database.query_row(truncate, [], |_| Ok(()))?;
            Ok(())
        })
        .await
    }
}

fn forget_traits(database: &Database) -> Result<(), LedgerError> {
    database.execute_batch(
        "DELETE FROM trait WHERE traits NOT IN (
             SELECT traits FROM item WHERE traits IS NOT NULL UNION ALL SELECT traits FROM meeting WHERE traits IS NOT NULL);
         DELETE FROM traits WHERE id NOT IN (
             SELECT traits FROM item WHERE traits IS NOT NULL UNION ALL SELECT traits FROM meeting WHERE traits IS NOT NULL);",
    )?;
    Ok(())
}

/// The employee's rules stay as long as there is another connection of theirs that they narrow.
fn forget_rules(database: &Database, ended: &ConnectionId) -> Result<(), LedgerError> {
    let mut statement =
        database.prepare("SELECT profile FROM connection WHERE profile IS NOT NULL")?;
    let profiles = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    for profile in profiles {
        let other: Connection = from_json(&profile)?;
        let is_narrowed =
            other.id != *ended && other.road.is_employee() && other.disconnected_at.is_none();
        if is_narrowed {
            return Ok(());
        }
    }
    database.execute("DELETE FROM rule", [])?;
    Ok(())
}
