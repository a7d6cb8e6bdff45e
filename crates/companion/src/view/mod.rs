//! What a face of Vitrine may show and ask for.
//!
//! Plain data only: every type here can be read by a person, printed by `vitrinectl --json` and carried to the window. The
//! invariant of this module is that nothing in it can hold a token, a secret, a mail body or a raw item; the exact bytes it
//! does carry are the ones that leave, or would leave, the machine.
//!
//! - [`Desk`] lists every operation a face can ask for; [`Shell`] is all that the application sees of its face.
//! - [`CommandError`] is the one error a face gets: closed, tagged, a variant only where the face acts differently.
//! - [`DeskEvent`] says that something changed; the face asks again, events carry no state but progress.
//!
//! Conventions: tags and names in `snake_case`, instants as RFC 3339 in UTC, counts as `u32`, texts for people either as a
//! closed code that the face puts into words, or with a `code` beside the English sentence so that it can be translated.

mod admin;
mod allowlist;
mod collection;
mod consent;
mod desk;
mod diagnostics;
mod error;
mod event;
mod guide;
mod health;
mod invite;
mod ledger;
mod mailbox;
mod managing;
mod my_data;
mod network;
mod policy;
mod review;
mod rules;
mod selection;
mod sign_in;
mod state;
mod storage;
mod sync;
mod transcript;
mod updates;
mod words;

pub use admin::*;
pub use allowlist::*;
pub use collection::*;
pub use consent::*;
pub use desk::*;
pub use diagnostics::*;
pub use error::*;
pub use event::*;
pub use guide::*;
pub use health::*;
pub use invite::*;
pub use ledger::*;
pub use mailbox::*;
pub use managing::*;
pub use my_data::*;
pub use network::*;
pub use policy::*;
pub use review::*;
pub use rules::*;
pub use selection::*;
pub use sign_in::*;
pub use state::*;
pub use storage::*;
pub use sync::*;
pub use transcript::*;
pub use updates::*;
pub use words::*;
