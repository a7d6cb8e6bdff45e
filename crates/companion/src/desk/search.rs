//! Which rows a face asks for, and where in the list it goes on.

use crate::my_data::MINE;
use crate::obstacle::Obstacle;
use crate::view::{LedgerQuery, RowState, StreamName, WithheldReason};
use activity::{Instant, Stream};
use consent::Exclusion;
use ledger::{Connection, EntryState, Place, RowQuery};
use privacy::Reason;

/// The most rows on one page.
const LONGEST: u32 = 200;
const STATES: [EntryState; 4] = [
    EntryState::Sent,
    EntryState::Waiting,
    EntryState::Pending,
    EntryState::Retracted,
];

/// A row by its name: an activity or a withheld item, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) is_activity: bool,
    pub(super) number: i64,
}

impl Named {
    pub(super) fn activity(number: i64) -> Self {
        Self {
            is_activity: true,
            number,
        }
    }

    pub(super) fn own(number: i64) -> Self {
        Self {
            is_activity: false,
            number,
        }
    }

    pub(super) fn read(text: &str) -> Result<Self, Obstacle> {
        let is_activity = match text.get(..1) {
            Some("a") => true,
            Some("w") => false,
            _ => return Err(Obstacle::NotFound),
        };
        let number = text.get(1..).and_then(|digits| digits.parse().ok());
        Ok(Self {
            is_activity,
            number: number.ok_or(Obstacle::NotFound)?,
        })
    }

    pub(super) fn text(self) -> String {
        let letter = if self.is_activity { 'a' } else { 'w' };
        format!("{letter}{}", self.number)
    }
}

/// The text of a place in the list.
pub(super) fn cursor(place: Place) -> String {
    let Place {
        number,
        is_activity,
    } = place;
    Named {
        is_activity,
        number,
    }
    .text()
}

/// A query as the ledger takes it.
pub(super) fn row_query(
    connection: &Connection,
    query: &LedgerQuery,
    preview: bool,
) -> Result<RowQuery, Obstacle> {
    let after = query.after.as_deref().map(Named::read).transpose()?;
    let streams = || streams_of(connection).iter().copied();
    Ok(RowQuery {
        connection: connection.id.clone(),
        activities: streams()
            .flat_map(|stream| STATES.map(|state| (stream, state)))
            .filter(|(stream, state)| wants(query, *stream, state_of(*state, preview)))
            .collect(),
        withheld: streams()
            .flat_map(|stream| Reason::ALL.map(|reason| (stream, reason)))
            .filter(|(stream, reason)| wants_withheld(query, *stream, (*reason).into()))
            .collect(),
        counted: wants_counted(query) && streams().any(|stream| stream == Stream::EmailSignal),
        unreviewed: wants_unreviewed(query) && streams().any(|stream| stream == Stream::Transcript),
        rule: rule(query)?,
        text: query.text.clone(),
        since: instant(query.since.as_deref())?,
        until: instant(query.until.as_deref())?,
        after: after.map(|after| Place {
            number: after.number,
            is_activity: after.is_activity,
        }),
        limit: query.limit.clamp(1, LONGEST) as usize,
    })
}

/// The streams of a list: the road's own, or all where the rows came by any road.
fn streams_of(connection: &Connection) -> &'static [Stream] {
    if connection.id.as_str() == MINE {
        &Stream::ALL
    } else {
        connection.road.streams()
    }
}

/// Whether a query asks for rows that only leafing through tells.
pub(super) fn is_narrow(query: &LedgerQuery) -> bool {
    has_text(query) || query.rule.is_some() || query.since.is_some() || query.until.is_some()
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
        && !has_text(query)
}

/// Whether a query asks for the mails that are told by a count.
pub(super) fn wants_counted(query: &LedgerQuery) -> bool {
    (query.streams.is_empty() || query.streams.contains(&StreamName::EmailSignal))
        && (query.states.is_empty() || query.states.contains(&RowState::Counted))
        && query.reasons.is_empty()
        && !has_text(query)
}

/// Whether a query asks for the transcripts that wait for the person.
pub(super) fn wants_unreviewed(query: &LedgerQuery) -> bool {
    (query.streams.is_empty() || query.streams.contains(&StreamName::Transcript))
        && (query.states.is_empty() || query.states.contains(&RowState::Unreviewed))
        && query.reasons.is_empty()
        && !has_text(query)
}

fn has_text(query: &LedgerQuery) -> bool {
    query
        .text
        .as_deref()
        .is_some_and(|text| !text.trim().is_empty())
}

fn rule(query: &LedgerQuery) -> Result<Option<Exclusion>, Obstacle> {
    let read = query.rule.clone().map(Exclusion::try_from).transpose();
    read.map_err(Obstacle::NotARule)
}

fn instant(text: Option<&str>) -> Result<Option<Instant>, Obstacle> {
    let read = text.map(Instant::parse).transpose();
    read.map_err(|_| Obstacle::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_garbage_is_no_name() {
        for named in [(true, 7), (false, 9), (true, i64::MAX)] {
            let (is_activity, number) = named;
            let named = Named {
                is_activity,
                number,
            };
            assert_eq!(Named::read(&named.text()), Ok(named));
        }
        for text in ["", "x", "a", "a-", "7", "añ", "é1"] {
            assert_eq!(Named::read(text), Err(Obstacle::NotFound), "{text}");
        }
    }
}
