//! `/events`

use super::calendar_query::{size, window};
use super::calendar_view;
use super::call::{Call, Reply};
use super::event_item::{self, EventStyle, Shown};
use super::ids::{self, Named};
use super::listing::Listing;
use super::page::{Ending, Page, owned};
use super::refusal::Refusal;
use super::select::{self, Select};
use crate::world::meeting::{Holding, Instance, Role};

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    // A listing that is filtered or in order has tokens of its own.
    let Ok(listing) = Listing::<u64>::read(call, "events", Refusal::bad_token) else {
        return calendar_view::picked(call, owner, sight);
    };
    let query = &listing.query;
    if query.has("$filter") || query.has("$orderby") {
        return calendar_view::picked(call, owner, sight);
    }
    let select = Select::read(&select::EVENT, query.get("$select"))?;
    let style = EventStyle::new(call, owner, sight, select)?;
    let size = size(call, query)?;
    let skip = match listing.place {
        None => query.number("$skip").and_then(Result::ok).unwrap_or(0),
        Some(_) => 0,
    };
    let mut page = Page::open(call, &owned(call, owner, "events"), None);
    let mut last = 0;
    for holding in call.view.entries(owner, listing.place, None).skip(skip) {
        if page.items == size {
            return Ok(page.close(&listing.next(call, last)));
        }
        page.item(|out| event_item::write_subject(call, owner, (&holding, 0), &style, out));
        last = holding.entry;
    }
    Ok(page.close(&Ending::Last))
}

pub(crate) fn refuse_delta(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.calendar(call.owner()?)?;
    let message =
        "Unsupported request: Change tracking is not supported against 'microsoft.graph.event'.";
    Err(Refusal::bad_request("BadRequest", message))
}

pub(crate) fn get(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    let (holding, row) = find(call, owner, id)?;
    let select = Select::read(&select::EVENT, call.query.get("$select"))?;
    let style = EventStyle::new(call, owner, sight, select)?;
    let meeting = call.view.meeting(holding.meeting);
    let mut out = Vec::new();
    let context = call.context(&owned(call, owner, "events/$entity"));
    event_item::write(
        call,
        owner,
        &Shown {
            meeting: &meeting,
            holding: &holding,
            row: &row,
        },
        &style,
        Some(&context),
        &mut out,
    );
    Ok(Reply::json(out))
}

pub(crate) fn instances(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.calendar(owner)?;
    let (holding, _) = find(call, owner, id)?;
    let (from, until) = window(&call.query)?;
    let select = Select::read(&select::EVENT, call.query.get("$select"))?;
    let style = EventStyle::new(call, owner, sight, select)?;
    let meeting = call.view.meeting(holding.meeting);
    if meeting.series.is_none() || matches!(holding.role, Role::Guest(_)) {
        return Err(Refusal::bad_request(
            "ErrorInvalidRequest",
            "Your request can't be completed. The event is not a recurring series.",
        ));
    }
    let skip = call.query.number("$skip").and_then(Result::ok).unwrap_or(0);
    let size = size(call, &call.query)?;
    let rows = meeting.rows(&holding, from, until);
    let path = format!("events('{}')/instances", id.replace('=', "%3D"));
    let mut page = Page::open(call, &owned(call, owner, &path), None);
    for row in rows.iter().skip(skip).take(size) {
        page.item(|out| {
            event_item::write(
                call,
                owner,
                &Shown {
                    meeting: &meeting,
                    holding: &holding,
                    row,
                },
                &style,
                None,
                out,
            );
        });
    }
    if skip + size >= rows.len() {
        return Ok(page.close(&Ending::Last));
    }
    let others = call
        .query
        .raw()
        .split('&')
        .filter(|part| !part.contains("skip"))
        .collect::<Vec<_>>()
        .join("&");
    Ok(page.close(&Ending::Next(format!(
        "{}{}?{others}&$skip={}",
        call.root,
        call.path,
        skip + size
    ))))
}

/// The event that an id names.
pub(crate) fn find(call: &Call<'_>, owner: u32, id: &str) -> Result<(Holding, Instance), Refusal> {
    let Named::Event { entry, number } = ids::parse(call.view.user(owner).id, id)? else {
        return Err(Refusal::no_item());
    };
    let holding = call
        .view
        .holding(owner, entry)
        .ok_or_else(Refusal::no_item)?;
    let meeting = call.view.meeting(holding.meeting);
    let row = if number == 0 {
        meeting.head(&holding)
    } else {
        meeting.numbered(number, &holding)
    };
    Ok((holding, row.ok_or_else(Refusal::no_item)?))
}
