//! The frame of a WebVTT file: blocks, and which of them are cues.

use super::timing::{Timing, timing};
use super::{LONGEST_CUE, MOST_CUES, Unreadable};
use crate::span::Span;
use memchr::memchr2;

/// A cue as it stands in the file.
pub(super) struct Block<'text> {
    /// The line of its times, from 1.
    pub(super) line: usize,
    /// The line before its times.
    pub(super) id: Option<&'text str>,
    pub(super) span: Span,
    pub(super) payload: &'text str,
}

/// What a file's frame holds.
pub(super) struct Frame<'text> {
    pub(super) cues: Vec<Block<'text>>,
    /// Blocks of text that belong to no cue.
    pub(super) stray: usize,
}

/// Takes a file apart into its cues. Notes, styles and regions are passed over.
pub(super) fn frame(text: &str) -> Result<Frame<'_>, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Lines::of(text);
    let signature = lines.next().unwrap_or_default();
    let signed = signature
        .text
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    if !signed {
        return Err(Unreadable::NotWebVtt);
    }
    let mut frame = Frame {
        cues: Vec::new(),
        stray: 0,
    };
    let mut in_header = true;
    while let Some(line) = lines.peek() {
        if line.text.is_empty() {
            in_header = false;
            lines.next();
            continue;
        }
        if !in_header && is_apart(line.text) {
            lines.skip_block();
            continue;
        }
        block(&mut lines, in_header, text, &mut frame)?;
        in_header = false;
    }
    Ok(frame)
}

/// Reads one block: lines up to the timing line, the last of which is the cue's id, and then its text.
fn block<'text>(
    lines: &mut Lines<'text>,
    in_header: bool,
    text: &'text str,
    frame: &mut Frame<'text>,
) -> Result<(), Unreadable> {
    let mut id = None;
    while let Some(line) = lines.next() {
        match timing(line.text) {
            Timing::Of(span) => {
                if frame.cues.len() == MOST_CUES {
                    return Err(Unreadable::TooManyCues { line: line.number });
                }
                let payload = payload(lines, text);
                if payload.len() > LONGEST_CUE {
                    return Err(Unreadable::CueTooLong { line: line.number });
                }
                frame.cues.push(Block {
                    line: line.number,
                    id,
                    span,
                    payload,
                });
                return Ok(());
            }
            Timing::Unreadable => return Err(Unreadable::BadTiming { line: line.number }),
            Timing::TooFar => return Err(Unreadable::TooFar { line: line.number }),
            Timing::None if line.text.is_empty() => break,
            Timing::None => id = Some(line.text),
        }
    }
    frame.stray += usize::from(!in_header);
    Ok(())
}

/// The lines up to the next empty one, or up to the next timing line where the empty one is missing.
fn payload<'text>(lines: &mut Lines<'text>, text: &'text str) -> &'text str {
    let from = lines.peek().map_or(text.len(), |line| line.begins);
    let mut until = from;
    while let Some(line) = lines.peek() {
        if line.text.is_empty() || matches!(timing(line.text), Timing::Of(_)) {
            break;
        }
        lines.next();
        until = line.ends;
    }
    text.get(from..until).unwrap_or_default()
}

/// Whether a block's first line says that it is no cue.
fn is_apart(line: &str) -> bool {
    ["NOTE", "STYLE", "REGION"].iter().any(|word| {
        line.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

#[derive(Clone, Copy, Default)]
struct Line<'text> {
    text: &'text str,
    number: usize,
    /// Where its text begins, and where it ends without the line break.
    begins: usize,
    ends: usize,
}

/// The lines of a text, ended by LF, CRLF or CR.
struct Lines<'text> {
    text: &'text str,
    /// Where the line after the next one begins.
    at: usize,
    next: Option<Line<'text>>,
}

impl<'text> Lines<'text> {
    fn of(text: &'text str) -> Self {
        let mut lines = Self {
            text,
            at: 0,
            next: None,
        };
        lines.look(1);
        lines
    }

    /// Looks at the line that begins where the one before it has ended.
    fn look(&mut self, number: usize) {
        let (begins, bytes) = (self.at, self.text.as_bytes());
        let Some(rest) = bytes.get(begins..).filter(|rest| !rest.is_empty()) else {
            self.next = None;
            return;
        };
        let length = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line_break = match rest.get(length..length + 2) {
            Some(b"\r\n") => 2,
            _ => usize::from(length < rest.len()),
        };
        let ends = begins + length;
        self.at = ends + line_break;
        self.next = self.text.get(begins..ends).map(|text| Line {
            text,
            number,
            begins,
            ends,
        });
    }

    fn peek(&self) -> Option<Line<'text>> {
        self.next
    }

    fn skip_block(&mut self) {
        while self.next().is_some_and(|line| !line.text.is_empty()) {}
    }
}

impl<'text> Iterator for Lines<'text> {
    type Item = Line<'text>;

    fn next(&mut self) -> Option<Line<'text>> {
        let line = self.next?;
        self.look(line.number + 1);
        Some(line)
    }
}
