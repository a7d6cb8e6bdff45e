//! Data goes one way: who may be built on whom, and which outside crates have one owner.

use crate::blueprint::{Package, packages};
use std::collections::BTreeSet;

/// Each room from the bottom up, and the rooms it may be built on.
const HOUSE: [(&str, &[&str]); 18] = [
    ("activity", &[]),
    ("consent", &["activity"]),
    ("transcript", &["activity"]),
    ("privacy", &["activity", "consent", "transcript"]),
    ("egress", &["activity"]),
    ("ledger", &["activity", "consent", "privacy"]),
    ("wire", &["activity", "consent"]),
    ("identity", &["activity", "egress", "ledger"]),
    (
        "graph",
        &[
            "activity",
            "consent",
            "privacy",
            "transcript",
            "egress",
            "identity",
        ],
    ),
    (
        "imap",
        &["activity", "consent", "egress", "identity", "privacy"],
    ),
    ("sync", &["activity", "consent", "ledger", "privacy"]),
    (
        "companion",
        &[
            "activity",
            "consent",
            "privacy",
            "transcript",
            "egress",
            "ledger",
            "wire",
            "identity",
            "graph",
            "imap",
            "sync",
        ],
    ),
    (
        "vitrine-service",
        &["activity", "consent", "privacy", "transcript", "wire"],
    ),
    ("vitrine-sandbox", &[]),
    ("vitrinectl", EVERYTHING),
    ("vitrine", &["companion"]),
    ("house", &[]),
    ("bench", EVERYTHING),
];

/// What the command line and the measuring stick may look into; nothing is built on them.
const EVERYTHING: &[&str] = &[
    "activity",
    "consent",
    "privacy",
    "transcript",
    "egress",
    "ledger",
    "wire",
    "identity",
    "graph",
    "imap",
    "sync",
    "companion",
];

/// Outside crates that have an owner, and the packages that may be built on them.
const OWNED: [(&str, &[&str]); 7] = [
    ("reqwest", &["egress"]),
    ("rusqlite", &["ledger", "vitrine-service", "bench"]),
    ("rusqlite_migration", &["ledger", "vitrine-service"]),
    ("oauth2", &["identity"]),
    ("imap-next", &["imap"]),
    ("axum", &["vitrine-service", "vitrine-sandbox"]),
    ("tauri", &["vitrine"]),
];

fn allowed<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> Option<&'a [&'a str]> {
    table
        .iter()
        .find(|(listed, _)| *listed == name)
        .map(|(_, allowed)| *allowed)
}

fn rooms(packages: &[Package]) -> BTreeSet<&str> {
    packages
        .iter()
        .map(|package| package.name.as_str())
        .collect()
}

#[test]
fn every_package_has_its_place() {
    for package in packages() {
        assert!(
            allowed(&HOUSE, &package.name).is_some(),
            "{} is new: give it a place in HOUSE and in ARCHITECTURE.md",
            package.name
        );
    }
}

#[test]
fn rooms_are_built_only_on_rooms_below() {
    let packages = packages();
    let rooms = rooms(&packages);
    for package in &packages {
        let allowed = allowed(&HOUSE, &package.name).unwrap_or_default();
        for used in package
            .uses
            .iter()
            .filter(|used| rooms.contains(used.as_str()))
        {
            assert!(
                allowed.contains(&used.as_str()),
                "{} must not be built on {used}",
                package.name
            );
        }
    }
}

#[test]
fn no_room_is_built_on_itself_by_way_of_another() {
    for (index, (room, allowed)) in HOUSE.iter().enumerate() {
        for below in *allowed {
            let place = HOUSE.iter().position(|(listed, _)| listed == below);
            assert!(
                place.is_some_and(|place| place < index),
                "{room} may use {below}, which is not below it"
            );
        }
    }
}

#[test]
fn the_sandbox_is_no_part_of_the_product() {
    for package in packages() {
        assert!(
            !package.uses.contains("vitrine-sandbox"),
            "{} is built on the sandbox",
            package.name
        );
    }
}

#[test]
fn the_sandbox_knows_nothing_of_the_product_even_in_its_tests() {
    let packages = packages();
    let rooms = rooms(&packages);
    for package in packages
        .iter()
        .filter(|package| package.name == "vitrine-sandbox")
    {
        let known: Vec<_> = package
            .tests_use
            .iter()
            .filter(|used| rooms.contains(used.as_str()))
            .collect();
        assert!(known.is_empty(), "the sandbox's tests use {known:?}");
    }
}

#[test]
fn outside_crates_stay_with_their_owners() {
    for package in packages() {
        for (outside, owners) in OWNED {
            let uses = package.uses.contains(outside);
            assert!(
                !uses || owners.contains(&package.name.as_str()),
                "{} must not use {outside}",
                package.name
            );
        }
        let windows: Vec<_> = package
            .uses
            .iter()
            .filter(|used| used.starts_with("tauri") && package.name != "vitrine")
            .collect();
        assert!(
            windows.is_empty(),
            "{} must not use {windows:?}: only the root package knows a window",
            package.name
        );
    }
}
