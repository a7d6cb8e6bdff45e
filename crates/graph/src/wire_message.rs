use crate::refusal::GraphRefusal;
use crate::wire::{Dropped, Identified, Told, WireRecipient};
use activity::{Instant, ItemId};
use privacy::Raw;
use privacy::input::Message;
use serde::Deserialize;

/// A message as Graph sends it. Bodies and attachments are passed over by their very type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireMessage {
    id: String,
    #[serde(rename = "@removed", default)]
    removed: Option<Dropped>,
    #[serde(default)]
    internet_message_id: Option<String>,
    #[serde(default)]
    conversation_id: Option<String>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    sender: Told<WireRecipient>,
    #[serde(default)]
    from: Told<WireRecipient>,
    #[serde(default)]
    to_recipients: Option<Vec<WireRecipient>>,
    #[serde(default)]
    cc_recipients: Option<Vec<WireRecipient>>,
    #[serde(default)]
    received_date_time: Told<String>,
    #[serde(default)]
    sent_date_time: Option<String>,
    #[serde(default)]
    is_draft: Option<bool>,
    #[serde(default)]
    body: Option<Dropped>,
    #[serde(default)]
    body_preview: Option<Dropped>,
    #[serde(default)]
    unique_body: Option<Dropped>,
    #[serde(default)]
    attachments: Option<Dropped>,
}

/// What a line of a page says.
#[expect(
    clippy::large_enum_variant,
    reason = "one at a time, and only for a moment"
)]
pub(crate) enum Line {
    Whole(Raw<Message>),
    Partial(ItemId),
    Removed(ItemId),
}

impl Identified for WireMessage {
    fn id(&self) -> &str {
        &self.id
    }
}

impl WireMessage {
    pub(crate) fn had_body(&self) -> bool {
        self.body.is_some()
            || self.body_preview.is_some()
            || self.unique_body.is_some()
            || self.attachments.is_some()
    }

    pub(crate) fn received(&self) -> Option<Instant> {
        self.received_date_time
            .as_ref()
            .and_then(|text| Instant::parse(text).ok())
    }

    /// Seals the message. `lean` pages ask for no conversation, and none is taken from them.
    pub(crate) fn into_line(self, lean: bool) -> Result<Line, GraphRefusal> {
        let received = self.received();
        let is_whole = self.is_whole();
        let id = ItemId::new(self.id).map_err(|_| GraphRefusal::WrongShape)?;
        if self.removed.is_some() {
            return Ok(Line::Removed(id));
        }
        if !is_whole {
            return Ok(Line::Partial(id));
        }
        Ok(Line::Whole(Raw::seal(Message {
            id,
            internet_message_id: self.internet_message_id,
            conversation_id: self.conversation_id.filter(|_| !lean),
            subject: self.subject,
            sender: self
                .sender
                .into_value()
                .and_then(WireRecipient::into_address),
            from: self.from.into_value().and_then(WireRecipient::into_address),
            to: addresses(self.to_recipients),
            cc: addresses(self.cc_recipients),
            received,
            sent: self
                .sent_date_time
                .and_then(|text| Instant::parse(&text).ok()),
            is_draft: self.is_draft.unwrap_or(false),
        })))
    }

    /// An update may tell only what changed. A whole item has its times and its draft mark, and unless it is a draft,
    /// something about its people, even if that is null.
    fn is_whole(&self) -> bool {
        let (true, Some(is_draft)) = (self.received_date_time.is_told(), self.is_draft) else {
            return false;
        };
        let people = self.sender.is_told() || self.from.is_told();
        is_draft || (people && self.to_recipients.is_some())
    }
}

/// A recipient without an address is still a recipient that has none usable.
fn addresses(recipients: Option<Vec<WireRecipient>>) -> Vec<String> {
    let recipients = recipients.into_iter().flatten();
    recipients
        .map(|recipient| recipient.into_address().unwrap_or_default())
        .collect()
}
