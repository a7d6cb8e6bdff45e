use crate::LedgerError;
use crate::database::Source;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Something to be done with a connection, on the thread that owns it.
pub(crate) type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// How many threads read beside the one that writes.
const READERS: usize = 2;

/// The threads that own the connections. Dropped, they finish what was asked of them and close the database.
pub(crate) struct Workers {
    writer: Option<mpsc::Sender<Job>>,
    readers: Option<mpsc::Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Opens the database on a thread that writes and, for a file, on a few that read.
    pub(crate) fn start(source: &Source) -> Result<Self, LedgerError> {
        let mut workers = Self {
            writer: None,
            readers: None,
            threads: Vec::new(),
        };
        let connection = source.open_for_writing()?;
        let (sender, jobs) = mpsc::channel();
        workers.spawn("ledger-writer", connection, move || jobs.recv().ok())?;
        workers.writer = Some(sender);
        if source.is_shared() {
            workers.start_readers(source)?;
        }
        Ok(workers)
    }

    /// Has the job done by the thread that writes.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        hand_over(self.writer.as_ref(), job).await
    }

    /// Has the job done by a thread that reads.
    pub(crate) async fn read<T, F>(&self, job: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        let queue = self.readers.as_ref().or(self.writer.as_ref());
        hand_over(queue, move |connection| job(connection)).await
    }

    fn start_readers(&mut self, source: &Source) -> Result<(), LedgerError> {
        let (sender, jobs) = mpsc::channel();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            let jobs: Arc<Mutex<mpsc::Receiver<Job>>> = Arc::clone(&jobs);
            let connection = source.open_for_reading()?;
            let next = move || {
                let queue = jobs.lock().unwrap_or_else(PoisonError::into_inner);
                queue.recv().ok()
            };
            self.spawn("ledger-reader", connection, next)?;
        }
        self.readers = Some(sender);
        Ok(())
    }

    fn spawn(
        &mut self,
        name: &str,
        mut connection: Connection,
        mut next: impl FnMut() -> Option<Job> + Send + 'static,
    ) -> Result<(), LedgerError> {
        let work = move || {
            while let Some(job) = next() {
                job(&mut connection);
            }
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(work)?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.writer = None;
        self.readers = None;
        for thread in self.threads.drain(..) {
            // A thread that panicked has told so already; there is nothing left to close.
            let _ = thread.join();
        }
    }
}

async fn hand_over<T, F>(queue: Option<&mpsc::Sender<Job>>, job: F) -> Result<T, LedgerError>
where
    T: Send + 'static,
    F: FnOnce(&mut Connection) -> Result<T, LedgerError> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |connection| {
        // Whoever asked may have gone; what was done stays done.
        let _ = answer.send(job(connection));
    });
    queue
        .ok_or(LedgerError::Closed)?
        .send(job)
        .map_err(|_| LedgerError::Closed)?;
    answered.await.map_err(|_| LedgerError::Closed)?
}
