//! Thin commands: one call on the desk, a view back. No logic lives here.

pub mod admin;
pub mod consent;
pub mod guide;
pub mod ledger;
pub mod mailbox;
pub mod managing;
pub mod my_data;
/// The names of all commands, for the permissions.
pub mod names;
pub mod review;
pub mod selection;
pub mod sync;
pub mod transcripts;
pub mod window;
