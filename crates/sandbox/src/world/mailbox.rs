//! What changed in one mailbox since the world began.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::folder::{Folder, FolderKey};
use super::meeting::{CopyState, MeetingKey, Role};
use super::message::{Message, MessageKey, Stub};

/// One mailbox's overlay over the generated items, with the log that deltas are answered from.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// Generated messages that were moved, read or deleted.
    pub(crate) changed: HashMap<MessageKey, Changed>,
    pub(crate) added: HashMap<MessageKey, (Message, u64)>,
    /// Added messages that were deleted for good.
    pub(crate) purged: HashMap<MessageKey, Message>,
    /// The added messages by received second.
    pub(crate) order: BTreeSet<(i64, MessageKey)>,
    pub(crate) next_message: u64,
    pub(crate) log: Vec<MailChange>,
    /// Folders made, renamed or moved; `None` is a folder that was deleted.
    pub(crate) folders: BTreeMap<FolderKey, Option<Folder>>,
    pub(crate) next_folder: u32,
    pub(crate) folder_log: Vec<(u64, FolderKey)>,
    /// How far the counts of a folder are from the generated ones.
    pub(crate) counts: HashMap<FolderKey, Counts>,
    /// Calendar entries that came later.
    pub(crate) entries: BTreeMap<u64, (MeetingKey, Role)>,
    /// Copies that changed, generated or not.
    pub(crate) copies: HashMap<u64, CopyState>,
    pub(crate) calendar_log: Vec<CalendarChange>,
}

/// The state of a generated message that is no longer as it was made; deleted when `folder` is `None`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed {
    pub(crate) folder: Option<FolderKey>,
    pub(crate) is_read: bool,
    pub(crate) moves: u32,
    pub(crate) revision: u64,
    /// When it came to its folder.
    pub(crate) arrived: u64,
}

/// How many items a folder holds, and how many of them are unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) total: i64,
    pub(crate) unread: i64,
}

/// One change of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MailChange {
    pub(crate) sequence: u64,
    pub(crate) at: Timestamp,
    pub(crate) key: MessageKey,
    pub(crate) what: MailEvent,
}

/// What happened to a message; `moves` names the ordinary id that it had there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailEvent {
    Arrived { folder: FolderKey },
    Left { folder: FolderKey, moves: u32 },
    Read { folder: FolderKey },
}

/// One change of a calendar entry; `numbers` is how many occurrences it had at most, before or after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CalendarChange {
    pub(crate) sequence: u64,
    pub(crate) entry: u64,
    pub(crate) numbers: u32,
}

impl Mailbox {
    /// A generated message as it is now; `None` when it was deleted.
    pub(crate) fn current(&self, made: Stub) -> Option<Stub> {
        let Some(changed) = self.changed.get(&made.key) else {
            return Some(made);
        };
        Some(Stub {
            folder: changed.folder?,
            is_read: changed.is_read,
            moves: changed.moves,
            revision: changed.revision,
            ..made
        })
    }

    /// The sequence number at which a message came to its folder; 0 for those that were always there.
    pub(crate) fn arrived(&self, key: MessageKey) -> u64 {
        if key.is_added() {
            self.added.get(&key).map_or(0, |(_, arrived)| *arrived)
        } else {
            self.changed.get(&key).map_or(0, |changed| changed.arrived)
        }
    }

    pub(crate) fn count(&mut self, folder: FolderKey, is_read: bool, by: i64) {
        let counts = self.counts.entry(folder).or_default();
        counts.total += by;
        counts.unread += if is_read { 0 } else { by };
    }
}
