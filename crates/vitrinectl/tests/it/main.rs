//! The command line against a local Microsoft 365 and a central service, from invite to acknowledged upload.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod bad_days;
mod browser;
mod canaries;
mod crash;
mod desk;
mod employee;
mod graph;
mod looking;
mod oracle;
mod organisation;
mod reading;
mod signals;
mod stage;
mod tenant;
mod transcript;
