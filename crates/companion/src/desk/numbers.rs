//! The numbers that come of runs.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::run::StreamReport;
use crate::view::{DayView, Flow, HomeView, News, ReasonCount, SignalView};
use activity::{Activity, Instant, Stream};
use ledger::{Connection, EntryQuery, EntryState, Ledger};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far back is looked, in days.
pub(super) const WINDOW_DAYS: u32 = 90;

/// What a person saw when they last looked.
#[derive(Serialize, Deserialize)]
struct Look {
    at: Instant,
    sent: u32,
    withheld: u32,
    retracted: u32,
}

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
            let held = counts.get(&(flow.stream.into(), EntryState::Sent));
            flow.acknowledged = count(held.copied().unwrap_or(0));
        }
        Ok(HomeView {
            connection: id.to_owned(),
            window_days: WINDOW_DAYS,
            news: self.news(id, &flows).await?,
            flows,
            signal: self.signal(self.ledger(), &connection).await?,
            days: self.days(self.ledger(), &connection).await?,
        })
    }

    /// Notes what the person sees now.
    pub(super) async fn note_look(&self, id: &str) -> Result<(), Obstacle> {
        let home = self.home_view(id).await?;
        let look = Look::of(&home.flows, self.egress.pacing().wall());
        self.home.keep(&look_document(id), &look).await
    }

    /// What is new since the person last looked.
    async fn news(&self, id: &str, flows: &[Flow]) -> Result<Option<News>, Obstacle> {
        let before: Option<Look> = self.home.document(&look_document(id)).await?;
        let now = Look::of(flows, self.now());
        Ok(before.map(|before| News {
            looked_at: before.at.to_string(),
            sent: now.sent.saturating_sub(before.sent),
            withheld: now.withheld.saturating_sub(before.withheld),
            retracted: now.retracted.saturating_sub(before.retracted),
        }))
    }

    /// What was, is or would be sent, by the day on which it happened.
    pub(super) async fn days(
        &self,
        ledger: &Ledger,
        connection: &Connection,
    ) -> Result<Vec<DayView>, Obstacle> {
        let since = self.now().plus_days(-i64::from(WINDOW_DAYS));
        let days = ledger.by_day(&connection.id, since).await?;
        Ok(days
            .into_iter()
            .map(|day| DayView {
                day: day.day.to_string().chars().take(10).collect(),
                stream: day.stream.into(),
                count: count(day.count),
            })
            .collect())
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

impl Look {
    fn of(flows: &[Flow], at: Instant) -> Self {
        let sum = |number: fn(&Flow) -> u32| flows.iter().map(number).sum();
        Self {
            at,
            sent: sum(|flow| flow.sent),
            withheld: sum(|flow| flow.withheld.iter().map(|one| one.count).sum()),
            retracted: sum(|flow| flow.retracted),
        }
    }
}

fn look_document(id: &str) -> String {
    format!("{id}/look")
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
