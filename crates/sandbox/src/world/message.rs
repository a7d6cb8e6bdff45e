//! Messages as a mailbox holds them.

use jiff::Timestamp;

use super::address::Address;
use super::folder::FolderKey;
use super::meeting::MeetingKey;

/// A message's number in its mailbox; generated ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MessageKey(pub(crate) u64);

impl MessageKey {
    const ADDED: u64 = 1 << 40;

    pub(crate) fn added(number: u64) -> Self {
        Self(Self::ADDED | number)
    }

    pub(crate) fn is_added(self) -> bool {
        self.0 & Self::ADDED != 0
    }
}

/// What lists and deltas need to know of a message before they write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stub {
    pub(crate) key: MessageKey,
    pub(crate) folder: FolderKey,
    /// Seconds since 1970.
    pub(crate) received: i64,
    pub(crate) is_read: bool,
    /// How often it was moved: the ordinary id changes with it.
    pub(crate) moves: u32,
    pub(crate) revision: u64,
}

/// A message.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) stub: Stub,
    pub(crate) sent: Timestamp,
    pub(crate) created: Timestamp,
    pub(crate) internet_message_id: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) sender: Option<Address>,
    pub(crate) from: Option<Address>,
    pub(crate) to: Vec<Address>,
    pub(crate) cc: Vec<Address>,
    pub(crate) bcc: Vec<Address>,
    pub(crate) is_draft: bool,
    /// Messages of one conversation share it.
    pub(crate) thread: u64,
    pub(crate) has_attachments: bool,
    pub(crate) importance: &'static str,
    pub(crate) meeting: Option<MeetingNotice>,
    /// The account and number that the canaries of its body carry.
    pub(crate) canary: String,
}

/// What a meeting's mail is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MeetingNotice {
    pub(crate) meeting: MeetingKey,
    /// The calendar entry in the same mailbox.
    pub(crate) entry: u64,
    /// Which occurrence of a series, from 1; 0 for the meeting itself.
    pub(crate) occurrence: u32,
    /// `meetingRequest`, `meetingCancelled`, …
    pub(crate) kind: &'static str,
}

impl Message {
    pub(crate) fn received(&self) -> Timestamp {
        Timestamp::from_second(self.stub.received).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn body_canary(&self) -> String {
        format!("CANARY-BODY-{}", self.canary)
    }

    pub(crate) fn preview_canary(&self) -> String {
        format!("CANARY-PREVIEW-{}", self.canary)
    }
}
