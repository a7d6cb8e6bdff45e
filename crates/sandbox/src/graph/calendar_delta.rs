//! `/calendarView/delta`

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::calendar_query;
use super::call::{Call, Reply};
use super::event_item::{self, EventStyle, Shown};
use super::page::Page;
use super::refusal::Refusal;
use super::round::Round;
use super::select::Select;
use crate::world::meeting::{Holding, Instance, Meeting};

const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 1000;
const TYPE: Option<&str> = Some("#microsoft.graph.event");

/// The window, which is fixed for all rounds, and where a round stands.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Place {
    from: i64,
    until: i64,
    /// The entry that the page before ended in, and how many of its rows were sent.
    entry: Option<u64>,
    rows: usize,
}

/// One line of the feed.
enum Line {
    /// The series itself.
    Series(Instance),
    Row(Instance),
    Removed(u32),
}

pub(crate) fn delta(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    refuse_options(call)?;
    let round = Round::read(call, owner, "calendar-delta", || {
        let (from, until) = calendar_query::window(&call.query)?;
        Ok(Place {
            from: from.as_millisecond(),
            until: until.as_millisecond(),
            entry: None,
            rows: 0,
        })
    })?;
    let mut style = EventStyle::new(call, owner, sight, Select::default())?;
    style.typed = true;
    let size = call
        .prefer
        .page_size
        .unwrap_or(DEFAULT_PAGE)
        .clamp(1, LARGEST_PAGE);
    let (from, until) = (instant(round.at.from), instant(round.at.until));
    match round.since {
        None => {
            let resume = round.at.entry.map(|entry| entry.checked_sub(1));
            let entries = call
                .view
                .entries(owner, resume.unwrap_or(None), Some((from, until)));
            let feed = entries.map(|holding| {
                (
                    holding.entry,
                    lines(call, Some(&holding), from, until, 0, false),
                )
            });
            Ok(write(call, owner, round, &style, size, feed))
        }
        Some(since) => {
            let changed = changed(call, owner, since, round.until);
            let first = round.at.entry;
            let feed = changed
                .into_iter()
                .filter(|(entry, _)| first.is_none_or(|first| *entry >= first))
                .map(|(entry, numbers)| {
                    let holding = call.view.holding(owner, entry);
                    (
                        entry,
                        lines(call, holding.as_ref(), from, until, numbers, true),
                    )
                });
            Ok(write(call, owner, round, &style, size, feed))
        }
    }
}

fn write(
    call: &Call<'_>,
    owner: u32,
    round: Round<Place>,
    style: &EventStyle,
    size: usize,
    feed: impl Iterator<Item = (u64, Vec<Line>)>,
) -> Reply {
    let mut page = Page::open(call, "Collection(event)", None);
    for (entry, lines) in feed {
        let sent = if round.at.entry == Some(entry) {
            round.at.rows
        } else {
            0
        };
        for (rows, line) in lines.iter().enumerate().skip(sent) {
            if page.items == size {
                let at = Place {
                    entry: Some(entry),
                    rows,
                    ..round.at
                };
                return page.close(&round.next_page(call, at));
            }
            write_line(call, owner, &mut page, style, entry, line);
        }
    }
    let at = Place {
        entry: None,
        rows: 0,
        ..round.at
    };
    page.close(&round.next_round(call, at))
}

fn write_line(
    call: &Call<'_>,
    owner: u32,
    page: &mut Page,
    style: &EventStyle,
    entry: u64,
    line: &Line,
) {
    let row = match line {
        Line::Removed(number) => return page.removed(TYPE, &style.id(entry, *number), "deleted"),
        Line::Series(row) | Line::Row(row) => row,
    };
    let Some(holding) = call.view.holding(owner, entry) else {
        return;
    };
    let meeting = call.view.meeting(holding.meeting);
    let shown = Shown {
        meeting: &meeting,
        holding: &holding,
        row,
    };
    page.item(|out| {
        if row.kind == "occurrence" {
            event_item::write_minimal(&shown, style, out);
        } else {
            event_item::write(call, owner, &shown, style, None, out);
        }
    });
}

/// What the feed says of one entry. After a change, everything that it had and that is not in the window is removed,
/// whether or not the client ever saw it.
fn lines(
    call: &Call<'_>,
    holding: Option<&Holding>,
    from: Timestamp,
    until: Timestamp,
    numbers: u32,
    changed: bool,
) -> Vec<Line> {
    let Some(holding) = holding else {
        return (0..=numbers).map(Line::Removed).collect();
    };
    let meeting = call.view.meeting(holding.meeting);
    let rows = meeting.rows(holding, from, until);
    let recurring =
        rows.first().is_some_and(|row| row.number > 0) || (meeting.series.is_some() && numbers > 0);
    let mut lines = Vec::new();
    if recurring && !rows.is_empty() && shows_series(&meeting) {
        lines.extend(meeting.head(holding).map(Line::Series));
    }
    if changed {
        let shown: Vec<u32> = rows.iter().map(|row| row.number).collect();
        lines.extend(rows.is_empty().then_some(Line::Removed(0)));
        lines.extend(
            (1..=numbers)
                .filter(|number| !shown.contains(number))
                .map(Line::Removed),
        );
    }
    lines.extend(rows.into_iter().map(Line::Row));
    lines
}

/// Some series are in the feed themselves, others have to be fetched: both happen in the real service.
fn shows_series(meeting: &Meeting) -> bool {
    let (_, slot, group) = meeting.key.parts();
    (slot + group) % 2 == 1 || meeting.key.is_added()
}

fn changed(call: &Call<'_>, owner: u32, since: u64, to: u64) -> Vec<(u64, u32)> {
    let Some(mailbox) = call.view.mailbox(owner) else {
        return Vec::new();
    };
    let first = mailbox
        .calendar_log
        .partition_point(|change| change.sequence <= since);
    let mut changed = std::collections::BTreeMap::new();
    for change in mailbox.calendar_log[first..]
        .iter()
        .take_while(|change| change.sequence <= to)
    {
        let numbers = changed.entry(change.entry).or_insert(0);
        *numbers = change.numbers.max(*numbers);
    }
    changed.into_iter().collect()
}

fn refuse_options(call: &Call<'_>) -> Result<(), Refusal> {
    if call.query.has("$top") {
        let message = "The '$top' parameter is not supported with change tracking over the 'CalendarView' resource. Express page size \
            preferences using the Prefer: odata.maxpagesize= header instead.";
        return Err(Refusal::bad_request("ErrorInvalidUrlQuery", message));
    }
    if ["$orderby", "$filter", "$select", "$expand", "$search"]
        .iter()
        .any(|name| call.query.has(name))
    {
        let message = "The following parameters are not supported with change tracking over the 'CalendarView' resource: \
            '$orderby, $filter, $select, $expand, $search'.";
        return Err(Refusal::bad_request("ErrorInvalidUrlQuery", message));
    }
    Ok(())
}

fn instant(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
