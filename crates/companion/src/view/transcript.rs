//! Meetings, their transcripts, and what of them leaves: shown to the employee alone, on the employee's own machine.

use serde::{Deserialize, Serialize};

use super::{Answer, RuleDraft, WithheldReason};

/// The meetings of a connection that may have transcripts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MeetingsView {
    /// Whether the employee agrees to the stream.
    pub is_agreed: bool,
    /// How much leaves where nothing else was chosen for a transcript.
    pub level: LevelName,
    /// The most that the organisation lets through.
    pub allowed: LevelName,
    /// Whether meetings without anybody from outside may be released too.
    pub internal_meetings: bool,
    /// Whether the organisation's mail permission hides by what meetings are joined.
    pub links_hidden: bool,
    /// The meetings, the latest first.
    pub meetings: Vec<MeetingView>,
    /// The version of the rubric by which it is scored: the tenant's own, where it has one.
    pub rubric: String,
    /// What was released, the earliest first: how the employee's own talk went over time.
    pub trend: Vec<TrendPoint>,
}

/// A meeting that may have transcripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MeetingView {
    /// Its row.
    pub id: String,
    /// When it begins; of a series, its first occurrence.
    pub starts_at: String,
    /// When it ends; of a series, its first occurrence.
    pub ends_at: String,
    /// Whether it is a series.
    pub is_series: bool,
    /// How many people are in it.
    pub people: u32,
    /// Which other organisations are in it.
    pub with: Vec<String>,
    /// Why its transcripts are withheld.
    pub withheld: Option<WithheldReason>,
    /// Why no transcript can be had, once that is known.
    pub absence: Option<AbsenceName>,
    /// When it is asked for next.
    pub ask_at: Option<String>,
    /// Its transcripts, the latest first.
    pub transcripts: Vec<TranscriptRow>,
    /// What of it the employee could leave out from here.
    pub offered: Vec<RuleDraft>,
}

/// A transcript as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TranscriptRow {
    /// Its row.
    pub id: String,
    /// When its occurrence of the meeting began.
    pub starts_at: String,
    /// When it ended.
    pub ends_at: String,
    /// Where it stands.
    pub review: ReviewState,
    /// Why it stays, where it does.
    pub withheld: Option<WithheldReason>,
    /// Whether the organisation hid who speaks when it was opened last.
    pub is_nameless: bool,
    /// Whether the employee's rules leave it out, also where it left already.
    pub left_out: bool,
    /// What of it the employee could leave out from here.
    pub offered: Vec<RuleDraft>,
}

/// Where a transcript stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// It waits for the employee.
    Waiting,
    /// It was released, and waits to be sent.
    Released,
    /// The service holds what was released.
    Sent,
    /// It stays here.
    Withheld,
}

/// How much of a transcript leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LevelName {
    /// Numbers only.
    Measures,
    /// The employee's words, and how long the others' turns were.
    OwnTurns,
    /// Everybody's words and names.
    Full,
}

/// Why no transcript can be had; each has one next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AbsenceName {
    /// The organisation switched the reading of transcripts off.
    SwitchedOff,
    /// An admin has to grant the permission.
    NeedsAdmin,
    /// Teams does not let this person look the meeting up.
    NotAllowed,
    /// The meeting has just ended.
    NotYet,
    /// Teams no longer knows the meeting.
    Expired,
    /// Nobody had a transcript made.
    NoneMade,
}

/// A transcript, opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TranscriptView {
    /// How it is listed.
    pub row: TranscriptRow,
    /// How much leaves of it, as the employee chose.
    pub level: LevelName,
    /// The most that the organisation lets through.
    pub allowed: LevelName,
    /// Why it cannot be read now; then nothing else is there.
    pub absence: Option<AbsenceName>,
    /// Who speaks.
    pub speakers: Vec<SpeakerView>,
    /// What was said.
    pub passages: Vec<PassageView>,
    /// Why it cannot be released, where it cannot.
    pub untold: Option<UntoldView>,
    /// What would leave, byte for byte.
    pub told: Option<ToldView>,
    /// How the employee talks in what was not cut.
    pub measures: Vec<MeasureView>,
    /// The scores of that.
    pub skills: Vec<SkillView>,
    /// The version of the rubric by which they are: the tenant's own, where it has one.
    pub rubric: String,
}

/// Somebody who speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpeakerView {
    /// The name in the transcript; empty where it names nobody.
    pub name: String,
    /// Whether it is the employee.
    pub is_own: bool,
    /// Whether the name says that this is somebody from elsewhere.
    pub is_guest: bool,
    /// When their last words end, in seconds from the transcript's zero.
    pub until: f64,
}

/// What somebody says in one go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PassageView {
    /// Its place in the transcript, from 0.
    pub cue: u32,
    /// Seconds from the transcript's zero.
    pub at: f64,
    /// Who speaks, as a place among the speakers.
    pub speaker: u32,
    /// The words.
    pub text: String,
    /// Whether it is cut.
    pub is_cut: bool,
}

/// Why a transcript cannot be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UntoldView {
    /// It stays here.
    Withheld {
        /// Why.
        reason: WithheldReason,
    },
    /// The organisation hides who speaks.
    NamesHidden,
    /// The employee has to say which of these names are theirs.
    Unclear {
        /// The names.
        names: Vec<String>,
    },
    /// The employee does not speak in it, or no longer after the cuts.
    NotSpeaking,
    /// It is longer than what the service takes.
    TooLong,
}

/// What would leave of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ToldView {
    /// How much it is: the narrower of what is allowed and what was chosen.
    pub level: LevelName,
    /// The exact bytes.
    pub bytes: String,
    /// Their digest; releasing names it.
    pub sha256: String,
    /// Whether the very same was released before.
    pub is_released: bool,
}

/// A measure of the employee's talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MeasureView {
    /// Its stable word.
    pub id: String,
    /// Its value; absent where there is not enough evidence.
    pub value: Option<f64>,
    /// The passages that show it: the first and the last place of each.
    pub evidence: Vec<EvidenceView>,
}

/// Passages that show a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EvidenceView {
    /// The first passage's place.
    pub first: u32,
    /// The last one's.
    pub last: u32,
}

/// A skill's score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SkillView {
    /// Its stable word.
    pub id: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in German.
    pub name_de: String,
    /// From 0 to 100; absent where there is not enough evidence.
    pub score: Option<u32>,
    /// How much it weighs among the skills.
    pub weight: u32,
    /// The measures behind it, by their stable words.
    pub measures: Vec<String>,
}

/// The scores of one transcript that was released.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TrendPoint {
    /// When the meeting began.
    pub starts_at: String,
    /// The scores.
    pub skills: Vec<SkillView>,
}

/// What the employee decides about a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TranscriptChange {
    /// These passages do not leave.
    Cut {
        /// The first one's place.
        first: u32,
        /// The last one's.
        last: u32,
    },
    /// What was said after the last words of these speakers does not leave; where none is named, of those whose names say that
    /// they are guests.
    CutAfter {
        /// Their names in the transcript.
        names: Vec<String>,
    },
    /// These passages may leave again.
    Restore {
        /// The first one's place.
        first: u32,
        /// The last one's.
        last: u32,
    },
    /// These speakers are the employee.
    Claim {
        /// Their names in the transcript.
        names: Vec<String>,
    },
    /// So much of it leaves.
    Level {
        /// The level.
        level: LevelName,
    },
    /// Exactly what was shown leaves.
    Release {
        /// Its digest.
        sha256: String,
    },
    /// It stays; what was sent of it is taken back.
    Withhold,
    /// It waits for the employee again.
    Reconsider,
}

/// What the employee asks about meetings and their transcripts.
pub trait TranscriptDesk: Send + Sync + 'static {
    /// Lists the meetings of a connection and their transcripts.
    fn meetings(&self, connection: String) -> Answer<'_, MeetingsView>;
    /// Chooses how much leaves where nothing else is chosen for a transcript.
    fn prefer_level(&self, connection: String, level: LevelName) -> Answer<'_, MeetingsView>;
    /// Asks for every transcript at once, by a run that begins now.
    fn look_for_transcripts(&self, connection: String) -> Answer<'_, ()>;
    /// Reads a transcript from Teams.
    fn open_transcript(&self, connection: String, id: String) -> Answer<'_, TranscriptView>;
    /// Decides something about a transcript; what is released or held back goes with a run that begins now.
    fn change_transcript(
        &self,
        connection: String,
        id: String,
        change: TranscriptChange,
    ) -> Answer<'_, TranscriptView>;
}
