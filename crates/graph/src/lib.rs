//! Microsoft Graph as pages of raw items and cursors.
//!
//! A [`GraphClient`] reads the organisation, its people, the folders of a mailbox, and page by page its mail
//! ([`GraphClient::mail_page`]) and its calendar ([`GraphClient::calendar_page`]); it finds meetings of Teams by their
//! invitations ([`GraphClient::invitations`]) and fetches their transcripts ([`GraphClient::transcripts`]). A [`Cursor`] says by itself how to go
//! on. Every item is sealed into a [`privacy::Raw`] the moment it is parsed; bodies, previews and attachments are passed
//! over while parsing and only counted.
//!
//! The invariants this crate owns: a delegated client reads `/me` and nothing else; links are followed only on the
//! configured address; paging ends; every pull takes a proof that it may be made ([`consent::MayRead`]); and every refusal
//! is one [`GraphRefusal`] with one [`GraphStep`].
//!
//! It refuses to know what is kept and what is withheld, where cursors are stored, and what leaves the machine.
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod asking;
mod batch;
mod calendar;
mod chain;
mod classify;
mod client;
mod cursor;
mod directory;
mod folders;
mod guard;
mod invitations;
mod join_link;
mod mail;
mod masters;
mod page;
mod probe;
mod reach;
mod refusal;
mod refusal_name;
mod times;
mod transcript_state;
mod transcripts;
mod windows_zones;
mod wire;
mod wire_event;
mod wire_message;
mod wire_recurrence;

pub use calendar::CalendarFrom;
pub use client::GraphClient;
pub use cursor::Cursor;
pub use directory::{Me, Organization, User, UserPage};
pub use folders::{Folder, FolderTree};
pub use invitations::{Invitation, InvitationPage, InvitationsFrom};
pub use join_link::JoinLink;
pub use mail::MailFrom;
pub use page::{Next, Page};
pub use probe::Readability;
pub use reach::Reach;
pub use refusal::{GraphRefusal, GraphStep};
pub use transcript_state::{TranscriptState, TranscriptStep};
pub use transcripts::{FetchedTranscript, ListedTranscript, Transcripts};

/// Where Microsoft Graph is in the public cloud.
pub const PUBLIC: &str = "https://graph.microsoft.com/v1.0";
