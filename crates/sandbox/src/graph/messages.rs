//! `/messages` and `/mailFolders/{id}/messages`

use super::call::{Call, Reply};
use super::event_item::{self, EventStyle};
use super::folders;
use super::ids::{self, Named};
use super::listing::Listing;
use super::message_item::MessageStyle;
use super::page::{Ending, Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::rights::Sight;
use super::select::{self, Select};
use super::selection::Selection;
use crate::world::folder::FolderKey;
use crate::world::message::{Message, MessageKey};

const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 1000;

pub(crate) fn list(call: &Call<'_>, folder: Option<&str>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.mail(owner)?;
    let listing: Listing<(i64, u64)> = Listing::read(call, "messages", Refusal::bad_token)?;
    let query = &listing.query;
    if query.has("$search") && sight == Sight::Basic {
        return Err(Refusal::access_denied());
    }
    let folder = folder
        .map(|name| folders::find(call, owner, name))
        .transpose()?;
    let mut selection = Selection::read(query, folder)?;
    let style = MessageStyle::read(call, query, owner, sight, false)?;
    let size = page_size(call, query)?;
    let count = if listing.counted() {
        Some(count_of(call, owner, &selection, folder)?)
    } else {
        None
    };
    let skip = match (&listing.place, query.number("$skip")) {
        (None, Some(Ok(skip))) => skip,
        (None, Some(Err(()))) => {
            return Err(Refusal::bad_request(
                "ErrorInvalidUrlQuery",
                "Invalid value for $skip.",
            ));
        }
        _ => 0,
    };
    selection.walk.after = listing
        .place
        .map(|(received, key)| (received, MessageKey(key)));
    let path = folder.map_or_else(
        || "messages".to_owned(),
        |folder| {
            format!(
                "mailFolders('{}')/messages",
                ids::folder_id(style.mailbox, folder).replace('=', "%3D")
            )
        },
    );
    let mut page = Page::open(call, &owned(call, owner, &path), count);
    let mut last = None;
    let mut more = false;
    let mut skipped = 0;
    for stub in call.view.walk(owner, selection.walk) {
        let Some(message) = selection.take(call, owner, &stub)? else {
            continue;
        };
        if skipped < skip {
            skipped += 1;
            continue;
        }
        if page.items == size {
            more = true;
            break;
        }
        page.item(|out| style.write(call, owner, out, &message, None));
        last = Some((stub.received, stub.key.0));
    }
    match last {
        Some(after) if more => Ok(page.close(&listing.next(call, after))),
        _ => Ok(page.close(&Ending::Last)),
    }
}

pub(crate) fn count(call: &Call<'_>, folder: Option<&str>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.mail(owner)?;
    let folder = folder
        .map(|name| folders::find(call, owner, name))
        .transpose()?;
    let selection = Selection::read(&call.query, folder)?;
    Ok(Reply::text(
        "text/plain",
        count_of(call, owner, &selection, folder)?.to_string(),
    ))
}

pub(crate) fn get(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.mail(owner)?;
    let message = find(call, owner, id)?;
    let style = MessageStyle::read(call, &call.query, owner, sight, false)?;
    let mut out = Vec::new();
    style.write(
        call,
        owner,
        &mut out,
        &message,
        Some(&call.context(&owned(call, owner, "messages/$entity"))),
    );
    Ok(Reply::json(out))
}

/// `/messages/{id}/microsoft.graph.eventMessage/event`
pub(crate) fn event(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    if call.mail(owner)? == Sight::Basic {
        return Err(Refusal::access_denied());
    }
    let notice = find(call, owner, id)?
        .meeting
        .ok_or_else(Refusal::no_item)?;
    let holding = call
        .view
        .holding(owner, notice.entry)
        .ok_or_else(Refusal::no_item)?;
    let style = EventStyle::new(
        call,
        owner,
        Sight::Full,
        Select::read(&select::EVENT, call.query.get("$select"))?,
    )?;
    let mut out = Vec::new();
    let about = (&holding, notice.occurrence);
    event_item::write_subject(call, owner, about, &style, &mut out);
    Ok(Reply::json(out))
}

/// The message that an id names: an ordinary id only while the message has not moved.
pub(crate) fn find(call: &Call<'_>, owner: u32, id: &str) -> Result<Message, Refusal> {
    let Named::Message { key, place } = ids::parse(call.view.user(owner).id, id)? else {
        return Err(Refusal::no_item());
    };
    let message = call.view.message(owner, key).ok_or_else(Refusal::no_item)?;
    let here = place.is_none_or(|place| place == (message.stub.folder, message.stub.moves));
    if here {
        Ok(message)
    } else {
        Err(Refusal::no_item())
    }
}

fn count_of(
    call: &Call<'_>,
    owner: u32,
    selection: &Selection,
    folder: Option<FolderKey>,
) -> Result<i64, Refusal> {
    if let (Some(folder), true) = (folder, selection.is_whole_folder()) {
        return Ok(call.view.folder_counts(owner, folder).total);
    }
    let mut count = 0;
    for stub in call.view.walk(owner, selection.walk) {
        count +=
            i64::from(selection.is_whole_folder() || selection.take(call, owner, &stub)?.is_some());
    }
    Ok(count)
}

pub(crate) fn page_size(call: &Call<'_>, query: &Query) -> Result<usize, Refusal> {
    match query.number("$top") {
        Some(Ok(top @ 1..=LARGEST_PAGE)) => Ok(top),
        Some(_) => Err(Refusal::bad_request(
            "ErrorInvalidUrlQuery",
            "The value of $top must be between 1 and 1000.",
        )),
        None => Ok(call
            .prefer
            .page_size
            .unwrap_or(DEFAULT_PAGE)
            .clamp(1, LARGEST_PAGE)),
    }
}
