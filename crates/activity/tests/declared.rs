//! Nothing can be in an activity or its envelope that is not declared in the register of fields.

#![expect(clippy::unwrap_used, reason = "a broken fixture is a failed test")]

use activity::fields::{ENVELOPE_FIELDS, FIELDS};
use activity::{
    Activity, ConnectionId, CycleId, Domain, Email, EmailSignal, EmailSignalProperties,
    EmailThread, EmailThreadProperties, Envelope, FullTurn, Instant, Measures, MeetingAttend,
    MeetingAttendProperties, MeetingTranscript, MeetingTranscriptProperties, Meetings, ObjectId,
    OwnTurn, Quantity, TenantId, TranscriptNumbers,
};
use std::collections::BTreeSet;

fn instant() -> Instant {
    Instant::parse("2026-11-12T10:00:00Z").unwrap()
}

fn whole_activities() -> [Activity; 4] {
    [
        Activity::MeetingAttend(MeetingAttend {
            external_id: "o365_cal_A_buyer@acme.example".into(),
            channel: Meetings::Meetings,
            occurred_at: instant(),
            person_external_id: "buyer@acme.example".into(),
            properties: MeetingAttendProperties {
                meeting_subject: Some("Q1 Planning".into()),
                duration_minutes: Some(60),
                is_online: Some(true),
                organizer_email: Some("ada@contoso.example".into()),
                attendee_count: Some(5),
                response_status: Some("accepted".into()),
                account_domain: Domain::parse("acme.example").unwrap(),
            },
        }),
        Activity::EmailThread(EmailThread {
            external_id: "o365_email_A".into(),
            channel: Email::Email,
            occurred_at: instant(),
            person_external_id: "buyer@acme.example".into(),
            properties: EmailThreadProperties {
                conversation_id: Some("conv_abc".into()),
                participant_count: 1,
                participant_emails: vec!["buyer@acme.example".into()],
                subject: Some("Re: offer".into()),
            },
        }),
        Activity::EmailSignal(EmailSignal {
            external_id: "o365_signal_2026-Q4".into(),
            channel: Email::Email,
            occurred_at: instant(),
            person_external_id: "ada@contoso.example".into(),
            properties: EmailSignalProperties {
                cycle_id: CycleId::new("2026-Q4").unwrap(),
                sent: 312,
                received: 541,
            },
        }),
        transcript(MeetingTranscriptProperties::OwnTurns(numbers().with(vec![
            OwnTurn::Own {
                at: -20,
                milliseconds: 2500,
                words: "Shall we begin?".into(),
            },
            OwnTurn::Other { milliseconds: 900 },
        ]))),
    ]
}

fn numbers() -> TranscriptNumbers {
    let quantity = |number| Quantity::rounded(number).unwrap();
    TranscriptNumbers {
        duration_minutes: 47,
        speaker_count: 2,
        measures: Measures(
            [
                ("talk_ratio".to_owned(), quantity(43.2)),
                ("next_steps".to_owned(), quantity(2.0)),
            ]
            .into(),
        ),
    }
}

fn transcript(properties: MeetingTranscriptProperties) -> Activity {
    Activity::MeetingTranscript(MeetingTranscript {
        external_id: "o365_transcript_A".into(),
        channel: Meetings::Meetings,
        occurred_at: instant(),
        person_external_id: "ada@contoso.example".into(),
        properties,
    })
}

fn paths(value: &serde_json::Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, inner) in value.as_object().unwrap() {
        match inner.as_object() {
            Some(properties) => found.extend(
                properties
                    .keys()
                    .map(|property| format!("{name}.{property}")),
            ),
            None => drop(found.insert(name.clone())),
        }
    }
    found
}

#[test]
fn every_field_of_every_activity_is_declared_and_nothing_else_is() {
    for activity in whole_activities() {
        let carried = paths(&serde_json::to_value(&activity).unwrap());
        let declared: BTreeSet<String> = FIELDS
            .iter()
            .filter(|declaration| declaration.stream == activity.stream())
            .flat_map(|declaration| declaration.path.split(" / "))
            .map(str::to_owned)
            .collect();
        assert_eq!(carried, declared, "{}", activity.stream());
    }
}

#[test]
fn every_field_of_the_envelope_is_declared() {
    let [meeting, ..] = whole_activities();
    let envelope = Envelope {
        tenant: TenantId::new("t").unwrap(),
        mailbox: ObjectId::new("m").unwrap(),
        connection: ConnectionId::new("c").unwrap(),
        stream: meeting.stream(),
        policy_version: 1,
        dpa_version: 1,
        consent: Some("r".into()),
        activity: meeting,
    };
    let value = serde_json::to_value(&envelope).unwrap();
    let carried: BTreeSet<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let declared: BTreeSet<&str> = ENVELOPE_FIELDS
        .iter()
        .map(|declaration| declaration.name)
        .collect();
    assert_eq!(carried, declared);
}

#[test]
fn the_wire_shape_is_the_seeds() {
    let lines: Vec<String> = whole_activities()
        .iter()
        .map(|activity| String::from_utf8(activity.canonical().bytes().to_vec()).unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            r#"{"channel":"meetings","externalId":"o365_cal_A_buyer@acme.example","occurredAt":"2026-11-12T10:00:00Z","personExternalId":"buyer@acme.example","properties":{"accountDomain":"acme.example","attendeeCount":5,"durationMinutes":60,"isOnline":true,"meetingSubject":"Q1 Planning","organizerEmail":"ada@contoso.example","responseStatus":"accepted"},"type":"meeting_attend"}"#,
            r#"{"channel":"email","externalId":"o365_email_A","occurredAt":"2026-11-12T10:00:00Z","personExternalId":"buyer@acme.example","properties":{"conversationId":"conv_abc","participantCount":1,"participantEmails":["buyer@acme.example"],"subject":"Re: offer"},"type":"email_thread"}"#,
            r#"{"channel":"email","externalId":"o365_signal_2026-Q4","occurredAt":"2026-11-12T10:00:00Z","personExternalId":"ada@contoso.example","properties":{"cycleId":"2026-Q4","received":541,"sent":312},"type":"email_signal"}"#,
            r#"{"channel":"meetings","externalId":"o365_transcript_A","occurredAt":"2026-11-12T10:00:00Z","personExternalId":"ada@contoso.example","properties":{"durationMinutes":47,"level":"own_turns","measures":{"next_steps":2,"talk_ratio":43.2},"speakerCount":2,"turns":[{"at":-20,"milliseconds":2500,"words":"Shall we begin?"},{"milliseconds":900}]},"type":"meeting_transcript"}"#,
        ]
    );
}

#[test]
fn every_level_of_a_transcript_reads_back_and_none_has_room_for_another_ones_words() {
    let full = FullTurn {
        speaker: "Bo Sample".into(),
        at: 0,
        milliseconds: 900,
        words: "No.".into(),
    };
    let levels = [
        MeetingTranscriptProperties::Measures(numbers()),
        MeetingTranscriptProperties::OwnTurns(numbers().with(Vec::new())),
        MeetingTranscriptProperties::Full(numbers().with(vec![full])),
    ];
    for properties in levels {
        let activity = transcript(properties);
        let bytes = activity.canonical().bytes().to_vec();
        assert!(Activity::parse(&bytes).is_ok_and(|read| read == activity));
    }
    let [.., own] = whole_activities();
    let own = String::from_utf8(own.canonical().bytes().to_vec()).unwrap();
    for (find, put) in [
        (
            r#"{"milliseconds":900}"#,
            r#"{"milliseconds":900,"words":"No."}"#,
        ),
        (
            r#"{"milliseconds":900}"#,
            r#"{"milliseconds":900,"speaker":"Bo"}"#,
        ),
        (r#""level":"own_turns""#, r#""level":"measures""#),
        (r#""level":"own_turns""#, r#""level":"full""#),
        (r#""level":"own_turns""#, r#""level":"everything""#),
        (r#""level":"own_turns","#, ""),
        ("43.2", "43.20001"),
        ("43.2", "1e400"),
        ("43.2", "\"a\""),
    ] {
        assert!(own.contains(find), "{find}");
        assert!(
            Activity::parse(own.replace(find, put).as_bytes()).is_err(),
            "{put}"
        );
    }
}

#[test]
fn an_undeclared_field_is_refused() {
    for activity in whole_activities() {
        let mut value = serde_json::to_value(&activity).unwrap();
        value["body"] = "secret".into();
        assert!(Activity::parse(value.to_string().as_bytes()).is_err());
        let mut value = serde_json::to_value(&activity).unwrap();
        value["properties"]["bodyPreview"] = "secret".into();
        assert!(Activity::parse(value.to_string().as_bytes()).is_err());
    }
}

#[test]
fn an_activity_says_only_its_kind_when_printed() {
    for activity in whole_activities() {
        assert!(!format!("{activity:?}").contains("example"));
    }
}
