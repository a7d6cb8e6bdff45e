//! A newcomer finds any room from its name, and sees all of it.

use crate::blueprint::{files_below, text};
use std::path::{Path, PathBuf};

/// The longest that a file may be.
const LONGEST: usize = 400;

fn sources() -> Vec<PathBuf> {
    let mut found: Vec<_> = ["crates", "src-tauri", "tests", "ui"]
        .into_iter()
        .flat_map(files_below)
        .collect();
    found.retain(|path| {
        extension(path).is_some_and(|extension| ["rs", "ts", "tsx", "mjs"].contains(&extension))
    });
    found
}

fn extension(path: &Path) -> Option<&str> {
    path.extension().and_then(|extension| extension.to_str())
}

/// Whether a program wrote the file.
fn is_generated(text: &str) -> bool {
    text.lines()
        .take(5)
        .any(|line| line.to_lowercase().contains("generated"))
}

#[test]
fn no_file_outgrows_a_room() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|path| (text(&path), path))
        .filter(|(text, _)| !is_generated(text))
        .map(|(text, path)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:?}");
}

#[test]
fn every_library_says_what_it_is() {
    for path in sources().iter().filter(|path| path.ends_with("src/lib.rs")) {
        assert!(
            text(path).starts_with("//!"),
            "{} does not begin with what it is",
            path.display()
        );
    }
}

#[test]
fn no_type_is_called_after_what_it_is_not() {
    let empty_words = ["Manager", "Helper", "Util", "Utils", "Processor"];
    for path in sources()
        .iter()
        .filter(|path| extension(path) == Some("rs"))
    {
        for line in text(path).lines() {
            let mut words = line
                .split_whitespace()
                .skip_while(|word| !["struct", "enum", "trait"].contains(word));
            let name = words.nth(1).unwrap_or_default();
            let name: String = name
                .chars()
                .take_while(|letter| letter.is_alphanumeric())
                .collect();
            let empty = empty_words.iter().any(|word| name.ends_with(word));
            assert!(!empty, "{}: what is a {name}?", path.display());
        }
    }
}

#[test]
fn no_test_is_passed_over() {
    let marks = ["#[ignore", ".skip(", ".only(", ".todo("];
    for path in sources()
        .iter()
        .filter(|path| !path.starts_with("crates/house"))
    {
        let text = text(path);
        let is_test = extension(path) == Some("rs") || path.to_string_lossy().contains("test");
        for line in text.lines().filter(|_| is_test) {
            let in_rust = extension(path) == Some("rs");
            let passed_over = marks
                .iter()
                .any(|mark| line.contains(mark) && (mark.starts_with('#') == in_rust));
            assert!(!passed_over, "{}: {line}", path.display());
        }
    }
}
