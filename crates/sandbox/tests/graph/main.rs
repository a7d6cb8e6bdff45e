//! Graph, the world behind it and the commands that move it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail loudly too"
)]

mod calendar;
mod copies;
mod directory;
mod folders;
mod history;
mod imports;
mod invitations;
mod mail;
mod mail_delta;
mod meetings;
mod queries;
mod schema;
mod support;
mod teams;
mod transcripts;
mod world;
