//! Mail about meetings: what Outlook sends when one is made, changed or cancelled.

use jiff::Timestamp;

use super::address::Address;
use super::edit::Editor;
use super::folder::FolderKey;
use super::meeting::MeetingKey;
use super::message::{MeetingNotice, Message, MessageKey, Stub};
use super::people::MailboxAccess;

/// Why attendees get mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Request,
    Cancellation,
}

impl Notice {
    fn kind(self) -> &'static str {
        match self {
            Self::Request => "meetingRequest",
            Self::Cancellation => "meetingCancelled",
        }
    }
}

impl Editor<'_> {
    /// The accounts that the list of attendees names now.
    pub(crate) fn invited(&self, key: MeetingKey) -> Vec<u32> {
        let meeting = self.meeting(key);
        self.accounts_of(&meeting.attendees, meeting.organizer_account)
    }

    /// Sends one mail about a meeting, or about one occurrence of a series, to these copies' holders; the organiser finds it in
    /// Sent Items.
    pub(crate) fn notify(
        &mut self,
        (key, occurrence): (MeetingKey, u32),
        notice: Notice,
        holders: &[(u32, u64)],
        at: Timestamp,
    ) {
        let meeting = self.meeting(key);
        let receivers = holders
            .iter()
            .filter(|(account, _)| Some(*account) != meeting.organizer_account);
        let receivers: Vec<(u32, u64)> = receivers.copied().collect();
        let is_addressed =
            !receivers.is_empty() || meeting.attendees.iter().any(|one| one.kind != "resource");
        if !is_addressed {
            return;
        }
        let addressed = |kind: &str| -> Vec<Address> {
            let listed = meeting.attendees.iter().filter(|one| one.kind == kind);
            listed.map(|one| one.address.clone()).collect()
        };
        let prefix = match notice {
            Notice::Request => "",
            Notice::Cancellation => "Canceled: ",
        };
        let sequence = self.state.next_sequence();
        let message = Message {
            stub: Stub {
                key: MessageKey(0),
                folder: FolderKey::INBOX,
                received: at.as_second(),
                is_read: false,
                moves: 0,
                revision: 0,
            },
            sent: at,
            created: at,
            internet_message_id: Some(format!("<meeting-{sequence}@calendar.example>")),
            subject: meeting
                .subject
                .as_ref()
                .map(|subject| format!("{prefix}{subject}")),
            sender: Some(meeting.organizer.clone()),
            from: Some(meeting.organizer.clone()),
            to: addressed("required"),
            cc: addressed("optional"),
            bcc: Vec::new(),
            is_draft: false,
            thread: key.0.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            has_attachments: false,
            importance: "normal",
            meeting: None,
            canary: String::new(),
        };
        let mut everyone = self.holders(key).into_iter().chain(holders.iter().copied());
        let own = everyone.find(|(account, _)| Some(*account) == meeting.organizer_account);
        let copies = own
            .map(|holder| (holder, FolderKey::SENT))
            .into_iter()
            .chain(
                receivers
                    .into_iter()
                    .map(|holder| (holder, FolderKey::INBOX)),
            );
        for ((account, entry), folder) in copies {
            if self.state.accounts[account as usize].mailbox == MailboxAccess::Missing {
                continue;
            }
            let mut copy = message.clone();
            copy.stub.is_read = folder == FolderKey::SENT;
            copy.meeting = Some(MeetingNotice {
                meeting: key,
                entry,
                occurrence,
                kind: notice.kind(),
            });
            self.put(account, folder, copy);
        }
    }
}
