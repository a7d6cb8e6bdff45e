//! `/messages` and `/mailFolders/{id}/messages`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::event_item::{self, EventStyle};
use super::filter::{self, Comparison, Operator};
use super::folders;
use super::ids::{self, Named};
use super::json::Select;
use super::message_item::MessageStyle;
use super::page::{Ending, Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::rights::Sight;
use super::token;
use crate::world::folder::FolderKey;
use crate::world::message::{Message, MessageKey, Stub};
use crate::world::view::Walk;

const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 1000;

/// Where a listing goes on.
#[derive(Serialize, Deserialize)]
struct ListState {
    query: String,
    after: (i64, u64),
}

/// What a listing takes.
pub(crate) struct Selection {
    pub(crate) walk: Walk,
    /// The conditions beyond the received time.
    conditions: Vec<Comparison>,
    unread_only: bool,
}

pub(crate) fn list(call: &Call<'_>, folder: Option<&str>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.mail(owner)?;
    let state: Option<ListState> = match call.query.get("$skiptoken") {
        Some(text) => Some(token::open("messages", text).ok_or_else(Refusal::bad_token)?),
        None => None,
    };
    let query = state
        .as_ref()
        .map_or_else(|| call.query.clone(), |state| Query::parse(&state.query));
    if query.has("$search") && sight == Sight::Basic {
        return Err(Refusal::access_denied());
    }
    let folder = folder
        .map(|name| folders::find(call, owner, name))
        .transpose()?;
    let mut selection = Selection::read(&query, folder)?;
    let style = MessageStyle::read(call, &query, owner, sight, false)?;
    let size = page_size(call, &query)?;
    let count = if query.is_true("$count") && state.is_none() {
        Some(count_of(call, owner, &selection, folder)?)
    } else {
        None
    };
    let skip = match (&state, query.number("$skip")) {
        (None, Some(Ok(skip))) => skip,
        (None, Some(Err(()))) => {
            return Err(Refusal::bad_request(
                "ErrorInvalidUrlQuery",
                "Invalid value for $skip.",
            ));
        }
        _ => 0,
    };
    selection.walk.after = state
        .as_ref()
        .map(|state| (state.after.0, MessageKey(state.after.1)));
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
        Some(after) if more => {
            let raw = state.map_or_else(|| call.query.raw().to_owned(), |state| state.query);
            let token = token::seal("messages", &ListState { query: raw, after });
            Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))))
        }
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
        Select::parse(call.query.get("$select")),
    )?;
    let mut out = Vec::new();
    event_item::write_head(call, owner, &holding, &style, &mut out);
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

impl Selection {
    /// Reads `$filter` and `$orderby`.
    pub(crate) fn read(query: &Query, folder: Option<FolderKey>) -> Result<Self, Refusal> {
        let searching = folder == Some(FolderKey::SEARCH);
        let folder = if searching {
            Some(FolderKey::INBOX)
        } else {
            folder
        };
        let mut walk = Walk {
            folder,
            ..Walk::default()
        };
        let conditions = match query.get("$filter") {
            Some(text) => filter::parse(text).ok_or_else(bad_filter)?,
            None => Vec::new(),
        };
        if let Some(order) = query.get("$orderby") {
            let mut words = order.split_whitespace();
            let field = words.next().unwrap_or_default().to_lowercase();
            walk.ascending = !words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("desc"));
            if !matches!(
                field.as_str(),
                "receiveddatetime" | "sentdatetime" | "createddatetime" | "lastmodifieddatetime"
            ) {
                return Err(too_complex());
            }
            if conditions.first().is_some_and(|first| first.field != field) {
                return Err(too_complex());
            }
        }
        for condition in conditions
            .iter()
            .filter(|condition| condition.field == "receiveddatetime")
        {
            let second = condition.time().ok_or_else(bad_filter)?.as_second();
            match condition.operator {
                Operator::Greater | Operator::GreaterOrEqual => {
                    walk.from = walk.from.max(Some(second));
                }
                Operator::Less | Operator::LessOrEqual => {
                    walk.until = Some(walk.until.map_or(second, |until| until.min(second)));
                }
                Operator::Equal => (walk.from, walk.until) = (Some(second), Some(second)),
                _ => return Err(bad_filter()),
            }
        }
        Ok(Self {
            walk,
            conditions,
            unread_only: searching,
        })
    }

    /// The message, when it meets all conditions.
    pub(crate) fn take(
        &self,
        call: &Call<'_>,
        owner: u32,
        stub: &Stub,
    ) -> Result<Option<Message>, Refusal> {
        if self.unread_only && stub.is_read {
            return Ok(None);
        }
        let Some(message) = call.view.message_of(owner, stub) else {
            return Ok(None);
        };
        for condition in &self.conditions {
            if !holds(&message, condition)? {
                return Ok(None);
            }
        }
        Ok(Some(message))
    }

    fn is_whole_folder(&self) -> bool {
        self.conditions.is_empty() && !self.unread_only
    }
}

fn holds(message: &Message, condition: &Comparison) -> Result<bool, Refusal> {
    let flag = |value: bool| condition.matches_text(&[if value { "true" } else { "false" }]);
    let address = |address: Option<&crate::world::address::Address>| {
        let text = address.and_then(|address| address.address.as_deref());
        condition.matches_text(&text.into_iter().collect::<Vec<_>>())
    };
    let text = |text: Option<&String>| {
        condition.matches_text(&text.map(String::as_str).into_iter().collect::<Vec<_>>())
    };
    let held = match condition.field.as_str() {
        "receiveddatetime" => condition.matches_time(message.received()),
        "sentdatetime" => condition.matches_time(message.sent),
        "createddatetime" | "lastmodifieddatetime" => condition.matches_time(message.created),
        "isdraft" => flag(message.is_draft),
        "isread" => flag(message.stub.is_read),
        "hasattachments" => flag(message.has_attachments),
        "importance" => condition.matches_text(&[message.importance]),
        "subject" => text(message.subject.as_ref()),
        "internetmessageid" => text(message.internet_message_id.as_ref()),
        "from/emailaddress/address" => address(message.from.as_ref()),
        "sender/emailaddress/address" => address(message.sender.as_ref()),
        _ => None,
    };
    held.ok_or_else(bad_filter)
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

fn bad_filter() -> Refusal {
    Refusal::bad_request(
        "ErrorInvalidUrlQueryFilter",
        "The query filter contains one or more invalid nodes.",
    )
}

fn too_complex() -> Refusal {
    Refusal::bad_request(
        "InefficientFilter",
        "The restriction or sort order is too complex for this operation.",
    )
}
