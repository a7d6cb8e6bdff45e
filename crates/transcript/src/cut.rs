//! What is cut before anything leaves: the passages a person takes out, and what was said after the guests had gone.

use crate::identify::is_outsider;
use crate::span::Span;
use crate::transcript::{Speaker, Transcript, Utterance};
use activity::Instant;

impl Transcript {
    /// The transcript without what was said in any of the passages. A cue that reaches into one goes whole: nobody knows
    /// which of its words were said when.
    pub fn without(&self, passages: &[Span]) -> Self {
        self.keeping(|said| !passages.iter().any(|passage| passage.touches(said.span)))
    }

    /// The passages after the last words of all these speakers; none where one of them is not among the speakers, or nobody is
    /// named. What somebody began to say before is none of them: the guest was still there.
    pub fn after_last_words(&self, of: &[&str]) -> Vec<Span> {
        let is_meant = |said: &&Utterance| of.contains(&self.name(said.speaker));
        let is_here = |name: &&str| self.speakers().any(|(_, other)| other == *name);
        if !of.iter().all(|name| !name.is_empty() && is_here(name)) {
            return Vec::new();
        }
        let ends = self.utterances().iter().filter(is_meant);
        let Some(last) = ends.map(|said| said.span.until()).max() else {
            return Vec::new();
        };
        let after = self
            .utterances()
            .iter()
            .filter(|said| said.span.from() >= last);
        after.map(|said| said.span).collect()
    }

    /// When a speaker's last words end, in milliseconds from the transcript's zero.
    pub fn last_words(&self, speaker: Speaker) -> i64 {
        let own = self
            .utterances()
            .iter()
            .filter(|said| said.speaker == speaker);
        own.map(|said| said.span.until()).max().unwrap_or_default()
    }

    /// The speakers whose names say that they are from elsewhere.
    pub fn outsiders(&self) -> Vec<&str> {
        let names = self.speakers().map(|(_, name)| name);
        names.filter(|name| is_outsider(name)).collect()
    }

    /// The transcript up to an instant; a cue that goes beyond it is left out. `began` is the instant of the transcript's
    /// zero.
    pub fn until(&self, instant: Instant, began: Instant) -> Self {
        let end = instant.milliseconds().saturating_sub(began.milliseconds());
        self.keeping(|said| said.span.until() <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Form, read};

    const TALK: &str = "WEBVTT

00:01 --> 00:05
<v Ada Example>Shall we begin?</v>

00:05 --> 00:20
<v Bo Sample (Guest)>Yes.</v>

00:18 --> 00:25
<v Ada Example>Thank you.</v>

00:20 --> 00:30
<v Cy Sample>Now that they are gone.</v>

00:31 --> 00:32
<v Ada Example>Well.</v>
";

    #[test]
    fn what_comes_after_the_last_words_of_the_guests_is_found() {
        let talk = read(TALK.as_bytes(), Form::Voices).expect("a transcript");
        assert_eq!(talk.outsiders(), ["Bo Sample (Guest)"]);
        let after = |names: &[&str]| {
            let spans = talk.after_last_words(names);
            spans.iter().map(|span| span.from()).collect::<Vec<_>>()
        };
        assert_eq!(after(&["Bo Sample (Guest)"]), [20_000, 31_000]);
        let both = after(&["Cy Sample", "Bo Sample (Guest)"]);
        assert_eq!(both, [31_000], "the last of them");
        for nobody in [
            &[][..],
            &["Bo Sample"],
            &["Bo Sample (Guest)", "Nobody"],
            &[""],
        ] {
            assert!(after(nobody).is_empty(), "{nobody:?}");
        }
    }

    #[test]
    fn names_that_say_that_somebody_is_from_elsewhere_are_known() {
        for name in [
            "Bo Sample (Guest)",
            "Bo Sample (Gast)",
            "BO SAMPLE (EXTERNAL)",
            "Bo Sample [External]",
            "Bo Sample - Guest",
            "Bo Sample (Unverified)",
            "Bo Sample (Nicht überprüft)",
        ] {
            assert!(is_outsider(name), "{name}");
        }
        for name in ["Bo Sample", "Bo Guest", "Bo Sample (Sales)", "", "Guest"] {
            assert!(!is_outsider(name), "{name}");
        }
    }
}
