//! Documents point at what is there.

use crate::blueprint::{files_below, root, text};
use std::path::{Path, PathBuf};

fn documents() -> Vec<PathBuf> {
    let top = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ]
    .map(PathBuf::from);
    let below = files_below("docs")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    top.into_iter().chain(below).collect()
}

/// The targets of the links in a text of Markdown.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
}

/// The words between backticks that are paths of this work tree.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    const HOMES: [&str; 7] = [
        "crates/",
        "src-tauri/",
        "ui/",
        "tests/",
        "docs/",
        "scripts/",
        ".ci/",
    ];
    text.split('`').skip(1).step_by(2).filter(|word| {
        let plain = word
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
        plain && HOMES.iter().any(|home| word.starts_with(home)) && !word.starts_with("ui/dist")
    })
}

#[test]
fn links_lead_somewhere() {
    for document in documents() {
        let text = text(&document);
        let folder = document.parent().unwrap_or(Path::new(""));
        for link in links(&text).filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let target = root()
                .join(folder)
                .join(link.split('#').next().unwrap_or(link));
            assert!(
                target.exists(),
                "{}: {link} is not there",
                document.display()
            );
        }
    }
}

#[test]
fn files_that_documents_name_are_there() {
    for document in documents() {
        let text = text(&document);
        for path in paths(&text) {
            assert!(
                root().join(path).exists(),
                "{}: {path} is not there",
                document.display()
            );
        }
    }
}
