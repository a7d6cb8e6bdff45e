use activity::{Activity, ConnectionId, Envelope, ObjectId};
use serde_json::{Value, json};
use std::io::Write;

/// An attendance as an activity.
pub(crate) fn attended(event: &str, person: &str) -> Value {
    let domain = person.split('@').nth(1).unwrap();
    json!({
        "externalId": format!("o365_cal_{event}_{person}"), "type": "meeting_attend", "channel": "meetings",
        "occurredAt": "2026-11-12T10:00:00Z", "personExternalId": person,
        "properties": {
            "meetingSubject": "Planning", "durationMinutes": 60, "isOnline": true, "organizerEmail": "ada@contoso.example",
            "attendeeCount": 3, "responseStatus": "accepted", "accountDomain": domain
        }
    })
}

/// A mail as an activity.
pub(crate) fn mail(id: &str, people: &[&str]) -> Value {
    json!({
        "externalId": format!("o365_email_{id}"), "type": "email_thread", "channel": "email",
        "occurredAt": "2026-11-12T10:00:00Z", "personExternalId": people[0],
        "properties": {
            "conversationId": "c-1", "participantCount": people.len(), "participantEmails": people, "subject": "Offer"
        }
    })
}

/// An employee's numbers as an activity.
pub(crate) fn signal(address: &str, received: u64) -> Value {
    json!({
        "externalId": "o365_signal_2026-Q4", "type": "email_signal", "channel": "email",
        "occurredAt": "2026-11-22T10:00:00Z", "personExternalId": address,
        "properties": { "cycleId": "2026-Q4", "sent": 3, "received": received }
    })
}

/// A transcript as an activity, with the turns of its level.
pub(crate) fn transcript(id: &str, level: &str, address: &str) -> Value {
    let mut properties = json!({
        "level": level, "durationMinutes": 47, "speakerCount": 2,
        "measures": { "talk_ratio": 43.2, "conversation_seconds": 2820, "talk_seconds": 1200 }
    });
    match level {
        "own_turns" => {
            properties["turns"] = json!([
                { "at": 0, "milliseconds": 2500, "words": "Shall we begin?" }, { "milliseconds": 900 }
            ]);
        }
        "full" => {
            properties["turns"] = json!([{ "speaker": "Bo Sample", "at": 0, "milliseconds": 900, "words": "Let us." }]);
        }
        _ => {}
    }
    json!({
        "externalId": format!("o365_transcript_{id}"), "type": "meeting_transcript", "channel": "meetings",
        "occurredAt": "2026-11-12T10:00:00Z", "personExternalId": address, "properties": properties
    })
}

/// Upload lines round activities.
pub(crate) fn ndjson(
    tenant: &str,
    mailbox: &str,
    connection: &str,
    consent: Option<&str>,
    activities: &[Value],
) -> Vec<u8> {
    let mut body = Vec::new();
    for activity in activities {
        let activity = Activity::parse(activity.to_string().as_bytes()).unwrap();
        let envelope = Envelope {
            tenant: super::tenant(tenant),
            mailbox: ObjectId::new(mailbox).unwrap(),
            connection: ConnectionId::new(connection).unwrap(),
            stream: activity.stream(),
            policy_version: 1,
            dpa_version: 1,
            consent: consent.map(str::to_owned),
            activity,
        };
        body.extend(wire::upload_line(&envelope));
        body.push(b'\n');
    }
    body
}

/// A retraction line.
pub(crate) fn retraction(
    tenant: &str,
    mailbox: &str,
    connection: &str,
    activity: &Value,
) -> Vec<u8> {
    let line = json!({
        "tenant": tenant, "mailbox": mailbox, "connection": connection, "stream": Activity::parse(activity.to_string().as_bytes()).unwrap().stream(),
        "externalId": activity["externalId"]
    });
    format!("{line}\n").into_bytes()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
