//! Where everything is: the work tree, its files and its packages.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the work tree.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .and_then(Path::parent)
        .expect("crates/house is two below the root")
        .to_owned()
}

/// The text of a file below the root.
pub(crate) fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below a folder of the root, as paths from the root; what is built or fetched is left out.
pub(crate) fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if ["node_modules", "target", "dist", ".git", "gen", ".venv"]
                .iter()
                .any(|skipped| name == *skipped)
            {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(
                    path.strip_prefix(root())
                        .expect("it is below the root")
                        .to_owned(),
                );
            }
        }
    }
    found.sort();
    found
}

/// A package of this workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// What it is built from, and what builds it; not what only its tests use.
    pub(crate) uses: BTreeSet<String>,
    /// What only its tests use.
    pub(crate) tests_use: BTreeSet<String>,
}

/// The packages of this workspace, as their manifests declare them.
pub(crate) fn packages() -> Vec<Package> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(package).collect()
}

fn package(package: &Value) -> Package {
    let declared = package["dependencies"].as_array().expect("dependencies");
    let of_kind = |test: bool| {
        declared
            .iter()
            .filter(|dependency| (dependency["kind"] == "dev") == test)
            .filter_map(|dependency| dependency["name"].as_str())
            .map(str::to_owned)
            .collect()
    };
    Package {
        name: package["name"].as_str().expect("a name").to_owned(),
        uses: of_kind(false),
        tests_use: of_kind(true),
    }
}
