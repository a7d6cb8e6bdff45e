//! The master key in a keyring: an imagined one, none at all, and a real Secret Service on a bus of its own.

use ledger::{KeyError, Ledger, MasterKey};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const ROLE: &str = "LEDGER_KEYRING_ROLE";
const FILE: &str = "LEDGER_KEYRING_FILE";
const SERVICE: &str = "vitrine-test";

/// Runs one of the children below in a process of its own, since a process has one keyring only.
fn child(name: &str, role: &str, file: &Path) -> Command {
    let executable = std::env::current_exe().unwrap();
    let mut command = Command::new(executable);
    command
        .args(["--exact", &format!("keyring::{name}"), "--nocapture"])
        .env(ROLE, role)
        .env(FILE, file);
    command
}

fn is_child(role: &str) -> bool {
    std::env::var(ROLE).is_ok_and(|found| found == role)
}

#[test]
fn child_with_an_imagined_keyring() {
    if !is_child("imagined") {
        return;
    }
    keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
    let key = MasterKey::from_keyring(SERVICE, "home").unwrap();
    let again = MasterKey::from_keyring(SERVICE, "home").unwrap();
    let path = Path::new(&std::env::var_os(FILE).unwrap()).to_owned();
    drop(Ledger::open(&path, &key).unwrap());
    drop(Ledger::open(&path, &again).expect("the same key"));
    let other = MasterKey::from_keyring(SERVICE, "other home").unwrap();
    assert!(
        Ledger::open(&path, &other).is_err(),
        "another home has another key"
    );

    let entry = keyring_core::Entry::new(SERVICE, "foreign").unwrap();
    entry.set_password("not a key").unwrap();
    assert_eq!(
        MasterKey::from_keyring(SERVICE, "foreign").unwrap_err(),
        KeyError::Foreign
    );
    MasterKey::forget_in_keyring(SERVICE, "foreign").unwrap();
    MasterKey::forget_in_keyring(SERVICE, "foreign").expect("gone already");
    MasterKey::from_keyring(SERVICE, "foreign").expect("a new one");
}

#[test]
fn child_without_a_keyring() {
    if is_child("none") {
        assert_eq!(
            MasterKey::from_keyring(SERVICE, "home").unwrap_err(),
            KeyError::NoKeyring
        );
    }
}

#[test]
fn child_with_a_real_keyring() {
    if is_child("real") {
        let key = MasterKey::from_keyring(SERVICE, "home").unwrap();
        let path = Path::new(&std::env::var_os(FILE).unwrap()).to_owned();
        drop(Ledger::open(&path, &key).unwrap());
    }
}

#[test]
fn the_key_is_made_on_first_use_and_found_again() {
    let home = TempDir::new().unwrap();
    let mut command = child(
        "child_with_an_imagined_keyring",
        "imagined",
        &home.path().join("ledger.db"),
    );
    assert!(command.status().unwrap().success());
    assert!(home.path().join("ledger.db").exists());
}

#[test]
fn a_machine_without_a_keyring_is_named() {
    let home = TempDir::new().unwrap();
    let mut command = child(
        "child_without_a_keyring",
        "none",
        &home.path().join("ledger.db"),
    );
    command.env(
        "DBUS_SESSION_BUS_ADDRESS",
        format!("unix:path={}/no-bus", home.path().display()),
    );
    assert!(command.status().unwrap().success());
}

/// Two processes, one after the other, in one session of a real Secret Service: the second finds the first one's key.
#[test]
fn a_real_secret_service_keeps_the_key_between_processes() {
    let home = TempDir::new().unwrap();
    let test = child(
        "child_with_a_real_keyring",
        "real",
        &home.path().join("ledger.db"),
    );
    let script = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && \"$@\" && \"$@\"";
    let status = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script, "sh"])
        .arg(test.get_program())
        .args(test.get_args())
        .envs(
            test.get_envs()
                .filter_map(|(name, value)| value.map(|value| (name, value))),
        )
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .status()
        .expect("dbus-run-session and gnome-keyring are installed");
    assert!(status.success());
    assert!(home.path().join("ledger.db").exists());
}
