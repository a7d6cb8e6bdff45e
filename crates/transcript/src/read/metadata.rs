//! The cues of Teams' `metadataContent`: one JSON object each, with absolute times.

use activity::Instant;
use serde::Deserialize;
use std::borrow::Cow;

/// What Graph says of one utterance.
#[derive(Deserialize)]
pub(super) struct Spoken<'text> {
    #[serde(borrow, rename = "startDateTime")]
    begins: Option<Cow<'text, str>>,
    #[serde(borrow, rename = "speakerName")]
    pub(super) name: Option<Cow<'text, str>>,
    #[serde(borrow, rename = "spokenText")]
    pub(super) text: Cow<'text, str>,
    #[serde(borrow, rename = "spokenLanguage")]
    pub(super) language: Option<Cow<'text, str>>,
}

impl Spoken<'_> {
    /// When it was said.
    pub(super) fn begins(&self) -> Option<Instant> {
        Instant::parse(self.begins.as_deref()?).ok()
    }
}

/// Reads a cue's text as such an object.
pub(super) fn spoken(payload: &str) -> Option<Spoken<'_>> {
    let payload = payload.trim();
    payload.starts_with('{').then_some(())?;
    serde_json::from_str(payload).ok()
}
