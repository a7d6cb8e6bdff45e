//! Exchange's item ids: ordinary ones, which change when an item moves, and immutable ones.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use uuid::Uuid;

use super::refusal::Refusal;
use crate::world::dice::Dice;
use crate::world::folder::FolderKey;
use crate::world::message::{MessageKey, Stub};

const ORDINARY: [u8; 4] = [0x00, 0x03, 0x24, 0x00];
const FOLDER: [u8; 4] = [0x00, 0x03, 0x24, 0x01];
const CONVERSATION: [u8; 4] = [0x00, 0x04, 0x24, 0x00];
const IMMUTABLE: [u8; 27] = [
    0x00, 0x09, 0x00, 0x2E, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1D, 0x84, 0x03, 0x11, 0xAA, 0x66, 0x11,
    0xCD, 0x9B, 0xC8, 0x00, 0xAA, 0x00, 0x2F, 0x84, 0x5A, 0x0D, 0x00,
];
const PROVIDER: [u8; 16] = [
    0x77, 0x9A, 0x1C, 0x40, 0x52, 0xE3, 0x4B, 0x0F, 0x9D, 0x11, 0x6E, 0x27, 0x8A, 0xF0, 0x35, 0xC1,
];

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// A message; the place and number of moves are in ordinary ids only.
    Message {
        key: MessageKey,
        place: Option<(FolderKey, u32)>,
    },
    /// An event: the calendar entry and the number of the occurrence, 0 for the meeting itself.
    Event {
        entry: u64,
        number: u32,
    },
    Folder(FolderKey),
}

pub(crate) fn message_id(mailbox: Uuid, stub: &Stub, immutable: bool) -> String {
    if immutable {
        immutable_id(mailbox, b'm', stub.key.0, 0)
    } else {
        ordinary_id(
            mailbox,
            ORDINARY,
            b'm',
            stub.key.0,
            stub.folder.0,
            stub.moves as u16,
        )
    }
}

pub(crate) fn event_id(mailbox: Uuid, entry: u64, number: u32, immutable: bool) -> String {
    if immutable {
        immutable_id(mailbox, b'e', entry, number)
    } else {
        ordinary_id(mailbox, ORDINARY, b'e', entry, number, 0)
    }
}

pub(crate) fn folder_id(mailbox: Uuid, folder: FolderKey) -> String {
    ordinary_id(mailbox, FOLDER, b'f', 0, folder.0, 0)
}

pub(crate) fn conversation_id(mailbox: Uuid, thread: u64) -> String {
    let mut bytes = Vec::with_capacity(58);
    bytes.extend_from_slice(&CONVERSATION);
    bytes.extend_from_slice(mailbox.hyphenated().to_string().as_bytes());
    bytes.extend_from_slice(&[0x10, 0x00]);
    bytes.extend_from_slice(&thread.to_be_bytes());
    bytes.extend_from_slice(&thread.rotate_left(29).to_be_bytes());
    URL_SAFE.encode(bytes)
}

/// The change key of an item in its given revision.
pub(crate) fn change_key(mailbox: Uuid, item: u64, revision: u64) -> String {
    let mut bytes = [0; 30];
    bytes[0] = 9;
    bytes[4] = 0x16;
    bytes[8..24].copy_from_slice(mailbox.as_bytes());
    let counter = item
        .wrapping_mul(31)
        .wrapping_add(revision.wrapping_mul(0x1_0000_0001))
        .to_be_bytes();
    bytes[24..].copy_from_slice(&counter[2..]);
    STANDARD.encode(bytes)
}

/// Reads an id of one mailbox: 400 for one that is none, 404 for one of another mailbox.
pub(crate) fn parse(mailbox: Uuid, text: &str) -> Result<Named, Refusal> {
    let bytes = URL_SAFE.decode(text).map_err(|_| Refusal::bad_id())?;
    let (kind, key, number, moves, owner) = if bytes.starts_with(&IMMUTABLE) && bytes.len() == 59 {
        let owner = Uuid::from_slice(&bytes[27..43]).map_err(|_| Refusal::bad_id())?;
        let number = u32::from_be_bytes([bytes[43], bytes[44], bytes[45], bytes[46]]);
        let key = read_key(&bytes[47..53]);
        let kind = [b'm', b'e']
            .into_iter()
            .find(|kind| bytes[53..57] == check(owner, *kind, key, number, 0)[..4]);
        (kind, key, number, None, owner)
    } else if (bytes.starts_with(&ORDINARY) || bytes.starts_with(&FOLDER)) && bytes.len() == 113 {
        let owner = std::str::from_utf8(&bytes[4..40])
            .ok()
            .and_then(|text| Uuid::parse_str(text).ok());
        let owner = owner.ok_or_else(Refusal::bad_id)?;
        let number = u32::from_be_bytes([bytes[80], bytes[81], bytes[82], bytes[83]]);
        let moves = u16::from_be_bytes([bytes[84], bytes[85]]);
        let key = read_key(&bytes[104..110]);
        let kind = [b'm', b'e', b'f']
            .into_iter()
            .find(|kind| bytes[88..104] == check(owner, *kind, key, number, moves)[..16]);
        (kind, key, number, Some(moves), owner)
    } else {
        return Err(Refusal::bad_id());
    };
    let named = match kind.ok_or_else(Refusal::bad_id)? {
        b'm' => Named::Message {
            key: MessageKey(key),
            place: moves.map(|moves| (FolderKey(number), u32::from(moves))),
        },
        b'e' => Named::Event { entry: key, number },
        _ => Named::Folder(FolderKey(number)),
    };
    if owner == mailbox {
        Ok(named)
    } else {
        Err(Refusal::no_item())
    }
}

fn ordinary_id(
    mailbox: Uuid,
    head: [u8; 4],
    kind: u8,
    key: u64,
    number: u32,
    moves: u16,
) -> String {
    let mut bytes = [0_u8; 113];
    bytes[..4].copy_from_slice(&head);
    mailbox.hyphenated().encode_lower(&mut bytes[4..40]);
    bytes[40] = if kind == b'f' { 0x2E } else { 0x46 };
    bytes[46..62].copy_from_slice(&PROVIDER);
    bytes[62] = 0x07;
    bytes[64..80].copy_from_slice(mailbox.as_bytes());
    bytes[80..84].copy_from_slice(&number.to_be_bytes());
    bytes[84..86].copy_from_slice(&moves.to_be_bytes());
    bytes[88..104].copy_from_slice(&check(mailbox, kind, key, number, moves));
    bytes[104..110].copy_from_slice(&key.to_be_bytes()[2..]);
    URL_SAFE.encode(bytes)
}

fn immutable_id(mailbox: Uuid, kind: u8, key: u64, number: u32) -> String {
    let mut bytes = [0_u8; 59];
    bytes[..27].copy_from_slice(&IMMUTABLE);
    bytes[27..43].copy_from_slice(mailbox.as_bytes());
    bytes[43..47].copy_from_slice(&number.to_be_bytes());
    bytes[47..53].copy_from_slice(&key.to_be_bytes()[2..]);
    bytes[53..57].copy_from_slice(&check(mailbox, kind, key, number, 0)[..4]);
    URL_SAFE.encode(bytes)
}

fn read_key(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |key, byte| (key << 8) | u64::from(*byte))
}

/// What keeps an id from being guessed or altered by accident; the real service gives no more.
fn check(mailbox: Uuid, kind: u8, key: u64, number: u32, moves: u16) -> [u8; 16] {
    let (high, low) = mailbox.as_u64_pair();
    let dice = Dice::new(
        high ^ u64::from(kind),
        &[low, key, u64::from(number), u64::from(moves)],
    );
    let mut check = [0; 16];
    check[..8].copy_from_slice(&dice.number(1).to_be_bytes());
    check[8..].copy_from_slice(&dice.number(2).to_be_bytes());
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stub() -> Stub {
        Stub {
            key: MessageKey(77),
            folder: FolderKey::INBOX,
            received: 0,
            is_read: true,
            moves: 3,
            revision: 0,
        }
    }

    #[test]
    fn ids_name_what_they_were_made_for() {
        let mailbox = Uuid::from_u128(42);
        let ordinary = message_id(mailbox, &stub(), false);
        assert_eq!(ordinary.len(), 152);
        let place = Some((FolderKey::INBOX, 3));
        assert_eq!(
            parse(mailbox, &ordinary),
            Ok(Named::Message {
                key: MessageKey(77),
                place
            })
        );
        let immutable = message_id(mailbox, &stub(), true);
        assert_eq!(
            parse(mailbox, &immutable),
            Ok(Named::Message {
                key: MessageKey(77),
                place: None
            })
        );
        assert_eq!(
            parse(mailbox, &event_id(mailbox, 5, 2, true)),
            Ok(Named::Event {
                entry: 5,
                number: 2
            })
        );
        assert_eq!(
            parse(mailbox, &folder_id(mailbox, FolderKey::SENT)),
            Ok(Named::Folder(FolderKey::SENT))
        );
    }

    #[test]
    fn an_id_in_another_case_or_of_another_mailbox_is_refused() {
        let mailbox = Uuid::from_u128(42);
        let id = message_id(mailbox, &stub(), true);
        assert_eq!(parse(mailbox, &id.to_lowercase()).unwrap_err().status, 400);
        assert_eq!(parse(Uuid::from_u128(43), &id).unwrap_err().status, 404);
    }
}
