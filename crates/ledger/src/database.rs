use crate::LedgerError;
use crate::keys::SubKeys;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(15);

/// Where the database is.
pub(crate) enum Source {
    /// In an encrypted file.
    File {
        /// The file.
        path: PathBuf,
        /// SQLCipher's raw key and salt in hex.
        key: Zeroizing<String>,
        /// How a file of this key begins.
        salt: [u8; 16],
    },
    /// Nowhere but in memory.
    Memory,
}

/// Every version of the schema, the oldest first.
pub(crate) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(include_str!("sql/001_begin.sql"))])
}

/// The newest version of the schema.
const KNOWN: i64 = 1;

impl Source {
    /// A file with these keys.
    pub(crate) fn file(path: &Path, keys: &SubKeys) -> Self {
        let raw = Zeroizing::new(hex::encode(*keys.database));
        let key = Zeroizing::new(format!("x'{}{}'", *raw, hex::encode(keys.salt)));
        Self::File {
            path: path.to_owned(),
            key,
            salt: keys.salt,
        }
    }

    /// Whether several connections see the same database.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::File { .. })
    }

    /// Opens the database, makes it where there is none, and brings its schema up to date.
    pub(crate) fn open_for_writing(&self) -> Result<Connection, LedgerError> {
        if let Self::File { path, salt, .. } = self {
            prepare(path, salt)?;
        }
        let mut connection = self.connect()?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        connection.pragma_update(None, "journal_size_limit", 32 * 1024 * 1024)?;
        connection.pragma_update(None, "cache_size", -12 * 1024)?;
        migrate(&mut connection)?;
        Ok(connection)
    }

    /// Opens the database once more, for reading only.
    pub(crate) fn open_for_reading(&self) -> Result<Connection, LedgerError> {
        let connection = self.connect()?;
        connection.pragma_update(None, "cache_size", -2 * 1024)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn connect(&self) -> Result<Connection, LedgerError> {
        let connection = match self {
            Self::Memory => Connection::open_in_memory()?,
            Self::File { path, key, .. } => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(path, flags)?;
                connection.pragma_update(None, "key", key.as_str())?;
                is_encrypted(&connection)?;
                connection
            }
        };
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }
}

/// Makes an empty file that only its owner can read, or sees that the file there is one of this key.
fn prepare(path: &Path, salt: &[u8; 16]) -> Result<(), LedgerError> {
    if let Some(home) = path.parent() {
        fs::create_dir_all(home)?;
    }
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut start = Vec::new();
    options.open(path)?.take(16).read_to_end(&mut start)?;
    match start.len() {
        0 => Ok(()),
        16 if start == salt => Ok(()),
        16 => Err(LedgerError::WrongKey),
        _ => Err(LedgerError::Torn),
    }
}

/// A build without SQLCipher takes any key and writes plain text: then nothing may be opened.
fn is_encrypted(connection: &Connection) -> Result<(), LedgerError> {
    let version: Option<String> = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .ok();
    match version {
        Some(version) if !version.is_empty() => Ok(()),
        _ => Err(LedgerError::Internal("built_without_encryption")),
    }
}

fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > KNOWN {
        return Err(LedgerError::Newer {
            found,
            known: KNOWN,
        });
    }
    migrations()
        .to_latest(connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            _ => LedgerError::Internal("migration"),
        })
}
