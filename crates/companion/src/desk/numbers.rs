//! The numbers that come of runs.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::run::StreamReport;
use crate::view::{Flow, HomeView, ReasonCount, SignalView};
use activity::{Activity, Stream};
use ledger::{Connection, EntryQuery, EntryState, Ledger};
use std::collections::BTreeMap;

const WINDOW_DAYS: u32 = 90;

impl Companion {
    pub(super) async fn home_view(&self, id: &str) -> Result<HomeView, Obstacle> {
        let connection = self.connection(id).await?;
        let standing = self.ledger().standing(&connection.id).await?;
        let mut streams: BTreeMap<Stream, StreamReport> = connection
            .road
            .streams()
            .iter()
            .map(|stream| (*stream, StreamReport::default()))
            .collect();
        streams.extend(
            standing
                .into_iter()
                .map(|(stream, summary)| (stream, summary.into())),
        );
        let counts = self.ledger().entry_counts(&connection.id).await?;
        let mut flows = flows(&streams, 0);
        for flow in &mut flows {
            let held = flow
                .stream
                .stream()
                .and_then(|stream| counts.get(&(stream, EntryState::Sent)));
            flow.acknowledged = count(held.copied().unwrap_or(0));
        }
        Ok(HomeView {
            connection: id.to_owned(),
            window_days: WINDOW_DAYS,
            flows,
            signal: self.signal(self.ledger(), &connection).await?,
        })
    }

    /// The employee's own counts of the cycle under way, as they were or would be sent.
    pub(super) async fn signal(
        &self,
        ledger: &Ledger,
        connection: &Connection,
    ) -> Result<Option<SignalView>, Obstacle> {
        if !connection.road.streams().contains(&Stream::EmailSignal) {
            return Ok(None);
        }
        let query = EntryQuery {
            connection: connection.id.clone(),
            stream: Some(Stream::EmailSignal),
            state: None,
            text: None,
            before: None,
            limit: 20,
        };
        let entries = ledger.entries(query).await?.entries;
        let policy = self.last_policy(connection).await?;
        let cycles = policy.map(|policy| policy.cycles).unwrap_or_default();
        let now = self.now();
        let current = cycles
            .into_iter()
            .find(|cycle| cycle.contains(now))
            .unwrap_or_else(|| sync::calendar_quarter(now));
        let of_current =
            entries
                .iter()
                .find_map(|entry| match Activity::parse(entry.bytes.as_deref()?) {
                    Ok(Activity::EmailSignal(signal))
                        if signal.properties.cycle_id == current.id =>
                    {
                        Some(signal.properties)
                    }
                    _ => None,
                });
        Ok(of_current.map(|properties| SignalView {
            cycle: current.id.to_string(),
            starts_at: current.start.to_string(),
            ends_at: current.end.to_string(),
            sent: count(properties.sent),
            received: count(properties.received),
        }))
    }
}

/// The flows of a report, in the order of the streams.
pub(super) fn flows(streams: &BTreeMap<Stream, StreamReport>, acknowledged: u64) -> Vec<Flow> {
    let flow = |(stream, report): (&Stream, &StreamReport)| Flow {
        stream: (*stream).into(),
        considered: count(report.considered),
        withheld: report
            .withheld
            .iter()
            .map(|(reason, number)| ReasonCount {
                reason: (*reason).into(),
                count: count(*number),
            })
            .collect(),
        pending: count(report.pending),
        failed: count(report.failed),
        sent: count(report.sent),
        activities: count(report.activities),
        acknowledged: count(acknowledged),
        retracted: count(report.retracted),
    };
    streams.iter().map(flow).collect()
}
