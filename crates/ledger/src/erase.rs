use crate::connection::find;
use crate::{Ledger, LedgerError};
use activity::ConnectionId;

impl Ledger {
    /// Forgets everything that was collected over a connection: items, activities, cursors, runs and rules, and the vault's
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
                "DELETE FROM rules WHERE connection = ?1",
            ] {
                database.execute(statement, [number])?;
            }
            Ok(())
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
