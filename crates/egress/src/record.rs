use crate::config::Role;
use crate::origin::{Origin, path_shape};
use crate::request::Request;
use activity::Instant;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many exchanges are kept; older ones stay in the totals only.
const KEPT: usize = 1_000;

/// One attempt to talk to someone: what the app shows as "what this program talked to".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// Counts up from 1 since the program started.
    pub sequence: u64,
    /// When it began, by this machine's clock.
    pub at: Instant,
    /// Whom it went to; absent when it was refused.
    pub role: Option<Role>,
    /// The HTTP method, or `STREAM`.
    pub method: String,
    /// Scheme, host and port.
    pub origin: String,
    /// The path with every id replaced by `{id}`, and `?…` for a query.
    pub path: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Bytes of the body that went out.
    pub bytes_sent: u64,
    /// Bytes of the body that came in, after decompression.
    pub bytes_received: u64,
    /// How long it took.
    pub milliseconds: u64,
}

/// How an exchange ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// Answered with that status.
    Answered {
        /// The HTTP status code.
        status: u16,
    },
    /// A stream that was ended in good order.
    Closed,
    /// Failed; the reason is [`EgressError::code`](crate::EgressError::code).
    Failed {
        /// The stable name of the failure.
        reason: String,
    },
    /// Not sent, because the origin is not allowed.
    Refused,
    /// Given up by ourselves before it ended.
    Cancelled,
}

/// What went through the door since the program started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Requests sent, each attempt counted.
    pub requests: u64,
    /// Bytes of bodies that went out.
    pub bytes_sent: u64,
    /// Bytes of bodies that came in, after decompression.
    pub bytes_received: u64,
}

impl Exchange {
    pub(crate) fn beginning(
        at: Instant,
        role: Option<Role>,
        origin: Option<&Origin>,
        request: &Request,
    ) -> Self {
        Self {
            sequence: 0,
            at,
            role,
            method: request.method.to_string(),
            origin: origin.map_or_else(|| "unknown".to_owned(), ToString::to_string),
            path: path_shape(&request.url),
            outcome: Outcome::Cancelled,
            bytes_sent: role.map_or(0, |_| request.body.len() as u64),
            bytes_received: 0,
            milliseconds: 0,
        }
    }

    /// A stream to a mail server; what is said in it is not written down.
    pub(crate) fn stream(at: Instant, role: Option<Role>, origin: &Origin) -> Self {
        Self {
            sequence: 0,
            at,
            role,
            method: "STREAM".to_owned(),
            origin: origin.to_string(),
            path: String::new(),
            outcome: Outcome::Cancelled,
            bytes_sent: 0,
            bytes_received: 0,
            milliseconds: 0,
        }
    }

    pub(crate) fn ended(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }
}

#[derive(Default)]
pub(crate) struct Recorder {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sequence: u64,
    totals: Totals,
    exchanges: VecDeque<Exchange>,
}

impl Recorder {
    pub(crate) fn record(&self, mut exchange: Exchange) {
        tracing::debug!(
            role = exchange.role.map(Role::name),
            method = exchange.method,
            path = exchange.path,
            outcome = ?exchange.outcome,
            milliseconds = exchange.milliseconds,
            "exchange"
        );
        let mut state = self.state();
        state.sequence += 1;
        exchange.sequence = state.sequence;
        if exchange.outcome != Outcome::Refused {
            state.totals.requests += 1;
        }
        state.totals.bytes_sent += exchange.bytes_sent;
        state.totals.bytes_received += exchange.bytes_received;
        if state.exchanges.len() == KEPT {
            state.exchanges.pop_front();
        }
        state.exchanges.push_back(exchange);
    }

    pub(crate) fn totals(&self) -> Totals {
        self.state().totals
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.state().exchanges.iter().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
