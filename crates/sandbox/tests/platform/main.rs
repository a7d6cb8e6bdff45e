//! The identity platform, the faults and the listeners, over HTTP as a client sees them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failure is the message"
)]

mod admin_consent;
mod batches;
mod browser;
mod credentials;
mod device;
mod faults;
mod limits;
mod listeners;
mod odd_requests;
mod policies;
mod refresh;
mod sign_in;
mod spoiled;
mod support;
mod tokens;
