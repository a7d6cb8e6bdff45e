//! Mail about meetings: requests and cancellations, as Outlook sends them.

use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::support::{EMPLOYEE, Sandbox};

const EXPAND: &str = "$expand=microsoft.graph.eventMessage/event($select=subject,start,onlineMeeting,isCancelled,isOrganizer)";

fn quiet() -> Sandbox {
    Sandbox::new(&WorldOptions {
        mailboxes: 3,
        messages: 0,
        events: 0,
        ..WorldOptions::default()
    })
}

/// The mail about meetings in one folder, the newest first, with the events.
async fn notices(sandbox: &Sandbox, person: usize, folder: &str) -> Vec<Value> {
    let user = sandbox.user(person, EMPLOYEE);
    let url = format!(
        "/me/mailFolders/{folder}/messages?$select=subject,meetingMessageType,internetMessageId,from&{EXPAND}"
    );
    sandbox.all(&user, &url).await.0
}

fn kinds(notices: &[Value]) -> Vec<&str> {
    let kinds = notices.iter().map(|one| one["meetingMessageType"].as_str());
    kinds.map(Option::unwrap).collect()
}

#[tokio::test]
async fn everyone_invited_gets_a_request_whose_event_has_the_join_link() {
    let sandbox = quiet();
    let people: Vec<String> = sandbox.people().into_iter().map(|one| one.upn).collect();
    let made = sandbox
        .make(
            "event",
            json!({
                "organizer": people[0], "attendees": [people[1], "Ana López <ana.lopez@acme.example>"],
                "subject": "Kick-off", "start": "+2h", "online": true,
            }),
        )
        .await;
    let received = notices(&sandbox, 1, "inbox").await;
    assert_eq!(kinds(&received), ["meetingRequest"]);
    let request = &received[0];
    assert_eq!(
        request["@odata.type"],
        "#microsoft.graph.eventMessageRequest"
    );
    assert_eq!(
        request["event"]["onlineMeeting"]["joinUrl"],
        made["joinUrl"]
    );
    assert_eq!(request["event"]["isOrganizer"], false);
    assert!(request["event"].get("body").is_none());
    let sent = notices(&sandbox, 0, "sentitems").await;
    assert_eq!(sent[0]["internetMessageId"], request["internetMessageId"]);
    assert_eq!(sent[0]["event"]["isOrganizer"], true);
    assert!(notices(&sandbox, 2, "inbox").await.is_empty());
}

#[tokio::test]
async fn changes_and_cancellations_follow_those_whom_they_concern() {
    let sandbox = quiet();
    let people: Vec<String> = sandbox.people().into_iter().map(|one| one.upn).collect();
    let body = json!({"organizer": people[0], "attendees": [people[1]], "subject": "Plan", "start": "+2h"});
    let made = sandbox.make("event", body).await;
    let own = made["copies"][0]["id"].clone();
    let change = json!({"mailbox": people[0], "id": own, "attendees": [people[2]]});
    sandbox.make("event/update", change).await;
    assert_eq!(
        kinds(&notices(&sandbox, 1, "inbox").await),
        ["meetingCancelled", "meetingRequest"]
    );
    assert_eq!(
        kinds(&notices(&sandbox, 2, "inbox").await),
        ["meetingRequest"]
    );
    sandbox
        .make("event/cancel", json!({"mailbox": people[0], "id": own}))
        .await;
    let last = notices(&sandbox, 2, "inbox").await;
    assert_eq!(kinds(&last), ["meetingCancelled", "meetingRequest"]);
    assert_eq!(last[0]["subject"], "Canceled: Plan");
    assert_eq!(last[0]["event"]["isCancelled"], true);
}

#[tokio::test]
async fn an_invitation_can_lie_in_the_past_or_be_left_out() {
    let sandbox = quiet();
    let people: Vec<String> = sandbox.people().into_iter().map(|one| one.upn).collect();
    let meeting = |more: Value| {
        let mut body = json!({"organizer": "ana.lopez@acme.example", "attendees": [people[1]], "start": "-3d"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    sandbox
        .make("event", meeting(json!({"invite": false})))
        .await;
    assert!(notices(&sandbox, 1, "inbox").await.is_empty());
    sandbox
        .make("event", meeting(json!({"invited": "2026-01-05T08:00:00Z"})))
        .await;
    let user = sandbox.user(1, EMPLOYEE);
    let url = "/me/messages?$filter=receivedDateTime eq 2026-01-05T08:00:00Z";
    let (found, _) = sandbox.all(&user, url).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0]["from"]["emailAddress"]["address"],
        "ana.lopez@acme.example"
    );
}

#[tokio::test]
async fn a_request_arrives_through_the_delta_of_the_inbox() {
    let sandbox = quiet();
    let user = sandbox.user(1, EMPLOYEE);
    let url = format!("/me/mailFolders/inbox/messages/delta?$select=subject&{EXPAND}");
    let (none, link) = sandbox.all(&user, &url).await;
    assert!(none.is_empty());
    let (host, guest) = (sandbox.person(0).upn, sandbox.person(1).upn);
    let body = json!({"organizer": host, "attendees": [guest], "subject": "S", "start": "+1d", "online": true,
        "recurrence": {"frequency": "weekly", "count": 4}});
    sandbox.make("event", body).await;
    let (new, _) = sandbox.all(&user, &link.unwrap()).await;
    assert_eq!(new.len(), 1);
    assert!(new[0]["event"]["onlineMeeting"]["joinUrl"].is_string());
}

#[tokio::test]
async fn mail_about_one_occurrence_has_that_occurrence_as_its_event() {
    let sandbox = quiet();
    let people: Vec<String> = sandbox.people().into_iter().map(|one| one.upn).collect();
    let body = json!({"organizer": people[0], "attendees": [people[1]], "subject": "Weekly", "start": "+2h", "online": true,
        "recurrence": {"frequency": "daily", "count": 4}});
    let made = sandbox.make("event", body).await;
    let own = made["copies"][0]["id"].clone();
    let moved = json!({"mailbox": people[0], "id": own, "occurrence": 2, "start": "+30h"});
    sandbox.make("event/update", moved).await;
    let user = sandbox.user(1, EMPLOYEE);
    let url = "/me/mailFolders/inbox/messages?$select=subject&$expand=microsoft.graph.eventMessage/event($select=type,originalStart,start,recurrence)";
    let told = sandbox.all(&user, url).await.0;
    let kinds: Vec<&Value> = told.iter().map(|one| &one["event"]["type"]).collect();
    assert_eq!(kinds, ["exception", "seriesMaster"]);
    assert!(told[0]["event"]["originalStart"].is_string());
    assert!(told[0]["event"]["recurrence"].is_null());
    assert_eq!(told[1]["event"]["recurrence"]["pattern"]["type"], "daily");
}
