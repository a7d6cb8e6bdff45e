//! What was said in a meeting, made up or brought.

use jiff::Timestamp;
use uuid::Uuid;

/// A transcript that control or an import brought.
#[derive(Clone, Debug)]
pub(crate) struct AddedTranscript {
    pub(crate) id: Uuid,
    pub(crate) created: Timestamp,
    pub(crate) ended: Timestamp,
    /// When it was added to the world.
    pub(crate) added: Timestamp,
    pub(crate) text: Spoken,
}

/// What was said.
#[derive(Clone, Debug)]
pub(crate) enum Spoken {
    /// A WebVTT file as it came.
    File(String),
    Cues(Vec<Cue>),
}

/// One utterance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    /// Milliseconds from the start of the recording.
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) speaker: String,
    pub(crate) text: String,
}
