//! `GET /sandbox/truth`: what is in the mailboxes, as data for an independent check.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::{Stream, stream};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::graph::ids;
use crate::world::folder::{self, FolderKey};
use crate::world::meeting::{Holding, Instance};
use crate::world::message::{Message, MessageKey};
use crate::world::view::{View, Walk};
use crate::world::{MailboxAccess, World};

/// Messages in one piece of the stream.
const PIECE: usize = 500;

/// Where the telling stands.
enum Place {
    Account(u32),
    Messages(u32, Option<(i64, MessageKey)>),
    Events(u32, Option<u64>),
}

/// The lines, made piece by piece: users, folders and messages, then the rows of each calendar from 800 days back to 120
/// days ahead.
pub(crate) fn lines(
    world: Arc<World>,
    mailbox: Option<String>,
) -> impl Stream<Item = Result<Vec<u8>, Infallible>> {
    let only = mailbox.map(|name| world.view().state.account(&name));
    let first = only.flatten().unwrap_or(0);
    stream::unfold(Some(Place::Account(first)), move |place| {
        let world = Arc::clone(&world);
        async move {
            let place = place?;
            let view = world.view();
            if let Place::Account(account) = place
                && (account as usize >= view.state.accounts.len()
                    || only.is_some_and(|only| only != Some(account)))
            {
                return None;
            }
            let (lines, next) = piece(&view, &place);
            let mut bytes = Vec::new();
            for line in lines {
                bytes.extend_from_slice(line.to_string().as_bytes());
                bytes.push(b'\n');
            }
            Some((Ok(bytes), Some(next)))
        }
    })
}

fn piece(view: &View<'_>, place: &Place) -> (Vec<Value>, Place) {
    match *place {
        Place::Account(account) => {
            let mut user = super::directory::describe(view.user(account));
            user["kind"] = json!("user");
            user["accountKind"] = json!(view.user(account).kind);
            let mut lines = vec![user];
            if view.user(account).mailbox == MailboxAccess::Missing {
                return (lines, Place::Account(account + 1));
            }
            lines.extend(
                view.folders(account)
                    .iter()
                    .map(|folder| folder_line(view, account, folder.key)),
            );
            (lines, Place::Messages(account, None))
        }
        Place::Messages(account, after) => {
            let walk = Walk {
                after,
                ..Walk::default()
            };
            let stubs: Vec<_> = view.walk(account, walk).take(PIECE).collect();
            let next = match stubs.last() {
                Some(last) if stubs.len() == PIECE => {
                    Place::Messages(account, Some((last.received, last.key)))
                }
                _ => Place::Events(account, None),
            };
            let lines = stubs.iter().filter_map(|stub| {
                Some(message_line(
                    view,
                    account,
                    &view.message_of(account, stub)?,
                ))
            });
            (lines.collect(), next)
        }
        Place::Events(account, after) => {
            let holdings: Vec<Holding> = view.entries(account, after, None).take(PIECE).collect();
            let next = match holdings.last() {
                Some(last) if holdings.len() == PIECE => Place::Events(account, Some(last.entry)),
                _ => Place::Account(account + 1),
            };
            (
                holdings
                    .iter()
                    .flat_map(|holding| event_lines(view, account, holding))
                    .collect(),
                next,
            )
        }
    }
}

fn folder_line(view: &View<'_>, account: u32, key: FolderKey) -> Value {
    let user = view.user(account).id;
    let counts = view.folder_counts(account, key);
    let found = view.folder(account, key);
    json!({
        "kind": "folder",
        "mailbox": user,
        "id": ids::folder_id(user, key),
        "alias": folder::alias_of(key),
        "displayName": found.as_ref().map(|folder| folder.name.clone()),
        "parentFolderId": found.as_ref().map(|folder| ids::folder_id(user, folder.parent)),
        "path": path(view, account, key),
        "isHidden": found.as_ref().is_some_and(|folder| folder.hidden),
        "isSearchFolder": found.as_ref().is_some_and(|folder| folder.search),
        "totalItemCount": counts.total,
        "unreadItemCount": counts.unread,
    })
}

fn message_line(view: &View<'_>, account: u32, message: &Message) -> Value {
    let user = view.user(account).id;
    json!({
        "kind": "message",
        "mailbox": user,
        "immutableId": ids::message_id(user, &message.stub, true),
        "id": ids::message_id(user, &message.stub, false),
        "folder": path(view, account, message.stub.folder),
        "folderId": ids::folder_id(user, message.stub.folder),
        "receivedDateTime": message.received().to_string(),
        "sentDateTime": message.sent.to_string(),
        "internetMessageId": message.internet_message_id,
        "conversationId": ids::conversation_id(user, message.thread),
        "subject": message.subject,
        "sender": message.sender,
        "from": message.from,
        "to": message.to,
        "cc": message.cc,
        "bcc": message.bcc,
        "isDraft": message.is_draft,
        "isRead": message.stub.is_read,
        "meeting": message.meeting.as_ref().map(|notice| notice.kind),
    })
}

fn event_lines(view: &View<'_>, account: u32, holding: &Holding) -> Vec<Value> {
    let from = view.now - SignedDuration::from_hours(24 * 800);
    let until = view.now + SignedDuration::from_hours(24 * 120);
    let meeting = view.meeting(holding.meeting);
    let user = view.user(account).id;
    let mut rows: Vec<Instance> = meeting.rows(holding, from, until);
    if rows.iter().any(|row| row.number > 0) {
        rows.extend(meeting.head(holding));
    }
    let at = |time: Timestamp| time.to_string();
    let line = |row: &Instance| {
        let attendees: Vec<Value> = meeting
            .attendees_of(row.number, holding.role)
            .into_iter()
            .map(|one| json!({"address": one.address.address, "name": one.address.name, "type": one.kind, "response": one.response}))
            .collect();
        json!({
            "kind": "event",
            "mailbox": user,
            "immutableId": ids::event_id(user, holding.entry, row.number, true),
            "seriesMasterId": (row.number > 0).then(|| ids::event_id(user, holding.entry, 0, true)),
            "type": row.kind,
            "iCalUId": meeting.ical_uid(row.original_start),
            "start": at(row.start),
            "end": at(row.end),
            "originalStart": row.original_start.map(at),
            "subject": row.subject,
            "isCancelled": row.cancelled,
            "sensitivity": holding.state.sensitivity.unwrap_or(meeting.sensitivity),
            "isOrganizer": holding.role == crate::world::meeting::Role::Organizer,
            "responseStatus": holding.state.response,
            "isAllDay": meeting.all_day,
            "organizer": meeting.organizer,
            "attendees": attendees,
            "joinUrl": meeting.online.join_url(),
        })
    };
    rows.iter().map(line).collect()
}

/// `Inbox/Clients/Acme`
fn path(view: &View<'_>, account: u32, key: FolderKey) -> String {
    let folders = view.folders(account);
    let mut names = Vec::new();
    let mut current = key;
    while let Some(folder) = folders.iter().find(|folder| folder.key == current) {
        if folder.unlisted && !names.is_empty() {
            break;
        }
        names.push(folder.name.clone());
        if folder.parent == current || names.len() > 20 {
            break;
        }
        current = folder.parent;
    }
    names.reverse();
    names.join("/")
}
