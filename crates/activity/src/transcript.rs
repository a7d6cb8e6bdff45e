//! What is told of a transcript: numbers, and by [`Level`] the employee's words or everybody's.

use crate::{Instant, Meetings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A transcript of one of an employee's meetings.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingTranscript {
    /// `o365_transcript_{transcriptId}`.
    pub external_id: String,
    /// Always `meetings`.
    pub channel: Meetings,
    /// The start of the meeting.
    pub occurred_at: Instant,
    /// The employee's own address.
    pub person_external_id: String,
    /// What is told of it.
    pub properties: MeetingTranscriptProperties,
}

/// What is told of a transcript, each level a shape of its own: there is no place for words that the level leaves out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "level", rename_all = "snake_case")]
pub enum MeetingTranscriptProperties {
    /// Numbers only.
    Measures(TranscriptNumbers),
    /// And the employee's words.
    OwnTurns(TranscriptTurns<OwnTurn>),
    /// And everybody's words and names.
    Full(TranscriptTurns<FullTurn>),
}

/// The numbers of a transcript.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranscriptNumbers {
    /// Whole minutes from the first word to the last, rounded down.
    pub duration_minutes: u64,
    /// How many people speak.
    pub speaker_count: u64,
    /// The employee's measures.
    pub measures: Measures,
}

/// The numbers of a transcript, and turns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranscriptTurns<T> {
    /// Whole minutes from the first word to the last, rounded down.
    pub duration_minutes: u64,
    /// How many people speak.
    pub speaker_count: u64,
    /// The employee's measures.
    pub measures: Measures,
    /// The turns, in the order in which they begin.
    pub turns: Vec<T>,
}

/// The employee's measures by their stable words, each in its measure's unit; one without a value is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Measures(pub BTreeMap<String, Quantity>);

/// A number of a measure: finite, and no finer than thousandths.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Quantity(f64);

/// The number is not finite, or finer than thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a quantity: a finite number of at most three decimals is needed")]
pub struct NotAQuantity;

/// A turn as it is told where only the employee's words are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum OwnTurn {
    /// The employee's.
    Own {
        /// Where it begins, in milliseconds from the transcript's zero.
        at: i64,
        /// Milliseconds of talk in it.
        milliseconds: u64,
        /// What the employee said.
        words: String,
    },
    /// Somebody else's: how long it was, and nothing more.
    Other {
        /// Milliseconds of talk in it.
        milliseconds: u64,
    },
}

/// A turn as it is told where everybody's words are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullTurn {
    /// Who speaks, by the name in the transcript; empty where it names nobody.
    pub speaker: String,
    /// Where it begins, in milliseconds from the transcript's zero.
    pub at: i64,
    /// Milliseconds of talk in it.
    pub milliseconds: u64,
    /// What was said.
    pub words: String,
}

impl MeetingTranscriptProperties {
    /// How much of the transcript it is.
    pub fn level(&self) -> Level {
        match self {
            Self::Measures(_) => Level::Measures,
            Self::OwnTurns(_) => Level::OwnTurns,
            Self::Full(_) => Level::Full,
        }
    }

    /// The employee's measures.
    pub fn measures(&self) -> &Measures {
        match self {
            Self::Measures(numbers) => &numbers.measures,
            Self::OwnTurns(own) => &own.measures,
            Self::Full(full) => &full.measures,
        }
    }

    /// How many people speak.
    pub fn speaker_count(&self) -> u64 {
        match self {
            Self::Measures(numbers) => numbers.speaker_count,
            Self::OwnTurns(own) => own.speaker_count,
            Self::Full(full) => full.speaker_count,
        }
    }

    /// Whole minutes from the first word to the last.
    pub fn duration_minutes(&self) -> u64 {
        match self {
            Self::Measures(numbers) => numbers.duration_minutes,
            Self::OwnTurns(own) => own.duration_minutes,
            Self::Full(full) => full.duration_minutes,
        }
    }
}

impl TranscriptNumbers {
    /// The numbers with turns beside them.
    pub fn with<T>(self, turns: Vec<T>) -> TranscriptTurns<T> {
        TranscriptTurns {
            duration_minutes: self.duration_minutes,
            speaker_count: self.speaker_count,
            measures: self.measures,
            turns,
        }
    }
}

impl Measures {
    /// The value of a measure.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).map(|quantity| quantity.0)
    }
}

impl Quantity {
    /// A number rounded to thousandths; `None` if it is not finite.
    pub fn rounded(number: f64) -> Option<Self> {
        // Adding zero turns −0 into 0, which has one spelling.
        let rounded = (number * 1000.0).round() / 1000.0 + 0.0;
        rounded.is_finite().then_some(Self(rounded))
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl Eq for Quantity {}

impl TryFrom<f64> for Quantity {
    type Error = NotAQuantity;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        let rounded = Self::rounded(number).ok_or(NotAQuantity)?;
        if rounded.0.to_bits() == (number + 0.0).to_bits() {
            Ok(rounded)
        } else {
            Err(NotAQuantity)
        }
    }
}

impl From<Quantity> for f64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}
