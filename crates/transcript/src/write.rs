//! WebVTT out, so that a person can keep what was read.

use crate::transcript::{Transcript, Utterance};
use std::fmt::Write as _;

impl Transcript {
    /// The transcript as WebVTT; read as [`crate::Form::Voices`] it is the same again.
    pub fn to_webvtt(&self) -> String {
        let mut text = String::from("WEBVTT\n");
        let mut rest = self.utterances();
        while let Some(first) = rest.first() {
            let shared = rest.iter().take_while(|said| said.cue == first.cue).count();
            let (cue, after) = rest.split_at(shared);
            self.write_cue(cue, &mut text);
            rest = after;
        }
        text
    }

    fn write_cue(&self, cue: &[Utterance], text: &mut String) {
        let Some(span) = cue.iter().map(|said| said.span).reduce(crate::Span::with) else {
            return;
        };
        let (from, until) = (Clock(span.from()), Clock(span.until()));
        let _ = writeln!(text, "\n{from} --> {until}");
        for said in cue {
            let (name, words) = (self.name(said.speaker), &said.text);
            if name.is_empty() {
                let _ = writeln!(text, "{}", Escaped(words));
            } else {
                let _ = writeln!(text, "<v {}>{}</v>", Escaped(name), Escaped(words));
            }
        }
        // A cue without words still needs no empty line of its own.
        if text.ends_with("\n\n") {
            text.pop();
        }
    }
}

struct Clock(i64);

impl std::fmt::Display for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let all = self.0.unsigned_abs();
        let (hours, minutes) = (all / 3_600_000, all / 60_000 % 60);
        let (seconds, milliseconds) = (all / 1000 % 60, all % 1000);
        write!(
            formatter,
            "{sign}{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
        )
    }
}

struct Escaped<'text>(&'text str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>']) {
            let (before, from) = rest.split_at(at);
            formatter.write_str(before)?;
            formatter.write_str(match from.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'<') => "&lt;",
                _ => "&gt;",
            })?;
            rest = from.get(1..).unwrap_or_default();
        }
        formatter.write_str(rest)
    }
}
