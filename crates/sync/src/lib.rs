//! The engine: reads sources page by page, has every item judged, records the verdicts, and empties the outbox.
//!
//! The unit of work is a stream of one mailbox. Units are resumable (a page, its verdicts and its cursor are one transaction),
//! idempotent (a page may come twice) and independent of each other. Nothing is sent before every mailbox of the run has been
//! read, because another copy of a meeting may show that it is private.
//!
//! The invariant this crate owns: every page is pulled under a [`consent::Permit`] and every upload under a
//! [`consent::Clearance`], taken anew each time, so that a withdrawal waits for at most one page. The first statement of
//! [`Engine::run`] asserts that the DPA is accepted.
//!
//! It refuses to know Microsoft, the network and the screen: it sees a [`Source`], an [`Uplink`] and a [`Watcher`].

mod calendar;
mod cycle;
mod engine;
mod mail;
mod occurrence;
mod outcome;
mod page;
mod reach;
mod signal;
mod source;
mod survey;
mod transcripts;
mod unit;
mod uplink;
mod upload;
mod watch;
mod window;

pub use cycle::{calendar_quarter, cycles_to_count};
pub use engine::{Engine, Purpose};
pub use outcome::{Failure, Outcome, RunReport, Unfinished};
pub use signal::recount;
pub use source::{
    Absence, CalendarFrom, ListedTranscript, MailFrom, Mailbox, Next, Page, Readability, Source,
    SourceError, Transcripts,
};
pub use survey::{Survey, Surveyed};
pub use uplink::{Acknowledgement, Item, Status, Uplink, UplinkError};
pub use watch::{Progress, Watcher};
