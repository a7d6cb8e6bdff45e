use activity::Stream;

/// Sees how a run goes on; told often, so it must be quick.
pub trait Watcher: Send + Sync {
    /// A step was done.
    fn progress(&self, progress: Progress);
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The mailboxes are known.
    Mailboxes {
        /// How many can be read.
        readable: u64,
        /// How many cannot.
        unreadable: u64,
    },
    /// A page of a mailbox was judged and recorded.
    Page {
        /// Which mailbox, counted from one.
        mailbox: u64,
        /// Of how many.
        of: u64,
        /// The stream.
        stream: Stream,
        /// How many items were judged in this run so far.
        judged: u64,
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
    fn progress(&self, _progress: Progress) {}
}
