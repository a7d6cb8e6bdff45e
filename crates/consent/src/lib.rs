//! What stands before any data moves: the agreement, the employee's consent, the policy, and the proofs that they stand.
//!
//! The invariant this crate owns: nothing is read without a [`Glimpse`] or a [`Clearance`], and nothing leaves without a
//! [`Clearance`]. Only the [`Register`] makes these, it makes them only from a [`VerifiedPolicy`] (signed by the service)
//! that shows the current DPA accepted, and, on the employee roads, from the employee's own [`ConsentRecord`] in force.
//! Both borrow the register, so a withdrawal (`&mut Register`) cannot happen while one is in use, and nobody can keep one.
//!
//! ```compile_fail
//! # fn upload(_: &consent::Clearance<'_>) {}
//! // A proof cannot be made, cloned or read from anywhere: only the register hands it out.
//! upload(&consent::Clearance::default());
//! ```
//!
//! It refuses to know how policies and records are stored or carried, and what is done under a proof.

mod allowlist;
mod clearance;
mod dpa;
mod policy;
mod record;
mod register;
mod rules;
mod signed;

pub use allowlist::{Allowlist, Entry, Refusal};
pub use clearance::{Clearance, Glimpse, MayRead, Permit};
pub use dpa::{DpaAcceptance, DpaState, DpaText};
pub use policy::{Cycle, CycleState, MailScope, Policy, RoadSwitches, TranscriptPolicy};
pub use record::ConsentRecord;
pub use register::{Gap, Register};
pub use rules::{Exclusion, ExclusionKind, NotARule, Rule, Rules, subject_words};
pub use signed::{SignedPolicy, Unverified, VerifiedPolicy};
