//! The vocabulary of Vitrine: what an activity is, who it is about, and the bytes that stand for it.
//!
//! Everything that may leave the machine is one of the types in [`Activity`]; its wire form is [`Canonical`], the RFC 8785
//! bytes and their SHA-256. Preview, ledger, outbox, wire and service all speak of an activity by these same bytes.
//!
//! The invariant this crate owns: one activity has one canonical form, and nothing but the declared [`fields`] is in it.
//! It refuses to know where an activity came from, whether it may leave, and how it travels.
//!
//! ```
//! use activity::{Activity, Canonical};
//! let bytes = br#"{"channel":"email","externalId":"o365_signal_2026-Q4","occurredAt":"2026-11-22T10:00:00Z",
//!   "personExternalId":"ada@contoso.example","properties":{"cycleId":"2026-Q4","received":541,"sent":312},"type":"email_signal"}"#;
//! let activity = Activity::parse(bytes).expect("a whole activity");
//! let canonical = Canonical::of(&activity);
//! assert_eq!(Activity::parse(canonical.bytes()).expect("the canonical form parses"), activity);
//! ```
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod address;
mod canonical;
mod domain;
mod envelope;
pub mod fields;
mod id;
mod instant;
mod model;
mod recurrence;
mod stream;
mod transcript;

pub use address::Address;
pub use canonical::{Canonical, Sha256};
pub use domain::Domain;
pub use envelope::Envelope;
pub use id::{ConnectionId, CycleId, ItemId, ObjectId, TenantId};
pub use instant::Instant;
pub use model::{
    Activity, Email, EmailSignal, EmailSignalProperties, EmailThread, EmailThreadProperties,
    Malformed, MeetingAttend, MeetingAttendProperties, Meetings,
};
pub use recurrence::{Days, Recurrence, Until};
pub use stream::{Road, Stream};
pub use transcript::{
    FullTurn, Level, Measures, MeetingTranscript, MeetingTranscriptProperties, NotAQuantity,
    OwnTurn, Quantity, TranscriptNumbers, TranscriptTurns,
};
