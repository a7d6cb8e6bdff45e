//! The file: encrypted, refused politely where it cannot be used, shared without harm.

use crate::copies::{Event, letter};
use crate::office::{Office, connection_id};
use activity::Stream;
use ledger::{HomeLock, Ledger, LedgerError, MasterKey};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn key() -> MasterKey {
    MasterKey::from_hex(&"0a".repeat(32)).unwrap()
}

fn home() -> (TempDir, PathBuf) {
    let home = TempDir::new().unwrap();
    let path = home.path().join("ledger.db");
    (home, path)
}

async fn fill(path: &Path) {
    let mut office = Office::with(Ledger::open(path, &key()).unwrap()).await;
    let letters: Vec<_> = (0..200)
        .map(|n| letter(&format!("l{n}"), &format!("<{n}>")))
        .collect();
    office.letters(1, "inbox", &letters).await;
    office.event(1, Event::default()).await;
    office
        .ledger
        .vault_save("c1/token", b"canary-token")
        .await
        .unwrap();
    office.upload().await;
}

#[tokio::test]
async fn what_was_written_is_there_after_closing() {
    let (_home, path) = home();
    fill(&path).await;
    let office = Office::with(Ledger::open(&path, &key()).unwrap()).await;
    assert_eq!(office.standing(Stream::EmailThread).await.sent, 200);
    assert_eq!(office.ledger.count_due(&connection_id()).await.unwrap(), 0);
    let secret = office.ledger.vault_load("c1/token").await.unwrap().unwrap();
    assert_eq!(secret.as_slice(), b"canary-token");
}

#[tokio::test]
async fn neither_the_file_nor_its_log_tells_anything() {
    let (home, path) = home();
    fill(&path).await;
    let office = Office::with(Ledger::open(&path, &key()).unwrap()).await;
    office
        .letters(1, "inbox", &[letter("later", "<later>")])
        .await;
    let mut files = 0;
    for file in fs::read_dir(home.path()).unwrap() {
        let file = file.unwrap();
        let bytes = fs::read(file.path()).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        assert!(!bytes.starts_with(b"SQLite format 3"));
        for canary in [
            "buyer@acme.example",
            "An offer",
            "o365_email",
            "canary-token",
            "CREATE TABLE",
            "inbox",
        ] {
            assert!(!holds(canary), "{:?} holds {canary}", file.file_name());
        }
        files += 1;
    }
    assert!(files >= 2, "the file and its log");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[tokio::test]
async fn another_key_is_refused_and_changes_nothing() {
    let (_home, path) = home();
    fill(&path).await;
    let before = fs::read(&path).unwrap();
    let other = MasterKey::from_hex(&"0b".repeat(32)).unwrap();
    assert_eq!(
        Ledger::open(&path, &other).unwrap_err(),
        LedgerError::WrongKey
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_torn_file_is_told_from_a_wrong_key_and_never_read_as_if_whole() {
    let (_home, path) = home();
    fill(&path).await;
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 40_000);

    fs::write(&path, &whole[..10]).unwrap();
    assert_eq!(Ledger::open(&path, &key()).unwrap_err(), LedgerError::Torn);

    fs::write(&path, &whole[..3000]).unwrap();
    assert_eq!(Ledger::open(&path, &key()).unwrap_err(), LedgerError::Torn);

    let mut flipped = whole.clone();
    flipped[100] ^= 1;
    fs::write(&path, &flipped).unwrap();
    assert_eq!(Ledger::open(&path, &key()).unwrap_err(), LedgerError::Torn);

    for damaged in [
        whole[..whole.len() / 2].to_vec(),
        flipped_after_first_page(&whole),
    ] {
        fs::write(&path, &damaged).unwrap();
        let read = match Ledger::open(&path, &key()) {
            Ok(ledger) => ledger.standing(&connection_id()).await.map(drop),
            Err(error) => Err(error),
        };
        assert_eq!(read.unwrap_err(), LedgerError::Torn);
    }

    fs::write(&path, &whole).unwrap();
    let office = Office::with(Ledger::open(&path, &key()).unwrap()).await;
    assert_eq!(office.standing(Stream::EmailThread).await.sent, 200);
}

fn flipped_after_first_page(whole: &[u8]) -> Vec<u8> {
    let mut flipped = whole.to_vec();
    for byte in flipped.iter_mut().skip(4096).step_by(512) {
        *byte ^= 1;
    }
    flipped
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let closed = closed_directory();
    let refused = Ledger::open(&closed.path().join("ledger.db"), &key()).unwrap_err();
    assert_eq!(refused, LedgerError::ReadOnly);
    let (_home, path) = home();
    fs::write(&path, b"").unwrap();
    let below_a_file = Ledger::open(&path.join("ledger.db"), &key()).unwrap_err();
    assert!(
        matches!(below_a_file, LedgerError::Io(_)),
        "{below_a_file:?}"
    );
}

/// A directory in which even a privileged user cannot make files, if the tests run as one.
enum Closed {
    Own(TempDir),
    System,
}

impl Closed {
    fn path(&self) -> &Path {
        match self {
            Self::Own(home) => home.path(),
            Self::System => Path::new("/sys"),
        }
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        if let Self::Own(home) = self {
            let mut permissions = fs::metadata(home.path()).unwrap().permissions();
            #[expect(
                clippy::permissions_set_readonly_false,
                reason = "so that the directory can be removed"
            )]
            permissions.set_readonly(false);
            fs::set_permissions(home.path(), permissions).unwrap();
        }
    }
}

fn closed_directory() -> Closed {
    let home = TempDir::new().unwrap();
    let mut permissions = fs::metadata(home.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(home.path(), permissions).unwrap();
    let own = Closed::Own(home);
    if fs::write(own.path().join("probe"), b"").is_ok() {
        Closed::System
    } else {
        own
    }
}

#[tokio::test]
async fn two_handles_on_one_file_share_it_without_harm() {
    let (_home, path) = home();
    let one = Office::with(Ledger::open(&path, &key()).unwrap()).await;
    let two = Office::with(Ledger::open(&path, &key()).unwrap()).await;
    assert_eq!(one.run, two.run);
    let letters = |who: u8| {
        (0..40)
            .map(move |n| letter(&format!("l{who}-{n}"), &format!("<{n}>")))
            .collect::<Vec<_>>()
    };
    let (first, second) = (letters(1), letters(2));
    let write_one = async {
        for letter in &first {
            one.letters(1, "inbox", std::slice::from_ref(letter)).await;
        }
    };
    let write_two = async {
        for letter in &second {
            two.letters(2, "inbox", std::slice::from_ref(letter)).await;
        }
    };
    tokio::join!(write_one, write_two);
    // Each handle's own question brings its last pages into the file, where the other sees them.
    two.standing(Stream::EmailThread).await;
    let standing = one.standing(Stream::EmailThread).await;
    assert_eq!(
        (standing.considered, standing.pending),
        (80, 40),
        "each mail once, whoever recorded it"
    );
    assert_eq!(two.standing(Stream::EmailThread).await, standing);
}

#[tokio::test]
async fn clones_share_one_ledger_and_the_last_one_closes_it() {
    let (_home, path) = home();
    let ledger = Ledger::open(&path, &key()).unwrap();
    let clone = ledger.clone();
    drop(ledger);
    clone.put_document("name", "1").await.unwrap();
    drop(clone);
    assert!(
        !path.with_extension("db-wal").exists(),
        "closed in order, nothing is left in the log"
    );
    let ledger = Ledger::open(&path, &key()).unwrap();
    assert_eq!(ledger.document("name").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn keys_of_items_are_the_same_after_closing_and_others_on_another_machine() {
    let (_home, path) = home();
    let item = activity::ItemId::new("AAMk").unwrap();
    let key_of = |ledger: &Ledger| ledger.keyer().item(&crate::office::mailbox(1), &item);
    let first = key_of(&Ledger::open(&path, &key()).unwrap());
    assert_eq!(key_of(&Ledger::open(&path, &key()).unwrap()), first);
    assert_ne!(key_of(&Ledger::in_memory().unwrap()), first);
}

#[tokio::test]
async fn one_home_is_synced_by_one_at_a_time() {
    let (home, _path) = home();
    let held = HomeLock::acquire(home.path()).unwrap().expect("free");
    assert!(HomeLock::acquire(home.path()).unwrap().is_none());
    let place = home.path().to_owned();
    let waiting = tokio::spawn(async move { HomeLock::wait(&place).await });
    tokio::task::yield_now().await;
    drop(held);
    let taken = waiting.await.unwrap().unwrap();
    assert!(HomeLock::acquire(home.path()).unwrap().is_none());
    drop(taken);
    assert!(HomeLock::acquire(home.path()).unwrap().is_some());
}
