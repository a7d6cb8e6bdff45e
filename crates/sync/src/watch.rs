use crate::Mailbox;
use activity::{ObjectId, Stream};

/// Sees how a run goes on; told often, so it must be quick.
pub trait Watcher: Send + Sync {
    /// A step was done.
    fn progress(&self, progress: Progress<'_>);
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'run> {
    /// The mailboxes are known: all of them, in the order in which they are read.
    Mailboxes {
        /// Every mailbox, those that cannot be read too.
        all: &'run [Mailbox],
    },
    /// A mailbox is being read.
    Began {
        /// Whose it is.
        owner: &'run ObjectId,
    },
    /// A page of a mailbox was judged and recorded.
    Page {
        /// Whose mailbox it is.
        owner: &'run ObjectId,
        /// Which mailbox, counted from one.
        mailbox: u64,
        /// Of how many.
        of: u64,
        /// The stream.
        stream: Stream,
        /// How many items were on the page.
        items: u64,
        /// How many items were judged in this run so far.
        judged: u64,
    },
    /// Every stream of a mailbox was read as far as it could be.
    Ended {
        /// Whose it is.
        owner: &'run ObjectId,
        /// Why it could not be read to its end, as a stable word.
        problem: Option<&'run str>,
    },
    /// Activities were acknowledged.
    Uploaded {
        /// How many in this run so far.
        acknowledged: u64,
        /// How many still wait.
        waiting: u64,
    },
}

/// A watcher that looks away.
impl Watcher for () {
    fn progress(&self, _progress: Progress<'_>) {}
}
