//! Which rows a face asks for, and where on a page it goes on.

use crate::obstacle::Obstacle;
use crate::view::{LedgerQuery, RowState, StreamName, WithheldReason};
use activity::Stream;
use ledger::EntryState;

/// The most rows on one page.
const LONGEST: u32 = 200;

/// A place in the list: activities first, then withheld items, each the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the activities, before this row.
    Activity(Option<i64>),
    /// Among the withheld items, before this row.
    Withheld(Option<i64>),
}

impl Place {
    /// Where a query begins.
    pub(super) fn of(query: &LedgerQuery) -> Result<Self, Obstacle> {
        match &query.after {
            None => Ok(Self::Activity(None)),
            Some(cursor) => Self::read(cursor),
        }
    }

    /// A place, or a row, from its text.
    pub(super) fn read(text: &str) -> Result<Self, Obstacle> {
        let number = |digits: &str| digits.parse().ok();
        match (text.get(..1), text.get(1..)) {
            (Some("a"), Some("")) => Ok(Self::Activity(None)),
            (Some("w"), Some("")) => Ok(Self::Withheld(None)),
            (Some("a"), Some(digits)) => number(digits)
                .map(|id| Self::Activity(Some(id)))
                .ok_or(Obstacle::NotFound),
            (Some("w"), Some(digits)) => number(digits)
                .map(|id| Self::Withheld(Some(id)))
                .ok_or(Obstacle::NotFound),
            _ => Err(Obstacle::NotFound),
        }
    }

    pub(super) fn text(self) -> String {
        match self {
            Self::Activity(id) => format!("a{}", id.map(|id| id.to_string()).unwrap_or_default()),
            Self::Withheld(id) => format!("w{}", id.map(|id| id.to_string()).unwrap_or_default()),
        }
    }
}

/// Where an activity of the ledger or of a preview stands.
pub(super) fn state_of(state: EntryState, preview: bool) -> RowState {
    match state {
        EntryState::Sent => RowState::Acknowledged,
        EntryState::Waiting if preview => RowState::WouldSend,
        EntryState::Waiting => RowState::Queued,
        EntryState::Pending => RowState::Pending,
        EntryState::Retracted => RowState::Retracted,
    }
}

/// How many rows a page may have.
pub(super) fn limit(query: &LedgerQuery) -> usize {
    query.limit.clamp(1, LONGEST) as usize
}

/// Whether a query asks for an activity of this stream in this state.
pub(super) fn wants(query: &LedgerQuery, stream: Stream, state: RowState) -> bool {
    let stream = StreamName::from(stream);
    (query.streams.is_empty() || query.streams.contains(&stream))
        && (query.states.is_empty() || query.states.contains(&state))
        && query.reasons.is_empty()
}

/// Whether a query asks for withheld items of this stream and reason; they have no words to search.
pub(super) fn wants_withheld(query: &LedgerQuery, stream: Stream, reason: WithheldReason) -> bool {
    let stream = StreamName::from(stream);
    (query.streams.is_empty() || query.streams.contains(&stream))
        && (query.states.is_empty() || query.states.contains(&RowState::Withheld))
        && (query.reasons.is_empty() || query.reasons.contains(&reason))
        && query
            .text
            .as_deref()
            .is_none_or(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_garbage_is_no_place() {
        for place in [
            Place::Activity(None),
            Place::Activity(Some(7)),
            Place::Withheld(None),
            Place::Withheld(Some(9)),
        ] {
            assert_eq!(Place::read(&place.text()).unwrap(), place);
        }
        for text in ["", "x", "a-", "7", "añ"] {
            assert_eq!(Place::read(text), Err(Obstacle::NotFound), "{text}");
        }
    }
}
