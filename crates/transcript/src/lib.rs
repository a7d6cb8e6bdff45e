//! Transcripts of meetings: WebVTT in, speaker turns and call measures out.
//!
//! [`read()`] takes the files of Teams and of other tools; [`Analysis`] measures how people talk with each other, each
//! measure declared once with its definition and where its idea was published; [`Rubric`] makes scores of them. [`Level`]
//! says how much of it leaves, and each level is a type of its own.
//!
//! The invariant this crate owns: the same words give the same numbers, however they are cut into cues; and
//! [`OwnTurns`] holds nobody's words but the employee's. It refuses to know what people feel or what they are like, where
//! a transcript came from, and what time it is.
//!
//! ```
//! let file = b"WEBVTT\n\n00:01.000 --> 00:03.500\n<v Ada Example>Shall we begin?</v>\n";
//! let transcript = transcript::read(file, transcript::Form::Detect).expect("a transcript");
//! assert_eq!(transcript.speaking_time()["Ada Example"], 2_500);
//! ```
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod cut;
mod identify;
mod language;
mod level;
mod lexicon;
mod measures;
mod read;
mod rubric;
mod span;
mod transcript;
mod turns;
mod words;
mod write;

pub use activity::Level;
pub use identify::{Employee, Match};
pub use language::Language;
pub use level::{CONVERSATION_SECONDS, FullTurns, OwnTurns, TALK_SECONDS, is_told, numbers};
pub use lexicon::{List, entries};
pub use measures::{Analysis, Declaration, Gap, MeasureId, Measured, Passage, Reference};
pub use read::{Form, LARGEST, LONGEST_CUE, MOST_CUES, Unreadable, read};
pub use rubric::{
    Minimum, Name, Part, PartScore, Rubric, RubricError, STANDARD, Skill, SkillScore,
};
pub use span::Span;
pub use transcript::{Speaker, Transcript, Utterance};
