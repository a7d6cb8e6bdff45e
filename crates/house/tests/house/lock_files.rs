//! Lock files say what is used, not from which machine or mirror somebody fetched it.

use crate::blueprint::{files_below, text};
use serde_json::Value;
use std::path::PathBuf;

#[test]
fn every_crate_comes_from_the_public_registry() {
    for line in text("Cargo.lock")
        .lines()
        .filter(|line| line.starts_with("source = "))
    {
        assert_eq!(
            line,
            "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        );
    }
}

/// The lock files of npm, for the pages and for the clients that the sandbox is tested with.
fn npm_lock_files() -> Vec<(PathBuf, Value)> {
    let paths = ["ui", "crates", "tests"].into_iter().flat_map(files_below);
    let locks = paths.filter(|path| path.ends_with("package-lock.json"));
    locks
        .map(|path| {
            (
                serde_json::from_str(&text(&path)).expect("a lock file"),
                path,
            )
        })
        .map(|(lock, path)| (path, lock))
        .collect()
}

#[test]
fn no_npm_package_names_the_host_it_came_from() {
    for (path, lock) in npm_lock_files() {
        for (name, package) in lock["packages"].as_object().expect("packages") {
            let path = path.display();
            assert!(
                package.get("resolved").is_none(),
                "{path}: {name} names a host: npm config set omit-lockfile-registry-resolved true"
            );
            assert_ne!(
                package["link"], true,
                "{path}: {name} is a link into a machine"
            );
        }
    }
}

#[test]
fn every_npm_package_has_its_hash() {
    for (path, lock) in npm_lock_files() {
        let packages = lock["packages"].as_object().expect("packages");
        let fetched = packages
            .iter()
            .filter(|(name, package)| !name.is_empty() && package["inBundle"] != true);
        let bare: Vec<_> = fetched
            .filter(|(_, package)| package.get("integrity").is_none())
            .collect();
        assert!(
            bare.is_empty(),
            "{}: without integrity: {bare:?}",
            path.display()
        );
    }
}
