//! How bodies name mailboxes, folders, messages and events.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ControlError;
use crate::graph::ids::{self, Named};
use crate::world::edit::Editor;
use crate::world::folder::{self, FolderKey};
use crate::world::message::{MessageKey, Stub};

/// An item by its id (either kind), or a message by its `internetMessageId`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ItemReference {
    pub(crate) mailbox: String,
    pub(crate) id: Option<String>,
    pub(crate) internet_message_id: Option<String>,
    /// Which occurrence of a series, from 1; where absent, the one that the id names, or all of it.
    pub(crate) occurrence: Option<u32>,
}

impl ItemReference {
    pub(crate) fn message(&self, editor: &Editor<'_>) -> Result<(u32, MessageKey), ControlError> {
        let account = editor.account(&self.mailbox)?;
        if let Some(id) = &self.id {
            return match parse(editor, account, id)? {
                Named::Message { key, .. } => Ok((account, key)),
                _ => Err(ControlError::Refused("the id names no message".to_owned())),
            };
        }
        let wanted = self.internet_message_id.as_deref().unwrap_or_default();
        let generated = (0..editor.generator.mailbox_size(account))
            .rev()
            .map(MessageKey);
        let mut generated = generated.filter_map(|key| editor.stub(account, key).ok());
        let added = editor.state.mailboxes.get(&account);
        let named = |found: &Option<String>| found.as_deref() == Some(wanted);
        let key = added
            .and_then(|mailbox| {
                mailbox
                    .added
                    .iter()
                    .find(|(_, (message, _))| named(&message.internet_message_id))
                    .map(|(key, _)| *key)
            })
            .or_else(|| {
                let has_id = |stub: &Stub| {
                    named(&editor.generator.message(account, *stub).internet_message_id)
                };
                generated.find(has_id).map(|stub| stub.key)
            });
        key.map(|key| (account, key))
            .ok_or_else(|| ControlError::Refused("no such message".to_owned()))
    }

    pub(crate) fn event(&self, editor: &Editor<'_>) -> Result<(u32, u64, u32), ControlError> {
        let account = editor.account(&self.mailbox)?;
        match parse(editor, account, self.id.as_deref().unwrap_or_default())? {
            Named::Event { entry, number } => {
                Ok((account, entry, self.occurrence.unwrap_or(number)))
            }
            _ => Err(ControlError::Refused("the id names no event".to_owned())),
        }
    }
}

/// A folder by alias, id or name.
pub(crate) fn folder_named(
    editor: &Editor<'_>,
    account: u32,
    name: &str,
) -> Result<FolderKey, ControlError> {
    if let Some(key) = folder::alias(name) {
        return Ok(key);
    }
    if let Ok(Named::Folder(key)) = parse(editor, account, name) {
        return Ok(editor.folder(account, key)?.key);
    }
    let found = editor
        .folders(account)
        .into_iter()
        .find(|folder| folder.name.eq_ignore_ascii_case(name));
    found
        .map(|folder| folder.key)
        .ok_or_else(|| ControlError::Refused("no such folder".to_owned()))
}

pub(crate) fn describe_message(editor: &Editor<'_>, account: u32, stub: &Stub) -> Value {
    let user = &editor.state.accounts[account as usize];
    let folder = editor
        .folder(account, stub.folder)
        .map(|folder| folder.name)
        .unwrap_or_default();
    json!({
        "mailbox": user.upn,
        "id": ids::message_id(user.id, stub, false),
        "immutableId": ids::message_id(user.id, stub, true),
        "folder": folder::alias_of(stub.folder).unwrap_or(&folder),
        "isRead": stub.is_read,
    })
}

pub(crate) fn describe_event(editor: &Editor<'_>, account: u32, entry: u64, number: u32) -> Value {
    let user = &editor.state.accounts[account as usize];
    json!({
        "mailbox": user.upn,
        "id": ids::event_id(user.id, entry, number, false),
        "immutableId": ids::event_id(user.id, entry, number, true),
    })
}

fn parse(editor: &Editor<'_>, account: u32, id: &str) -> Result<Named, ControlError> {
    let mailbox: Uuid = editor.state.accounts[account as usize].id;
    ids::parse(mailbox, id).map_err(|refusal| ControlError::Refused(refusal.message))
}

/// An instant: RFC 3339, or a distance from the world's now (`-90m`, `+2h`, `-30d`, `+10s`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum When {
    At(Timestamp),
    FromNow(SignedDuration),
}

impl When {
    pub(crate) fn instant(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(instant) => instant,
            Self::FromNow(distance) => now.checked_add(distance).unwrap_or(now),
        }
    }
}

impl TryFrom<String> for When {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if let Ok(instant) = text.parse() {
            return Ok(Self::At(instant));
        }
        let unusable =
            "expected an instant (RFC 3339) or a distance from now like -90m, +2h or -30d";
        let unit = match text.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(unusable),
        };
        let number: i32 = text[..text.len() - 1].parse().map_err(|_| unusable)?;
        Ok(Self::FromNow(SignedDuration::from_secs(
            i64::from(number) * unit,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_instants_or_distances_from_now() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let at =
            |text: &str| When::try_from(text.to_owned()).map(|when| when.instant(now).to_string());
        assert_eq!(at("-90m").unwrap(), "2026-11-22T08:30:00Z");
        assert_eq!(at("+2h").unwrap(), "2026-11-22T12:00:00Z");
        assert_eq!(at("3d").unwrap(), "2026-11-25T10:00:00Z");
        assert_eq!(
            at("2026-01-01T00:00:00+01:00").unwrap(),
            "2025-12-31T23:00:00Z"
        );
        assert!(at("soon").is_err() && at("").is_err() && at("é").is_err());
    }
}
