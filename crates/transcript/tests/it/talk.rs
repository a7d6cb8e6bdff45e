//! Talk for tests: who says what for how long, as a file.

use proptest::prelude::*;
use std::fmt::Write as _;

/// Somebody says something.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) name: &'static str,
    pub(crate) words: Vec<&'static str>,
}

pub(crate) const NAMES: [&str; 4] = ["Ada Example", "Bo Sample", "Example, Cy", ""];
const WORDS: [&str; 24] = [
    "um,", "you", "know", "the", "price.", "Is", "it", "that?", "I'll", "send", "next", "step",
    "Äh", "und", "ich", "schicke", "das", "nicht.", "bis", "Freitag?", "はい", "3", "<3", "A&B",
];

/// A file of WebVTT.
pub(crate) fn file(talk: &[Said]) -> String {
    let mut text = String::from("WEBVTT\n");
    for said in talk {
        let _ = write!(text, "\n{} --> {}\n", clock(said.from), clock(said.until));
        let words = said
            .words
            .join(" ")
            .replace('&', "&amp;")
            .replace('<', "&lt;");
        let _ = if said.name.is_empty() {
            writeln!(text, "{words}")
        } else {
            writeln!(text, "<v {}>{words}</v>", said.name)
        };
    }
    text
}

fn clock(at: i64) -> String {
    let sign = if at < 0 { "-" } else { "" };
    let at = at.abs();
    format!(
        "{sign}{:02}:{:02}.{:03}",
        at / 60_000,
        at / 1000 % 60,
        at % 1000
    )
}

/// A talk in which people talk beside each other, but nobody beside themselves: no service writes that.
pub(crate) fn talk() -> impl Strategy<Value = Vec<Said>> {
    let words = prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..12);
    let cue = (0..NAMES.len(), 0_i64..6_000, 0_i64..9_000, words);
    prop::collection::vec(cue, 1..30).prop_map(|cues| {
        let mut free = [-3_000_i64; NAMES.len()];
        let talk = cues.into_iter().map(|(who, silence, length, words)| {
            let from = free[who] + silence / 100 * 100;
            free[who] = from + length / 100 * 100;
            Said {
                from,
                until: free[who],
                name: NAMES[who],
                words,
            }
        });
        talk.collect()
    })
}
