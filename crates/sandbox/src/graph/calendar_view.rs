//! `/calendarView`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::event_item::{self, EventStyle, Shown};
use super::events;
use super::filter::{self, Comparison};
use super::json::Select;
use super::page::{Ending, Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::rights::Sight;
use super::token;
use crate::world::meeting::{Holding, Instance, Meeting};

#[derive(Serialize, Deserialize)]
struct ListState {
    query: String,
    place: usize,
}

/// Every instance in a window, in the order of their starts.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    let state = read_state(call)?;
    let query = match &state {
        Some(state) => Query::parse(&state.query),
        None => call.query.clone(),
    };
    let (from, until) = events::window(&query)?;
    let mut rows = Vec::new();
    for holding in call.view.entries(owner, None, Some((from, until))) {
        let meeting = call.view.meeting(holding.meeting);
        let found = meeting.rows(&holding, from, until).into_iter();
        rows.extend(found.map(|row| (holding.clone(), row)));
    }
    page(call, owner, sight, &query, state, rows)
}

/// Single meetings and series, filtered or in order: what `/events` answers when it is asked for that.
pub(crate) fn picked(call: &Call<'_>, owner: u32, sight: Sight) -> Result<Reply, Refusal> {
    let state = read_state(call)?;
    let query = match &state {
        Some(state) => Query::parse(&state.query),
        None => call.query.clone(),
    };
    let mut rows = Vec::new();
    for holding in call.view.entries(owner, None, None) {
        let head = call.view.meeting(holding.meeting).head(&holding);
        rows.extend(head.map(|row| (holding, row)));
    }
    page(call, owner, sight, &query, state, rows)
}

fn page(
    call: &Call<'_>,
    owner: u32,
    sight: Sight,
    query: &Query,
    state: Option<ListState>,
    rows: Vec<(Holding, Instance)>,
) -> Result<Reply, Refusal> {
    let rows = pick(call, query, rows)?;
    let size = events::size(call, query)?;
    let style = EventStyle::new(call, owner, sight, Select::parse(query.get("$select")))?;
    let first = query.number("$skip").and_then(Result::ok).unwrap_or(0);
    let place = state.as_ref().map_or(first, |state| state.place);
    let count = (query.is_true("$count") && state.is_none()).then_some(rows.len() as i64);
    let mut page = Page::open(call, &owned(call, owner, "calendarView"), count);
    for (holding, row) in rows.iter().skip(place).take(size) {
        let meeting = call.view.meeting(holding.meeting);
        let shown = Shown {
            meeting: &meeting,
            holding,
            row,
        };
        page.item(|out| event_item::write(call, owner, &shown, &style, None, out));
    }
    if place + size >= rows.len() {
        return Ok(page.close(&Ending::Last));
    }
    let raw = state.map_or_else(|| call.query.raw().to_owned(), |state| state.query);
    let token = token::seal(
        "calendar-view",
        &ListState {
            query: raw,
            place: place + size,
        },
    );
    Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))))
}

/// Applies `$filter` and `$orderby`.
fn pick(
    call: &Call<'_>,
    query: &Query,
    rows: Vec<(Holding, Instance)>,
) -> Result<Vec<(Holding, Instance)>, Refusal> {
    let invalid = || {
        Refusal::bad_request(
            "ErrorInvalidUrlQueryFilter",
            "The query filter contains one or more invalid nodes.",
        )
    };
    let conditions = match query.get("$filter") {
        Some(text) => filter::parse(text).ok_or_else(invalid)?,
        None => Vec::new(),
    };
    let mut picked = Vec::new();
    for (holding, row) in rows {
        let meeting = call.view.meeting(holding.meeting);
        let mut keep = true;
        for condition in &conditions {
            keep &= holds(condition, &meeting, &row).ok_or_else(invalid)?;
        }
        if keep {
            picked.push((holding, row));
        }
    }
    picked.sort_by_key(|(holding, row)| (row.start, holding.entry, row.number));
    match query
        .get("$orderby")
        .map(|order| order.trim().to_lowercase())
        .as_deref()
    {
        None | Some("start/datetime" | "start/datetime asc") => {}
        Some("start/datetime desc") => picked.reverse(),
        Some(_) => {
            return Err(Refusal::bad_request(
                "ErrorInvalidUrlQuery",
                "Events are ordered by start/dateTime only.",
            ));
        }
    }
    Ok(picked)
}

fn holds(condition: &Comparison, meeting: &Meeting, row: &Instance) -> Option<bool> {
    let text = |text: Option<&str>| condition.matches_text(&text.into_iter().collect::<Vec<_>>());
    let flag = |value: bool| text(Some(if value { "true" } else { "false" }));
    match condition.field.as_str() {
        "start/datetime" => condition.matches_time(row.start),
        "end/datetime" => condition.matches_time(row.end),
        "createddatetime" | "lastmodifieddatetime" => condition.matches_time(meeting.created),
        "subject" => text(row.subject.as_deref()),
        "icaluid" => text(meeting.ical_uid(row.original_start).as_deref()),
        "type" => text(Some(row.kind)),
        "iscancelled" => flag(row.cancelled),
        "isallday" => flag(meeting.all_day),
        "isonlinemeeting" => flag(meeting.online.join_url().is_some()),
        "organizer/emailaddress/address" => text(meeting.organizer.address.as_deref()),
        _ => None,
    }
}

fn read_state(call: &Call<'_>) -> Result<Option<ListState>, Refusal> {
    let Some(text) = call.query.get("$skiptoken") else {
        return Ok(None);
    };
    token::open("calendar-view", text)
        .map(Some)
        .ok_or_else(Refusal::bad_token)
}
