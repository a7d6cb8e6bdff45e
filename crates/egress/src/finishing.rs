use crate::error::EgressError;
use crate::pacing::Pacing;
use crate::record::{Exchange, Outcome, Recorder};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Writes one exchange down when it ends, however it ends, and holds the mailbox's place until then.
pub(crate) struct Finishing {
    recorder: Arc<Recorder>,
    pacing: Arc<dyn Pacing>,
    started: Duration,
    exchange: Option<Exchange>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Finishing {
    pub(crate) fn new(
        recorder: &Arc<Recorder>,
        pacing: &Arc<dyn Pacing>,
        exchange: Exchange,
        place: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            recorder: Arc::clone(recorder),
            pacing: Arc::clone(pacing),
            started: pacing.elapsed(),
            exchange: Some(exchange),
            _place: place,
        }
    }

    pub(crate) fn received(&mut self, bytes: usize) {
        if let Some(exchange) = &mut self.exchange {
            exchange.bytes_received += bytes as u64;
        }
    }

    pub(crate) fn sent(&mut self, bytes: usize) {
        if let Some(exchange) = &mut self.exchange {
            exchange.bytes_sent += bytes as u64;
        }
    }

    /// A stream was ended in good order.
    pub(crate) fn closed(&mut self) {
        self.finish(Outcome::Closed);
    }

    pub(crate) fn answered(&mut self, status: u16) {
        self.finish(Outcome::Answered { status });
    }

    pub(crate) fn failed(&mut self, error: &EgressError) {
        let reason = error.code().to_owned();
        self.finish(Outcome::Failed { reason });
    }

    fn finish(&mut self, outcome: Outcome) {
        let Some(mut exchange) = self.exchange.take() else {
            return;
        };
        let spent = self.pacing.elapsed().saturating_sub(self.started);
        exchange.milliseconds = u64::try_from(spent.as_millis()).unwrap_or(u64::MAX);
        exchange.outcome = outcome;
        self.recorder.record(exchange);
    }
}

impl Drop for Finishing {
    fn drop(&mut self) {
        self.finish(Outcome::Cancelled);
    }
}
