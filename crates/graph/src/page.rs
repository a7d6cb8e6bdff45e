use crate::cursor::Cursor;
use activity::{Instant, ItemId};
use privacy::Raw;
use std::fmt;

/// One page of raw items.
pub struct Page<T> {
    /// The items.
    pub items: Vec<Raw<T>>,
    /// The ids of items that are no longer there, as far as this page tells.
    pub removed: Vec<ItemId>,
    /// The ids of items of which the page told only a part.
    pub partial: Vec<ItemId>,
    /// How many items came with a body, a preview or an attachment, which was passed over.
    pub dropped_bodies: u64,
    /// How to go on.
    pub next: Next,
    /// Microsoft's clock when it answered, if it said.
    pub server_now: Option<Instant>,
}

/// How to go on after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// More pages of this round follow at this cursor.
    More(Cursor),
    /// The round is over; changes since then are found at this cursor.
    Done(Cursor),
}

impl Next {
    /// The cursor to go on with.
    pub fn cursor(&self) -> &Cursor {
        match self {
            Self::More(cursor) | Self::Done(cursor) => cursor,
        }
    }
}

impl<T> fmt::Debug for Page<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Page")
            .field("items", &self.items.len())
            .field("removed", &self.removed.len())
            .field("partial", &self.partial.len())
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
