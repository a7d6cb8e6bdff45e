use crate::header::Header;
use activity::{Instant, ItemId, Sha256};
use imap_next::imap_types::fetch::MessageDataItem;
use imap_next::imap_types::flag::{Flag, FlagFetch};
use privacy::Raw;
use privacy::input::Message;
use std::collections::HashMap;
use std::num::NonZeroU32;

/// What a server told of one message; all of it is absent where it told nothing.
#[derive(Default)]
pub(crate) struct Envelope {
    header: Vec<u8>,
    received: Option<Instant>,
    is_draft: bool,
}

impl Envelope {
    /// A message of which enough was told; an update of flags alone is none.
    pub(crate) fn of<'a>(
        items: impl Iterator<Item = MessageDataItem<'a>>,
    ) -> Option<(NonZeroU32, Envelope)> {
        let (mut uid, mut header, mut received, mut is_draft) = (None, None, None, false);
        for item in items {
            match item {
                MessageDataItem::Uid(number) => uid = Some(number),
                MessageDataItem::Flags(flags) => {
                    is_draft = flags.contains(&FlagFetch::Flag(Flag::Draft));
                }
                MessageDataItem::InternalDate(date) => {
                    let milliseconds = date.as_ref().timestamp_millis();
                    received = Instant::from_milliseconds(milliseconds).ok();
                }
                MessageDataItem::BodyExt { data, .. } => {
                    header = Some(
                        data.0
                            .map(|text| text.as_ref().to_vec())
                            .unwrap_or_default(),
                    );
                }
                _ => {}
            }
        }
        let message = Envelope {
            header: header?,
            received,
            is_draft,
        };
        Some((uid?, message))
    }

    /// Seals a message. One without an id of its own is told again by what it says, since a UID does not outlast a change of
    /// the folder's numbering.
    pub(crate) fn seal(
        self,
        folder: &str,
        uid: NonZeroU32,
        seen: &mut HashMap<Sha256, u32>,
    ) -> Option<Raw<Message>> {
        let header = Header::read(&self.header);
        let id = match (&header.message_id, self.received) {
            (None, Some(received)) => {
                let mut text = self.header;
                text.extend(received.to_string().into_bytes());
                let digest = Sha256::of(&text);
                let alike = seen.entry(digest).or_default();
                *alike += 1;
                format!("{folder}.{digest}.{alike}")
            }
            _ => format!("{folder}.{uid}"),
        };
        Some(Raw::seal(Message {
            id: ItemId::new(id).ok()?,
            internet_message_id: header.message_id,
            conversation_id: None,
            subject: header.subject,
            sender: header.sender,
            from: header.from,
            to: header.to,
            cc: header.cc,
            received: self.received,
            sent: header.sent,
            is_draft: self.is_draft,
        }))
    }
}
