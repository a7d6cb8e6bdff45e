use super::declare::MeasureId;
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::transcript::{Speaker, Transcript};
use crate::turns::{Talk, Turn, talk, turns};
use crate::words::{Counter, detect, is_punctuated};
use serde::Serialize;

/// A turn that begins this many milliseconds before the one before it ends is an interruption.
const INTERRUPTION: i64 = 500;

/// Part of a transcript that backs a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// The first and the last cue, counted from 0.
    pub cues: [usize; 2],
    /// From when until when, in milliseconds.
    #[serde(flatten)]
    pub span: Span,
}

/// Why a measure has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// The speaker does not talk, or for no time at all.
    NoTalk,
    /// The speaker never answers anybody.
    NoAnswers,
    /// No words are there to count.
    NoWords,
    /// The language is not one whose words are known, or too few words tell it.
    UnknownLanguage,
    /// The script puts no spaces between words.
    UnspacedScript,
}

/// A measure of one speaker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Which one.
    pub id: MeasureId,
    /// The value in the measure's unit, rounded to thousandths; `None` with a reason.
    pub value: Option<f64>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// What shows it in the transcript.
    pub evidence: Vec<Passage>,
}

/// A transcript taken apart, ready to be measured.
pub struct Analysis<'transcript> {
    transcript: &'transcript Transcript,
    language: Option<Language>,
    pub(crate) turns: Vec<Turn>,
    talk: Vec<Talk>,
    talk_of_all: i64,
    floor_turns: usize,
    length: i64,
    counts: Vec<Counts>,
}

/// What is counted of one speaker.
#[derive(Clone, Default)]
struct Counts {
    turns: Vec<usize>,
    interruptions: Vec<Passage>,
    answers: Vec<(i64, Passage)>,
    words: usize,
    unspaced: usize,
    /// Whether some words are of a language that is not known.
    unknown_words: bool,
    fillers: Vec<Passage>,
    questions: Vec<Passage>,
    next_steps: Vec<Passage>,
}

impl<'transcript> Analysis<'transcript> {
    /// Takes a transcript apart. The language is the one given, or what each cue says, or what most words are of.
    pub fn of(transcript: &'transcript Transcript, language: Option<Language>) -> Self {
        let language = language.or_else(|| detect(transcript.utterances()));
        let turns = turns(transcript);
        let talk = talk(transcript);
        let mut analysis = Self {
            transcript,
            language,
            talk_of_all: talk.iter().map(|talk| talk.all).sum(),
            floor_turns: turns.iter().filter(|turn| turn.has_floor).count(),
            length: transcript.span().map_or(0, Span::length),
            counts: vec![Counts::default(); talk.len()],
            talk,
            turns,
        };
        analysis.count_turns();
        analysis.count_words();
        analysis
    }

    /// The language that most of it is in.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// Milliseconds from the first word to the last.
    pub fn length(&self) -> i64 {
        self.length
    }

    /// Milliseconds that a speaker talks.
    pub fn talk(&self, speaker: Speaker) -> i64 {
        self.talk.get(speaker.0 as usize).map_or(0, |talk| talk.all)
    }

    /// How many people talk; words that the file gives to nobody are somebody's.
    pub fn speaker_count(&self) -> usize {
        self.talk.len()
    }

    /// Every measure of a speaker.
    pub fn measures(&self, speaker: Speaker) -> Vec<Measured> {
        let measured = |id| self.measure(id, speaker);
        MeasureId::ALL.into_iter().map(measured).collect()
    }

    /// One measure of a speaker.
    pub fn measure(&self, id: MeasureId, speaker: Speaker) -> Measured {
        let value = self.value(id, speaker);
        Measured {
            id,
            value: value.ok(),
            gap: value.err(),
            evidence: value.map_or_else(|_| Vec::new(), |_| self.evidence(id, speaker)),
        }
    }

    /// A measure's value alone.
    pub(crate) fn value(&self, id: MeasureId, speaker: Speaker) -> Result<f64, Gap> {
        let place = speaker.0 as usize;
        let counts = self.counts.get(place).ok_or(Gap::NoTalk)?;
        let talk = self.talk.get(place).ok_or(Gap::NoTalk)?;
        let hours = self.length as f64 / 3_600_000.0;
        let value = match id {
            MeasureId::TalkRatio => ratio(100 * talk.all, self.talk_of_all).ok_or(Gap::NoTalk)?,
            MeasureId::LongestMonologue => {
                let longest = self.longest(counts).ok_or(Gap::NoTalk)?;
                longest.talk as f64 / 1000.0
            }
            MeasureId::TurnsPerMinute => {
                ratio(self.floor_turns as i64 * 60_000, self.length).ok_or(Gap::NoTalk)?
            }
            MeasureId::Interruptions => per(hours, counts.interruptions.len())?,
            MeasureId::Overlap => {
                ratio(100 * (talk.all - talk.alone), talk.all).ok_or(Gap::NoTalk)?
            }
            MeasureId::ResponseDelay => {
                let gaps = counts.answers.iter().map(|(gap, _)| *gap).collect();
                median(gaps).ok_or(Gap::NoAnswers)?
            }
            MeasureId::Questions => per(hours, counts.questions.len())?,
            MeasureId::FillerWords => {
                let fillers = 100 * counts.fillers.len() as i64;
                let per_hundred = ratio(fillers, counts.words as i64).ok_or(Gap::NoWords)?;
                counts.in_known_language(per_hundred)?
            }
            MeasureId::SpeakingRate => {
                let rate = ratio(counts.words as i64 * 60_000, talk.all).ok_or(Gap::NoTalk)?;
                // A foreign word or two in a spaced script change nothing.
                if counts.unspaced > counts.words / 5 {
                    return Err(Gap::UnspacedScript);
                }
                rate
            }
            MeasureId::NextSteps => counts.in_known_language(counts.next_steps.len() as f64)?,
        };
        Ok((value * 1000.0).round() / 1000.0)
    }

    fn evidence(&self, id: MeasureId, speaker: Speaker) -> Vec<Passage> {
        let Some(counts) = self.counts.get(speaker.0 as usize) else {
            return Vec::new();
        };
        match id {
            MeasureId::TalkRatio | MeasureId::TurnsPerMinute | MeasureId::SpeakingRate => {
                let turns = counts.turns.iter();
                turns.map(|turn| self.passage(&self.turns[*turn])).collect()
            }
            MeasureId::LongestMonologue => {
                let longest = self.longest(counts).map(|turn| self.passage(turn));
                longest.into_iter().collect()
            }
            MeasureId::Interruptions | MeasureId::Overlap => counts.interruptions.clone(),
            MeasureId::ResponseDelay => counts.answers.iter().map(|(_, at)| *at).collect(),
            MeasureId::Questions => counts.questions.clone(),
            MeasureId::FillerWords => counts.fillers.clone(),
            MeasureId::NextSteps => counts.next_steps.clone(),
        }
    }

    /// The first of a speaker's longest turns.
    fn longest(&self, counts: &Counts) -> Option<&Turn> {
        let own = counts.turns.iter().map(|turn| &self.turns[*turn]);
        own.rev().max_by_key(|turn| turn.talk)
    }

    fn count_turns(&mut self) {
        let mut before: Option<&Turn> = None;
        for (place, turn) in self
            .turns
            .iter()
            .enumerate()
            .filter(|(_, turn)| turn.has_floor)
        {
            let counts = &mut self.counts[turn.speaker.0 as usize];
            counts.turns.push(place);
            if let (Some(gap), Some(before)) = (turn.gap, before) {
                let cues = [
                    last_cue(self.transcript, before),
                    first_cue(self.transcript, turn),
                ];
                let cues = [cues[0].min(cues[1]), cues[0].max(cues[1])];
                let (one, other) = (before.span.until(), turn.span.from());
                let span = Span::new(one.min(other), one.max(other));
                counts.answers.push((gap, Passage { cues, span }));
                if gap <= -INTERRUPTION {
                    counts.interruptions.push(Passage { cues, span });
                }
            }
            before = Some(turn);
        }
    }

    fn count_words(&mut self) {
        let utterances = self.transcript.utterances();
        let punctuated = is_punctuated(utterances);
        let mut counter = Counter::default();
        for turn in &self.turns {
            let said = |place: u32| &utterances[turn.utterances[place as usize] as usize];
            let language = said(0).language.or(self.language);
            let texts = turn
                .utterances
                .iter()
                .map(|place| utterances[*place as usize].text.as_str());
            let counted = counter.count(texts, language.map(Lexicon::in_language), punctuated);
            let passage = |(first, last): (u32, u32)| {
                let (first, last) = (said(first), said(last));
                Passage {
                    cues: [first.cue().min(last.cue()), first.cue().max(last.cue())],
                    span: first.span.with(last.span),
                }
            };
            let counts = &mut self.counts[turn.speaker.0 as usize];
            counts.words += counted.words;
            counts.unspaced += counted.unspaced;
            counts.unknown_words |= counted.words > 0 && language.is_none();
            counts
                .fillers
                .extend(counted.fillers.into_iter().map(passage));
            counts
                .questions
                .extend(counted.questions.into_iter().map(passage));
            counts
                .next_steps
                .extend(counted.next_steps.into_iter().map(passage));
        }
    }

    fn passage(&self, turn: &Turn) -> Passage {
        let cues = turn
            .utterances
            .iter()
            .map(|place| self.transcript.utterances()[*place as usize].cue());
        let (first, last) = cues.fold((usize::MAX, 0), |(first, last), cue| {
            (first.min(cue), last.max(cue))
        });
        Passage {
            cues: [first, last],
            span: turn.span,
        }
    }
}

impl Counts {
    fn in_known_language(&self, value: f64) -> Result<f64, Gap> {
        if self.words == 0 {
            Err(Gap::NoWords)
        } else if self.unknown_words {
            Err(Gap::UnknownLanguage)
        } else {
            Ok(value)
        }
    }
}

fn first_cue(transcript: &Transcript, turn: &Turn) -> usize {
    let place = turn.utterances.first().copied().unwrap_or_default();
    transcript.utterances()[place as usize].cue()
}

fn last_cue(transcript: &Transcript, turn: &Turn) -> usize {
    let place = turn.utterances.last().copied().unwrap_or_default();
    transcript.utterances()[place as usize].cue()
}

fn ratio(part: i64, of: i64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

fn per(hours: f64, count: usize) -> Result<f64, Gap> {
    if hours > 0.0 {
        Ok(count as f64 / hours)
    } else {
        Err(Gap::NoTalk)
    }
}

/// The median in seconds.
fn median(mut gaps: Vec<i64>) -> Option<f64> {
    gaps.sort_unstable();
    let upper = *gaps.get(gaps.len() / 2)?;
    let lower = *gaps.get((gaps.len() - 1) / 2)?;
    Some((lower + upper) as f64 / 2000.0)
}
