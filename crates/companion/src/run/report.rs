use crate::obstacle::{Exit, Obstacle, by_code, service_refused};
use activity::{Road, Stream};
use imap::ImapRefusal;
use ledger::StreamSummary;
use privacy::Reason;
use serde::Serialize;
use std::collections::BTreeMap;
use sync::{Outcome, RunReport};

/// What a run did, as scripts read it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The numbers of every stream of the road.
    pub streams: BTreeMap<Stream, StreamReport>,
    /// Requests to Microsoft.
    pub requests: u64,
    /// Bytes that came from Microsoft.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// What stood in the way of the rest, if not everything could be done.
    #[serde(skip)]
    pub obstacle: Option<Obstacle>,
    /// Mailboxes that cannot be read and were skipped.
    #[serde(skip)]
    pub skipped: u64,
    /// Units of work that could not be finished.
    #[serde(skip)]
    pub unfinished: u64,
}

/// What became of the items of one stream: considered = sent + withheld + pending + failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StreamReport {
    /// Items looked at.
    pub considered: u64,
    /// Items sent; in a preview, items that would be sent.
    pub sent: u64,
    /// Items that stay here, by reason.
    pub withheld: BTreeMap<Reason, u64>,
    /// Items that will be sent later.
    pub pending: u64,
    /// Items without usable times.
    pub failed: u64,
    /// Items of which something was taken back.
    pub retracted: u64,
    /// Activities that the sent items became.
    pub activities: u64,
}

impl Report {
    /// The report of a run of the engine; streams of which nothing was considered are there too.
    pub(crate) fn of(run: RunReport, road: Road, seconds: f64) -> Self {
        let mut streams: BTreeMap<Stream, StreamReport> = road
            .streams()
            .iter()
            .map(|stream| (*stream, StreamReport::default()))
            .collect();
        streams.extend(
            run.streams
                .into_iter()
                .map(|(stream, summary)| (stream, summary.into())),
        );
        Self {
            streams,
            requests: run.requests,
            bytes: run.bytes,
            seconds,
            obstacle: obstacle(&run.outcome),
            skipped: run.skipped,
            unfinished: run.unfinished.len() as u64,
        }
    }

    /// Takes the report of another connection in.
    pub fn join(&mut self, other: Self) {
        for (stream, numbers) in other.streams {
            self.streams.entry(stream).or_default().add(numbers);
        }
        self.requests += other.requests;
        self.bytes += other.bytes;
        self.seconds += other.seconds;
        self.skipped += other.skipped;
        self.unfinished += other.unfinished;
        self.obstacle = self.obstacle.take().or(other.obstacle);
    }

    /// How a command ends with it.
    pub fn exit(&self) -> Exit {
        self.obstacle.as_ref().map_or(Exit::Done, Obstacle::exit)
    }
}

impl StreamReport {
    /// The numbers of another connection that carries the same stream.
    fn add(&mut self, other: Self) {
        self.considered += other.considered;
        self.sent += other.sent;
        self.pending += other.pending;
        self.failed += other.failed;
        self.retracted += other.retracted;
        self.activities += other.activities;
        for (reason, count) in other.withheld {
            *self.withheld.entry(reason).or_default() += count;
        }
    }
}

fn obstacle(outcome: &Outcome) -> Option<Obstacle> {
    match outcome {
        Outcome::Done => None,
        Outcome::Stopped => Some(Obstacle::Stopped),
        Outcome::Partly { code } if code.starts_with("service_") => {
            Some(Obstacle::ServiceUnreachable(code.clone()))
        }
        Outcome::Partly { code } => Some(match ImapRefusal::named(code) {
            Some(refusal) => refusal.into(),
            None => Obstacle::MicrosoftUnreachable(code.clone()),
        }),
        Outcome::ServiceRefused { code } => Some(service_refused(code)),
        Outcome::SignInNeeded { code } => Some(by_code(code)),
    }
}

impl From<StreamSummary> for StreamReport {
    fn from(summary: StreamSummary) -> Self {
        Self {
            considered: summary.considered,
            sent: summary.sent,
            withheld: summary.withheld,
            pending: summary.pending,
            failed: summary.failed,
            retracted: summary.retracted,
            activities: summary.activities,
        }
    }
}
