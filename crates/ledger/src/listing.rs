//! What of the ledger a person leafs through: what left and what stays in one list, newest first, and found by its words.

use crate::{Entry, EntryState, OwnItem};
use activity::{ConnectionId, Instant, Stream};
use consent::Exclusion;
use privacy::Reason;

/// Which rows to list; a row is listed if it is one of `activities` or one of `withheld`.
#[derive(Clone, Debug)]
pub struct RowQuery {
    /// The connection.
    pub connection: ConnectionId,
    /// Activities of these streams in these states.
    pub activities: Vec<(Stream, EntryState)>,
    /// Withheld items of these streams with these reasons; there are none of other people.
    pub withheld: Vec<(Stream, Reason)>,
    /// The employee's own mails that are told by a count, one by one.
    pub counted: bool,
    /// The employee's transcripts that wait for them.
    pub unreviewed: bool,
    /// Only what this rule of the employee's takes hold of, alone or together with others.
    pub rule: Option<Exclusion>,
    /// Only those in which each of these words, or the beginning of one, is a person's or the subject's.
    pub text: Option<String>,
    /// Only what happened since then.
    pub since: Option<Instant>,
    /// Only what happened before then.
    pub until: Option<Instant>,
    /// Go on after this place.
    pub after: Option<Place>,
    /// At most this many.
    pub limit: usize,
}

/// A row's place in the list: the later ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The second in which it happened, then the order in which it was recorded.
    pub number: i64,
    /// Activities come before withheld items of the same number.
    pub is_activity: bool,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Something that left, or will.
    Activity(Box<Entry>),
    /// Something that stays, or is told by a count.
    Own(OwnItem),
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowPage {
    /// The rows; there may be fewer than asked for, or none, although more follow.
    pub rows: Vec<Listed>,
    /// Where the next page goes on; absent on the last.
    pub next: Option<Place>,
}
