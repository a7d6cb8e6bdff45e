use crate::LedgerError;
use crate::keys::SubKeys;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How often a statement tries again while another process writes, and how long it waits in between: 30 seconds in all, in
/// short steps, so that none of two busy processes starves.
const TRIES: i32 = 6_000;
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

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

/// The first version of the schema, a file for each of its parts.
const FIRST: &str = concat!(
    include_str!("sql/001/connections.sql"),
    include_str!("sql/001/rules.sql"),
    include_str!("sql/001/items.sql"),
    include_str!("sql/001/activities.sql"),
    include_str!("sql/001/transcripts.sql"),
);

/// Every version of the schema, the oldest first.
pub(crate) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(FIRST)])
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
        connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
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
                // Processors compute it several times as fast as SQLCipher's own choice, and every page written is sealed with it.
                connection.pragma_update(None, "cipher_hmac_algorithm", "HMAC_SHA256")?;
                is_encrypted(&connection)?;
                connection
            }
        };
        connection.busy_handler(Some(wait_for_others))?;
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

fn wait_for_others(tries: i32) -> bool {
    std::thread::sleep(BETWEEN_TRIES);
    tries < TRIES
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ledger, MasterKey};
    use tempfile::TempDir;

    fn key() -> MasterKey {
        MasterKey::from_hex(&"0a".repeat(32)).unwrap()
    }

    #[test]
    fn migrations_are_valid_and_known() {
        migrations().validate().unwrap();
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let version: i64 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, KNOWN);
    }

    #[test]
    fn the_schema_is_the_one_agreed() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        let schema: Vec<String> = rows.map(Result::unwrap).collect();
        insta::assert_snapshot!(schema.join(";\n\n"));
    }

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let lax: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(lax, 0);
    }

    #[test]
    fn nothing_of_an_employees_is_kept_that_rules_cannot_take_hold_of() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO connection (id) VALUES ('c1');
                 INSERT INTO unit (connection, mailbox, stream) VALUES (1, 'm1', 0);",
            )
            .unwrap();
        for (stream, is_kept) in [(0, true), (1, true), (2, false), (3, false)] {
            let kept = connection.execute(
                "INSERT INTO item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state,
                     last_run) VALUES (1, ?1, 1, CAST(?1 AS BLOB), x'00', 1, 1, 0, 1, 0, 3, 1)",
                [stream],
            );
            assert_eq!(kept.is_ok(), is_kept, "{stream}");
        }
    }

    #[test]
    fn a_newer_ledger_is_refused_and_left_alone() {
        let home = TempDir::new().unwrap();
        let path = home.path().join("ledger.db");
        let source = Source::file(&path, &key().sub_keys());
        let connection = source.open_for_writing().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let newer = LedgerError::Newer {
            found: 99,
            known: KNOWN,
        };
        assert_eq!(Ledger::open(&path, &key()).unwrap_err(), newer);
        assert_eq!(Ledger::open(&path, &key()).unwrap_err(), newer);
    }

    #[tokio::test]
    async fn a_full_disk_is_named_and_loses_nothing_that_was_kept() {
        let home = TempDir::new().unwrap();
        let path = home.path().join("ledger.db");
        let ledger = Ledger::open(&path, &key()).unwrap();
        ledger.put_document("small", "1").await.unwrap();
        ledger
            .maintain(|database| Ok(database.pragma_update(None, "max_page_count", 60)?))
            .await
            .unwrap();
        let large = "x".repeat(1024 * 1024);
        assert_eq!(
            ledger.put_document("large", &large).await.unwrap_err(),
            LedgerError::DiskFull
        );
        assert_eq!(
            ledger.document("small").await.unwrap().as_deref(),
            Some("1")
        );
        assert_eq!(ledger.document("large").await.unwrap(), None);
        ledger.put_document("small", "2").await.unwrap();
    }

    #[tokio::test]
    async fn a_panic_in_a_job_closes_the_ledger_and_harms_nothing() {
        let ledger = Ledger::in_memory().unwrap();
        let lost: Result<(), _> = ledger.write(|_| panic!("on purpose")).await;
        assert_eq!(lost.unwrap_err(), LedgerError::Closed);
        assert_eq!(
            ledger.document("name").await.unwrap_err(),
            LedgerError::Closed
        );
    }
}
