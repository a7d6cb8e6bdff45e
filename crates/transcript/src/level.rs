//! How much of a transcript leaves: numbers, the employee's own words, or all of it.
//!
//! [`OwnTurns`] cannot hold another's words: it is made only here, of an [`Employee`]; there is no other constructor and no
//! `Deserialize`.

use crate::identify::Employee;
use crate::measures::Analysis;
use crate::transcript::Transcript;
use crate::turns::{Turn, turns};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// How much of a transcript leaves, from little to much.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Numbers only.
    Measures,
    /// The employee's words, and how long the others' turns were.
    #[default]
    OwnTurns,
    /// Everybody's words and names.
    Full,
}

impl Level {
    /// Every level, from little to much.
    pub const ALL: [Self; 3] = [Self::Measures, Self::OwnTurns, Self::Full];

    /// Its stable word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Measures => "measures",
            Self::OwnTurns => "own_turns",
            Self::Full => "full",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// What both the tenant's policy and the employee allow.
    pub fn narrower(self, other: Self) -> Self {
        self.min(other)
    }
}

/// The numbers of the employee, by the measures' stable words; a measure without a value is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Numbers(BTreeMap<&'static str, f64>);

impl Numbers {
    /// Measures the employee.
    pub fn of(transcript: &Transcript, employee: &Employee) -> Self {
        let (joined, speaker) = employee.as_one(transcript);
        let measures = Analysis::of(&joined, None).measures(speaker).into_iter();
        Self(
            measures
                .filter_map(|measured| Some((measured.id.name(), measured.value?)))
                .collect(),
        )
    }
}

/// The employee's words; of the others only how long they spoke.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OwnTurns(Vec<OwnTurn>);

/// One turn of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum OwnTurn {
    Own {
        at: i64,
        milliseconds: i64,
        words: String,
    },
    Other {
        milliseconds: i64,
    },
}

impl OwnTurns {
    /// Takes the employee's turns out of a transcript.
    pub fn of(transcript: &Transcript, employee: &Employee) -> Self {
        let turns = turns(transcript);
        let taken = turns.iter().map(|turn| {
            let milliseconds = turn.talk;
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
}

/// Everybody's words and names.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FullTurns(Vec<FullTurn>);

#[derive(Clone, PartialEq, Eq, Serialize)]
struct FullTurn {
    speaker: String,
    at: i64,
    milliseconds: i64,
    words: String,
}

impl FullTurns {
    /// Takes all turns of a transcript.
    pub fn of(transcript: &Transcript) -> Self {
        let turns = turns(transcript);
        let taken = turns.iter().map(|turn| FullTurn {
            speaker: transcript.name(turn.speaker).to_owned(),
            at: turn.span.from(),
            milliseconds: turn.talk,
            words: words(transcript, turn),
        });
        Self(taken.collect())
    }
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
