use crate::fault::{Fault, StorageFault};
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, MigrationDefinitionError, Migrations};
use std::fs::{DirBuilder, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/0001_start.sql")),
    M::up(include_str!("../../migrations/0002_cycles_and_words.sql")),
    M::up(include_str!("../../migrations/0003_transcripts.sql")),
    M::up(include_str!("../../migrations/0004_reviews.sql")),
    M::up(include_str!("../../migrations/0005_retention.sql")),
    M::up(include_str!("../../migrations/0006_approvals.sql")),
    M::up(include_str!("../../migrations/0007_exports.sql")),
    M::up(include_str!("../../migrations/0008_managers.sql")),
];

const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many connections read.
const READERS: usize = 4;

/// Makes the folder and brings the database to this version's shape; two processes take turns.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf, Fault> {
    make_private(folder)?;
    let _turn = turn(folder)?;
    let file = folder.join("service.sqlite");
    let mut connection = writing(&file)?;
    MIGRATIONS
        .to_latest(&mut connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::MigrationDefinition(
                MigrationDefinitionError::DatabaseTooFarAhead,
            ) => StorageFault::Newer,
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            _ => StorageFault::Other("the migration failed".to_owned()),
        })?;
    super::dpa::publish_built_in(&mut connection)?;
    Ok(file)
}

/// Takes the folder's lock for as long as the answer lives.
pub(crate) fn turn(folder: &Path) -> Result<File, Fault> {
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn make_private(folder: &Path) -> Result<(), Fault> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    Ok(())
}

/// A connection that writes. An acknowledgement is a promise, so every commit is flushed to the disk; what is deleted is
/// overwritten.
pub(super) fn writing(file: &Path) -> Result<Connection, Fault> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A few connections that only read.
pub(super) struct Readers {
    free: Arc<Mutex<Vec<Connection>>>,
    seats: Semaphore,
}

impl Readers {
    pub(super) fn open(file: &Path) -> Result<Self, Fault> {
        let connections: Result<Vec<_>, Fault> = (0..READERS).map(|_| reading(file)).collect();
        Ok(Self {
            free: Arc::new(Mutex::new(connections?)),
            seats: Semaphore::new(READERS),
        })
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let gone = || Fault::Broken("a reading connection is gone");
        let _seat = self.seats.acquire().await.map_err(|_| gone())?;
        let free = Arc::clone(&self.free);
        let read = tokio::task::spawn_blocking(move || {
            let lock = || free.lock().unwrap_or_else(PoisonError::into_inner);
            let connection = lock().pop();
            let connection = connection.ok_or_else(gone)?;
            let done = work(&connection);
            lock().push(connection);
            done
        });
        read.await.map_err(|_| gone())?
    }
}

fn reading(file: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_sound_and_every_table_is_strict() {
        MIGRATIONS.validate().expect("sound");
        let mut connection = Connection::open_in_memory().expect("memory");
        MIGRATIONS.to_latest(&mut connection).expect("migrated");
        let loose: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'",
                [],
                |row| row.get(0),
            )
            .expect("counted");
        assert_eq!(loose, 0);
    }

    #[test]
    fn cycles_from_before_they_had_names_are_kept() {
        let mut connection = Connection::open_in_memory().expect("memory");
        MIGRATIONS
            .to_version(&mut connection, 1)
            .expect("as it was");
        connection
            .execute_batch(
                r#"INSERT INTO o365_config (tenant, connector, created_at, cycles) VALUES ('t', 'c', 7,
                '[{"id":"2026-Q4","start":"2026-10-01T00:00:00Z","end":"2027-01-01T00:00:00Z"}]'), ('u', 'd', 7, '[]');"#,
            )
            .expect("filled");
        MIGRATIONS.to_latest(&mut connection).expect("migrated");
        let kept: Vec<String> = connection
            .prepare("SELECT concat_ws(' ', tenant, id, name, start_local, ends_at, time_zone, state) FROM cycle")
            .expect("a statement")
            .query_map([], |row| row.get(0))
            .expect("asked")
            .collect::<Result<_, _>>()
            .expect("read");
        assert_eq!(
            kept,
            ["t 2026-Q4 2026-Q4 2026-10-01T00:00:00 1798761600000 UTC open"]
        );
    }

    #[test]
    fn a_damaged_database_is_named_so() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("service.sqlite"), [7; 8192]).expect("written");
        assert!(matches!(
            prepare(folder.path()),
            Err(Fault::Storage(StorageFault::Damaged))
        ));
    }

    #[test]
    fn a_newer_database_is_politely_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let file = prepare(folder.path()).expect("made");
        writing(&file)
            .expect("opened")
            .pragma_update(None, "user_version", 99)
            .expect("aged");
        assert!(matches!(
            prepare(folder.path()),
            Err(Fault::Storage(StorageFault::Newer))
        ));
    }
}
