//! One message as JSON.

use uuid::Uuid;

use super::call::Call;
use super::event_item::{self, EventStyle};
use super::ids;
use super::json::{self, Object};
use super::recipient::{Recipient, recipients};
use super::refusal::Refusal;
use super::rights::Sight;
use super::select::{self, Select};
use crate::world::message::{Message, Stub};

/// How messages are written in one answer.
pub(crate) struct MessageStyle {
    pub(crate) mailbox: Uuid,
    pub(crate) select: Select,
    pub(crate) sight: Sight,
    pub(crate) immutable: bool,
    pub(crate) text_bodies: bool,
    /// Whether each item names its type, as deltas do.
    pub(crate) typed: bool,
    pub(crate) event: Option<EventStyle>,
    pub(crate) link_root: String,
}

impl MessageStyle {
    /// Reads `$select` and `$expand`.
    pub(crate) fn read(
        call: &Call<'_>,
        query: &super::query::Query,
        owner: u32,
        sight: Sight,
        typed: bool,
    ) -> Result<Self, Refusal> {
        let event = match query.get("$expand") {
            None => None,
            Some(expand) => Some(event_style(call, owner, sight, expand)?),
        };
        Ok(Self {
            mailbox: call.view.user(owner).id,
            select: Select::read(&select::MESSAGE, query.get("$select"))?,
            sight,
            immutable: call.prefer.immutable_ids,
            text_bodies: call.prefer.text_bodies,
            typed,
            event,
            link_root: "https://outlook.office365.com/owa/".to_owned(),
        })
    }

    pub(crate) fn id(&self, stub: &Stub) -> String {
        ids::message_id(self.mailbox, stub, self.immutable)
    }

    /// Writes a message whole, or what was selected of it.
    pub(crate) fn write(
        &self,
        call: &Call<'_>,
        owner: u32,
        out: &mut Vec<u8>,
        message: &Message,
        context: Option<&str>,
    ) {
        let mut object = Object::open(out, &self.select);
        let stub = &message.stub;
        let change_key = ids::change_key(self.mailbox, stub.key.0, stub.revision);
        if let Some(context) = context {
            object.always("@odata.context", context);
        }
        match &message.meeting {
            Some(notice) if notice.kind == "meetingRequest" => {
                object.always("@odata.type", "#microsoft.graph.eventMessageRequest");
            }
            Some(_) => object.always("@odata.type", "#microsoft.graph.eventMessage"),
            None if self.typed => object.always("@odata.type", "#microsoft.graph.message"),
            None => {}
        }
        object.always("@odata.etag", &format!("W/\"{change_key}\""));
        let id = self.id(stub);
        object.always("id", &id);
        object.put_with("createdDateTime", || json::instant(message.created));
        object.put_with("lastModifiedDateTime", || json::instant(message.created));
        object.put("changeKey", &change_key);
        object.put("categories", &[] as &[&str]);
        object.put_with("receivedDateTime", || json::instant(message.received()));
        object.put_with("sentDateTime", || json::instant(message.sent));
        object.put("hasAttachments", &message.has_attachments);
        object.put("internetMessageId", &message.internet_message_id);
        if self.select.names("internetMessageHeaders") {
            let header = serde_json::json!({"name": "Message-ID", "value": message.internet_message_id.clone().unwrap_or_default()});
            object.put("internetMessageHeaders", &[header]);
        }
        object.put("subject", &message.subject);
        object.put("importance", message.importance);
        object.put_with("parentFolderId", || {
            ids::folder_id(self.mailbox, stub.folder)
        });
        object.put_with("conversationId", || {
            ids::conversation_id(self.mailbox, message.thread)
        });
        object.put_with("conversationIndex", || conversation_index(message.thread));
        object.put("isDeliveryReceiptRequested", &false);
        object.put("isReadReceiptRequested", &false);
        object.put("isRead", &stub.is_read);
        object.put("isDraft", &message.is_draft);
        object.put_with("webLink", || {
            format!(
                "{}?ItemID={}&exvsurl=1&viewmodel=ReadMessageItem",
                self.link_root,
                id.replace('=', "%3D")
            )
        });
        object.put("inferenceClassification", "focused");
        if self.sight == Sight::Full {
            self.write_body(&mut object, message);
        }
        object.put("sender", &message.sender.as_ref().map(Recipient::of));
        object.put("from", &message.from.as_ref().map(Recipient::of));
        object.put_with("toRecipients", || recipients(&message.to));
        object.put_with("ccRecipients", || recipients(&message.cc));
        object.put_with("bccRecipients", || recipients(&message.bcc));
        object.put("replyTo", &[] as &[&str]);
        object.put("flag", &serde_json::json!({"flagStatus": "notFlagged"}));
        if let Some(notice) = &message.meeting {
            object.put("meetingMessageType", notice.kind);
            object.put("isOutOfDate", &false);
            object.put("isDelegated", &false);
            if let Some(style) = &self.event {
                object.always_raw("event", |out| {
                    match call.view.holding(owner, notice.entry) {
                        Some(holding) => {
                            let about = (&holding, notice.occurrence);
                            event_item::write_subject(call, owner, about, style, out);
                        }
                        None => out.extend_from_slice(b"null"),
                    }
                });
            }
        }
        object.close();
    }

    /// Writes only what a change of the read state touches.
    pub(crate) fn write_read_state(&self, out: &mut Vec<u8>, stub: &Stub) {
        let mut object = Object::open(out, &self.select);
        object.always("@odata.type", "#microsoft.graph.message");
        object.always(
            "@odata.etag",
            &format!(
                "W/\"{}\"",
                ids::change_key(self.mailbox, stub.key.0, stub.revision)
            ),
        );
        object.always("id", &self.id(stub));
        object.always("isRead", &stub.is_read);
        object.put_with("parentFolderId", || {
            ids::folder_id(self.mailbox, stub.folder)
        });
        object.close();
    }

    fn write_body(&self, object: &mut Object<'_>, message: &Message) {
        let subject = message.subject.clone().unwrap_or_default();
        let preview = format!("{} {subject}", message.preview_canary());
        object.put("bodyPreview", &preview);
        let wanted = object.selects("body") || self.select.names("uniqueBody");
        if !wanted {
            return;
        }
        let text = format!("{preview}\r\n\r\n{}\r\n{}", message.body_canary(), FILLER);
        let body = if self.text_bodies {
            serde_json::json!({"contentType": "text", "content": text})
        } else {
            let content = format!(
                "<html><head></head><body><p>{}</p></body></html>",
                text.replace('<', "&lt;")
            );
            serde_json::json!({"contentType": "html", "content": content})
        };
        object.put("body", &body);
        if self.select.names("uniqueBody") {
            object.put("uniqueBody", &body);
        }
    }
}

const FILLER: &str = "Bitte lesen Sie den Vorschlag bis Freitag. Please find the figures below; we can go through them in the next \
call. The attached overview lists the open points, their owners and the dates that we agreed on.";

fn conversation_index(thread: u64) -> String {
    use base64::Engine as _;
    let mut bytes = vec![1, 0xDD];
    bytes.extend_from_slice(&thread.to_be_bytes());
    bytes.extend_from_slice(&thread.rotate_left(7).to_be_bytes()[..4]);
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Reads `microsoft.graph.eventMessage/event($select=…)`, the one expansion there is.
fn event_style(
    call: &Call<'_>,
    owner: u32,
    sight: Sight,
    expand: &str,
) -> Result<EventStyle, Refusal> {
    const EXPANSION: &str = "microsoft.graph.eventMessage/event";
    let name_ends = expand.find('(').unwrap_or(expand.len());
    let (name, options) = expand.split_at(name_ends);
    if !name.trim().eq_ignore_ascii_case(EXPANSION) {
        let unknown = name.split('/').next().unwrap_or_default();
        return Err(bad_expansion(&format!(
            "Could not find a property named '{unknown}' on type 'microsoft.graph.message'."
        )));
    }
    if sight == Sight::Basic {
        return Err(Refusal::access_denied());
    }
    let select = match options.trim() {
        "" => None,
        options => {
            let selected = options
                .strip_prefix('(')
                .and_then(|options| options.strip_suffix(')'))
                .and_then(|options| options.trim().strip_prefix("$select="))
                .filter(|names| !names.contains(';'));
            Some(selected.ok_or_else(|| bad_expansion("The expansion takes $select only."))?)
        }
    };
    EventStyle::new(
        call,
        owner,
        Sight::Full,
        Select::read(&select::EVENT, select)?,
    )
}

fn bad_expansion(reason: &str) -> Refusal {
    let message = format!("Parsing OData Select and Expand failed: {reason}");
    Refusal::bad_request("BadRequest", message)
}
