//! The accounts: considered = sent + withheld + pending + failed, for each stream (RULES 16, 17).

use crate::connection::find;
use crate::item::{reason_of, stream_code, stream_of};
use crate::run::natural;
use crate::{Ledger, LedgerError, RunId};
use activity::{ConnectionId, Stream};
use privacy::Reason;
use rusqlite::{Connection as Database, OptionalExtension};
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of the items of one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StreamSummary {
    /// Items considered: the sum of sent, withheld, pending and failed.
    pub considered: u64,
    /// Items of which the service holds everything.
    pub sent: u64,
    /// Items that stay here, by reason.
    pub withheld: BTreeMap<Reason, u64>,
    /// Items that will be sent once they have ended, or that wait.
    pub pending: u64,
    /// Items without usable times.
    pub failed: u64,
    /// Items of which something was taken back.
    pub retracted: u64,
    /// Activities that the sent items became.
    pub activities: u64,
}

/// What counts as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploads {
    /// What the service acknowledged.
    Acknowledged,
    /// What would be sent: nothing is, in a preview.
    Assumed,
}

/// Which items are counted.
#[derive(Clone, Copy)]
enum Scope {
    Run(i64),
    Connection(i64),
}

type Summaries = BTreeMap<Stream, StreamSummary>;

impl Ledger {
    /// What became of everything that a run touched.
    pub async fn summary(&self, run: RunId, uploads: Uploads) -> Result<Summaries, LedgerError> {
        self.read(move |database| {
            let known: Option<i64> = database
                .prepare_cached("SELECT connection FROM run WHERE id = ?1")?
                .query_row([run.0], |row| row.get(0))
                .optional()?;
            match known {
                Some(_) => summarise(database, Scope::Run(run.0), uploads),
                None => Ok(Summaries::new()),
            }
        })
        .await
    }

    /// Where everything stands that is held of a connection now.
    pub async fn standing(&self, connection: &ConnectionId) -> Result<Summaries, LedgerError> {
        self.of_connection(connection, Uploads::Acknowledged).await
    }

    /// Where everything would stand if all that is to be sent were: what a preview shows.
    pub async fn foreseen(&self, connection: &ConnectionId) -> Result<Summaries, LedgerError> {
        self.of_connection(connection, Uploads::Assumed).await
    }

    async fn of_connection(
        &self,
        connection: &ConnectionId,
        uploads: Uploads,
    ) -> Result<Summaries, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| match find(database, &connection)? {
            Some(number) => summarise(database, Scope::Connection(number), uploads),
            None => Ok(Summaries::new()),
        })
        .await
    }
}

impl Scope {
    fn condition(self) -> &'static str {
        match self {
            Self::Run(_) => "item.last_run = ?1",
            Self::Connection(_) => "item.connection = ?1",
        }
    }

    fn retracted(self) -> &'static str {
        match self {
            Self::Run(_) => "retracted_run = ?1",
            Self::Connection(_) => "connection = ?1 AND retracted_run IS NOT NULL",
        }
    }

    fn number(self) -> i64 {
        match self {
            Self::Run(number) | Self::Connection(number) => number,
        }
    }
}

fn summarise(
    database: &Database,
    scope: Scope,
    uploads: Uploads,
) -> Result<Summaries, LedgerError> {
    let mut summaries = Summaries::new();
    add_states(database, scope, &mut summaries)?;
    add_sent(database, scope, uploads, &mut summaries)?;
    add_told(database, scope, uploads, &mut summaries)?;
    add_retracted(database, scope, &mut summaries)?;
    Ok(summaries)
}

/// Counts items by where they stand; what is kept counts as pending until it is found to be sent.
fn add_states(
    database: &Database,
    scope: Scope,
    summaries: &mut Summaries,
) -> Result<(), LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT stream, state, reason, count(*) FROM item WHERE {} AND gone = 0 AND state <> 4 GROUP BY 1, 2, 3",
        scope.condition()
    ))?;
    let mut rows = statement.query([scope.number()])?;
    while let Some(row) = rows.next()? {
        let count = natural(row.get(3)?);
        let summary = summaries.entry(stream_of(row.get(0)?)?).or_default();
        summary.considered += count;
        match (row.get(1)?, row.get::<_, Option<i64>>(2)?) {
            (0_i64, Some(reason)) => {
                *summary.withheld.entry(reason_of(reason)?).or_default() += count;
            }
            (1, _) => summary.failed += count,
            _ => summary.pending += count,
        }
    }
    Ok(())
}

/// Finds kept items with activities of their own of which none waits.
fn add_sent(
    database: &Database,
    scope: Scope,
    uploads: Uploads,
    summaries: &mut Summaries,
) -> Result<(), LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT stream, count(*), sum(activities) FROM (
             SELECT item.stream AS stream, count(*) AS activities, sum(activity.due = 1) AS waiting
             FROM item JOIN activity ON activity.item = item.id
             WHERE {} AND item.gone = 0 AND item.state = 3 AND activity.bytes IS NOT NULL GROUP BY item.id
         ) WHERE waiting = 0 OR ?2 GROUP BY stream",
        scope.condition()
    ))?;
    let mut rows = statement.query((scope.number(), uploads == Uploads::Assumed))?;
    while let Some(row) = rows.next()? {
        let summary = summaries.entry(stream_of(row.get(0)?)?).or_default();
        summary.is_sent(natural(row.get(1)?), natural(row.get(2)?));
    }
    Ok(())
}

/// Finds mails that are told by a count: they are sent when no count of their mailbox waits.
fn add_told(
    database: &Database,
    scope: Scope,
    uploads: Uploads,
    summaries: &mut Summaries,
) -> Result<(), LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT sum(mails), sum(activities) FROM (
             SELECT count(*) AS mails,
                 (SELECT count(*) FROM activity WHERE activity.unit = item.unit AND bytes IS NOT NULL) AS activities,
                 (SELECT count(*) FROM activity WHERE activity.unit = item.unit AND due = 1) AS waiting
             FROM item WHERE {} AND item.gone = 0 AND item.state = 3 AND item.stream = ?3 GROUP BY item.unit
         ) WHERE activities > 0 AND (waiting = 0 OR ?2)",
        scope.condition()
    ))?;
    let stream = Stream::EmailSignal;
    let values = (
        scope.number(),
        uploads == Uploads::Assumed,
        stream_code(stream),
    );
    let (mails, activities): (Option<i64>, Option<i64>) =
        statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if let (Some(mails), Some(activities)) = (mails, activities) {
        summaries
            .entry(stream)
            .or_default()
            .is_sent(natural(mails), natural(activities));
    }
    Ok(())
}

fn add_retracted(
    database: &Database,
    scope: Scope,
    summaries: &mut Summaries,
) -> Result<(), LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT stream, count(*) FROM item WHERE {} GROUP BY stream",
        scope.retracted()
    ))?;
    let mut rows = statement.query([scope.number()])?;
    while let Some(row) = rows.next()? {
        summaries
            .entry(stream_of(row.get(0)?)?)
            .or_default()
            .retracted += natural(row.get(1)?);
    }
    Ok(())
}

impl StreamSummary {
    fn is_sent(&mut self, items: u64, activities: u64) {
        self.pending -= items.min(self.pending);
        self.sent += items;
        self.activities += activities;
    }
}
