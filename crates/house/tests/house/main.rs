//! The rules of the house that no compiler keeps: who may know whom, how large a room may grow, what documents must say.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a rule that cannot be read is a failed test"
)]

mod blueprint;
mod call_quality_page;
mod counts;
mod data_page;
mod dependencies;
mod documents;
mod lock_files;
mod rooms;
