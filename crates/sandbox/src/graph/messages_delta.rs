//! `/mailFolders/{id}/messages/delta`

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::call::{Call, Reply};
use super::folders;
use super::ids;
use super::message_item::MessageStyle;
use super::messages::page_size;
use super::page::Page;
use super::query::Query;
use super::refusal::Refusal;
use super::round::Round;
use super::selection::Selection;
use crate::world::folder::FolderKey;
use crate::world::mailbox::MailEvent;
use crate::world::message::{MessageKey, Stub};

/// Graph ends a filtered round after this many messages.
const FILTERED_CAP: usize = 5_000;
const TYPE: Option<&str> = Some("#microsoft.graph.message");

/// What a round is over, and where it stands.
#[derive(Clone, Serialize, Deserialize)]
struct Place {
    folder: u32,
    query: String,
    /// In the first round: the last message that was sent.
    after: Option<(i64, u64)>,
    /// In the first round: how many messages were sent.
    sent: usize,
    /// In later rounds: how many changes were told.
    told: usize,
}

/// What happened to one message in one folder between two sequence numbers.
#[derive(Default)]
struct Net {
    /// The numbers of moves under which it was in the folder.
    held: Vec<u32>,
    arrived: bool,
    was_here: bool,
    order: u64,
}

pub(crate) fn refuse(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.mail(call.owner()?)?;
    Err(Refusal::no_delta_of_messages())
}

pub(crate) fn delta(call: &Call<'_>, folder: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let sight = call.mail(owner)?;
    let folder = folders::find(call, owner, folder)?;
    if call
        .view
        .folder(owner, folder)
        .is_some_and(|found| found.search)
    {
        let message = "Unsupported request: Change tracking is not supported against 'microsoft.graph.mailSearchFolder'.";
        return Err(Refusal::bad_request("BadRequest", message));
    }
    for name in ["$search", "$skip", "$count"] {
        if call.query.has(name) {
            let message = format!(
                "The following parameters are not supported with change tracking over the 'Messages' resource: '{name}'."
            );
            return Err(Refusal::bad_request("ErrorInvalidUrlQuery", message));
        }
    }
    let round = Round::read(call, owner, "messages-delta", || {
        Ok(Place {
            folder: folder.0,
            query: call.query.raw().to_owned(),
            after: None,
            sent: 0,
            told: 0,
        })
    })?;
    if round.at.folder != folder.0 {
        return Err(Refusal::bad_token());
    }
    let query = Query::parse(&round.at.query);
    let style = MessageStyle::read(call, &query, owner, sight, true)?;
    let selection = Selection::tracked(&query, folder)?;
    let size = page_size(call, &query)?;
    let changes = Wanted::read(&query)?;
    match round.since {
        None => first_round(call, owner, round, selection, &style, size),
        Some(_) => next_round(call, owner, round, &selection, &style, size, changes),
    }
}

fn first_round(
    call: &Call<'_>,
    owner: u32,
    round: Round<Place>,
    mut selection: Selection,
    style: &MessageStyle,
    size: usize,
) -> Result<Reply, Refusal> {
    selection.walk.after = round
        .at
        .after
        .map(|(received, key)| (received, MessageKey(key)));
    let filtered = Query::parse(&round.at.query).has("$filter");
    let room = if filtered {
        FILTERED_CAP.saturating_sub(round.at.sent).min(size)
    } else {
        size
    };
    let mailbox = call.view.mailbox(owner);
    let mut page = Page::open(call, "Collection(message)", None);
    let mut last = None;
    let mut more = false;
    for stub in call.view.walk(owner, selection.walk) {
        // What came after the round began is told in the next one.
        if mailbox.is_some_and(|mailbox| mailbox.arrived(stub.key) > round.until) {
            continue;
        }
        let Some(message) = selection.take(call, owner, &stub)? else {
            continue;
        };
        if page.items == room {
            more = true;
            break;
        }
        page.item(|out| style.write(call, owner, out, &message, None));
        last = Some((stub.received, stub.key.0));
    }
    let sent = round.at.sent + page.items;
    if more && !(filtered && sent >= FILTERED_CAP) {
        let at = Place {
            after: last,
            sent,
            ..round.at.clone()
        };
        return Ok(page.close(&round.next_page(call, at)));
    }
    Ok(close_round(call, page, round))
}

fn next_round(
    call: &Call<'_>,
    owner: u32,
    round: Round<Place>,
    selection: &Selection,
    style: &MessageStyle,
    size: usize,
    wanted: Wanted,
) -> Result<Reply, Refusal> {
    let folder = FolderKey(round.at.folder);
    let nets = nets(
        call,
        owner,
        folder,
        round.since.unwrap_or_default(),
        round.until,
    );
    let mut page = Page::open(call, "Collection(message)", None);
    let mut told = round.at.told;
    for (key, net) in nets.iter().skip(told) {
        if page.items >= size {
            break;
        }
        told += 1;
        let now = call
            .view
            .stub(owner, *key)
            .filter(|stub| stub.folder == folder);
        let gone = gone_id(
            style.mailbox,
            *key,
            folder,
            net,
            now.as_ref(),
            style.immutable,
        );
        if let Some(id) = gone.filter(|_| wanted.removed) {
            page.removed(TYPE, &id, "deleted");
        }
        let Some(stub) = now else { continue };
        let same_item = net.was_here && (style.immutable || net.held.first() == Some(&stub.moves));
        if same_item && !net.arrived {
            if wanted.updated {
                page.item(|out| style.write_read_state(out, &stub));
            }
            continue;
        }
        let asked_for = if same_item {
            wanted.updated
        } else {
            wanted.created
        };
        if asked_for
            && selection.walk.from.is_none_or(|from| stub.received >= from)
            && let Some(message) = selection.take(call, owner, &stub)?
        {
            page.item(|out| style.write(call, owner, out, &message, None));
        }
    }
    if told < nets.len() {
        let at = Place {
            told,
            ..round.at.clone()
        };
        return Ok(page.close(&round.next_page(call, at)));
    }
    Ok(close_round(call, page, round))
}

fn close_round(call: &Call<'_>, page: Page, round: Round<Place>) -> Reply {
    let at = Place {
        after: None,
        sent: 0,
        told: 0,
        ..round.at.clone()
    };
    page.close(&round.next_round(call, at))
}

/// The messages that something happened to in a folder, in the order of the last time it did.
fn nets(
    call: &Call<'_>,
    owner: u32,
    folder: FolderKey,
    since: u64,
    until: u64,
) -> Vec<(MessageKey, Net)> {
    let Some(mailbox) = call.view.mailbox(owner) else {
        return Vec::new();
    };
    let first = mailbox
        .log
        .partition_point(|change| change.sequence <= since);
    let mut nets: HashMap<MessageKey, Net> = HashMap::new();
    for change in mailbox.log[first..]
        .iter()
        .take_while(|change| change.sequence <= until)
    {
        let here = match change.what {
            MailEvent::Arrived { folder }
            | MailEvent::Left { folder, .. }
            | MailEvent::Read { folder } => folder,
        };
        if here != folder {
            continue;
        }
        let fresh = !nets.contains_key(&change.key);
        let net = nets.entry(change.key).or_default();
        net.order = change.sequence;
        match change.what {
            MailEvent::Arrived { .. } => net.arrived = true,
            MailEvent::Left { moves, .. } => {
                net.was_here |= fresh;
                net.held.push(moves);
            }
            MailEvent::Read { .. } => net.was_here |= fresh,
        }
    }
    let mut nets: Vec<(MessageKey, Net)> = nets.into_iter().collect();
    for (key, net) in &mut nets {
        if net.was_here && net.held.is_empty() {
            net.held
                .extend(call.view.stub(owner, *key).map(|stub| stub.moves));
        }
    }
    nets.sort_by_key(|(_, net)| net.order);
    nets
}

/// The id under which a message was in the folder when the round began, if it is there no longer.
fn gone_id(
    mailbox: Uuid,
    key: MessageKey,
    folder: FolderKey,
    net: &Net,
    now: Option<&Stub>,
    immutable: bool,
) -> Option<String> {
    let moves = *net.held.first().filter(|_| net.was_here)?;
    if now.is_some_and(|stub| immutable || stub.moves == moves) {
        return None;
    }
    let stub = Stub {
        key,
        folder,
        received: 0,
        is_read: true,
        moves,
        revision: 0,
    };
    Some(ids::message_id(mailbox, &stub, immutable))
}

/// Which changes `changeType` asks for.
#[derive(Clone, Copy)]
struct Wanted {
    created: bool,
    updated: bool,
    removed: bool,
}

impl Wanted {
    fn read(query: &Query) -> Result<Self, Refusal> {
        let one = |created, updated, removed| {
            Ok(Self {
                created,
                updated,
                removed,
            })
        };
        match query.get("changeType").map(str::to_lowercase).as_deref() {
            None => one(true, true, true),
            Some("created") => one(true, false, false),
            Some("updated") => one(false, true, false),
            Some("deleted") => one(false, false, true),
            Some(_) => Err(Refusal::bad_request(
                "ErrorInvalidUrlQuery",
                "The value of changeType is not supported.",
            )),
        }
    }
}
