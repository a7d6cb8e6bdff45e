//! A transcript before the eyes of the person whose mailbox it came from, and what of it they may let go.

use crate::{Filtered, OwnAddresses, Raw, Reason};
use activity::{
    Activity, Instant, ItemId, Level, MeetingTranscript, MeetingTranscriptProperties, Meetings,
};
use consent::MayRead;
use std::fmt;
use transcript::{Employee, FullTurns, Match, OwnTurns, Span, Transcript, numbers};

/// A transcript, opened for the person's own eyes. It is held in memory and nowhere else: it cannot be serialised or cloned.
pub struct Reading {
    transcript: Transcript,
}

/// What the person and the meeting lay down for a transcript.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The transcript's id.
    pub id: &'a ItemId,
    /// When its meeting began.
    pub starts: Instant,
    /// Why its meeting is withheld.
    pub reason: Option<Reason>,
    /// The employee's addresses.
    pub own: &'a OwnAddresses,
    /// The employee's names in the directory.
    pub names: &'a [String],
    /// The speakers whom the employee has said to be themselves.
    pub claimed: &'a [String],
    /// The passages that the employee cut.
    pub cuts: &'a [Span],
    /// The level that the employee chose.
    pub level: Level,
    /// When the last person from outside left, where that is known.
    pub externals_left: Option<Instant>,
}

/// Why a transcript cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untold {
    /// Its meeting is withheld.
    Withheld(Reason),
    /// The tenant hides who speaks, so that nobody knows which words are the employee's.
    NamesHidden,
    /// The employee has to say which of these speakers they are.
    Unclear(Vec<String>),
    /// The employee does not speak in it, or no longer after the cuts.
    NotSpeaking,
    /// It is longer than what the service takes.
    TooLong,
}

/// The longest activity that is told.
const LONGEST: usize = 1024 * 1024;

impl Reading {
    /// Opens a transcript for the person whose mailbox it came from.
    pub fn open(raw: Raw<Transcript>, _proof: &impl MayRead) -> Self {
        Self {
            transcript: raw.open(),
        }
    }

    /// What was said, for the person's own eyes.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The names of the speakers who are the employee: those the employee claimed, else the one that the directory knows.
    pub fn own_names(&self, names: &[String], claimed: &[String]) -> Result<Vec<String>, Untold> {
        let transcript = &self.transcript;
        let employee = if claimed.is_empty() {
            if transcript.speakers().all(|(_, name)| name.is_empty()) {
                return Err(Untold::NamesHidden);
            }
            let text = |speaker: &transcript::Speaker| transcript.name(*speaker).to_owned();
            match Employee::find(transcript, names.iter().map(String::as_str)) {
                Match::Certain(employee) => employee,
                Match::Unclear(alike) => {
                    return Err(Untold::Unclear(alike.iter().map(text).collect()));
                }
                Match::Absent => {
                    let all = transcript.speakers().map(|(_, name)| name.to_owned());
                    return Err(Untold::Unclear(
                        all.filter(|name| !name.is_empty()).collect(),
                    ));
                }
            }
        } else {
            Employee::confirmed(transcript, claimed.iter().map(String::as_str))
                .ok_or(Untold::NotSpeaking)?
        };
        let own = transcript
            .speakers()
            .filter(|(speaker, _)| employee.is(*speaker))
            .map(|(_, name)| name.to_owned());
        Ok(own.collect())
    }

    /// The transcript without what is cut, as far as it may leave, and the employee in it.
    pub fn remaining(&self, terms: &Terms<'_>) -> Result<(Transcript, Employee), Untold> {
        let own = self.own_names(terms.names, terms.claimed)?;
        let cut = self.transcript.without(terms.cuts);
        let cut = match terms.externals_left {
            Some(left) => cut.until(left, self.transcript.begins().unwrap_or(terms.starts)),
            None => cut,
        };
        let still = own.iter().map(String::as_str);
        let speaks = |name: &&str| cut.speakers().any(|(_, other)| other == *name);
        let still: Vec<&str> = still.filter(speaks).collect();
        let employee = Employee::confirmed(&cut, still).ok_or(Untold::NotSpeaking)?;
        Ok((cut, employee))
    }

    /// The activity that tells as much of the transcript as the tenant and the employee both allow.
    pub fn tell(
        &self,
        terms: &Terms<'_>,
        proof: &impl MayRead,
    ) -> Result<Filtered<Activity>, Untold> {
        if let Some(reason) = terms.reason {
            return Err(Untold::Withheld(reason));
        }
        let (cut, employee) = self.remaining(terms)?;
        let numbers = numbers(&cut, &employee);
        let properties = match terms.level.narrower(proof.policy().transcripts.level) {
            Level::Measures => MeetingTranscriptProperties::Measures(numbers),
            Level::OwnTurns => {
                let turns = OwnTurns::of(&cut, &employee).into_turns();
                MeetingTranscriptProperties::OwnTurns(numbers.with(turns))
            }
            Level::Full => {
                let turns = FullTurns::of(&cut).into_turns();
                MeetingTranscriptProperties::Full(numbers.with(turns))
            }
        };
        let told = Filtered::new(Activity::MeetingTranscript(MeetingTranscript {
            external_id: format!("o365_transcript_{}", terms.id),
            channel: Meetings::Meetings,
            occurred_at: terms.starts,
            person_external_id: terms.own.main().to_owned(),
            properties,
        }));
        if told.canonical().bytes().len() > LONGEST {
            return Err(Untold::TooLong);
        }
        Ok(told)
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reading({:?})", self.transcript)
    }
}
