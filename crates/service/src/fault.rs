use wire::{Problem, ProblemCode};

/// Why a request did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The service refuses, and says so.
    #[error(transparent)]
    Refused(Box<Problem>),
    /// The storage failed; the peer learns no more than that.
    #[error("the storage failed")]
    Storage(#[source] StorageFault),
    /// A promise of the service's own code was broken.
    #[error("broken promise: {0}")]
    Broken(&'static str),
}

/// What failed below: a closed set, so that a log line never holds a value.
#[derive(Debug, thiserror::Error)]
pub enum StorageFault {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// Another process holds the database for too long.
    #[error("the database is busy")]
    Busy,
    /// The database is damaged.
    #[error("the database is damaged")]
    Damaged,
    /// The folder or the database cannot be written to.
    #[error("the database cannot be written to")]
    ReadOnly,
    /// A newer version of the service wrote the database.
    #[error("a newer version of the service wrote the database")]
    Newer,
    /// The key file is not one.
    #[error("the signing key is damaged")]
    Key,
    /// A file could not be read or written.
    #[error("a file could not be read or written: {0}")]
    File(std::io::ErrorKind),
    /// Anything else SQLite says, by its code.
    #[error("the database failed: {0}")]
    Other(String),
}

impl Fault {
    /// What the peer is told.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused(problem) => (**problem).clone(),
            Self::Storage(StorageFault::Full | StorageFault::Busy | StorageFault::ReadOnly) => {
                ProblemCode::Unavailable.into()
            }
            Self::Storage(_) | Self::Broken(_) => ProblemCode::Internal.into(),
        }
    }
}

/// A refusal with one sentence, which must hold no content.
pub(crate) fn refuse(code: ProblemCode, detail: &str) -> Fault {
    Problem::new(code).with_detail(detail).into()
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<ProblemCode> for Fault {
    fn from(code: ProblemCode) -> Self {
        Problem::new(code).into()
    }
}

impl From<StorageFault> for Fault {
    fn from(fault: StorageFault) -> Self {
        Self::Storage(fault)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl From<std::io::Error> for StorageFault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                Self::ReadOnly
            }
            kind => Self::File(kind),
        }
    }
}

impl From<rusqlite::Error> for StorageFault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode, ffi};
        let extended = error.sqlite_error().map(|error| error.extended_code);
        // A file beside the database that cannot grow, and a quota, are told as failures of input and output.
        if let Some(ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_WRITE) = extended {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly
            }
            Some(code) => Self::Other(format!("{code:?}")),
            None => Self::Other("not an SQLite code".to_owned()),
        }
    }
}
