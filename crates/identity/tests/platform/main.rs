//! People and apps sign in at the sandbox.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod apps;
mod sessions;
mod sign_in;
mod support;
