//! Mailboxes in mbox format.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use jiff::Timestamp;
use mail_parser::MessageParser;
use mail_parser::mailbox::mbox::MessageIterator;

use super::{ImportError, account_of_file};
use crate::world::World;
use crate::world::address::Address;
use crate::world::folder::FolderKey;
use crate::world::message::{Message, MessageKey, Stub};

/// Imports one file into the mailbox that it is named after: what its owner wrote into Sent Items, the rest into the inbox.
pub(crate) fn import(world: &World, path: &Path) -> Result<usize, ImportError> {
    let file = File::open(path).map_err(|error| ImportError::Unreadable(path.to_owned(), error))?;
    let mut editor = world.edit();
    let account = account_of_file(&editor, path)?;
    let own: Vec<String> = editor.state.accounts[account as usize]
        .addresses()
        .map(str::to_lowercase)
        .collect();
    let mut imported = 0;
    for raw in MessageIterator::new(BufReader::new(file)) {
        let raw = raw.map_err(|_| ImportError::Foreign(path.to_owned(), "mbox"))?;
        let Some(parsed) = MessageParser::default().parse(raw.contents()) else {
            continue;
        };
        let envelope = Timestamp::from_second(raw.internal_date() as i64).unwrap_or(editor.now);
        let message = message(&parsed, envelope);
        let is_own = message
            .from
            .as_ref()
            .and_then(|from| from.address.as_deref())
            .is_some_and(|from| own.contains(&from.to_lowercase()));
        editor.put(
            account,
            if is_own {
                FolderKey::SENT
            } else {
                FolderKey::INBOX
            },
            message,
        );
        imported += 1;
    }
    Ok(imported)
}

fn message(parsed: &mail_parser::Message<'_>, envelope: Timestamp) -> Message {
    let time = |date: Option<&mail_parser::DateTime>| {
        date.and_then(|date| Timestamp::from_second(date.to_timestamp()).ok())
    };
    let sent = time(parsed.date()).unwrap_or(envelope);
    let received = if envelope.as_second() > 0 {
        envelope
    } else {
        sent
    };
    let from = addresses(parsed.from()).into_iter().next();
    let sender = addresses(parsed.sender())
        .into_iter()
        .next()
        .or_else(|| from.clone());
    let id = parsed.message_id().map(|id| format!("<{id}>"));
    let subject = parsed.subject().map(str::to_owned);
    let thread = parsed
        .thread_name()
        .unwrap_or_default()
        .bytes()
        .fold(7_u64, |hash, byte| hash.wrapping_mul(31) ^ u64::from(byte));
    Message {
        stub: Stub {
            key: MessageKey(0),
            folder: FolderKey::INBOX,
            received: received.as_second(),
            is_read: true,
            moves: 0,
            revision: 0,
        },
        sent,
        created: received,
        internet_message_id: id,
        subject,
        sender,
        from,
        to: addresses(parsed.to()),
        cc: addresses(parsed.cc()),
        bcc: addresses(parsed.bcc()),
        is_draft: false,
        thread,
        has_attachments: parsed.attachment_count() > 0,
        importance: "normal",
        meeting: None,
        canary: String::new(),
    }
}

fn addresses(found: Option<&mail_parser::Address<'_>>) -> Vec<Address> {
    let all = found.into_iter().flat_map(|addresses| addresses.iter());
    all.map(|one| Address {
        name: one.name().or_else(|| one.address()).map(str::to_owned),
        address: one.address().map(str::to_owned),
    })
    .collect()
}
