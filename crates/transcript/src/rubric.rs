//! The rubric: how measures become scores of skills. It is data, versioned, and a tenant may have its own.

use crate::level::{CONVERSATION_SECONDS, TALK_SECONDS};
use crate::measures::{Analysis, MeasureId};
use crate::transcript::Speaker;
use activity::Measures;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The largest rubric that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// The most skills of a rubric, parts of a skill, and points of a part.
const MOST: usize = 32;

/// How measures become scores.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Which version it is; it travels with every score.
    pub version: String,
    /// What has to be there before anything is scored.
    pub minimum: Minimum,
    /// The skills.
    #[serde(rename = "skill")]
    pub skills: Vec<Skill>,
}

/// What has to be there before anything is scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    /// Seconds from the first word to the last.
    pub conversation_seconds: u32,
    /// Seconds of the speaker's own talk.
    pub talk_seconds: u32,
    /// How many people talk.
    pub speakers: u32,
}

/// One skill.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Its stable word.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// How much it weighs among the skills.
    pub weight: u32,
    /// The measures behind it.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// In English.
    pub en: String,
    /// In German.
    pub de: String,
}

/// A measure that a skill is made of.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The measure's stable word.
    pub measure: String,
    /// How much it weighs in the skill.
    pub weight: u32,
    /// Values of the measure and the scores they are worth.
    pub points: Vec<[f64; 2]>,
}

/// Why a rubric cannot be used. Skills and parts count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RubricError {
    /// It is larger than what is read.
    #[error("the rubric is larger than 64 KiB")]
    TooLarge,
    /// It is not TOML of the rubric's shape.
    #[error("line {line} of the rubric is not what a rubric has there")]
    NotARubric {
        /// The line, from 1.
        line: usize,
    },
    /// It has no version, or none of 1 to 40 characters.
    #[error("the rubric has no version of 1 to 40 characters")]
    NoVersion,
    /// It has no skills, or too many.
    #[error("the rubric has no skills, or more than 32")]
    SkillCount,
    /// A skill's id is not a word of a-z and _.
    #[error("skill {skill} has an id that is not a word of a-z and _")]
    BadId {
        /// Which skill.
        skill: usize,
    },
    /// Two skills have the same id.
    #[error("skill {skill} has the id of a skill before it")]
    SameId {
        /// Which skill.
        skill: usize,
    },
    /// A weight is 0 or above 1000.
    #[error("skill {skill} has a weight that is not 1 to 1000, itself or in a part")]
    BadWeight {
        /// Which skill.
        skill: usize,
    },
    /// A skill has no parts, or too many.
    #[error("skill {skill} has no parts, or more than 32")]
    PartCount {
        /// Which skill.
        skill: usize,
    },
    /// There is no such measure.
    #[error("part {part} of skill {skill} names no measure that there is")]
    UnknownMeasure {
        /// Which skill.
        skill: usize,
        /// Which part.
        part: usize,
    },
    /// Points are missing, too many, not ascending, or not scores.
    #[error(
        "part {part} of skill {skill} has no points with ascending values and scores from 0 to 100"
    )]
    BadPoints {
        /// Which skill.
        skill: usize,
        /// Which part.
        part: usize,
    },
}

/// A skill of one speaker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SkillScore {
    /// The skill's stable word.
    pub skill: String,
    /// From 0 to 100; `None` where there is not enough evidence.
    pub score: Option<u32>,
    /// How much the skill weighs among the skills.
    pub weight: u32,
    /// Whether there is not enough evidence, so that no score can be had.
    pub not_enough_evidence: bool,
    /// The measures behind it.
    pub parts: Vec<PartScore>,
}

/// A measure behind a score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PartScore {
    /// The measure.
    pub measure: MeasureId,
    /// How much it weighs in the skill.
    pub weight: u32,
    /// The measure's value.
    pub value: Option<f64>,
    /// What the value is worth, from 0 to 100.
    pub score: Option<f64>,
}

/// The product's own rubric, as it stands in its data file.
pub const STANDARD: &str = include_str!("../data/rubric.toml");

static PARSED: LazyLock<Rubric> = LazyLock::new(|| Rubric::parse(STANDARD).unwrap_or_default());

impl Rubric {
    /// The product's own.
    pub fn standard() -> &'static Self {
        &PARSED
    }

    /// Reads a rubric and checks all of it.
    pub fn parse(text: &str) -> Result<Self, RubricError> {
        if text.len() > LARGEST {
            return Err(RubricError::TooLarge);
        }
        let rubric: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let before = text.get(..at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            RubricError::NotARubric { line }
        })?;
        rubric.check()?;
        Ok(rubric)
    }

    fn check(&self) -> Result<(), RubricError> {
        if !(1..=40).contains(&self.version.trim().chars().count()) {
            return Err(RubricError::NoVersion);
        }
        if !(1..=MOST).contains(&self.skills.len()) {
            return Err(RubricError::SkillCount);
        }
        let mut ids = BTreeSet::new();
        for (place, skill) in self.skills.iter().enumerate() {
            skill.check(place + 1)?;
            if !ids.insert(&skill.id) {
                return Err(RubricError::SameId { skill: place + 1 });
            }
        }
        Ok(())
    }

    /// The scores of a speaker, in the rubric's order.
    pub fn score(&self, analysis: &Analysis<'_>, speaker: Speaker) -> Vec<SkillScore> {
        let least = |seconds: u32| i64::from(seconds) * 1000;
        let enough = analysis.length() >= least(self.minimum.conversation_seconds)
            && analysis.talk(speaker) >= least(self.minimum.talk_seconds)
            && analysis.speaker_count() >= self.minimum.speakers as usize;
        self.score_values(enough, &|measure| analysis.value(measure, speaker).ok())
    }

    /// The scores of numbers that were told: the same as those of the transcript that they were told of.
    pub fn score_numbers(&self, measures: &Measures, speakers: u64) -> Vec<SkillScore> {
        let is_at_least = |name: &str, least: u32| {
            measures
                .get(name)
                .is_some_and(|seconds| seconds >= f64::from(least))
        };
        let enough = is_at_least(CONVERSATION_SECONDS, self.minimum.conversation_seconds)
            && is_at_least(TALK_SECONDS, self.minimum.talk_seconds)
            && speakers >= u64::from(self.minimum.speakers);
        self.score_values(enough, &|measure| measures.get(measure.name()))
    }

    fn score_values(&self, enough: bool, value: &Values<'_>) -> Vec<SkillScore> {
        let skills = self.skills.iter();
        skills.map(|skill| skill.score(enough, value)).collect()
    }
}

/// The value of each measure that has one.
type Values<'a> = dyn Fn(MeasureId) -> Option<f64> + 'a;

impl Skill {
    fn check(&self, skill: usize) -> Result<(), RubricError> {
        let is_word = (1..=40).contains(&self.id.len())
            && self
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !is_word {
            return Err(RubricError::BadId { skill });
        }
        if !(1..=MOST).contains(&self.parts.len()) {
            return Err(RubricError::PartCount { skill });
        }
        let mut weights = self
            .parts
            .iter()
            .map(|part| part.weight)
            .chain([self.weight]);
        if weights.any(|weight| !(1..=1000).contains(&weight)) {
            return Err(RubricError::BadWeight { skill });
        }
        for (place, part) in self.parts.iter().enumerate() {
            let part_number = place + 1;
            if MeasureId::from_name(&part.measure).is_none() {
                return Err(RubricError::UnknownMeasure {
                    skill,
                    part: part_number,
                });
            }
            if !part.has_good_points() {
                return Err(RubricError::BadPoints {
                    skill,
                    part: part_number,
                });
            }
        }
        Ok(())
    }

    fn score(&self, enough: bool, value: &Values<'_>) -> SkillScore {
        let parts: Vec<PartScore> = self
            .parts
            .iter()
            .filter_map(|part| part.score(value))
            .collect();
        let weighed = |part: &PartScore| Some((part.score?, part.weight));
        let (sum, weight) = parts
            .iter()
            .filter_map(weighed)
            .fold((0.0, 0), |(sum, all), (score, weight)| {
                (sum + score * f64::from(weight), all + weight)
            });
        let of: u32 = self.parts.iter().map(|part| part.weight).sum();
        // Where half of a skill cannot be seen, the rest does not stand for it.
        let score = (enough && weight * 2 > of).then(|| (sum / f64::from(weight)).round() as u32);
        SkillScore {
            skill: self.id.clone(),
            score,
            weight: self.weight,
            not_enough_evidence: score.is_none(),
            parts,
        }
    }
}

impl Part {
    fn has_good_points(&self) -> bool {
        let good = |[value, score]: &[f64; 2]| value.is_finite() && (0.0..=100.0).contains(score);
        (1..=MOST).contains(&self.points.len())
            && self.points.iter().all(good)
            && self.points.is_sorted_by(|one, next| one[0] < next[0])
    }

    fn score(&self, value: &Values<'_>) -> Option<PartScore> {
        let measure = MeasureId::from_name(&self.measure)?;
        let value = value(measure);
        Some(PartScore {
            measure,
            weight: self.weight,
            value,
            score: value.and_then(|value| self.worth(value)),
        })
    }

    /// What a value is worth: on the straight line between the points round it.
    fn worth(&self, value: f64) -> Option<f64> {
        let above = self.points.iter().position(|[at, _]| *at >= value);
        let worth = match above {
            Some(0) => self.points.first()?[1],
            None => self.points.last()?[1],
            Some(place) => {
                let ([from, low], [to, high]) =
                    (*self.points.get(place - 1)?, *self.points.get(place)?);
                low + (high - low) * (value - from) / (to - from)
            }
        };
        Some((worth * 1000.0).round() / 1000.0)
    }
}
