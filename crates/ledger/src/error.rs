use rusqlite::ErrorCode;
use std::io;

/// Why the ledger cannot do what was asked; each has one next step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The file was written with another key.
    #[error("the ledger was written with another key")]
    WrongKey,
    /// The file is damaged.
    #[error("the ledger is damaged")]
    Torn,
    /// The file was written by a newer version of this program.
    #[error("the ledger has version {found}, newer than the {known} that this program knows")]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// The place of the ledger cannot be written.
    #[error("the ledger's place cannot be written")]
    ReadOnly,
    /// There is no room left.
    #[error("there is no room left for the ledger")]
    DiskFull,
    /// Another process holds the ledger for too long.
    #[error("another process holds the ledger")]
    Busy,
    /// The operating system refused.
    #[error("the ledger cannot be reached: {0}")]
    Io(io::ErrorKind),
    /// The ledger was closed.
    #[error("the ledger is closed")]
    Closed,
    /// The program or its build is at fault.
    #[error("the ledger failed: {0}")]
    Internal(&'static str),
}

/// Why there is no master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key does not have 64 hex digits.
    #[error("the key has {0} hex digits; 64 are needed")]
    WrongLength(usize),
    /// The key is not hex.
    #[error("the key is not hexadecimal")]
    NotHex,
    /// This machine has no keyring.
    #[error("there is no keyring on this machine")]
    NoKeyring,
    /// The keyring is locked or refuses access.
    #[error("the keyring is locked or refuses access")]
    Locked,
    /// The keyring holds something else under this name.
    #[error("the keyring holds something else under this name")]
    Foreign,
    /// The keyring failed.
    #[error("the keyring failed")]
    Keyring,
}

impl LedgerError {
    /// A stable word for the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "ledger_wrong_key",
            Self::Torn => "ledger_torn",
            Self::Newer { .. } => "ledger_newer",
            Self::ReadOnly => "ledger_read_only",
            Self::DiskFull => "ledger_disk_full",
            Self::Busy => "ledger_busy",
            Self::Io(_) => "ledger_unreachable",
            Self::Closed => "ledger_closed",
            Self::Internal(_) => "ledger_failed",
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else {
            return Self::Internal(kind(&error));
        };
        if is_out_of_room(&error) {
            return Self::DiskFull;
        }
        match code {
            ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Self::Torn,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => {
                Self::ReadOnly
            }
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::SystemIoFailure => Self::Io(io::ErrorKind::Other),
            ErrorCode::ConstraintViolation => Self::Internal("constraint"),
            ErrorCode::OutOfMemory => Self::Internal("out_of_memory"),
            ErrorCode::SchemaChanged => Self::Internal("schema"),
            _ => Self::Internal("sqlite"),
        }
    }
}

/// SQLite names a full disk only where the database itself grows; a file beside it that cannot grow, and a quota, are told as
/// failures of input and output.
fn is_out_of_room(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    matches!(
        extended,
        Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE | rusqlite::ffi::SQLITE_IOERR_WRITE)
    )
}

impl From<io::Error> for LedgerError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            kind => Self::Io(kind),
        }
    }
}

fn kind(error: &rusqlite::Error) -> &'static str {
    match error {
        rusqlite::Error::QueryReturnedNoRows => "missing_row",
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => "unreadable_row",
        _ => "statement",
    }
}
