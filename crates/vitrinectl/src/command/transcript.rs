//! `transcript measure`: a file that is there, no home, no network.

use crate::arguments::Measure;
use crate::print::Printer;
use companion::{Exit, Obstacle, counted};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use transcript::{
    Analysis, Employee, Form, LARGEST, Match, MeasureId, Rubric, RubricError, SkillScore, Speaker,
    Transcript, Unreadable, read,
};

pub(crate) fn measure(measure: &Measure, printer: &Printer) -> Exit {
    match measured(measure, printer) {
        Ok(()) => Exit::Done,
        Err(Refused::Output(obstacle)) => {
            printer.obstacle(&obstacle);
            obstacle.exit()
        }
        Err(refused) => {
            printer.refusal(refused.code(), &refused.sentence(), refused.next_step());
            Exit::Usage
        }
    }
}

/// Why a transcript cannot be measured.
enum Refused {
    NoFile,
    NoRubricFile,
    Unreadable(Unreadable),
    Rubric(RubricError),
    Unclear,
    Absent,
    Output(Obstacle),
}

fn measured(measure: &Measure, printer: &Printer) -> Result<(), Refused> {
    let bytes = bytes(&measure.file).ok_or(Refused::NoFile)?;
    let transcript = read(&bytes, Form::Detect).map_err(Refused::Unreadable)?;
    let rubric = match &measure.rubric {
        Some(file) => {
            let bytes = self::bytes(file).ok_or(Refused::NoRubricFile)?;
            let text = String::from_utf8_lossy(&bytes);
            Rubric::parse(&text).map_err(Refused::Rubric)?
        }
        None => Rubric::standard().clone(),
    };
    let shown: Vec<Speaker> = match &measure.employee {
        Some(name) => vec![employee(&transcript, name)?],
        None => named(&transcript).collect(),
    };
    let page = Page {
        analysis: Analysis::of(&transcript, measure.language),
        transcript: &transcript,
        rubric: &rubric,
        shown,
    };
    printer
        .tell(&page.json(), || page.lines())
        .map_err(Refused::Output)
}

/// A file's bytes; of one that is too large only so many that this shows.
fn bytes(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(file).ok()?;
    let mut most = file.take(LARGEST as u64 + 1);
    most.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn named(transcript: &Transcript) -> impl Iterator<Item = Speaker> {
    let named = transcript.speakers().filter(|(_, name)| !name.is_empty());
    named.map(|(speaker, _)| speaker)
}

/// The speaker of that name: written as in the transcript, which settles it, or otherwise certain.
fn employee(transcript: &Transcript, name: &str) -> Result<Speaker, Refused> {
    let employee = match Employee::confirmed(transcript, [name]) {
        Some(employee) => employee,
        None => match Employee::find(transcript, [name]) {
            Match::Certain(employee) => employee,
            Match::Unclear(_) => return Err(Refused::Unclear),
            Match::Absent => return Err(Refused::Absent),
        },
    };
    let mut speakers = named(transcript);
    speakers
        .find(|speaker| employee.is(*speaker))
        .ok_or(Refused::Absent)
}

/// What is printed of a transcript.
struct Page<'transcript> {
    transcript: &'transcript Transcript,
    analysis: Analysis<'transcript>,
    rubric: &'transcript Rubric,
    shown: Vec<Speaker>,
}

impl Page<'_> {
    fn json(&self) -> Value {
        let times: Map<String, Value> = self
            .transcript
            .speaking_time()
            .into_iter()
            .map(|(name, time)| (name.to_owned(), json!(seconds(time))))
            .collect();
        let mut measures = Map::new();
        let mut missing = Map::new();
        let mut evidence = Map::new();
        for id in MeasureId::ALL {
            let [mut values, mut gaps, mut passages] = [Map::new(), Map::new(), Map::new()];
            for speaker in &self.shown {
                let name = self.transcript.name(*speaker).to_owned();
                let measured = self.analysis.measure(id, *speaker);
                if let Some(gap) = measured.gap {
                    gaps.insert(name.clone(), json!(gap));
                }
                passages.insert(name.clone(), json!(measured.evidence));
                values.insert(name, json!(measured.value));
            }
            measures.insert(id.name().to_owned(), Value::Object(values));
            missing.insert(id.name().to_owned(), Value::Object(gaps));
            evidence.insert(id.name().to_owned(), Value::Object(passages));
        }
        json!({
            "cues": self.transcript.cues(),
            "stray_blocks": self.transcript.stray_blocks(),
            "language": self.analysis.language(),
            "rubric": self.rubric.version,
            "seconds": times,
            "measures": measures,
            "missing": missing,
            "evidence": evidence,
            "skills": self.skills(),
        })
    }

    fn skills(&self) -> Map<String, Value> {
        let mut skills: Map<String, Value> = Map::new();
        for skill in &self.rubric.skills {
            skills.insert(skill.id.clone(), json!({}));
        }
        for speaker in &self.shown {
            for scored in self.rubric.score(&self.analysis, *speaker) {
                let by_name = skills.get_mut(&scored.skill).and_then(Value::as_object_mut);
                if let Some(by_name) = by_name {
                    by_name.insert(self.transcript.name(*speaker).to_owned(), json!(scored));
                }
            }
        }
        skills
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![counted(self.transcript.cues(), "cue", "cues")];
        for (name, time) in self.transcript.speaking_time() {
            let name = if name.is_empty() {
                "(nobody named)"
            } else {
                name
            };
            lines.push(format!("{:>9.1} s  {name}", seconds(time)));
        }
        for speaker in &self.shown {
            lines.push(String::new());
            lines.push(self.transcript.name(*speaker).to_owned());
            for measured in self.analysis.measures(*speaker) {
                let declaration = measured.id.declaration();
                let [name, _] = declaration.name;
                lines.push(match measured.value {
                    Some(value) => format!("{value:>11.2}  {name} ({})", declaration.unit),
                    None => format!("{:>11}  {name}: not enough evidence", "–"),
                });
            }
            let scores = self.rubric.score(&self.analysis, *speaker);
            lines.extend(scores.iter().map(|scored| self.score_line(scored)));
        }
        lines
    }

    fn score_line(&self, scored: &SkillScore) -> String {
        let mut skills = self.rubric.skills.iter();
        let skill = skills.find(|skill| skill.id == scored.skill);
        let name = skill.map_or(scored.skill.as_str(), |skill| skill.name.en.as_str());
        match scored.score {
            Some(score) => format!("{score:>7}/100  {name}"),
            None => format!("{:>11}  {name}: not enough evidence", "–"),
        }
    }
}

fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}

impl Refused {
    fn code(&self) -> &'static str {
        match self {
            Self::NoFile => "transcript_not_found",
            Self::NoRubricFile => "rubric_not_found",
            Self::Unreadable(why) => why.code(),
            Self::Rubric(_) => "rubric_refused",
            Self::Unclear => "speaker_unclear",
            Self::Absent => "speaker_absent",
            Self::Output(_) => "output",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::NoFile => "The transcript cannot be opened.".to_owned(),
            Self::NoRubricFile => "The rubric cannot be opened.".to_owned(),
            Self::Unreadable(why) => format!("This transcript cannot be read: {why}."),
            Self::Rubric(why) => format!("This rubric cannot be used: {why}."),
            Self::Unclear => "It is not certain which speaker is meant.".to_owned(),
            Self::Absent => "Nobody of that name speaks in this transcript.".to_owned(),
            Self::Output(obstacle) => obstacle.sentence(),
        }
    }

    fn next_step(&self) -> &'static str {
        match self {
            Self::NoFile | Self::NoRubricFile => "Check the path.",
            Self::Unreadable(why) => why.next_step(),
            Self::Rubric(_) => "Mend it; docs/call-quality.md shows the product's own.",
            Self::Unclear => "Give the name exactly as the transcript writes it.",
            Self::Absent => "Run it without --employee to see who speaks.",
            Self::Output(_) => "Check where the output goes.",
        }
    }
}
