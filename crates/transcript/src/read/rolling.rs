//! Captions that roll, as video sites write them: each cue repeats the line before and adds one.

use super::frame::Block;
use super::payload::{Payload, payload};

/// Takes the repeated lines out.
pub(super) fn unroll(blocks: &[Block<'_>], payloads: &mut [Payload<'_>]) {
    let mut shown = String::new();
    for (block, payload) in blocks.iter().zip(payloads) {
        let mut lines = block.payload.lines().filter(|line| !line.trim().is_empty());
        let Some(first) = lines.next() else {
            continue;
        };
        let last = words(lines.next_back().unwrap_or(first));
        let repeats = !shown.is_empty() && words(first) == shown;
        if let Some(said) = payload.voices.first_mut().filter(|_| repeats) {
            let rest = said.text.strip_prefix(&shown).unwrap_or(&said.text);
            said.text = rest.trim_start().to_owned();
        }
        shown = last;
    }
}

/// The words of one line, without markup.
fn words(line: &str) -> String {
    let voices = payload(line).voices.into_iter();
    voices.map(|said| said.text).collect::<Vec<_>>().join(" ")
}
