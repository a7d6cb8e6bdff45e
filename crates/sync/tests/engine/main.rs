//! The engine over a scripted world: mailboxes, a service that checks what arrives, and faults.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken fixture is a failed test"
)]
#![allow(missing_docs, unreachable_pub, reason = "test modules")]

mod accounting;
mod desk;
mod gate;
mod mailboxes;
mod meetings;
mod occurrences;
mod properties;
mod service;
mod signals;
mod surveys;
mod transcripts;
mod world;
