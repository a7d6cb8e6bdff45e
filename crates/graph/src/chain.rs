use crate::cursor::Cursor;
use crate::guard::Guard;
use crate::refusal::GraphRefusal;
use activity::Instant;
use serde::{Deserialize, Serialize};

/// The longest cursor that is read back.
const LONGEST: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Mail,
    Calendar,
    Users,
    Folders,
    Invitations,
}

/// What a cursor holds.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct State {
    version: u8,
    pub(crate) kind: Kind,
    /// Path and query below the configured address.
    pub(crate) link: String,
    /// The page size that is asked for.
    pub(crate) size: u32,
    /// Whether the link begins a later round: a token that may have grown stale.
    pub(crate) stored: bool,
    /// Items seen in this round.
    pub(crate) seen: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mail: Option<MailState>,
    guard: Guard,
}

/// What a chain over a mail folder needs beside its link.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct MailState {
    pub(crate) folder: String,
    pub(crate) floor: Instant,
    /// Whether only what counts sent and received mail is asked for.
    pub(crate) lean: bool,
    /// While the whole window is read as a plain list: where changes since then are found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
    /// While the window is read as a plain list: the latest time seen, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reached: Option<Instant>,
    /// Whether this round reads the window for the first time.
    pub(crate) first: bool,
}

impl State {
    pub(crate) fn new(kind: Kind, link: String, size: u32) -> Self {
        let guard = Guard::default();
        Self {
            version: 1,
            kind,
            link,
            size,
            stored: false,
            seen: 0,
            mail: None,
            guard,
        }
    }

    pub(crate) fn open(cursor: &Cursor, kind: Kind) -> Result<Self, GraphRefusal> {
        let lost = GraphRefusal::SyncStateLost { location: None };
        if cursor.as_str().len() > LONGEST {
            return Err(lost);
        }
        match serde_json::from_str::<Self>(cursor.as_str()) {
            Ok(state)
                if state.version == 1 && state.kind == kind && state.link.starts_with('/') =>
            {
                Ok(state)
            }
            // A cursor that cannot be read is as good as lost: the chain begins anew.
            _ => Err(lost),
        }
    }

    pub(crate) fn cursor(&self) -> Cursor {
        Cursor::from_kept(serde_json::to_string(self).unwrap_or_default())
    }

    /// Goes on to the next page of the round.
    pub(crate) fn advance(
        &mut self,
        link: String,
        items: usize,
        content: u64,
    ) -> Result<(), GraphRefusal> {
        self.guard.step(&link, items, content)?;
        self.seen += items as u64;
        self.stored = false;
        self.link = link;
        Ok(())
    }

    /// Ends the round; the next one begins at `link` with the usual page size.
    pub(crate) fn finish(&mut self, link: String, size: u32) {
        self.link = link;
        self.size = size;
        self.stored = true;
        self.seen = 0;
        self.guard = Guard::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::fingerprint;

    fn pages(links: impl Iterator<Item = (String, usize)>) -> Result<(), GraphRefusal> {
        let mut state = State::new(Kind::Mail, "/x".to_owned(), 10);
        for (link, items) in links {
            // A crash between two pages must not make the guard forget.
            state = State::open(&state.cursor(), Kind::Mail).expect("read back");
            let content = fingerprint([link.as_str()]);
            state.advance(link, items, content)?;
        }
        Ok(())
    }

    #[test]
    fn circles_of_any_length_are_noticed() {
        for length in 1..40 {
            let circle = (0..1_000).map(|page| (format!("/p{}", page % length), 5));
            assert_eq!(pages(circle), Err(GraphRefusal::EndlessPaging), "{length}");
        }
    }

    #[test]
    fn the_same_page_over_and_over_is_noticed_however_its_links_change() {
        let mut state = State::new(Kind::Mail, "/x".to_owned(), 10);
        let mut pages = (0..1_000).map(|page| state.advance(format!("/p{page}"), 5, page % 7));
        assert!(pages.any(|page| page == Err(GraphRefusal::EndlessPaging)));
    }

    #[test]
    fn long_chains_and_some_empty_pages_are_fine() {
        assert_eq!(
            pages((0..2_000).map(|page| (format!("/p{page}"), usize::from(page % 100 == 0)))),
            Ok(())
        );
        let empty = pages((0..1_000).map(|page| (format!("/p{page}"), 0)));
        assert_eq!(empty, Err(GraphRefusal::EndlessPaging));
    }

    #[test]
    fn what_is_no_cursor_is_a_lost_chain() {
        let users = State::new(Kind::Users, "/users".to_owned(), 10).cursor();
        for cursor in [
            Cursor::from_kept(""),
            Cursor::from_kept("{}"),
            Cursor::from_kept("x".repeat(100_000)),
            users,
        ] {
            assert!(matches!(
                State::open(&cursor, Kind::Mail),
                Err(GraphRefusal::SyncStateLost { .. })
            ));
        }
    }
}
