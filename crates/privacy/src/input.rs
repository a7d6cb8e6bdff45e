//! What a source may put into a [`crate::Raw`]: metadata only. No type here can hold a body, a preview or an attachment.

use crate::Raw;
use activity::{Instant, ItemId, Recurrence};

/// A meeting as found in one mailbox: a single event, an occurrence made whole from its series, or an exception.
pub struct Meeting {
    /// The event's immutable id.
    pub id: ItemId,
    /// The `iCalUId`, of the event itself or, for a bare occurrence, of its series master.
    pub ical_uid: Option<String>,
    /// Whether it is an occurrence or an exception of a series.
    pub in_series: bool,
    /// The start as first scheduled, where the source tells it.
    pub original_start: Option<Instant>,
    /// The subject as it came.
    pub subject: Option<String>,
    /// The start, if usable.
    pub start: Option<Instant>,
    /// The end, if usable.
    pub end: Option<Instant>,
    /// Whether this copy is cancelled.
    pub is_cancelled: bool,
    /// Whether this copy is marked private, personal or confidential.
    pub is_private: bool,
    /// Whether the source says that this mailbox is the organiser's.
    pub is_organizer: bool,
    /// Whether it is an online meeting; `None` where the source does not say.
    pub is_online: Option<bool>,
    /// The organiser's address as it came.
    pub organizer: Option<String>,
    /// The attendees as they came.
    pub attendees: Vec<Attendee>,
}

/// An invitation to a meeting of Teams.
pub struct Invitation {
    /// The meeting, as the mailbox has it now; of a series, with the times of its first occurrence.
    pub meeting: Raw<Meeting>,
    /// By what it is found at Teams.
    pub link: String,
    /// Whether it is a series: one meeting with many transcripts.
    pub is_series: bool,
    /// When the series takes place, where that is told.
    pub recurrence: Option<Recurrence>,
}

/// One entry of a meeting's `attendees`.
pub struct Attendee {
    /// The address as it came.
    pub address: Option<String>,
    /// Whether it is a room or a thing.
    pub is_resource: bool,
    /// The answer in Graph's words.
    pub response: Option<String>,
}

/// A mail as found in one mailbox.
pub struct Message {
    /// The message's immutable id.
    pub id: ItemId,
    /// The `internetMessageId`.
    pub internet_message_id: Option<String>,
    /// Exchange's id of the conversation.
    pub conversation_id: Option<String>,
    /// The subject as it came; of an employee's own mail only one-way names of its words are kept.
    pub subject: Option<String>,
    /// The sender's address as it came.
    pub sender: Option<String>,
    /// The address in `from` as it came.
    pub from: Option<String>,
    /// The addresses in `to` as they came.
    pub to: Vec<String>,
    /// The addresses in `cc` as they came.
    pub cc: Vec<String>,
    /// When it was received, if usable.
    pub received: Option<Instant>,
    /// When it was sent, if usable.
    pub sent: Option<Instant>,
    /// Whether it is a draft.
    pub is_draft: bool,
}
