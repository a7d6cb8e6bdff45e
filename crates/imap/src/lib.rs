//! A mailbox behind an IMAP server as pages of raw items and cursors.
//!
//! An [`ImapClient`] lists the folders of a mailbox and which of them count ([`ImapClient::folders`]), and reads them page by
//! page ([`ImapClient::mail_page`]). A page's cursor says by itself how to go on, also after the connection broke off. Every
//! message is sealed into a [`privacy::Raw`] the moment it is read: who sent it, when, its subject and its Message-ID. A
//! body is never asked for.
//!
//! The invariants this crate owns: nothing is said to a server that could change it or fetch a body, because the only type
//! that can be said has no such case; the stream is always encrypted, through the one door to the network; every pull takes a
//! proof that it may be made ([`consent::MayRead`]); what a server sends is bounded; and every refusal is one [`ImapRefusal`].
//!
//! It refuses to know what is counted, where cursors and passwords are kept, and what leaves the machine.
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod client;
mod command;
mod cursor;
mod dialogue;
mod envelope;
mod folder;
mod folder_names;
mod header;
mod login;
mod mail;
mod open_folder;
mod refusal;
mod server;
mod utf7;

pub use client::{Access, ImapClient};
pub use egress::Security;
pub use folder::{Folder, FolderChoice, LeftOut};
pub use login::Credential;
pub use mail::{MailFrom, Page};
pub use refusal::ImapRefusal;
pub use server::Server;

/// The permission to read a mailbox of Exchange Online by IMAP.
pub const EXCHANGE_SCOPE: &str = "https://outlook.office.com/IMAP.AccessAsUser.All";
