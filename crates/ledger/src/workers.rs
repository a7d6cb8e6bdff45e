use crate::LedgerError;
use crate::database::Source;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Something to be done on the thread that writes.
type WriteJob = Box<dyn FnOnce(&mut Connection) + Send>;
/// Something to be answered on a thread that reads.
type ReadJob = Box<dyn FnOnce(&Connection) + Send>;

/// How many threads read beside the one that writes.
const READERS: usize = 2;

/// The threads that own the connections. Dropped, they finish what was asked of them and close the database.
pub(crate) struct Workers {
    writer: Option<mpsc::Sender<WriteJob>>,
    readers: Option<mpsc::Sender<ReadJob>>,
    writing: Option<JoinHandle<()>>,
    reading: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Opens the database on a thread that writes and, for a file, on a few that read.
    pub(crate) fn start(source: &Source) -> Result<Self, LedgerError> {
        let mut connection = source.open_for_writing()?;
        let (sender, jobs) = mpsc::channel::<WriteJob>();
        let writing = spawn("ledger-writer", move || {
            while let Ok(job) = jobs.recv() {
                job(&mut connection);
            }
        })?;
        let mut workers = Self {
            writer: Some(sender),
            readers: None,
            writing: Some(writing),
            reading: Vec::new(),
        };
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
        let (answer, answered) = oneshot::channel();
        let job: WriteJob = Box::new(move |connection| {
            // Whoever asked may have gone; what was done stays done.
            let _ = answer.send(job(connection));
        });
        hand_over(self.writer.as_ref(), job)?;
        answered.await.map_err(|_| LedgerError::Closed)?
    }

    /// Has the query answered by a thread that reads.
    pub(crate) async fn read<T, F>(&self, query: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        if self.readers.is_none() {
            return self.write(|connection| query(connection)).await;
        }
        let (answer, answered) = oneshot::channel();
        let job: ReadJob = Box::new(move |connection| {
            let _ = answer.send(query(connection));
        });
        hand_over(self.readers.as_ref(), job)?;
        answered.await.map_err(|_| LedgerError::Closed)?
    }

    fn start_readers(&mut self, source: &Source) -> Result<(), LedgerError> {
        let (sender, jobs) = mpsc::channel::<ReadJob>();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            let jobs = Arc::clone(&jobs);
            let connection = source.open_for_reading()?;
            self.reading.push(spawn("ledger-reader", move || {
                while let Some(job) = next(&jobs) {
                    job(&connection);
                }
            })?);
        }
        self.readers = Some(sender);
        Ok(())
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, LedgerError> {
    Ok(thread::Builder::new().name(name.to_owned()).spawn(work)?)
}

impl Drop for Workers {
    fn drop(&mut self) {
        // The one that writes closes last and alone: it puts what is in the log into the file, which takes the whole file.
        self.readers = None;
        wait_for(self.reading.drain(..));
        self.writer = None;
        wait_for(self.writing.take());
    }
}

fn wait_for(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    for thread in threads {
        // A thread that panicked has told so already; there is nothing left to close.
        let _ = thread.join();
    }
}

fn next(jobs: &Mutex<mpsc::Receiver<ReadJob>>) -> Option<ReadJob> {
    let queue = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    queue.recv().ok()
}

fn hand_over<J>(queue: Option<&mpsc::Sender<J>>, job: J) -> Result<(), LedgerError> {
    queue
        .ok_or(LedgerError::Closed)?
        .send(job)
        .map_err(|_| LedgerError::Closed)
}
