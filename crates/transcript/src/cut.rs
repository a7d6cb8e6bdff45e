//! What is cut before anything leaves: the passages a person takes out, and what was said after the guests had gone.

use crate::span::Span;
use crate::transcript::Transcript;
use activity::Instant;

/// That somebody was in a meeting for a while; a person who came back was there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Whether the person is from outside of the organisation.
    pub is_external: bool,
    /// When they came.
    pub joined: Instant,
    /// When they left.
    pub left: Instant,
}

/// When the last person from outside left; `None` if nobody from outside was there, which makes the meeting internal.
pub fn last_external_left(presences: &[Presence]) -> Option<Instant> {
    let external = presences.iter().filter(|presence| presence.is_external);
    external
        .map(|presence| presence.left.max(presence.joined))
        .max()
}

impl Transcript {
    /// The transcript without what was said in any of the passages. A cue that reaches into one goes whole: nobody knows
    /// which of its words were said when.
    pub fn without(&self, passages: &[Span]) -> Self {
        self.keeping(|said| !passages.iter().any(|passage| passage.touches(said.span)))
    }

    /// The transcript up to an instant; a cue that goes beyond it is left out. `began` is the instant of the transcript's
    /// zero.
    pub fn until(&self, instant: Instant, began: Instant) -> Self {
        let end = instant.milliseconds().saturating_sub(began.milliseconds());
        self.keeping(|said| said.span.until() <= end)
    }
}
