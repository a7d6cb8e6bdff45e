//! Reading a whole tenant from the sandbox.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod bad_days;
mod good_days;
mod reading;
#[path = "../support/mod.rs"]
mod support;
mod teams;
