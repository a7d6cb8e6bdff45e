//! What becomes of transcripts: lists of them, late and lost ones, and who speaks.

use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::support::{Asker, EMPLOYEE, SMALL, Sandbox, TENANT};
use crate::teams::lookup;

/// A series of four days with a transcript of each, and its list's address.
struct Held {
    sandbox: Sandbox,
    user: Asker,
    list: String,
    event: Value,
    join: String,
    made: Vec<Value>,
}

impl Held {
    async fn new() -> Self {
        let sandbox = Sandbox::new(&WorldOptions {
            mailboxes: 2,
            messages: 0,
            events: 0,
            ..WorldOptions::default()
        });
        let user = sandbox.user(0, EMPLOYEE);
        let upn = sandbox.person(0).upn;
        let meeting = sandbox
            .make(
                "event",
                json!({"organizer": upn, "attendees": ["ana.lopez@acme.example"], "start": "-4d", "online": true,
                    "recurrence": {"frequency": "daily", "count": 6}}),
            )
            .await;
        let event = json!({"mailbox": upn, "id": meeting["copies"][0]["id"]});
        let mut made = Vec::new();
        for day in (1..=4).rev() {
            let mut body = event.clone();
            body["created"] = json!(format!("-{day}d"));
            body["turns"] = json!([{"speaker": "Alex Wilber", "text": format!("Day {day}")}]);
            made.push(sandbox.make("transcript", body).await);
        }
        let join = meeting["joinUrl"].as_str().unwrap().to_owned();
        let found = sandbox.json(&user, &lookup(&join)).await;
        let id = found["value"][0]["id"].as_str().unwrap();
        let list = format!("/me/onlineMeetings/{id}/transcripts");
        Self {
            sandbox,
            user,
            list,
            event,
            join,
            made,
        }
    }

    async fn listed(&self, options: &str) -> Vec<Value> {
        let url = format!("{}?{options}", self.list);
        self.sandbox.all(&self.user, &url).await.0
    }
}

#[tokio::test]
async fn a_list_keeps_its_options_on_every_page() {
    let held = Held::new().await;
    let all = held.listed("$top=1&$select=createdDateTime").await;
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|one| one.get("meetingId").is_none()));
    let created = |items: &[Value]| -> Vec<String> {
        let times = items.iter().map(|one| one["createdDateTime"].as_str());
        times.map(|time| time.unwrap().to_owned()).collect()
    };
    let newest_first = created(&all);
    assert!(newest_first.is_sorted_by(|left, right| left > right));
    let second = &newest_first[1];
    let late = held
        .listed(&format!("$top=1&$filter=createdDateTime ge {second}"))
        .await;
    assert_eq!(created(&late), newest_first[..2]);
    let mut rising = created(&held.listed("$orderby=createdDateTime").await);
    rising.reverse();
    assert_eq!(rising, newest_first);
    for bad in [
        "$filter=subject eq 'x'",
        "$filter=x",
        "$orderby=callId",
        "$top=101",
        "$select=x",
    ] {
        let url = format!("{}?{bad}", held.list);
        let refusal = held.sandbox.refused(&held.user, &url).await;
        assert_eq!(refusal, (400, "BadRequest".into()), "{bad}");
    }
}

#[tokio::test]
async fn a_deleted_transcript_and_an_expired_meeting_are_not_found() {
    let held = Held::new().await;
    let gone = held.listed("$orderby=createdDateTime").await[0].clone();
    let mut body = held.event.clone();
    body["transcript"] = held.made[0]["transcript"].clone();
    held.sandbox.make("transcript/delete", body).await;
    assert_eq!(held.listed("").await.len(), 3);
    let content = format!("{}/{}/content", held.list, gone["id"].as_str().unwrap());
    assert_eq!(
        held.sandbox.refused(&held.user, &content).await,
        (404, "NotFound".into())
    );
    held.sandbox
        .make("meeting/expire", held.event.clone())
        .await;
    let (meeting, _) = held.list.rsplit_once('/').unwrap();
    for url in [&held.list, meeting, &lookup(&held.join)] {
        assert_eq!(
            held.sandbox.refused(&held.user, url).await,
            (404, "NotFound".into()),
            "{url}"
        );
    }
}

#[tokio::test]
async fn an_applications_delta_tells_a_transcript_when_it_appears_however_old_it_is() {
    let held = Held::new().await;
    let app = held.sandbox.app(TENANT);
    let id = held.sandbox.person(0).id;
    let url = format!(
        "/users/{id}/onlineMeetings/getAllTranscripts(meetingOrganizerUserId='{id}',startDateTime=2020-01-01T00:00:00Z)/delta?$top=3"
    );
    let (first, link) = pages(&held.sandbox, &app, &url).await;
    assert_eq!(first.len(), 4);
    let (none, link) = pages(&held.sandbox, &app, &link).await;
    assert!(none.is_empty());
    let mut late = held.event.clone();
    late["created"] = json!("-3d");
    late["turns"] = json!([{"speaker": "", "text": "Found later"}]);
    held.sandbox.make("transcript", late).await;
    let (late, link) = pages(&held.sandbox, &app, &link).await;
    assert_eq!(late.len(), 1);
    held.sandbox
        .make("meeting/expire", held.event.clone())
        .await;
    assert!(pages(&held.sandbox, &app, &link).await.0.is_empty());
    assert!(pages(&held.sandbox, &app, &url).await.0.is_empty());
}

async fn pages(sandbox: &Sandbox, app: &Asker, url: &str) -> (Vec<Value>, String) {
    let mut items = Vec::new();
    let mut url = url.to_owned();
    loop {
        let page = sandbox.get(app, &url).await.json();
        items.extend(page["value"].as_array().unwrap().iter().cloned());
        if let Some(link) = page["@odata.deltaLink"].as_str() {
            return (items, link.to_owned());
        }
        page["@odata.nextLink"]
            .as_str()
            .unwrap()
            .clone_into(&mut url);
    }
}

#[tokio::test]
async fn in_some_generated_meetings_those_from_outside_come_late_and_leave_early() {
    let user = SMALL.user(0, EMPLOYEE);
    let (mut leaving, mut staying) = (0, 0);
    for line in SMALL.truth(&SMALL.person(0).upn).await {
        if line["kind"] != "event" || line["isOrganizer"] != true || line["joinUrl"].is_null() {
            continue;
        }
        let outsiders: Vec<&str> = line["attendees"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| {
                one["address"]
                    .as_str()
                    .is_some_and(|text| !text.contains("contoso"))
            })
            .filter_map(|one| one["name"].as_str())
            .collect();
        let found = SMALL
            .json(&user, &lookup(line["joinUrl"].as_str().unwrap()))
            .await;
        let id = found["value"][0]["id"].as_str().unwrap();
        let list = format!("/me/onlineMeetings/{id}/transcripts");
        for transcript in SMALL.json(&user, &list).await["value"].as_array().unwrap() {
            let url = format!(
                "{list}/{}/metadataContent",
                transcript["id"].as_str().unwrap()
            );
            let text = SMALL.get(&user, &url).await.text();
            let speakers: Vec<String> = text
                .lines()
                .filter_map(|line| serde_json::from_str::<Value>(line).ok())
                .map(|cue| cue["speakerName"].as_str().unwrap().to_owned())
                .collect();
            let last = speakers
                .iter()
                .rposition(|speaker| outsiders.contains(&speaker.as_str()));
            match last {
                Some(last) if (last + 1) * 100 <= speakers.len() * 65 => leaving += 1,
                Some(_) => staying += 1,
                None => {}
            }
        }
    }
    assert!(
        leaving > 0 && staying > 0,
        "{leaving} leave, {staying} stay"
    );
}
