//! The client against a real Dovecot.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod bad_days;
mod dovecot;
mod folders;
mod letters;
mod reader;
mod reading;
mod signed;
mod signing_in;
mod wiretap;
