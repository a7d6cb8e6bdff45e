use activity::{Instant, Measures, Sha256};
use serde::Deserialize;
use std::collections::BTreeMap;
use transcript::{Rubric, SkillScore};
use wire::{CallQuality, ReviewedMeeting, ReviewedSkill};

/// What is read of a stored transcript: its numbers, never its words.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Meeting {
    external_id: String,
    pub(crate) occurred_at: Instant,
    properties: Numbers,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Numbers {
    duration_minutes: u64,
    speaker_count: u64,
    measures: Measures,
}

/// Scores the meetings of a person in a cycle.
pub(crate) fn call_quality(rubric: &Rubric, text: &str, mut meetings: Vec<Meeting>) -> CallQuality {
    meetings.sort_by(|one, other| {
        (one.occurred_at, &one.external_id).cmp(&(other.occurred_at, &other.external_id))
    });
    let scored: Vec<Vec<SkillScore>> = meetings.iter().map(|one| one.scores(rubric)).collect();
    let skills = rubric.skills.iter().enumerate().map(|(place, skill)| {
        let of_meetings = scored.iter().filter_map(|skills| skills.get(place));
        let counted: Vec<&SkillScore> = of_meetings.filter(|one| one.score.is_some()).collect();
        ReviewedSkill {
            skill: skill.id.clone(),
            name_en: skill.name.en.clone(),
            name_de: skill.name.de.clone(),
            weight: skill.weight,
            score: mean(counted.iter().filter_map(|one| one.score).map(f64::from))
                .map(|mean| mean.round() as u32),
            not_enough_evidence: counted.is_empty(),
            meetings: u32::try_from(counted.len()).unwrap_or(u32::MAX),
            measures: measures(&counted),
        }
    });
    CallQuality {
        rubric: rubric.version.clone(),
        rubric_sha256: Sha256::of(text.as_bytes()),
        skills: skills.collect(),
        meetings: meetings
            .iter()
            .zip(&scored)
            .map(|(meeting, scores)| meeting.with(scores))
            .collect(),
    }
}

/// The mean of each measure behind a skill, over the meetings that could be scored.
fn measures(counted: &[&SkillScore]) -> BTreeMap<String, f64> {
    let mut values: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for part in counted.iter().flat_map(|skill| &skill.parts) {
        let of_measure = values.entry(part.measure.name()).or_default();
        of_measure.extend(part.value);
    }
    let means = values.into_iter().filter_map(|(measure, values)| {
        let mean = mean(values.into_iter())?;
        Some((measure.to_owned(), (mean * 1000.0).round() / 1000.0 + 0.0))
    });
    means.collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

impl Meeting {
    fn scores(&self, rubric: &Rubric) -> Vec<SkillScore> {
        rubric.score_numbers(&self.properties.measures, self.properties.speaker_count)
    }

    fn with(&self, scores: &[SkillScore]) -> ReviewedMeeting {
        let scores = scores
            .iter()
            .filter_map(|one| Some((one.skill.clone(), one.score?)));
        let measures = self.properties.measures.0.iter();
        let measures = measures.map(|(name, value)| (name.clone(), value.value()));
        ReviewedMeeting {
            external_id: self.external_id.clone(),
            occurred_at: self.occurred_at,
            duration_minutes: self.properties.duration_minutes,
            speaker_count: self.properties.speaker_count,
            measures: measures.collect(),
            scores: scores.collect(),
        }
    }
}
