use crate::connection::find;
use crate::item::stream_of;
use crate::run::{instant, natural};
use crate::{Ledger, LedgerError};
use activity::{ConnectionId, Instant, Stream};
use std::collections::BTreeMap;

/// What a connection has in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// How many items are remembered, by stream.
    pub items: BTreeMap<Stream, u64>,
    /// When the oldest of them happened that has a time.
    pub oldest: Option<Instant>,
}

impl Ledger {
    /// What a connection has in the ledger.
    pub async fn stored(&self, connection: &ConnectionId) -> Result<Stored, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let connection = find(database, &connection)?;
            let mut statement = database.prepare_cached(
                "SELECT stream, count(*), min(at) FROM item WHERE connection = ?1 GROUP BY stream",
            )?;
            let mut rows = statement.query([connection])?;
            let mut stored = Stored::default();
            let mut times = Vec::new();
            while let Some(row) = rows.next()? {
                stored
                    .items
                    .insert(stream_of(row.get(0)?)?, natural(row.get(1)?));
                times.extend(row.get::<_, Option<i64>>(2)?);
            }
            let told: Option<i64> = database
                .prepare_cached("SELECT min(occurred_at) FROM activity WHERE connection = ?1")?
                .query_row([connection], |row| row.get(0))?;
            times.extend(told);
            stored.oldest = times.into_iter().min().map(instant).transpose()?;
            Ok(stored)
        })
        .await
    }
}
