//! The register of fields: every field that may leave the machine, declared once.
//!
//! The app's "what is collected" page, `docs/DATA.md` and the mapping shown to admin and employee are all rendered from
//! [`FIELDS`], [`ENVELOPE_FIELDS`] and [`APPROVAL_FIELDS`]; a test fails if an activity can carry a field that is not declared here.

use crate::Stream;
use serde::{Deserialize, Serialize};

/// A property that an admin can switch off (RULES 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// The meeting's subject.
    MeetingSubject,
    /// The organiser's address.
    OrganizerEmail,
    /// Whether the meeting is online.
    IsOnline,
    /// The attendee's answer.
    ResponseStatus,
    /// How many attendees the meeting lists.
    AttendeeCount,
    /// How long the meeting takes.
    DurationMinutes,
    /// Exchange's id of the mail conversation.
    ConversationId,
    /// The mail's subject.
    Subject,
}

impl Field {
    /// Every field that can be switched off.
    pub const ALL: [Self; 8] = [
        Self::MeetingSubject,
        Self::OrganizerEmail,
        Self::IsOnline,
        Self::ResponseStatus,
        Self::AttendeeCount,
        Self::DurationMinutes,
        Self::ConversationId,
        Self::Subject,
    ];

    /// The property's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::MeetingSubject => "meetingSubject",
            Self::OrganizerEmail => "organizerEmail",
            Self::IsOnline => "isOnline",
            Self::ResponseStatus => "responseStatus",
            Self::AttendeeCount => "attendeeCount",
            Self::DurationMinutes => "durationMinutes",
            Self::ConversationId => "conversationId",
            Self::Subject => "subject",
        }
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// How much a field can say about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Says nothing about a person by itself.
    Technical,
    /// Tells who was in touch with whom, and when.
    Interaction,
    /// Names a person.
    Identifying,
    /// Text that a person wrote.
    Written,
}

/// The declaration of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Declaration {
    /// The stream whose activities carry it.
    pub stream: Stream,
    /// Its path in the activity, such as `properties.subject`.
    pub path: &'static str,
    /// Where its value comes from at Microsoft.
    pub source: &'static str,
    /// What is done to the value: `none`, `trim`, `lowercase`, or a word that says so.
    pub transform: &'static str,
    /// A made-up example.
    pub example: &'static str,
    /// Why it is collected.
    pub purpose: &'static str,
    /// How much it can say about a person.
    pub sensitivity: Sensitivity,
    /// How long the service keeps it.
    pub retention: &'static str,
    /// The switch by which an admin leaves it out, if there is one.
    pub switch: Option<Field>,
}

/// The declaration of one field of the envelope round every activity, or of what goes without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct EnvelopeDeclaration {
    /// Its name in the envelope.
    pub name: &'static str,
    /// Why it travels.
    pub purpose: &'static str,
    /// How much it can say about a person.
    pub sensitivity: Sensitivity,
    /// How long the service keeps it.
    pub retention: &'static str,
}

/// What no type of this program can hold, in plain words.
pub const NEVER_COLLECTED: [&str; 6] = [
    "The body or a preview of a mail or a meeting invitation",
    "Attachments, their names or their sizes",
    "Hidden (bcc) recipients",
    "From mail and calendars: anything from people who are not on an allowed external domain, beside your own organisation's organiser",
    "Drafts, the outbox, junk mail, and meetings marked private, personal or confidential",
    "What was withheld, and how much of it",
];

const KEPT: &str = "until it is erased, retracted, or the tenant's retention ends";

const fn declare(
    stream: Stream,
    path: &'static str,
    (source, transform): (&'static str, &'static str),
    example: &'static str,
    purpose: &'static str,
    sensitivity: Sensitivity,
    switch: Option<Field>,
) -> Declaration {
    Declaration {
        stream,
        path,
        source,
        transform,
        example,
        purpose,
        sensitivity,
        retention: KEPT,
        switch,
    }
}

use Sensitivity::{Identifying, Interaction, Technical, Written};
use Stream::{
    EmailSignal as SIGNAL, EmailThread as MAIL, MeetingAttend as MEETING, Transcript as TRANSCRIPT,
};

/// Every field of every activity.
#[rustfmt::skip]
pub const FIELDS: [Declaration; 38] = [
    declare(MEETING, "externalId", ("id, attendees[].emailAddress.address", "o365_cal_{id}_{address}"), "o365_cal_AAMkAD…_buyer@acme.example", "Tells one attendance from another, so that nothing is counted twice", Identifying, None),
    declare(MEETING, "type", ("–", "none"), "meeting_attend", "Says what kind of activity it is", Technical, None),
    declare(MEETING, "channel", ("–", "none"), "meetings", "Says by which channel people met", Technical, None),
    declare(MEETING, "occurredAt", ("start.dateTime", "none"), "2026-11-12T10:00:00Z", "Places the meeting in time", Interaction, None),
    declare(MEETING, "personExternalId", ("attendees[].emailAddress.address", "lowercase"), "buyer@acme.example", "Says which external person attended", Identifying, None),
    declare(MEETING, "properties.meetingSubject", ("subject", "trim"), "Q1 Planning", "Says what the meeting was about", Written, Some(Field::MeetingSubject)),
    declare(MEETING, "properties.durationMinutes", ("start, end", "whole minutes"), "60", "Weighs long and short meetings", Interaction, Some(Field::DurationMinutes)),
    declare(MEETING, "properties.isOnline", ("isOnlineMeeting", "none"), "true", "Tells online from in-person meetings", Interaction, Some(Field::IsOnline)),
    declare(MEETING, "properties.organizerEmail", ("organizer.emailAddress.address", "lowercase"), "ada@contoso.example", "Says who invited, if internal or on an allowed domain", Identifying, Some(Field::OrganizerEmail)),
    declare(MEETING, "properties.attendeeCount", ("attendees", "count"), "5", "Tells a talk between two from a large meeting", Interaction, Some(Field::AttendeeCount)),
    declare(MEETING, "properties.responseStatus", ("attendees[].status.response", "none"), "accepted", "Says whether the person meant to come", Interaction, Some(Field::ResponseStatus)),
    declare(MEETING, "properties.accountDomain", ("attendees[].emailAddress.address", "domain"), "acme.example", "Says for which organisation the person came", Interaction, None),
    declare(MAIL, "externalId", ("id", "o365_email_{id}"), "o365_email_AAMkAD…", "Tells one mail from another, so that nothing is counted twice", Technical, None),
    declare(MAIL, "type", ("–", "none"), "email_thread", "Says what kind of activity it is", Technical, None),
    declare(MAIL, "channel", ("–", "none"), "email", "Says by which channel people were in touch", Technical, None),
    declare(MAIL, "occurredAt", ("receivedDateTime", "none"), "2026-11-12T10:00:00Z", "Places the mail in time", Interaction, None),
    declare(MAIL, "personExternalId", ("sender, toRecipients[], ccRecipients[]", "lowercase, first that passes"), "buyer@acme.example", "Says which external person was in touch", Identifying, None),
    declare(MAIL, "properties.conversationId", ("conversationId", "none"), "AAQkAD…", "Ties the mails of one conversation together", Technical, Some(Field::ConversationId)),
    declare(MAIL, "properties.participantCount", ("sender, toRecipients[], ccRecipients[]", "count of those that pass"), "2", "Tells a talk between two from a large round", Interaction, None),
    declare(MAIL, "properties.participantEmails", ("sender, toRecipients[], ccRecipients[]", "lowercase, those that pass"), "[\"buyer@acme.example\"]", "Says which external people were in touch", Identifying, None),
    declare(MAIL, "properties.subject", ("subject", "trim"), "Re: offer", "Says what the mail was about", Written, Some(Field::Subject)),
    declare(SIGNAL, "externalId", ("–", "o365_signal_{cycleId}"), "o365_signal_2026-Q4", "Lets a later count replace an earlier one", Technical, None),
    declare(SIGNAL, "type", ("–", "none"), "email_signal", "Says what kind of activity it is", Technical, None),
    declare(SIGNAL, "channel", ("–", "none"), "email", "Says what was counted", Technical, None),
    declare(SIGNAL, "occurredAt", ("–", "time of counting"), "2026-11-22T10:00:00Z", "Says as of when the numbers hold", Technical, None),
    declare(SIGNAL, "personExternalId", ("mail or userPrincipalName", "lowercase"), "ada@contoso.example", "Says whose numbers they are", Identifying, None),
    declare(SIGNAL, "properties.cycleId", ("–", "none"), "2026-Q4", "Says for which review cycle the numbers are", Technical, None),
    declare(SIGNAL, "properties.sent / properties.received", ("sentDateTime, receivedDateTime, sender", "count"), "312 / 541", "Shows how much mail went out and came in", Interaction, None),
    declare(TRANSCRIPT, "externalId", ("callTranscript.id", "o365_transcript_{id}"), "o365_transcript_MSMj…", "Tells one transcript from another, so that nothing is counted twice", Technical, None),
    declare(TRANSCRIPT, "type", ("–", "none"), "meeting_transcript", "Says what kind of activity it is", Technical, None),
    declare(TRANSCRIPT, "channel", ("–", "none"), "meetings", "Says by which channel people met", Technical, None),
    declare(TRANSCRIPT, "occurredAt", ("event.start, callTranscript.createdDateTime", "none"), "2026-11-12T10:00:00Z", "Places the meeting in time", Interaction, None),
    declare(TRANSCRIPT, "personExternalId", ("mail or userPrincipalName", "lowercase"), "ada@contoso.example", "Says whose talk is measured", Identifying, None),
    declare(TRANSCRIPT, "properties.level", ("–", "the narrower of policy and choice"), "own_turns", "Says how much of the transcript was let through", Technical, None),
    declare(TRANSCRIPT, "properties.durationMinutes", ("transcript", "whole minutes"), "47", "Weighs long and short meetings", Interaction, None),
    declare(TRANSCRIPT, "properties.speakerCount", ("transcript", "count"), "3", "Tells a talk between two from a large round", Interaction, None),
    declare(TRANSCRIPT, "properties.measures", ("transcript", "measures of the employee's talk"), "{\"talk_ratio\":43.2}", "Shows how the employee talks with others; each measure is in call-quality.md", Interaction, None),
    declare(TRANSCRIPT, "properties.turns", ("transcript", "own_turns: the employee's words, and how long the others spoke; full: everybody's words and names; measures: left out"), "[{\"at\":0,\"milliseconds\":2500,\"words\":\"Shall we begin?\"},{\"milliseconds\":900}]", "Shows the words behind the numbers", Written, None),
];

/// Every field of the envelope.
pub const ENVELOPE_FIELDS: [EnvelopeDeclaration; 8] = [
    envelope(
        "tenant",
        "Says to which organisation the activity belongs",
        Technical,
    ),
    envelope(
        "mailbox",
        "Lets the person whose mailbox it came from see it at the service",
        Identifying,
    ),
    envelope(
        "connection",
        "Says which connection collected it",
        Technical,
    ),
    envelope(
        "stream",
        "Says under which stream it was shown and agreed to",
        Technical,
    ),
    envelope("policyVersion", "Proves which rules it passed", Technical),
    envelope(
        "dpaVersion",
        "Proves which agreement was in force",
        Technical,
    ),
    envelope(
        "consent",
        "Proves the employee's consent, on the employee roads",
        Technical,
    ),
    envelope(
        "activity",
        "The activity itself, as declared for its stream",
        Interaction,
    ),
];

/// What the service is told while an employee waits for an administrator to approve the app; nothing is told otherwise.
pub const APPROVAL_FIELDS: [EnvelopeDeclaration; 3] = [
    approval(
        "state",
        "Tells one wait from another: random bytes, of which the service keeps the digest",
    ),
    approval(
        "answer",
        "Says whether an administrator came back from Microsoft's page, and with what; not who it was, nor of which organisation",
    ),
    approval("answeredAt", "Says when"),
];

const fn approval(name: &'static str, purpose: &'static str) -> EnvelopeDeclaration {
    EnvelopeDeclaration {
        name,
        purpose,
        sensitivity: Technical,
        retention: "14 days, where it is about an approval that is waited for",
    }
}

const fn envelope(
    name: &'static str,
    purpose: &'static str,
    sensitivity: Sensitivity,
) -> EnvelopeDeclaration {
    EnvelopeDeclaration {
        name,
        purpose,
        sensitivity,
        retention: KEPT,
    }
}
