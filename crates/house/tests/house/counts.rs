//! What is told to people has the word for one beside one.

use crate::blueprint::{files_below, text};

/// What the application counts before people's eyes.
const MANY: [&str; 17] = [
    "activities",
    "bytes",
    "cues",
    "cycles",
    "days",
    "domains",
    "folders",
    "items",
    "mailboxes",
    "mails",
    "meetings",
    "messages",
    "minutes",
    "passages",
    "people",
    "requests",
    "transcripts",
];

#[test]
fn no_sentence_puts_any_number_before_many() {
    let mut bare = Vec::new();
    for path in ["crates/companion/src", "crates/vitrinectl/src"]
        .into_iter()
        .flat_map(files_below)
    {
        let text = text(&path);
        // Each piece begins where a number, or something else, was put into a sentence.
        for piece in text.split("} ").skip(1) {
            let word = piece.split(|one: char| !one.is_ascii_alphabetic()).next();
            if word.is_some_and(|word| MANY.contains(&word)) {
                bare.push((path.clone(), word.map(str::to_owned)));
            }
        }
    }
    assert!(bare.is_empty(), "say it by `companion::counted`: {bare:?}");
}
