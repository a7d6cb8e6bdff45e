use crate::database::Source;
use crate::keys::SubKeys;
use crate::workers::Workers;
use crate::{LedgerError, MasterKey};
use privacy::Keyer;
use rusqlite::{Connection, TransactionBehavior};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A handle on the ledger; clones share one database. With the last of them the database is closed.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

struct Inner {
    workers: Workers,
    keys: SubKeys,
}

impl Ledger {
    /// Opens the ledger in a file, and makes it where there is none. It blocks for some milliseconds.
    pub fn open(path: &Path, key: &MasterKey) -> Result<Self, LedgerError> {
        let keys = key.sub_keys();
        let workers = Workers::start(&Source::file(path, &keys))?;
        Ok(Self {
            inner: Arc::new(Inner { workers, keys }),
        })
    }

    /// A ledger in memory with a key of its own: with its last handle it is gone.
    pub fn in_memory() -> Result<Self, LedgerError> {
        let workers = Workers::start(&Source::Memory)?;
        let keys = Self::in_memory_keys()?;
        Ok(Self {
            inner: Arc::new(Inner { workers, keys }),
        })
    }

    /// A ledger in memory that names items and meetings as this one does, for previews: with its last handle it is gone.
    pub fn for_preview(&self) -> Result<Self, LedgerError> {
        let keys = SubKeys {
            keyer: self.inner.keys.keyer.clone(),
            ..Self::in_memory_keys()?
        };
        let workers = Workers::start(&Source::Memory)?;
        Ok(Self {
            inner: Arc::new(Inner { workers, keys }),
        })
    }

    fn in_memory_keys() -> Result<SubKeys, LedgerError> {
        let key = MasterKey::random().map_err(|_| LedgerError::Internal("no_randomness"))?;
        Ok(key.sub_keys())
    }

    /// What makes the keys of items and meetings: one-way, and different on every machine.
    pub fn keyer(&self) -> Keyer {
        Keyer::new(&self.inner.keys.keyer)
    }

    pub(crate) fn keys(&self) -> &SubKeys {
        &self.inner.keys
    }

    /// Has a transaction done by the thread that writes; it is on the disk before it is answered.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        let workers = &self.inner.workers;
        workers.write(|connection| transact(connection, job)).await
    }

    /// Has a transaction done of what can be read from the source once more: whole or not at all as any other, but a power cut
    /// may cost the last ones, so that no page waits for the disk. Whatever is written durably takes along all before it.
    pub(crate) async fn note<T, F>(&self, job: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        let job = move |connection: &mut Connection| {
            connection.pragma_update(None, "synchronous", "normal")?;
            let done = transact(connection, job);
            connection.pragma_update(None, "synchronous", "full")?;
            done
        };
        self.inner.workers.write(job).await
    }

    /// Has something done outside any transaction by the thread that writes.
    pub(crate) async fn maintain<F>(&self, job: F) -> Result<(), LedgerError>
    where
        F: FnOnce(&mut Connection) -> Result<(), LedgerError> + Send + 'static,
    {
        self.inner.workers.write(job).await
    }

    /// Has a query answered by a thread that reads, from one state of the ledger.
    pub(crate) async fn read<T, F>(&self, query: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        let query = move |connection: &Connection| {
            let snapshot = connection.unchecked_transaction()?;
            query(&snapshot)
        };
        self.inner.workers.read(query).await
    }
}

fn transact<T>(
    connection: &mut Connection,
    job: impl FnOnce(&Connection) -> Result<T, LedgerError>,
) -> Result<T, LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = job(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

impl fmt::Debug for Ledger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Ledger")
    }
}
