use crate::language::Language;
use crate::span::Span;
use activity::Instant;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fmt;

/// Somebody who speaks in a transcript; the number is the place of the first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Speaker(pub(crate) u32);

/// What somebody says in one cue.
#[derive(Clone, PartialEq, Eq)]
pub struct Utterance {
    pub(crate) cue: u32,
    pub(crate) span: Span,
    pub(crate) speaker: Speaker,
    pub(crate) text: String,
    pub(crate) language: Option<Language>,
}

/// What was said in a meeting, by whom and when. It is never printed: its words stay where they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    cues: usize,
    stray: usize,
    begins: Option<Instant>,
    names: Vec<String>,
    utterances: Vec<Utterance>,
}

impl Transcript {
    /// How many cues the file has.
    pub fn cues(&self) -> usize {
        self.cues
    }

    /// How many blocks of the file belong to no cue, and were passed over.
    pub fn stray_blocks(&self) -> usize {
        self.stray
    }

    /// The instant of the transcript's zero, where the file says it.
    pub fn begins(&self) -> Option<Instant> {
        self.begins
    }

    /// What was said, in the file's order.
    pub fn utterances(&self) -> &[Utterance] {
        &self.utterances
    }

    /// Everybody who speaks, in the order of their first words.
    pub fn speakers(&self) -> impl Iterator<Item = (Speaker, &str)> {
        let named = self.names.iter().enumerate();
        named.map(|(place, name)| (Speaker(place as u32), name.as_str()))
    }

    /// A speaker's name; empty for words that the file gives to nobody.
    pub fn name(&self, speaker: Speaker) -> &str {
        self.names
            .get(speaker.0 as usize)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// Milliseconds of speaking time by name: the sum of the times of a speaker's cues, as the file gives them.
    pub fn speaking_time(&self) -> BTreeMap<&str, i64> {
        let mut times = BTreeMap::new();
        for utterance in &self.utterances {
            *times.entry(self.name(utterance.speaker)).or_default() += utterance.span.length();
        }
        times
    }

    /// From the first word to the last.
    pub fn span(&self) -> Option<Span> {
        let spans = self.utterances.iter().map(|utterance| utterance.span);
        spans.reduce(Span::with)
    }

    /// The same transcript with only the utterances that a test lets through.
    pub(crate) fn keeping(&self, keeps: impl Fn(&Utterance) -> bool) -> Self {
        self.rebuilt(|said| keeps(said).then_some(said.speaker))
    }

    /// The same transcript with other speakers in the places of some.
    pub(crate) fn renaming(&self, by: impl Fn(Speaker) -> Speaker) -> Self {
        self.rebuilt(|said| Some(by(said.speaker)))
    }

    fn rebuilt(&self, speaker: impl Fn(&Utterance) -> Option<Speaker>) -> Self {
        let mut builder = Builder::of(self.cues, self.stray);
        builder.begins(self.begins);
        for said in &self.utterances {
            if let Some(speaker) = speaker(said) {
                let (cue, name) = (said.cue as usize, self.name(speaker));
                builder.say(cue, said.span, name, said.text.clone(), said.language);
            }
        }
        builder.build()
    }
}

impl Utterance {
    /// The cue's place in the file, from 0.
    pub fn cue(&self) -> usize {
        self.cue as usize
    }

    /// From when until when.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Who says it.
    pub fn speaker(&self) -> Speaker {
        self.speaker
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The language, where the file says it.
    pub fn language(&self) -> Option<Language> {
        self.language
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cues, speakers) = (self.cues, self.names.len());
        write!(formatter, "Transcript({cues} cues, {speakers} speakers)")
    }
}

impl fmt::Debug for Utterance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Utterance(cue {})", self.cue)
    }
}

/// A transcript in the making.
pub(crate) struct Builder {
    transcript: Transcript,
    known: HashMap<String, Speaker>,
}

impl Builder {
    pub(crate) fn of(cues: usize, stray: usize) -> Self {
        Self {
            transcript: Transcript {
                cues,
                stray,
                begins: None,
                names: Vec::new(),
                utterances: Vec::with_capacity(cues),
            },
            known: HashMap::new(),
        }
    }

    pub(crate) fn begins(&mut self, instant: Option<Instant>) {
        self.transcript.begins = instant;
    }

    pub(crate) fn say(
        &mut self,
        cue: usize,
        span: Span,
        name: &str,
        text: String,
        language: Option<Language>,
    ) {
        let speaker = self.speaker(name);
        self.transcript.utterances.push(Utterance {
            cue: cue as u32,
            span,
            speaker,
            text,
            language,
        });
    }

    fn speaker(&mut self, name: &str) -> Speaker {
        if let Some(speaker) = self.known.get(name) {
            return *speaker;
        }
        let speaker = Speaker(self.transcript.names.len() as u32);
        self.transcript.names.push(name.to_owned());
        self.known.insert(name.to_owned(), speaker);
        speaker
    }

    pub(crate) fn build(self) -> Transcript {
        self.transcript
    }
}
