use crate::{Ledger, LedgerError};
use rusqlite::OptionalExtension;

impl Ledger {
    /// Keeps a small document under a name, such as the signed policy or the settings.
    pub async fn put_document(&self, name: &str, json: &str) -> Result<(), LedgerError> {
        let (name, json) = (name.to_owned(), json.to_owned());
        self.write(move |database| {
            database
                .prepare_cached(
                    "INSERT INTO document (name, json) VALUES (?1, ?2)
                     ON CONFLICT (name) DO UPDATE SET json = excluded.json",
                )?
                .execute((name, json))?;
            Ok(())
        })
        .await
    }

    /// The document of that name.
    pub async fn document(&self, name: &str) -> Result<Option<String>, LedgerError> {
        let name = name.to_owned();
        self.read(move |database| {
            let json = database
                .prepare_cached("SELECT json FROM document WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()?;
            Ok(json)
        })
        .await
    }

    /// Forgets the document of that name.
    pub async fn forget_document(&self, name: &str) -> Result<(), LedgerError> {
        let name = name.to_owned();
        self.write(move |database| {
            database
                .prepare_cached("DELETE FROM document WHERE name = ?1")?
                .execute([name])?;
            Ok(())
        })
        .await
    }
}
