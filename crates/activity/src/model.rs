use crate::{Canonical, CycleId, Domain, Instant, MeetingTranscript, Stream};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest activity, in bytes, that is read from anywhere.
const LONGEST: usize = 1024 * 1024;

/// One thing that may leave the machine, in the central service's own shape.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Activity {
    /// A person on an allowed external domain was in a meeting.
    MeetingAttend(MeetingAttend),
    /// A mail went between the organisation and people on allowed external domains.
    EmailThread(EmailThread),
    /// How many mails an employee sent and received in a review cycle.
    EmailSignal(EmailSignal),
    /// A transcript of one of an employee's meetings.
    MeetingTranscript(MeetingTranscript),
}

/// Bytes that are not an activity of this version: wrong shape, unknown field, or too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an activity: wrong shape, unknown field, or too large")]
pub struct Malformed;

/// A meeting, seen from one attendee.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingAttend {
    /// `o365_cal_{eventId}_{attendeeEmail}`.
    pub external_id: String,
    /// Always `meetings`.
    pub channel: Meetings,
    /// The start of the meeting.
    pub occurred_at: Instant,
    /// The attendee's address.
    pub person_external_id: String,
    /// What is told of the meeting.
    pub properties: MeetingAttendProperties,
}

/// What is told of a meeting; what the tenant switched off is left out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingAttendProperties {
    /// The trimmed subject; absent if blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_subject: Option<String>,
    /// Whole minutes, rounded down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<u64>,
    /// Whether it is an online meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_online: Option<bool>,
    /// The organiser's address, if internal or on the allowlist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer_email: Option<String>,
    /// The number of entries in `attendees`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee_count: Option<u64>,
    /// The attendee's answer, in Graph's words, or `organizer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_status: Option<String>,
    /// The attendee's domain as A-labels.
    pub account_domain: Domain,
}

/// A mail with people on allowed external domains.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailThread {
    /// `o365_email_{messageId}`.
    pub external_id: String,
    /// Always `email`.
    pub channel: Email,
    /// When the mail was received.
    pub occurred_at: Instant,
    /// The first passing participant's address.
    pub person_external_id: String,
    /// What is told of the mail.
    pub properties: EmailThreadProperties,
}

/// What is told of a mail; what the tenant switched off is left out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailThreadProperties {
    /// Exchange's id of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// How many participants passed.
    pub participant_count: u64,
    /// The passing participants: sender, to, cc, without duplicates.
    pub participant_emails: Vec<String>,
    /// The trimmed subject; absent if blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// An employee's mail counts in one review cycle; a later count replaces the earlier one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailSignal {
    /// `o365_signal_{cycleId}`.
    pub external_id: String,
    /// Always `email`.
    pub channel: Email,
    /// The instant as of which the numbers hold.
    pub occurred_at: Instant,
    /// The employee's own address.
    pub person_external_id: String,
    /// The numbers.
    pub properties: EmailSignalProperties,
}

/// The numbers of an [`EmailSignal`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailSignalProperties {
    /// The review cycle.
    pub cycle_id: CycleId,
    /// Messages the employee sent.
    pub sent: u64,
    /// Messages the employee received.
    pub received: u64,
}

/// The channel `meetings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meetings {
    /// The only value.
    #[serde(rename = "meetings")]
    Meetings,
}

/// The channel `email`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Email {
    /// The only value.
    #[serde(rename = "email")]
    Email,
}

impl Activity {
    /// Reads an activity from JSON; an unknown field is refused, so nothing undeclared slips through.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > LONGEST {
            return Err(Malformed);
        }
        serde_json::from_slice(bytes).map_err(|_| Malformed)
    }

    /// The exact bytes that stand for this activity.
    pub fn canonical(&self) -> Canonical {
        Canonical::of(self)
    }

    /// The stream that it belongs to.
    pub fn stream(&self) -> Stream {
        match self {
            Self::MeetingAttend(_) => Stream::MeetingAttend,
            Self::EmailThread(_) => Stream::EmailThread,
            Self::EmailSignal(_) => Stream::EmailSignal,
            Self::MeetingTranscript(_) => Stream::Transcript,
        }
    }

    /// The id by which the service knows it within its mailbox.
    pub fn external_id(&self) -> &str {
        match self {
            Self::MeetingAttend(meeting) => &meeting.external_id,
            Self::EmailThread(mail) => &mail.external_id,
            Self::EmailSignal(signal) => &signal.external_id,
            Self::MeetingTranscript(transcript) => &transcript.external_id,
        }
    }

    /// The person it is about.
    pub fn person_external_id(&self) -> &str {
        match self {
            Self::MeetingAttend(meeting) => &meeting.person_external_id,
            Self::EmailThread(mail) => &mail.person_external_id,
            Self::EmailSignal(signal) => &signal.person_external_id,
            Self::MeetingTranscript(transcript) => &transcript.person_external_id,
        }
    }

    /// When it happened.
    pub fn occurred_at(&self) -> Instant {
        match self {
            Self::MeetingAttend(meeting) => meeting.occurred_at,
            Self::EmailThread(mail) => mail.occurred_at,
            Self::EmailSignal(signal) => signal.occurred_at,
            Self::MeetingTranscript(transcript) => transcript.occurred_at,
        }
    }
}

impl fmt::Debug for Activity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Activity({})", self.stream())
    }
}
