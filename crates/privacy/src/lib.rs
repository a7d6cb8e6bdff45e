//! The one-way glass: raw items go in, and either a [`Filtered`] activity or a named reason comes out.
//!
//! A source fills a [`Raw`] and can never open it again; only this crate opens it. What comes out is a [`Verdict`]: kept, as
//! activities that hold nothing but what the policy lets through; withheld, with its [`Reason`]; or failed. Which of several
//! copies of one meeting or mail counts is decided by [`settle()`], from facts that say nothing about anybody.
//!
//! The invariant this crate owns: every [`Filtered`] activity passed the policy, either when it was judged or when it was
//! [`readmit`]ted from the ledger under today's policy. There is no other way to make one. The central service runs the same
//! check on what arrives, by [`admit()`].
//!
//! It refuses to know where raw items come from, where verdicts are kept and how activities travel.

mod admit;
mod census;
mod directory;
mod drift;
mod filtered;
pub mod input;
mod invitation;
mod keys;
mod mail;
mod meeting;
mod participants;
mod raw;
mod reading;
mod settle;
mod signal;
mod tally;
mod traits;
mod transcript;
mod verdict;

pub use admit::{admit, readmit};
pub use census::Census;
pub use directory::Directory;
pub use drift::Drift;
pub use filtered::Filtered;
pub use invitation::{AssessedInvitation, assess_invitation};
pub use keys::{Key, Keyer};
pub use mail::{AssessedMail, assess_mail};
pub use meeting::{AssessedMeeting, assess_meeting};
pub use raw::Raw;
pub use reading::{Reading, Terms, Untold};
pub use settle::{Copy, CopyFacts, Settlement, Standing, settle};
pub use signal::{AssessedSignal, Direction, OwnAddresses, assess_signal, count_signal};
pub use tally::{Passing, Tally, Through, ThroughEntry};
pub use traits::{Narrowing, Plain, Traits};
pub use verdict::{Reason, Verdict};
