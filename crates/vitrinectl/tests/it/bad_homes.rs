//! Homes that cannot be used as they are: each is a named state with a next step, and nothing that was kept is lost.

use crate::home::{Home, KEY};
use crate::small_disk::SmallDisk;
use crate::stage::Stage;
use crate::twin::{Template, Twin};
use hmac::{Hmac, Mac as _};
use std::io::{Seek as _, SeekFrom, Write as _};

const SYNC: [&str; 3] = ["sync", "--once", "--json"];

/// Moves a twin's home onto a small disk.
fn move_to(disk: &SmallDisk, twin: &mut Twin) {
    disk.run(&format!("cp -r '{}' home", twin.home.path.display()));
    twin.home.before = disk.before();
    twin.home.path = disk.place().join("home");
}

#[tokio::test]
async fn a_full_disk_is_named_and_nothing_is_lost() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    let disk = SmallDisk::new(&template.stage.folder.path().join("disk"), 6_000);
    let mut twin = template.twin().await;
    move_to(&disk, &mut twin);
    let mut full = 0;
    // From no room at all to room for some of it.
    for kilobytes in [0, 4, 40, 80, 160, 320] {
        disk.fill(kilobytes);
        let ran = twin.home.run(&SYNC).await;
        if ran.code != 0 {
            ran.refused(2, "disk_full");
            full += 1;
        }
    }
    assert!(full >= 2, "{full}");
    // A log that a run without room left behind has room of its own: it is put away first.
    disk.free();
    twin.home.run(&["ledger", "--json"]).await.expect(0);
    disk.fill(0);
    let checks = twin.home.run(&["doctor", "--json"]).await.json();
    assert!(checks.to_string().contains("\"disk_full\""), "{checks}");
    disk.free();
    twin.home.run(&["doctor", "--json"]).await.expect(0);
    assert_eq!(twin.end().await, undisturbed);
}

#[tokio::test]
async fn a_home_that_cannot_be_written_is_named() {
    let template = Template::new().await;
    let disk = SmallDisk::new(&template.stage.folder.path().join("disk"), 6_000);
    let mut twin = template.twin().await;
    move_to(&disk, &mut twin);
    disk.run("mount -o remount,ro .");
    for arguments in [&SYNC[..], &["ledger", "--json"], &["preview", "--json"]] {
        twin.home.run(arguments).await.refused(2, "read_only");
    }
    let mut fresh = template.stage.admin_home("fresh");
    fresh.before = disk.before();
    fresh.path = disk.place().join("fresh");
    fresh.run(&SYNC).await.refused(2, "read_only");
    disk.run("mount -o remount,rw .");
    twin.end().await;
}

#[tokio::test]
async fn a_key_that_is_none_or_not_this_homes_is_named() {
    let stage = Stage::new().await;
    let mut home = stage.connected_organisation().await;
    for (key, code) in [
        ("abcd", "key_malformed"),
        (&KEY[..62], "key_malformed"),
        (&format!("{KEY}00"), "key_malformed"),
        (&"zz".repeat(32), "key_malformed"),
        (&"ff".repeat(32), "wrong_key"),
    ] {
        home.set("CONNECTOR_ENCRYPTION_KEY", key);
        let ran = home.run(&SYNC).await;
        ran.refused(2, code);
        assert!(!ran.stderr.contains(key) && !ran.stdout.contains(key));
        let checks = home.run(&["doctor", "--json"]).await.expect(2).json();
        assert_eq!(checks["checks"][0]["state"], "fail");
    }
    // No key is given, and no bus leads to a keyring.
    home.environment.remove("CONNECTOR_ENCRYPTION_KEY");
    home.run(&SYNC).await.refused(2, "no_keyring");
    let fresh = Home {
        path: stage.folder.path().join("fresh"),
        environment: home.environment.clone(),
        before: Vec::new(),
    };
    fresh.run(&SYNC).await.refused(2, "no_keyring");
    assert!(
        !fresh.path.join("ledger.db").exists(),
        "nothing is written without a key"
    );
    home.set("CONNECTOR_ENCRYPTION_KEY", KEY);
    home.run(&SYNC).await.expect(0);
}

#[tokio::test]
async fn a_newer_or_damaged_ledger_is_named_and_left_alone() {
    let template = Template::new().await;
    let newer = template.twin().await;
    let version = set_version(&newer.home, 99);
    newer.home.run(&SYNC).await.refused(2, "newer_version");
    newer.home.refused(&["preview"], 2, "newer_version").await;
    set_version(&newer.home, version);
    newer.end().await;

    let spoilt = template.twin().await;
    spoilt.home.run(&SYNC).await.expect(0);
    let file = spoilt.home.path.join("ledger.db");
    let whole = std::fs::read(&file).unwrap();
    let pages = whole.len() as u64 / 4096;
    let mut torn = std::fs::File::options().write(true).open(&file).unwrap();
    for page in 1..pages {
        torn.seek(SeekFrom::Start(page * 4096 + 100)).unwrap();
        torn.write_all(&[7; 200]).unwrap();
    }
    drop(torn);
    spoilt.home.run(&SYNC).await.refused(2, "damaged");
    for length in [9, 4096, whole.len() / 2] {
        std::fs::write(&file, &whole[..length]).unwrap();
        spoilt.home.run(&SYNC).await.refused(2, "damaged");
    }
    std::fs::write(&file, [0x5a; 8192]).unwrap();
    spoilt.home.run(&SYNC).await.refused(2, "wrong_key");
    std::fs::write(&file, &whole).unwrap();
    spoilt.end().await;
}

/// Writes another version into a home's ledger, as a later program would, and tells the one before.
fn set_version(home: &Home, version: i64) -> i64 {
    let master = hex::decode(KEY).unwrap();
    let mut derived = Hmac::<sha2::Sha256>::new_from_slice(&master).unwrap();
    derived.update(b"vitrine ledger database");
    let key = hex::encode(derived.finalize().into_bytes());
    let file = home.path.join("ledger.db");
    let salt = hex::encode(&std::fs::read(&file).unwrap()[..16]);
    let ledger = rusqlite::Connection::open(file).unwrap();
    ledger
        .pragma_update(None, "key", format!("x'{key}{salt}'"))
        .unwrap();
    ledger
        .pragma_update(None, "cipher_hmac_algorithm", "HMAC_SHA256")
        .unwrap();
    let before = ledger
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    ledger.pragma_update(None, "user_version", version).unwrap();
    before
}
