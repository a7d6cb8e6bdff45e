//! The ledger through its own front door: pages in, dues out, acknowledgements back.
#![expect(clippy::unwrap_used, reason = "a broken fixture is a failed test")]

mod accounts;
mod chains;
mod changes;
mod copies;
mod crash;
mod entries;
mod home;
mod keyring;
mod listing;
mod mails;
mod meeting_rules;
mod meetings;
mod model;
mod office;
mod outbox;
mod rules;
mod signals;
mod small;
mod steps;
mod tenant;
mod vanishing;
