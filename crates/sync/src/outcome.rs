use crate::{SourceError, UplinkError};
use activity::{ObjectId, Stream};
use consent::Gap;
use ledger::{LedgerError, StreamSummary};
use std::collections::BTreeMap;

/// What a run did, and what it could not do.
#[derive(Debug)]
pub struct RunReport {
    /// The numbers of each stream: considered = sent + withheld + pending + failed.
    pub streams: BTreeMap<Stream, StreamSummary>,
    /// Requests to the source.
    pub requests: u64,
    /// Bytes that came from the source.
    pub bytes: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// Units that could not be finished; the next run goes on with them.
    pub unfinished: Vec<Unfinished>,
    /// Mailboxes that cannot be read and were skipped.
    pub skipped: u64,
}

/// A unit of work that could not be finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The mailbox.
    pub mailbox: ObjectId,
    /// The stream.
    pub stream: Stream,
    /// The named state that stood in the way.
    pub code: String,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was read and acknowledged.
    Done,
    /// Some units could not be finished, or items wait for the service.
    Partly {
        /// The first named state that stood in the way.
        code: String,
    },
    /// It was stopped on request.
    Stopped,
    /// The service refused what was sent.
    ServiceRefused {
        /// The problem's code.
        code: String,
    },
    /// Somebody has to sign in or consent again.
    SignInNeeded {
        /// The named state.
        code: String,
    },
}

impl Outcome {
    /// A stable word for the ledger.
    pub fn code(&self) -> &str {
        match self {
            Self::Done => "done",
            Self::Partly { .. } => "partly",
            Self::Stopped => "stopped",
            Self::ServiceRefused { .. } => "service_refused",
            Self::SignInNeeded { .. } => "sign_in_needed",
        }
    }
}

/// Why a run could not go on at all.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something has to be agreed to first.
    #[error(transparent)]
    Gap(#[from] Gap),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The source cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The service cannot be used.
    #[error(transparent)]
    Uplink(#[from] UplinkError),
    /// It was stopped on request.
    #[error("stopped on request")]
    Stopped,
}
