//! The service over real HTTP on loopback, with real SQLite files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what went wrong by failing"
)]

mod agreement;
mod approvals;
mod attacks;
mod borders;
mod cycles;
mod full_disk;
mod held;
mod ingest;
mod invites;
mod limits;
mod managers;
mod openapi;
mod page;
mod people;
mod policy;
mod processes;
mod reviews;
mod sign_in;
mod support;
mod transcripts;
