//! The encrypted memory of this machine: cursors, verdicts, the outbox and what was acknowledged, in one SQLite file.
//!
//! A page of items, the activities they yield and the cursor behind them are one transaction, so a crash at any point loses
//! nothing and doubles nothing. A power cut may cost the last pages, which are then read again; whatever somebody outside of
//! this machine was told of is on the disk before. The outbox is convergent: for every activity the ledger knows what it wants
//! the service to hold and what the service said it holds; [`Ledger::due_after`] is the difference, and an acknowledgement closes it.
//!
//! The invariants this crate owns: in every run and stream, considered = sent + withheld + pending + failed; the file and its
//! write-ahead log are encrypted, and tokens in the vault are sealed once more; of what is withheld nothing is kept but keyed
//! one-way names and a reason (on the employee roads also the time and direction of the employee's own mail).
//!
//! One thread owns the connection that writes, reached by a channel; a few read beside it. Each table's statements are in the
//! file of its name.
//!
//! It refuses to know why an item is kept or withheld (privacy judged it), whether anything may be read or sent (the consent
//! register says so), and how anything travels. What it hands out of the outbox are stored bytes; only
//! [`privacy::readmit`] makes an activity of them again.
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod acknowledgement;
mod activities;
mod chain;
mod connection;
mod consents;
mod database;
mod document;
mod entries;
mod erase;
mod error;
mod facts;
mod handle;
mod hearing;
mod held;
mod invitations;
mod item;
mod keyring_store;
mod keys;
mod leafing;
mod listing;
mod lock;
mod mails;
mod meetings;
mod outbox;
mod own;
mod page;
mod provenance;
mod recording;
mod rules;
mod run;
mod signal_rows;
mod signals;
mod sought;
mod standing;
mod stored;
mod summary;
mod traits;
mod transcripts;
mod unit;
mod vanish;
mod vault;
mod workers;

pub use chain::ChainState;
pub use connection::Connection;
pub use entries::{DayCount, Entry, EntryPage, EntryQuery, EntryState};
pub use error::{KeyError, LedgerError};
pub use handle::Ledger;
pub use hearing::{Heard, PlacedTranscript};
pub use held::Held;
pub use invitations::AskedMeeting;
pub use keys::MasterKey;
pub use listing::{Listed, Place, RowPage, RowQuery};
pub use lock::HomeLock;
pub use outbox::{Due, Operation};
pub use own::{MeetingName, OwnItem, OwnState};
pub use page::{PageCommit, PageOutcome};
pub use provenance::Provenance;
pub use rules::{Counts, Flips, Trial};
pub use run::{Run, RunEnd, RunId};
pub use signals::SignalCounts;
pub use stored::Stored;
pub use summary::{StreamSummary, Uploads};
pub use transcripts::{Choice, HeldMeeting, HeldTranscript, Review};
pub use unit::UnitId;
