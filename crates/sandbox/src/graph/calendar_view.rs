//! `/calendarView`

use super::calendar_query;
use super::call::{Call, Reply};
use super::event_item::{self, EventStyle, Shown};
use super::filter::{Comparison, Filter};
use super::listing::Listing;
use super::page::{Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::rights::Sight;
use super::select::{self, Select};
use crate::world::meeting::{Holding, Instance, Meeting};

/// Every instance in a window, in the order of their starts.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    let listing = Listing::read(call, "calendar-view", Refusal::bad_token)?;
    let (from, until) = calendar_query::window(&listing.query)?;
    let mut rows = Vec::new();
    for holding in call.view.entries(owner, None, Some((from, until))) {
        let meeting = call.view.meeting(holding.meeting);
        let found = meeting.rows(&holding, from, until).into_iter();
        rows.extend(found.map(|row| (holding.clone(), row)));
    }
    page(call, owner, sight, &listing, rows)
}

/// Single meetings and series, filtered or in order: what `/events` answers when it is asked for that.
pub(crate) fn picked(call: &Call<'_>, owner: u32, sight: Sight) -> Result<Reply, Refusal> {
    let listing = Listing::read(call, "calendar-view", Refusal::bad_token)?;
    let mut rows = Vec::new();
    for holding in call.view.entries(owner, None, None) {
        let head = call.view.meeting(holding.meeting).head(&holding);
        rows.extend(head.map(|row| (holding, row)));
    }
    page(call, owner, sight, &listing, rows)
}

fn page(
    call: &Call<'_>,
    owner: u32,
    sight: Sight,
    listing: &Listing<usize>,
    rows: Vec<(Holding, Instance)>,
) -> Result<Reply, Refusal> {
    let query = &listing.query;
    let rows = pick(call, query, rows)?;
    let size = calendar_query::size(call, query)?;
    let style = EventStyle::new(
        call,
        owner,
        sight,
        Select::read(&select::EVENT, query.get("$select"))?,
    )?;
    let count = listing.counted().then_some(rows.len() as i64);
    let mut page = Page::open(call, &owned(call, owner, "calendarView"), count);
    for (holding, row) in rows.iter().skip(listing.first()).take(size) {
        let meeting = call.view.meeting(holding.meeting);
        let shown = Shown {
            meeting: &meeting,
            holding,
            row,
        };
        page.item(|out| event_item::write(call, owner, &shown, &style, None, out));
    }
    Ok(page.close(&listing.ending(call, size, rows.len())))
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
    let filter = Filter::read(query.get("$filter")).ok_or_else(invalid)?;
    let mut picked = Vec::new();
    for (holding, row) in rows {
        let meeting = call.view.meeting(holding.meeting);
        let keep =
            filter.holds(&|condition| holds(condition, &meeting, &row).ok_or_else(invalid))?;
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
