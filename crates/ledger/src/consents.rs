use crate::connection::{find, from_json, number, to_json};
use crate::{Ledger, LedgerError};
use activity::ConnectionId;
use consent::ConsentRecord;

impl Ledger {
    /// Records a consent, or its withdrawal.
    pub async fn put_consent(&self, record: &ConsentRecord) -> Result<(), LedgerError> {
        let record = record.clone();
        self.write(move |database| {
            let connection = number(database, &record.connection)?;
            database
                .prepare_cached(
                    "INSERT INTO consent (connection, id, record) VALUES (?1, ?2, ?3)
                     ON CONFLICT (connection, id) DO UPDATE SET record = excluded.record",
                )?
                .execute((connection, &record.id, to_json(&record)?))?;
            Ok(())
        })
        .await
    }

    /// The consents of a connection in the order in which they were recorded, withdrawn ones too.
    pub async fn consents(
        &self,
        connection: &ConnectionId,
    ) -> Result<Vec<ConsentRecord>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT record FROM consent WHERE connection = ?1 ORDER BY rowid",
            )?;
            let records = statement.query_map([find(database, &connection)?], |row| {
                row.get::<_, String>(0)
            })?;
            records.map(|record| from_json(&record?)).collect()
        })
        .await
    }
}
