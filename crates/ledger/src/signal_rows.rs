//! How the counts of email signals came about, mail by mail.

use crate::connection::find;
use crate::item::{reason_code, stream_code};
use crate::{Ledger, LedgerError};
use activity::{ConnectionId, Instant, Stream};
use privacy::Reason;

impl Ledger {
    /// Hands every mail that counts from `start` until before `end` to `take`, the earliest first: when it was, and whether the
    /// employee sent it. These are the mails of [`Ledger::signal_counts`].
    pub async fn fold_signals<T: Send + 'static>(
        &self,
        connection: &ConnectionId,
        (start, end): (Instant, Instant),
        mut taken: T,
        take: impl Fn(&mut T, Instant, bool) + Send + 'static,
    ) -> Result<T, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT first, sent FROM (
                     SELECT max(facts & 1) AS sent, min(at) AS first FROM item
                     WHERE unit IN (
                         SELECT other.id FROM unit AS own JOIN unit AS other USING (mailbox, stream)
                         WHERE own.connection = ?1 AND own.stream = ?2
                     ) AND at IS NOT NULL GROUP BY identity HAVING max(reason IS ?5) = 0
                 ) WHERE first >= ?3 AND first < ?4 ORDER BY first",
            )?;
            let mut rows = statement.query((
                find(database, &connection)?,
                stream_code(Stream::EmailSignal),
                start.milliseconds(),
                end.milliseconds(),
                reason_code(Reason::ExcludedByRule),
            ))?;
            while let Some(row) = rows.next()? {
                let at = Instant::from_milliseconds(row.get(0)?)
                    .map_err(|_| LedgerError::Internal("an instant out of range"))?;
                take(&mut taken, at, row.get(1)?);
            }
            Ok(taken)
        })
        .await
    }
}
