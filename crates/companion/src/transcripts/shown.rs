use super::list::row;
use super::opened::{Opened, spans};
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::scoring::skills;
use crate::view::{
    AbsenceName, EvidenceView, LevelName, MeasureView, PassageView, SpeakerView, ToldView,
    TranscriptView, UntoldView,
};
use activity::{Activity, Stream};
use consent::MayRead as _;
use graph::TranscriptState;
use ledger::{Connection, HeldTranscript};
use privacy::{Filtered, Terms, Untold};
use std::collections::HashMap;
use transcript::{Analysis, Measured, Rubric, Speaker, numbers};

impl Companion {
    /// An opened transcript as the employee sees it.
    pub(crate) async fn shown(
        &self,
        connection: &Connection,
        item: i64,
    ) -> Result<TranscriptView, Obstacle> {
        let held = self.held(connection, item).await?;
        let register = self.transcript_register(connection).await?;
        let level = self.transcript_level(connection).await?;
        let rubric = self.newest_rubric(connection).await?;
        let allowed: LevelName = register.policy().transcripts.level.into();
        let level = held.choice.level.unwrap_or(level);
        let mut view = TranscriptView {
            row: row(&held),
            level: level.into(),
            allowed,
            absence: None,
            speakers: Vec::new(),
            passages: Vec::new(),
            untold: None,
            told: None,
            measures: Vec::new(),
            skills: Vec::new(),
            rubric: rubric.version.clone(),
        };
        let opened = match self.read_open(connection, &held, &register).await {
            Ok(opened) => opened,
            Err(Obstacle::Transcript(state)) => {
                view.absence = Some(state.into());
                return Ok(view);
            }
            Err(obstacle) => return Err(obstacle),
        };
        let clearance = register.clearance(Stream::Transcript)?;
        let cuts = spans(&held.choice.cuts);
        let terms = opened.terms(&held, &cuts, level);
        view.write(&opened, &terms, &rubric);
        match opened.reading.tell(&terms, &clearance) {
            Ok(told) => view.told = Some(told_view(&told, &held, view.level, clearance.policy())),
            Err(untold) => view.untold = Some(untold.into()),
        }
        let fresh = self.held(connection, item).await?;
        view.row = row(&fresh);
        Ok(view)
    }
}

impl TranscriptView {
    /// Writes what was said, and how the employee talks in what was not cut.
    fn write(&mut self, opened: &Opened, terms: &Terms<'_>, rubric: &Rubric) {
        let transcript = opened.reading.transcript();
        let own = opened.reading.own_names(terms.names, terms.claimed);
        let own = own.unwrap_or_default();
        let places: HashMap<Speaker, u32> = (0..)
            .zip(transcript.speakers())
            .map(|(place, (speaker, _))| (speaker, place))
            .collect();
        let outsiders = transcript.outsiders();
        self.speakers = transcript
            .speakers()
            .map(|(speaker, name)| SpeakerView {
                name: name.to_owned(),
                is_own: own.iter().any(|one| one == name),
                is_guest: outsiders.contains(&name),
                until: transcript.last_words(speaker) as f64 / 1000.0,
            })
            .collect();
        self.passages = transcript
            .utterances()
            .iter()
            .map(|said| PassageView {
                cue: place(said.cue()),
                at: said.span().from() as f64 / 1000.0,
                speaker: places.get(&said.speaker()).copied().unwrap_or_default(),
                text: said.text().to_owned(),
                is_cut: terms.cuts.iter().any(|cut| cut.touches(said.span())),
            })
            .collect();
        if let Ok((remaining, employee)) = opened.reading.remaining(terms) {
            let (joined, speaker) = employee.as_one(&remaining);
            let analysis = Analysis::of(&joined, None);
            let measured = analysis.measures(speaker);
            self.measures = measured.iter().map(measure).collect();
            // By the numbers as they would leave: whoever has them scores the same.
            let told = numbers(&remaining, &employee);
            let scores = rubric.score_numbers(&told.measures, told.speaker_count);
            self.skills = skills(rubric, scores);
        }
    }
}

fn told_view(
    told: &Filtered<Activity>,
    held: &HeldTranscript,
    chosen: LevelName,
    policy: &consent::Policy,
) -> ToldView {
    let canonical = told.canonical();
    ToldView {
        level: chosen.narrower(policy.transcripts.level.into()),
        bytes: String::from_utf8_lossy(canonical.bytes()).into_owned(),
        sha256: canonical.sha256().to_string(),
        is_released: held.released == Some(canonical.sha256()),
    }
}

fn measure(measured: &Measured) -> MeasureView {
    let evidence = measured.evidence.iter().map(|passage| {
        let [first, last] = passage.cues;
        EvidenceView {
            first: place(first),
            last: place(last),
        }
    });
    MeasureView {
        id: measured.id.name().to_owned(),
        value: measured.value,
        evidence: evidence.collect(),
    }
}

fn place(cue: usize) -> u32 {
    u32::try_from(cue).unwrap_or(u32::MAX)
}

impl From<Untold> for UntoldView {
    fn from(untold: Untold) -> Self {
        match untold {
            Untold::Withheld(reason) => Self::Withheld {
                reason: reason.into(),
            },
            Untold::NamesHidden => Self::NamesHidden,
            Untold::Unclear(names) => Self::Unclear { names },
            Untold::NotSpeaking => Self::NotSpeaking,
            Untold::TooLong => Self::TooLong,
        }
    }
}

impl From<TranscriptState> for AbsenceName {
    fn from(state: TranscriptState) -> Self {
        match state {
            TranscriptState::SwitchedOff => Self::SwitchedOff,
            TranscriptState::NeedsAdmin => Self::NeedsAdmin,
            TranscriptState::NotAllowed => Self::NotAllowed,
            TranscriptState::NotYet => Self::NotYet,
            TranscriptState::Expired => Self::Expired,
            TranscriptState::NoneMade => Self::NoneMade,
        }
    }
}
