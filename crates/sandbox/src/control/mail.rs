//! `POST /sandbox/mail…`

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use super::reference::{ItemReference, When, describe_message, folder_named};
use crate::world::address::{Address, OUTSIDERS};
use crate::world::edit::Editor;
use crate::world::folder::FolderKey;
use crate::world::message::{Message, MessageKey, Stub};
use crate::world::{AccountKind, MailboxAccess, World};

/// A mail to deliver. Addresses are `local@domain` or `Name <local@domain>`. It lands in the sender's Sent Items and in the
/// inbox of everyone addressed who has a mailbox here, or only in `mailbox` when that is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Delivery {
    from: String,
    sender: Option<String>,
    #[serde(default)]
    to: Vec<String>,
    #[serde(default)]
    cc: Vec<String>,
    #[serde(default)]
    bcc: Vec<String>,
    subject: Option<String>,
    received: Option<When>,
    sent: Option<When>,
    mailbox: Option<String>,
    folder: Option<String>,
    /// `true` makes one, `null` leaves the mail without, a text is the id.
    #[serde(default = "generated")]
    internet_message_id: Value,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    read: bool,
    /// Deliver this many alike, numbered in their subjects.
    #[serde(default = "one")]
    count: u32,
}

#[derive(Deserialize)]
pub(crate) struct Relocation {
    #[serde(flatten)]
    item: ItemReference,
    to: String,
}

#[derive(Deserialize)]
pub(crate) struct Deletion {
    #[serde(flatten)]
    item: ItemReference,
    #[serde(default)]
    hard: bool,
}

#[derive(Deserialize)]
pub(crate) struct ReadState {
    #[serde(flatten)]
    item: ItemReference,
    #[serde(default = "yes")]
    read: bool,
}

pub(crate) fn deliver(world: &World, delivery: &Delivery) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let holders = holders(&editor, delivery)?;
    if holders.is_empty() {
        return Err(ControlError::Refused(
            "nobody here sends or receives this mail".to_owned(),
        ));
    }
    let mut delivered = Vec::new();
    let mut ids = Vec::new();
    for number in 0..delivery.count.clamp(1, 10_000) {
        let message = compose(&editor, delivery, number);
        ids.push(message.internet_message_id.clone());
        for (account, folder, own) in &holders {
            let mut copy = message.clone();
            copy.stub.is_read = *own || delivery.read;
            if !own {
                copy.bcc.clear();
            }
            let key = editor.put(*account, *folder, copy);
            let stub = editor.stub(*account, key)?;
            delivered.push(describe_message(&editor, *account, &stub));
        }
    }
    Ok(
        json!({"internetMessageId": ids.first().cloned().flatten(), "internetMessageIds": ids, "delivered": delivered}),
    )
}

pub(crate) fn relocate(world: &World, relocation: &Relocation) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, key) = relocation.item.message(&editor)?;
    let to = folder_named(&editor, account, &relocation.to)?;
    let stub = editor.move_message(account, key, to)?;
    Ok(describe_message(&editor, account, &stub))
}

pub(crate) fn delete(world: &World, deletion: &Deletion) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, key) = deletion.item.message(&editor)?;
    if deletion.hard {
        editor.purge_message(account, key)?;
        return Ok(json!({"deleted": true}));
    }
    let stub = editor.move_message(account, key, FolderKey::DELETED)?;
    Ok(describe_message(&editor, account, &stub))
}

pub(crate) fn mark_read(world: &World, state: &ReadState) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, key) = state.item.message(&editor)?;
    let stub = editor.mark_read(account, key, state.read)?;
    Ok(describe_message(&editor, account, &stub))
}

/// Lets mail from outside come to every person while time passes; says how many came.
pub(crate) fn pass(world: &World, from: Timestamp, seconds: i64, each: u32) -> usize {
    let people: Vec<String> = {
        let view = world.view();
        let people = view
            .state
            .accounts
            .iter()
            .filter(|user| user.kind == AccountKind::Person && !user.deleted);
        people.map(|user| user.upn.clone()).collect()
    };
    let mut delivered = 0;
    for (place, upn) in people.iter().enumerate() {
        for number in 0..each {
            let (name, address) = OUTSIDERS[(place + number as usize) % OUTSIDERS.len()];
            let at = from
                + SignedDuration::from_secs(seconds * i64::from(number + 1) / i64::from(each + 1));
            let delivery = Delivery {
                from: format!("{name} <{address}>"),
                sender: None,
                to: vec![upn.clone()],
                cc: Vec::new(),
                bcc: Vec::new(),
                subject: Some(format!("Meanwhile {}", number + 1)),
                received: Some(When::At(at)),
                sent: None,
                mailbox: Some(upn.clone()),
                folder: None,
                internet_message_id: generated(),
                draft: false,
                read: false,
                count: 1,
            };
            delivered += usize::from(deliver(world, &delivery).is_ok());
        }
    }
    delivered
}

/// Who gets a copy, where, and whether it is the sender's own.
fn holders(
    editor: &Editor<'_>,
    delivery: &Delivery,
) -> Result<Vec<(u32, FolderKey, bool)>, ControlError> {
    let account_of = |text: &str| {
        let account = editor
            .state
            .account(Address::parse(text).address.as_deref()?)?;
        (editor.state.accounts[account as usize].mailbox != MailboxAccess::Missing)
            .then_some(account)
    };
    let author = account_of(&delivery.from);
    let folder = |account: u32, usual: FolderKey| match &delivery.folder {
        Some(name) => folder_named(editor, account, name),
        None => Ok(usual),
    };
    if let Some(mailbox) = &delivery.mailbox {
        let account = editor.account(mailbox)?;
        let usual = match (delivery.draft, author == Some(account)) {
            (true, _) => FolderKey::DRAFTS,
            (false, true) => FolderKey::SENT,
            (false, false) => FolderKey::INBOX,
        };
        return Ok(vec![(
            account,
            folder(account, usual)?,
            author == Some(account),
        )]);
    }
    let mut holders = Vec::new();
    if let Some(author) = author {
        let usual = if delivery.draft {
            FolderKey::DRAFTS
        } else {
            FolderKey::SENT
        };
        holders.push((author, usual, true));
    }
    if !delivery.draft {
        let mut received: Vec<u32> = Vec::new();
        for account in delivery
            .to
            .iter()
            .chain(&delivery.cc)
            .chain(&delivery.bcc)
            .filter_map(|text| account_of(text))
        {
            if !received.contains(&account) {
                received.push(account);
                holders.push((account, folder(account, FolderKey::INBOX)?, false));
            }
        }
    }
    Ok(holders)
}

fn compose(editor: &Editor<'_>, delivery: &Delivery, number: u32) -> Message {
    let received = delivery
        .received
        .map_or(editor.now, |when| when.instant(editor.now));
    let sequence = editor.state.sequence;
    let addresses = |texts: &[String]| {
        texts
            .iter()
            .map(|text| Address::parse(text))
            .collect::<Vec<_>>()
    };
    let subject = delivery.subject.as_ref().map(|subject| {
        if number == 0 {
            subject.clone()
        } else {
            format!("{subject} ({number})")
        }
    });
    let from = Address::parse(&delivery.from);
    Message {
        stub: Stub {
            key: MessageKey(0),
            folder: FolderKey::INBOX,
            received: received.as_second(),
            is_read: delivery.read,
            moves: 0,
            revision: 0,
        },
        sent: delivery
            .sent
            .map_or(received, |when| when.instant(editor.now)),
        created: received,
        internet_message_id: match &delivery.internet_message_id {
            Value::String(id) => Some(id.clone()),
            Value::Null => None,
            _ => Some(format!(
                "<sandbox-{sequence}-{number}@mail.contoso.example>"
            )),
        },
        subject,
        sender: Some(
            delivery
                .sender
                .as_ref()
                .map_or_else(|| from.clone(), |text| Address::parse(text)),
        ),
        from: Some(from),
        to: addresses(&delivery.to),
        cc: addresses(&delivery.cc),
        bcc: addresses(&delivery.bcc),
        is_draft: delivery.draft,
        thread: sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(number),
        has_attachments: false,
        importance: "normal",
        meeting: None,
        canary: String::new(),
    }
}

fn generated() -> Value {
    Value::Bool(true)
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}
