//! The application behind every face of Vitrine: what the window shows and `vitrinectl` prints.
//!
//! [`Companion`] brings the parts of the house together: settings, home, central service, sign-in, engine. Each operation is a
//! plain async function on it; the window asks for them through [`view::Desk`], `vitrinectl` calls them directly.
//!
//! The invariant this crate owns: whatever stands in the way is one [`Obstacle`] with one sentence, one next step and one exit
//! code, and nothing is read or sent but by the engine under a register whose policy was verified against the service's pinned
//! key.
//!
//! It refuses to know windows, terminals and argument parsing.
#![cfg_attr(
    test,
    allow(
        missing_docs,
        clippy::unwrap_used,
        reason = "tests document themselves and may fail loudly"
    )
)]

mod admin;
mod agree;
pub mod browser;
pub mod central;
mod companion;
mod connect;
mod counted;
mod cycles;
mod desk;
mod disconnect;
mod doctor;
mod home;
mod listing;
mod my_data;
mod obstacle;
mod offers;
mod pinned;
mod reviews;
mod rules;
mod run;
mod scoring;
pub mod settings;
mod source;
mod texts;
mod transcripts;
mod updates;
pub mod view;

pub use admin::AllowlistChange;
pub use companion::Companion;
pub use connect::{
    ApprovalAsked, ConnectedMailbox, EmployeeVisit, MailAccount, MailAsked, MailSignIn,
    ManagerVisit, Managing, TenantVisit,
};
pub use counted::counted;
pub use disconnect::Left;
pub use doctor::{Check, CheckState, doctor};
pub use home::Home;
pub use imap::FolderChoice;
pub use listing::{Listed, ListedOwn, WithheldCounts};
pub use obstacle::{Exit, Obstacle, SignInState};
pub use run::{Following, Pause, Preview, Report, Schedule, StreamReport};
pub use settings::{Flags, Settings};
pub use texts::ConsentText;
