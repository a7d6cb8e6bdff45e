//! Transcripts of one hour each, read and measured on one core.

use crate::Fallible;
use crate::table::Line;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;
use transcript::{Analysis, Form, Rubric, Speaker, read};

/// The names of the two measurements.
const READ: &str = "transcripts, bytes read only";
const MEASURED: &str = "transcripts, parsed, measured, scored";

const NAMES: [&str; 4] = ["Ada Example", "Bo Sample", "Cy Specimen", "Di Instance"];
const SENTENCES: [&str; 6] = [
    "Thank you for joining, shall we go through the open points?",
    "Um, I think that is what we have to do, you know, and it is not too late.",
    "What would you need from us to decide this by the end of the month?",
    "The numbers look better than last month, but there are two things we can improve.",
    "I'll send you the offer by Friday, and the next step is a call with your team.",
    "Yes.",
];

/// Reads and measures so many transcripts beside reading their bytes.
pub(crate) fn measure(count: u64) -> Fallible<[Line; 2]> {
    let files: Vec<String> = (0..8).map(hour).collect();
    let of = |number: u64| files[number as usize % files.len()].as_bytes();
    let begun = Instant::now();
    for number in 0..count {
        let sum = of(number)
            .iter()
            .fold(0_u64, |sum, byte| sum + u64::from(*byte));
        black_box(sum);
    }
    let bytes = begun.elapsed();
    let begun = Instant::now();
    for number in 0..count {
        let transcript = read(of(number), Form::Detect)?;
        let analysis = Analysis::of(&transcript, None);
        let speakers: Vec<Speaker> = transcript.speakers().map(|(speaker, _)| speaker).collect();
        for speaker in speakers {
            black_box(analysis.measures(speaker));
            black_box(Rubric::standard().score(&analysis, speaker));
        }
    }
    let measured = begun.elapsed();
    Ok([
        Line::bare(READ, count, bytes),
        Line::bare(MEASURED, count, measured),
    ])
}

/// An hour of talk as Teams writes it: a cue every five seconds, some nine thousand words.
fn hour(seed: usize) -> String {
    let mut text = String::from("WEBVTT\n");
    for cue in 0..720_usize {
        let (from, until) = (cue * 5_000, cue * 5_000 + 4_600);
        let speaker = NAMES[(cue / 3 + seed) % NAMES.len()];
        let words = SENTENCES[(cue * 7 + seed) % SENTENCES.len()];
        let _ = write!(
            text,
            "\n5c8f0a52-31cb-4b5c-9f0e-0f2c3e7b1a11/{cue}-0\n{} --> {}\n<v {speaker}>{words}</v>\n",
            clock(from),
            clock(until)
        );
    }
    text
}

fn clock(at: usize) -> String {
    let (seconds, rest) = (at / 1000, at % 1000);
    format!(
        "{:02}:{:02}:{:02}.{rest:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
