//! How much of a transcript leaves: numbers, the employee's own words, or all of it.
//!
//! [`OwnTurns`] cannot hold another's words: it is made only here, of an [`Employee`]; there is no other constructor and no
//! `Deserialize`.

use crate::identify::Employee;
use crate::measures::{Analysis, MeasureId};
use crate::transcript::Transcript;
use crate::turns::{Turn, turns};
use activity::{FullTurn, Measures, OwnTurn, Quantity, TranscriptNumbers};
use serde::Serialize;
use std::fmt;

/// Beside the measures: from the first word to the last. By it and the next a rubric tells whether there is enough evidence.
pub const CONVERSATION_SECONDS: &str = "conversation_seconds";
/// Beside the measures: how long the employee talks.
pub const TALK_SECONDS: &str = "talk_seconds";

/// Whether a number of that name is told of a transcript.
pub fn is_told(name: &str) -> bool {
    [CONVERSATION_SECONDS, TALK_SECONDS].contains(&name) || MeasureId::from_name(name).is_some()
}

/// The numbers of the employee; a measure without a value is left out.
pub fn numbers(transcript: &Transcript, employee: &Employee) -> TranscriptNumbers {
    let (joined, speaker) = employee.as_one(transcript);
    let analysis = Analysis::of(&joined, None);
    let seconds = |milliseconds: i64| milliseconds as f64 / 1000.0;
    let basis = [
        (CONVERSATION_SECONDS, seconds(analysis.length())),
        (TALK_SECONDS, seconds(analysis.talk(speaker))),
    ];
    let measured = analysis.measures(speaker).into_iter();
    let values = measured.filter_map(|measured| Some((measured.id.name(), measured.value?)));
    let quantities = values
        .chain(basis)
        .filter_map(|(name, value)| Some((name.to_owned(), Quantity::rounded(value)?)));
    TranscriptNumbers {
        duration_minutes: u64::try_from(analysis.length() / 60_000).unwrap_or_default(),
        speaker_count: joined.speakers().count() as u64,
        measures: Measures(quantities.collect()),
    }
}

/// The employee's words; of the others only how long they spoke.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OwnTurns(Vec<OwnTurn>);

impl OwnTurns {
    /// Takes the employee's turns out of a transcript.
    pub fn of(transcript: &Transcript, employee: &Employee) -> Self {
        let turns = turns(transcript);
        let taken = turns.iter().map(|turn| {
            let milliseconds = milliseconds(turn);
            if employee.is(turn.speaker) {
                OwnTurn::Own {
                    at: turn.span.from(),
                    milliseconds,
                    words: words(transcript, turn),
                }
            } else {
                OwnTurn::Other { milliseconds }
            }
        });
        Self(taken.collect())
    }

    /// The turns as they are told.
    pub fn into_turns(self) -> Vec<OwnTurn> {
        self.0
    }
}

/// Everybody's words and names.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FullTurns(Vec<FullTurn>);

impl FullTurns {
    /// Takes all turns of a transcript.
    pub fn of(transcript: &Transcript) -> Self {
        let turns = turns(transcript);
        let taken = turns.iter().map(|turn| FullTurn {
            speaker: transcript.name(turn.speaker).to_owned(),
            at: turn.span.from(),
            milliseconds: milliseconds(turn),
            words: words(transcript, turn),
        });
        Self(taken.collect())
    }

    /// The turns as they are told.
    pub fn into_turns(self) -> Vec<FullTurn> {
        self.0
    }
}

fn milliseconds(turn: &Turn) -> u64 {
    u64::try_from(turn.talk).unwrap_or_default()
}

fn words(transcript: &Transcript, turn: &Turn) -> String {
    let mut words = String::new();
    for place in &turn.utterances {
        let Some(said) = transcript.utterances().get(*place as usize) else {
            continue;
        };
        if !words.is_empty() && !said.text().is_empty() {
            words.push(' ');
        }
        words.push_str(said.text());
    }
    words
}

impl fmt::Debug for OwnTurns {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OwnTurns({})", self.0.len())
    }
}

impl fmt::Debug for FullTurns {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FullTurns({})", self.0.len())
    }
}
