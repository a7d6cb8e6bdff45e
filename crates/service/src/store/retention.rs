use super::Store;
use super::row::Time;
use crate::fault::Fault;
use activity::Instant;
use rusqlite::params;

/// How many activities go in one transaction, so that nobody waits long for the writer.
const AT_A_TIME: u32 = 2_000;

impl Store {
    /// Deletes for good what has been kept as long as its tenant keeps it, and says how many activities that were.
    pub(crate) async fn expire(&self, now: Instant) -> Result<usize, Fault> {
        let mut gone = 0;
        loop {
            let rows = self
                .write(move |transaction| {
                    Ok(transaction.execute(
                        "DELETE FROM activity WHERE id IN (
                           SELECT activity.id FROM o365_config JOIN activity USING (tenant)
                           WHERE retention_days IS NOT NULL AND received_at <= ?1 - retention_days * 86400000 LIMIT ?2)",
                        params![Time(now), AT_A_TIME],
                    )?)
                })
                .await?;
            gone += rows;
            if rows < AT_A_TIME as usize {
                return Ok(gone);
            }
        }
    }
}
