//! Online meetings and transcripts.

use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::support::{Asker, EMPLOYEE, SMALL, Sandbox, TENANT};

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub(crate) fn lookup(join: &str) -> String {
    format!(
        "/me/onlineMeetings?$filter=JoinWebUrl%20eq%20%27{}%27",
        encoded(join)
    )
}

/// The first meeting that this person organised and that has transcripts.
async fn transcribed(sandbox: &Sandbox, asker: &Asker, place: usize) -> (Value, Vec<Value>) {
    for line in sandbox.truth(&sandbox.person(place).upn).await {
        if line["kind"] != "event" || line["isOrganizer"] != true || line["joinUrl"].is_null() {
            continue;
        }
        let found = sandbox
            .json(asker, &lookup(line["joinUrl"].as_str().unwrap()))
            .await["value"][0]
            .clone();
        let url = format!(
            "/me/onlineMeetings/{}/transcripts",
            found["id"].as_str().unwrap()
        );
        let transcripts = sandbox.json(asker, &url).await["value"]
            .as_array()
            .unwrap()
            .clone();
        if !transcripts.is_empty() {
            return (found, transcripts);
        }
    }
    panic!("no transcribed meeting");
}

#[tokio::test]
async fn a_meeting_is_found_by_its_link_and_read_by_its_id() {
    let user = SMALL.user(0, EMPLOYEE);
    let (meeting, transcripts) = transcribed(&SMALL, &user, 0).await;
    let by_id = SMALL
        .json(
            &user,
            &format!("/me/onlineMeetings/{}", meeting["id"].as_str().unwrap()),
        )
        .await;
    assert_eq!(by_id["joinWebUrl"], meeting["joinWebUrl"]);
    let code = by_id["joinMeetingIdSettings"]["joinMeetingId"]
        .as_str()
        .unwrap();
    let by_code = SMALL
        .json(
            &user,
            &format!("/me/onlineMeetings?$filter=joinMeetingIdSettings/joinMeetingId eq '{code}'"),
        )
        .await;
    assert_eq!(by_code["value"][0]["id"], meeting["id"]);
    let base = format!(
        "/me/onlineMeetings/{}/transcripts/{}",
        meeting["id"].as_str().unwrap(),
        transcripts[0]["id"].as_str().unwrap()
    );
    assert_eq!(SMALL.json(&user, &base).await["id"], transcripts[0]["id"]);
    for accept in [
        "text/vtt",
        "*/*",
        "application/octet-stream, application/json",
    ] {
        let answer = SMALL
            .get(
                &user.clone().with("accept", accept),
                &format!("{base}/content"),
            )
            .await;
        assert_eq!(answer.headers["content-type"], "text/vtt");
        assert!(answer.text().contains("WEBVTT") && answer.text().contains("<v "));
    }
    let quiet = user
        .clone()
        .with("accept", "application/vnd.microsoft.graph.transcript+text");
    assert!(
        !SMALL
            .get(&quiet, &format!("{base}/content"))
            .await
            .text()
            .contains("<v ")
    );
    assert!(
        SMALL
            .get(&quiet, &format!("{base}/content?$format=text/vtt"))
            .await
            .text()
            .contains("<v ")
    );
    assert!(
        SMALL
            .get(&user, &format!("{base}/metadataContent"))
            .await
            .text()
            .contains("\"speakerName\"")
    );
    let docx = user.with(
        "accept",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    );
    assert_eq!(
        SMALL.get(&docx, &format!("{base}/content")).await.status,
        406
    );
}

#[tokio::test]
async fn meetings_cannot_be_listed_and_strangers_are_refused() {
    let user = SMALL.user(0, EMPLOYEE);
    assert_eq!(
        SMALL.refused(&user, "/me/onlineMeetings").await,
        (400, "InvalidArgument".into())
    );
    let mut refused = 0;
    for place in 0..7 {
        let asker = SMALL.user(place, EMPLOYEE);
        for line in SMALL.truth(&SMALL.person(place).upn).await {
            let Some(join) = line["joinUrl"]
                .as_str()
                .filter(|_| line["kind"] == "event" && line["isOrganizer"] == false)
            else {
                continue;
            };
            let answer = SMALL.get(&asker, &lookup(join)).await;
            if answer.status == 403 {
                assert!(
                    answer
                        .text()
                        .contains("3003: User does not have access to lookup meeting")
                );
                refused += 1;
            } else {
                assert_eq!(answer.status, 200);
            }
        }
    }
    assert!(refused > 3);
    assert_eq!(
        SMALL
            .refused(
                &SMALL.user(0, "User.Read"),
                &lookup("https://teams.microsoft.com/l/x")
            )
            .await,
        (403, "Forbidden".into())
    );
}

#[tokio::test]
async fn switches_of_the_tenant_close_transcripts_and_names() {
    let sandbox = Sandbox::small();
    let user = sandbox.user(0, EMPLOYEE);
    let (meeting, transcripts) = transcribed(&sandbox, &user, 0).await;
    let list = format!(
        "/me/onlineMeetings/{}/transcripts",
        meeting["id"].as_str().unwrap()
    );
    let content = format!("{list}/{}/content", transcripts[0]["id"].as_str().unwrap());
    sandbox
        .make("transcripts/switch", json!({"speakerAttribution": false}))
        .await;
    let answer = sandbox.get(&user, &content).await.json();
    assert_eq!(
        answer["error"]["innerError"]["code"],
        "SpeakerAttributionNotAllowed"
    );
    let quiet = user
        .clone()
        .with("accept", "application/vnd.microsoft.graph.transcript+text");
    assert_eq!(sandbox.get(&quiet, &content).await.status, 200);
    sandbox
        .make("transcripts/switch", json!({"graphAccess": false}))
        .await;
    let answer = sandbox.get(&user, &list).await.json();
    assert_eq!(
        answer["error"]["innerError"]["code"],
        "GraphAccessToTranscriptsDisabled"
    );
    sandbox
        .make(
            "transcripts/switch",
            json!({"graphAccess": true, "applicationAccessPolicy": false}),
        )
        .await;
    let url = list.replace("/me/", &format!("/users/{}/", sandbox.person(0).id));
    assert_eq!(
        sandbox.refused(&sandbox.app(TENANT), &url).await,
        (403, "Forbidden".into())
    );
}

#[tokio::test]
async fn a_transcript_appears_some_time_after_the_end() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 2,
        events: 0,
        ..WorldOptions::default()
    });
    let (organizer, guest) = (sandbox.person(0).upn, sandbox.person(1).upn);
    let start = sandbox.world.now();
    let made = sandbox.make("event", json!({"organizer": organizer, "start": start, "minutes": 30, "online": true, "attendees": [guest]})).await;
    let item = &made["copies"][0];
    let turns = json!([{"speaker": "Alex Wilber", "text": "Hello <all>", "seconds": 3}, {"speaker": "Adele Vance", "text": "Hi"}]);
    sandbox
        .make(
            "transcript",
            json!({"mailbox": organizer, "id": item["id"], "created": start, "turns": turns}),
        )
        .await;
    let guest = sandbox.user(1, EMPLOYEE);
    let meeting = sandbox
        .json(&guest, &lookup(made["joinUrl"].as_str().unwrap()))
        .await["value"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let url = format!("/me/onlineMeetings/{meeting}/transcripts");
    assert_eq!(sandbox.json(&guest, &url).await["@odata.count"], 0);
    sandbox.make("advance", json!({"minutes": 45})).await;
    let list = sandbox.json(&guest, &url).await;
    assert_eq!(list["@odata.count"], 1);
    let text = sandbox
        .get(
            &guest,
            &format!("{url}/{}/content", list["value"][0]["id"].as_str().unwrap()),
        )
        .await
        .text();
    assert!(text.contains("<v Alex Wilber>Hello &lt;all></v>"), "{text}");
}

#[tokio::test]
async fn applications_read_all_transcripts_of_an_organizer() {
    let app = SMALL.app(TENANT);
    let id = SMALL.person(0).id;
    let url = format!(
        "/v1.0/users/{id}/onlineMeetings/getAllTranscripts(meetingOrganizerUserId='{id}',startDateTime=2020-01-01T00:00:00Z)"
    );
    let body = SMALL.get(&app, &url).await.json();
    assert!(!body["value"].as_array().unwrap().is_empty());
    let bare = SMALL
        .get(
            &app,
            &format!("/v1.0/users/{id}/onlineMeetings/getAllTranscripts"),
        )
        .await;
    assert!(bare.status == 400 && bare.text().contains("expected as a function parameter"));
    let delta = SMALL
        .get(&app, &format!("{url}/delta?$top=100"))
        .await
        .json();
    assert!(delta["@odata.deltaLink"].is_string() || delta["@odata.nextLink"].is_string());
    assert_eq!(SMALL.get(&SMALL.user(0, EMPLOYEE), &url).await.status, 403);
}

#[tokio::test]
async fn the_first_person_of_any_world_organised_a_transcribed_meeting() {
    for seed in 1..6 {
        let sandbox = Sandbox::new(&WorldOptions {
            seed,
            ..WorldOptions::default()
        });
        transcribed(&sandbox, &sandbox.user(0, EMPLOYEE), 0).await;
    }
}

#[tokio::test]
async fn a_transcript_in_a_batch_comes_as_base64() {
    use base64::Engine as _;
    let user = SMALL.user(0, EMPLOYEE);
    let (meeting, transcripts) = transcribed(&SMALL, &user, 0).await;
    let id = |one: &Value| one["id"].as_str().unwrap().to_owned();
    let url = format!(
        "/me/onlineMeetings/{}/transcripts/{}/content",
        id(&meeting),
        id(&transcripts[0])
    );
    let batch = json!({"requests": [{"id": "1", "method": "GET", "url": url}]});
    let answer = SMALL
        .send(&user, http::Method::POST, "/$batch", batch.to_string())
        .await
        .json();
    let text = answer["responses"][0]["body"].as_str().unwrap();
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap();
    assert!(String::from_utf8(bytes).unwrap().contains("WEBVTT"));
    assert_eq!(
        answer["responses"][0]["headers"]["Content-Type"],
        "text/vtt"
    );
}
