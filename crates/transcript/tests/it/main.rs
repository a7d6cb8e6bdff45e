//! What the crate promises, over whole files.
#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod files;
mod fuzz;
mod leaving;
mod scores;
mod split;
mod talk;
