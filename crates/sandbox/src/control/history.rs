//! `GET /sandbox/history` and `GET /sandbox/signals`: every message that ever was in a mailbox, for counts that do not depend
//! on what is still there.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::Arc;

use futures_util::{Stream, stream};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use crate::graph::ids;
use crate::world::World;
use crate::world::folder::{self, FolderKey};
use crate::world::mailbox::{MailChange, MailEvent};
use crate::world::message::{Message, MessageKey};
use crate::world::view::View;

/// Messages in one piece of the stream.
const PIECE: usize = 500;

/// Which mailbox, and for signals which time: `from` is in, `until` is out.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    pub(crate) mailbox: String,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
}

/// What happened to each message, in order.
type Changes = HashMap<MessageKey, Vec<MailChange>>;

/// One message with everywhere it has been.
struct Life {
    message: Message,
    stays: Vec<Stay>,
    deleted: Option<Timestamp>,
}

/// A folder that a message was in; `since` is `None` when it was there from the start of the world.
struct Stay {
    folder: FolderKey,
    since: Option<Timestamp>,
}

/// The lines of a mailbox's history, made piece by piece.
pub(crate) fn lines(
    world: Arc<World>,
    wanted: &Wanted,
) -> Result<impl Stream<Item = Result<Vec<u8>, Infallible>> + use<>, ControlError> {
    let account = account(&world.view(), &wanted.mailbox)?;
    let keys = Keys::of(&world.view(), account);
    let changes = Arc::new(changes(&world.view(), account));
    Ok(stream::unfold((keys, 0_u64), move |(keys, place)| {
        let world = Arc::clone(&world);
        let changes = Arc::clone(&changes);
        async move {
            let view = world.view();
            let mut bytes = Vec::new();
            let mut last = place;
            for key in keys.from(place).take(PIECE) {
                last += 1;
                if let Some(life) = life(&view, account, key, &changes) {
                    bytes.extend_from_slice(line(&view, account, &life).to_string().as_bytes());
                    bytes.push(b'\n');
                }
            }
            drop(view);
            (last > place).then_some((Ok(bytes), (keys, last)))
        }
    }))
}

/// How many messages the person sent and received, each once, whatever became of them.
pub(crate) fn signals(world: &World, wanted: &Wanted) -> Result<Value, ControlError> {
    let view = world.view();
    let account = account(&view, &wanted.mailbox)?;
    let left_out = left_out(&view, account);
    let own: BTreeSet<String> = view
        .user(account)
        .addresses()
        .map(|address| address.trim().to_lowercase())
        .collect();
    let changes = changes(&view, account);
    let mut counted: HashMap<String, (bool, Timestamp)> = HashMap::new();
    for key in Keys::of(&view, account).from(0) {
        let Some(life) = life(&view, account, key, &changes) else {
            continue;
        };
        let message = &life.message;
        let was_seen = life
            .stays
            .iter()
            .any(|stay| !left_out.contains(&stay.folder));
        if message.is_draft || !was_seen {
            continue;
        }
        let mut authors = message.sender.iter().chain(&message.from);
        let is_sent = authors.any(|author| {
            let address = author.address.as_deref().unwrap_or_default();
            own.contains(&address.trim().to_lowercase())
        });
        let at = if is_sent {
            message.sent
        } else {
            message.received()
        };
        let name = message
            .internet_message_id
            .clone()
            .unwrap_or_else(|| format!("without an id: {}", key.0));
        let (sent, first) = counted.entry(name).or_insert((is_sent, at));
        *sent |= is_sent;
        *first = at.min(*first);
    }
    let inside = counted.values().filter(|(_, at)| {
        wanted.from.is_none_or(|from| *at >= from) && wanted.until.is_none_or(|until| *at < until)
    });
    let all: Vec<bool> = inside.map(|(sent, _)| *sent).collect();
    let sent = all.iter().filter(|sent| **sent).count();
    Ok(json!({"sent": sent, "received": all.len() - sent}))
}

fn account(view: &View<'_>, name: &str) -> Result<u32, ControlError> {
    let found = view.state.account(name);
    found.ok_or_else(|| ControlError::Refused("no such account".to_owned()))
}

/// All messages that ever were, generated ones first.
struct Keys {
    generated: u64,
    added: Vec<MessageKey>,
}

impl Keys {
    fn of(view: &View<'_>, account: u32) -> Self {
        let mut added: Vec<MessageKey> = Vec::new();
        if let Some(mailbox) = view.mailbox(account) {
            added.extend(mailbox.added.keys());
            added.extend(mailbox.purged.keys());
        }
        added.sort_unstable();
        Self {
            generated: view.generator.mailbox_size(account),
            added,
        }
    }

    fn from(&self, place: u64) -> impl Iterator<Item = MessageKey> + '_ {
        let skipped = place.saturating_sub(self.generated) as usize;
        (place..self.generated)
            .map(MessageKey)
            .chain(self.added.iter().skip(skipped).copied())
    }
}

fn changes(view: &View<'_>, account: u32) -> Changes {
    let mut changes = Changes::new();
    for change in view
        .mailbox(account)
        .into_iter()
        .flat_map(|mailbox| &mailbox.log)
    {
        changes.entry(change.key).or_default().push(*change);
    }
    changes
}

fn life(view: &View<'_>, account: u32, key: MessageKey, changes: &Changes) -> Option<Life> {
    let mailbox = view.mailbox(account);
    let (message, start) = if key.is_added() {
        let mailbox = mailbox?;
        let message = mailbox
            .added
            .get(&key)
            .map(|(message, _)| message)
            .or_else(|| mailbox.purged.get(&key))?;
        (message.clone(), None)
    } else {
        let made = view.generator.stub(account, key.0);
        let stub = view.stub(account, key).unwrap_or(made);
        (view.generator.message(account, stub), Some(made.folder))
    };
    let mut stays: Vec<Stay> = start
        .map(|folder| Stay {
            folder,
            since: None,
        })
        .into_iter()
        .collect();
    let mut deleted = None;
    for change in changes.get(&key).into_iter().flatten() {
        match change.what {
            MailEvent::Arrived { folder } => {
                deleted = None;
                stays.push(Stay {
                    folder,
                    since: Some(change.at),
                });
            }
            MailEvent::Left { .. } => deleted = Some(change.at),
            MailEvent::Read { .. } => {}
        }
    }
    Some(Life {
        message,
        stays,
        deleted,
    })
}

/// Drafts, outbox and junk with everything below, and what is hidden.
fn left_out(view: &View<'_>, account: u32) -> BTreeSet<FolderKey> {
    let folders = view.folders(account);
    let mut left_out = BTreeSet::from([FolderKey::DRAFTS, FolderKey::OUTBOX, FolderKey::JUNK]);
    left_out.extend(folders.iter().filter(|one| one.hidden).map(|one| one.key));
    loop {
        let before = left_out.len();
        let below = folders
            .iter()
            .filter(|one| left_out.contains(&one.parent))
            .map(|one| one.key)
            .collect::<Vec<_>>();
        left_out.extend(below);
        if left_out.len() == before {
            return left_out;
        }
    }
}

fn line(view: &View<'_>, account: u32, life: &Life) -> Value {
    let user = view.user(account).id;
    let message = &life.message;
    let stays: Vec<Value> = life
        .stays
        .iter()
        .map(|stay| {
            json!({
                "folderId": ids::folder_id(user, stay.folder),
                "alias": folder::alias_of(stay.folder),
                "since": stay.since.map(|at| at.to_string()),
            })
        })
        .collect();
    json!({
        "kind": "message",
        "mailbox": user,
        "immutableId": ids::message_id(user, &message.stub, true),
        "internetMessageId": message.internet_message_id,
        "receivedDateTime": message.received().to_string(),
        "sentDateTime": message.sent.to_string(),
        "sender": message.sender,
        "from": message.from,
        "isDraft": message.is_draft,
        "stays": stays,
        "deleted": life.deleted.map(|at| at.to_string()),
    })
}
