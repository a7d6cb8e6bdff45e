//! Runs of the engine: the real one, the preview, and the schedule.

mod following;
mod preview;
mod report;
mod schedule;
mod sync;

pub use self::sync::Following;
pub use preview::Preview;
pub use report::{Report, StreamReport};
pub use schedule::{Pause, Schedule};

use crate::obstacle::Obstacle;
use activity::ConnectionId;
use consent::Register;
use ledger::Connection;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

/// The runs under way in this process, so that a withdrawal reaches them at once.
#[derive(Default)]
pub(crate) struct Runs(Mutex<HashMap<ConnectionId, Running>>);

/// A run under way.
#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) register: Arc<RwLock<Register>>,
    pub(crate) stop: CancellationToken,
}

/// Takes the run off the list when it ends, however it ends.
pub(crate) struct Underway<'runs> {
    runs: &'runs Runs,
    connection: ConnectionId,
    pub(crate) running: Running,
}

impl Runs {
    /// Puts a run on the list; there is at most one a connection.
    pub(crate) fn begin(
        &self,
        connection: &Connection,
        register: Register,
        stop: CancellationToken,
    ) -> Result<Underway<'_>, Obstacle> {
        let running = Running {
            register: Arc::new(RwLock::new(register)),
            stop,
        };
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.contains_key(&connection.id) {
            return Err(Obstacle::Busy);
        }
        runs.insert(connection.id.clone(), running.clone());
        Ok(Underway {
            runs: self,
            connection: connection.id.clone(),
            running,
        })
    }

    /// The run of a connection, if one is under way.
    pub(crate) fn of(&self, connection: &ConnectionId) -> Option<Running> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(connection)
            .cloned()
    }

    /// Asks every run to stop after the page at hand.
    pub(crate) fn stop_all(&self) {
        for running in self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
        {
            running.stop.cancel();
        }
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.runs
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.connection);
    }
}
