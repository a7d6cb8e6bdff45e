//! WebVTT in: a file's bytes as a [`Transcript`], in one pass and within limits.

mod error;
mod frame;
mod label;
mod metadata;
mod payload;
mod rolling;
mod timing;

pub use error::Unreadable;

use crate::language::Language;
use crate::span::Span;
use crate::transcript::{Builder, Transcript};
use activity::Instant;
use frame::{Frame, frame};
use payload::{Payload, Voiced, payload};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 16 * 1_048_576;
/// The most cues that are read.
pub const MOST_CUES: usize = 100_000;
/// The longest text of one cue, in bytes.
pub const LONGEST_CUE: usize = 64 * 1024;

/// How a file names its speakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Whatever the file itself shows: voices, JSON, or the labels of other tools.
    Detect,
    /// `text/vtt`: voices as `<v Name>`.
    Voices,
    /// `metadataContent`: JSON.
    Metadata,
    /// `application/vnd.microsoft.graph.transcript+text`: nobody is named.
    Speakerless,
}

/// Reads a transcript.
pub fn read(bytes: &[u8], form: Form) -> Result<Transcript, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        Unreadable::NotUtf8 { line }
    })?;
    let frame = frame(text)?;
    let is_metadata = match form {
        Form::Metadata => true,
        Form::Detect => shows_metadata(&frame),
        Form::Voices | Form::Speakerless => false,
    };
    if is_metadata {
        of_metadata(&frame)
    } else {
        Ok(of_text(&frame, form))
    }
}

fn shows_metadata(frame: &Frame<'_>) -> bool {
    let first = frame.cues.iter().find(|cue| !cue.payload.trim().is_empty());
    first.is_some_and(|cue| metadata::spoken(cue.payload).is_some())
}

fn of_metadata(frame: &Frame<'_>) -> Result<Transcript, Unreadable> {
    let mut builder = Builder::of(frame.cues.len(), frame.stray);
    for (cue, block) in frame.cues.iter().enumerate() {
        let spoken =
            metadata::spoken(block.payload).ok_or(Unreadable::BadMetadata { line: block.line })?;
        if cue == 0 {
            builder.begins(
                spoken
                    .begins()
                    .and_then(|instant| zero(instant, block.span)),
            );
        }
        let language = spoken.language.as_deref().and_then(Language::from_tag);
        let name = payload::single_spaced(spoken.name.as_deref().unwrap_or_default());
        let text = payload::single_spaced(&spoken.text);
        builder.say(cue, block.span, &name, text, language);
    }
    Ok(builder.build())
}

/// The instant of a transcript's zero.
fn zero(begins: Instant, span: Span) -> Option<Instant> {
    Instant::from_milliseconds(begins.milliseconds().checked_sub(span.from())?).ok()
}

fn of_text(frame: &Frame<'_>, form: Form) -> Transcript {
    let mut builder = Builder::of(frame.cues.len(), frame.stray);
    let mut payloads: Vec<Payload<'_>> =
        frame.cues.iter().map(|cue| payload(cue.payload)).collect();
    let named_by = match form {
        Form::Detect if payloads.iter().any(|payload| payload.is_voiced) => Named::ByVoices,
        Form::Detect if shows_labels(&payloads) => Named::ByLabels,
        Form::Detect => Named::ByIds,
        Form::Voices | Form::Metadata => Named::ByVoices,
        Form::Speakerless => Named::Nowhere,
    };
    if form == Form::Detect && payloads.iter().any(|payload| payload.timed_words) {
        rolling::unroll(&frame.cues, &mut payloads);
    }
    for (cue, (block, payload)) in frame.cues.iter().zip(payloads).enumerate() {
        let id = block.id.and_then(label::in_id).unwrap_or_default();
        let letters = |said: &Voiced<'_>| said.text.chars().count();
        let total = payload.voices.iter().map(letters).sum();
        if payload.voices.is_empty() {
            let name = if named_by == Named::ByIds { id } else { "" };
            builder.say(cue, block.span, name, String::new(), None);
        }
        let (mut done, mut from) = (0, block.span.from());
        for said in payload.voices {
            done += letters(&said);
            let span = Span::new(from, share(block.span, done, total));
            from = span.until();
            match (named_by, label::labelled(&said.text)) {
                (Named::ByLabels, Some((name, rest))) => {
                    builder.say(cue, span, name, rest.to_owned(), None);
                }
                (Named::ByVoices, _) => builder.say(cue, span, &said.voice, said.text, None),
                (Named::ByIds, _) => builder.say(cue, span, id, said.text, None),
                (Named::ByLabels | Named::Nowhere, _) => {
                    builder.say(cue, span, "", said.text, None);
                }
            }
        }
    }
    builder.build()
}

/// Where a file names its speakers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    ByVoices,
    ByLabels,
    ByIds,
    Nowhere,
}

/// Where in a cue that several voices share one of them ends: each has the part of the time that it has of the letters.
fn share(span: Span, letters: usize, of: usize) -> i64 {
    if letters >= of {
        return span.until();
    }
    span.from() + span.length() * letters as i64 / of as i64
}

/// Whether the file writes speakers as labels: at least half of its cues that say something begin with one.
fn shows_labels(payloads: &[Payload<'_>]) -> bool {
    let firsts = payloads.iter().filter_map(|payload| payload.voices.first());
    let (labelled, all) = firsts.fold((0, 0), |(labelled, all), said| {
        let is_labelled = label::labelled(&said.text).is_some();
        (labelled + usize::from(is_labelled), all + 1)
    });
    labelled > 0 && labelled * 2 >= all
}
