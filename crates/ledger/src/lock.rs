use crate::LedgerError;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Duration;

const NAME: &str = "sync.lock";
const POLL: Duration = Duration::from_millis(50);

/// Held by the one process that syncs a home; let go when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct HomeLock {
    _file: File,
}

impl HomeLock {
    /// Takes the lock of a home, or `None` where another process holds it.
    pub fn acquire(home: &Path) -> Result<Option<Self>, LedgerError> {
        fs::create_dir_all(home)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(home.join(NAME))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Waits until the lock of a home is free, and takes it.
    pub async fn wait(home: &Path) -> Result<Self, LedgerError> {
        loop {
            if let Some(lock) = Self::acquire(home)? {
                return Ok(lock);
            }
            tokio::time::sleep(POLL).await;
        }
    }
}
