//! Lock files say what is used, not from which machine or mirror somebody fetched it.

use crate::blueprint::text;

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

#[test]
fn no_package_of_the_pages_names_the_host_it_came_from() {
    let lock: serde_json::Value =
        serde_json::from_str(&text("ui/package-lock.json")).expect("a lock file");
    for (name, package) in lock["packages"].as_object().expect("packages") {
        assert!(
            package.get("resolved").is_none(),
            "{name} names a host: put omit-lockfile-registry-resolved=true into ui/.npmrc"
        );
        assert_ne!(package["link"], true, "{name} is a link into a machine");
    }
}

#[test]
fn every_package_of_the_pages_has_its_hash() {
    let lock: serde_json::Value =
        serde_json::from_str(&text("ui/package-lock.json")).expect("a lock file");
    let packages = lock["packages"].as_object().expect("packages");
    let bare: Vec<_> = packages
        .iter()
        .filter(|(name, package)| {
            !name.is_empty() && package["inBundle"] != true && package.get("integrity").is_none()
        })
        .map(|(name, _)| name)
        .collect();
    assert!(bare.is_empty(), "without integrity: {bare:?}");
}
