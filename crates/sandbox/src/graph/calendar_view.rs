//! `/calendarView`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::event_item::{self, EventStyle, Shown};
use super::events;
use super::json::Select;
use super::page::{Ending, Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::token;
use crate::world::meeting::{Holding, Instance};

#[derive(Serialize, Deserialize)]
struct ListState {
    query: String,
    place: usize,
}

/// Every instance in a window, in the order of their starts.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    let state: Option<ListState> = match call.query.get("$skiptoken") {
        Some(text) => Some(token::open("calendar-view", text).ok_or_else(Refusal::bad_token)?),
        None => None,
    };
    let query = state
        .as_ref()
        .map_or_else(|| call.query.clone(), |state| Query::parse(&state.query));
    let (from, until) = events::window(&query)?;
    let mut rows: Vec<(Holding, Instance)> = Vec::new();
    for holding in call.view.entries(owner, None, Some((from, until))) {
        let meeting = call.view.meeting(holding.meeting);
        rows.extend(
            meeting
                .rows(&holding, from, until)
                .into_iter()
                .map(|row| (holding.clone(), row)),
        );
    }
    rows.sort_by_key(|(holding, row)| (row.start, holding.entry, row.number));
    if query
        .get("$orderby")
        .is_some_and(|order| order.ends_with(" desc"))
    {
        rows.reverse();
    }
    let size = events::size(call, &query)?;
    let style = EventStyle::new(call, owner, sight, Select::parse(query.get("$select")))?;
    let place = state.as_ref().map_or_else(
        || query.number("$skip").and_then(Result::ok).unwrap_or(0),
        |state| state.place,
    );
    let count = (query.is_true("$count") && state.is_none()).then_some(rows.len() as i64);
    let mut page = Page::open(call, &owned(call, owner, "calendarView"), count);
    for (holding, row) in rows.iter().skip(place).take(size) {
        let meeting = call.view.meeting(holding.meeting);
        page.item(|out| {
            event_item::write(
                call,
                owner,
                &Shown {
                    meeting: &meeting,
                    holding,
                    row,
                },
                &style,
                None,
                out,
            )
        });
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
