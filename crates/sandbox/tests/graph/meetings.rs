//! What happens to meetings, as their calendars tell it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::calendar::{pull, view, window};
use crate::support::{Asker, EMPLOYEE, Sandbox};

#[tokio::test]
async fn a_new_meeting_reaches_everyone_and_changes_follow() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 4,
        messages: 5,
        events: 12,
        ..WorldOptions::default()
    });
    let (organizer, guest, later) = (sandbox.person(0), sandbox.person(1), sandbox.person(2));
    let window = window(&sandbox, 30, 30);
    let asker = |place: usize| sandbox.user(place, EMPLOYEE);
    let mut rows = BTreeMap::new();
    let link = pull(
        &sandbox,
        &asker(1),
        &format!("/me/calendarView/delta?{window}"),
        &mut rows,
    )
    .await;
    let start = sandbox.world.now() + SignedDuration::from_hours(48);
    let made = sandbox.make("event", json!({
        "organizer": organizer.upn, "subject": "Kick-off", "start": start, "minutes": 60, "online": true,
        "attendees": [guest.upn, "Ana <ana.lopez@acme.example>", {"address": "room4@acme.example", "type": "resource", "response": ""}],
    })).await;
    assert_eq!(made["copies"].as_array().unwrap().len(), 2);
    let (changes, link) = sandbox.all(&asker(1), &link).await;
    assert_eq!(changes.len(), 1);
    assert!(
        changes[0]["isOrganizer"] == false
            && changes[0]["onlineMeeting"]["joinUrl"] == made["joinUrl"]
    );
    assert!(changes[0]["attendees"][2].get("status").is_none());
    let own = &made["copies"][0];
    sandbox.make("event/update", json!({"mailbox": organizer.upn, "id": own["id"], "subject": "Kick-off, moved", "start": start + SignedDuration::from_hours(1), "attendees": [guest.upn, later.upn]})).await;
    let (changes, link) = sandbox.all(&asker(1), &link.unwrap()).await;
    assert_eq!(changes[0]["subject"], "Kick-off, moved");
    assert_eq!(changes[0]["attendees"].as_array().unwrap().len(), 2);
    sandbox
        .make(
            "event/update",
            json!({"mailbox": organizer.upn, "id": own["id"], "attendees": [later.upn]}),
        )
        .await;
    let (changes, link) = sandbox.all(&asker(1), &link.unwrap()).await;
    assert!(
        changes[0]["isCancelled"] == true
            && changes[0]["subject"]
                .as_str()
                .unwrap()
                .starts_with("Canceled: ")
    );
    sandbox
        .make(
            "event/cancel",
            json!({"mailbox": organizer.upn, "id": own["id"], "dropOrganizer": true}),
        )
        .await;
    let (found, _) = sandbox
        .all(&asker(0), &format!("/me/calendarView?{window}&$top=200"))
        .await;
    assert!(
        !found
            .iter()
            .any(|event| event["subject"] == "Kick-off, moved")
    );
    let far = sandbox.world.now() + SignedDuration::from_hours(24 * 200);
    let second = sandbox
        .make(
            "event",
            json!({"organizer": guest.upn, "start": start, "minutes": 30}),
        )
        .await;
    let (_, link) = sandbox.all(&asker(1), &link.unwrap()).await;
    sandbox.make("event/update", json!({"mailbox": guest.upn, "id": second["copies"][0]["id"], "start": far, "end": far + SignedDuration::from_mins(30)})).await;
    let (left, _) = sandbox.all(&asker(1), &link.unwrap()).await;
    assert!(
        left[0]["@removed"]["reason"] == "deleted" && left[0]["id"] == second["copies"][0]["id"]
    );
}

#[tokio::test]
async fn a_series_keeps_its_copy_in_step_through_every_change() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 3,
        messages: 2,
        events: 8,
        ..WorldOptions::default()
    });
    let (organizer, guest) = (sandbox.person(0), sandbox.person(1));
    let window = window(&sandbox, 40, 40);
    let start: Timestamp = sandbox.world.now() - SignedDuration::from_hours(24 * 20);
    let mut copies = Vec::new();
    for place in 0..2 {
        let asker = sandbox
            .user(place, EMPLOYEE)
            .prefer("IdType=\"ImmutableId\"")
            .prefer("odata.maxpagesize=3");
        let mut rows = BTreeMap::new();
        let link = pull(
            &sandbox,
            &asker,
            &format!("/me/calendarView/delta?{window}"),
            &mut rows,
        )
        .await;
        copies.push((asker, rows, link));
    }
    let made = sandbox.make("event", json!({
        "organizer": organizer.upn, "subject": "Weekly", "start": start, "minutes": 30, "zone": "Europe/Berlin", "attendees": [guest.upn],
        "recurrence": {"frequency": "weekly", "count": 6},
    })).await;
    let own = sandbox.user(0, EMPLOYEE);
    let series = made["copies"][0]["id"].as_str().unwrap().to_owned();
    let (instances, _) = sandbox
        .all_unchecked(
            &own,
            &format!("/me/events/{series}/instances?{window}&$top=50"),
        )
        .await;
    assert_eq!(instances.len(), 6);
    let id = |place: usize| instances[place]["id"].clone();
    let changes = [
        (
            "event/update",
            json!({"mailbox": organizer.upn, "id": id(2), "start": start + SignedDuration::from_hours(24 * 15)}),
        ),
        (
            "event/cancel",
            json!({"mailbox": organizer.upn, "id": id(3)}),
        ),
        (
            "event/update",
            json!({"mailbox": organizer.upn, "id": series, "subject": "Weekly, renamed"}),
        ),
        (
            "event/delete",
            json!({"mailbox": guest.upn, "id": made["copies"][1]["id"]}),
        ),
        (
            "event/cancel",
            json!({"mailbox": organizer.upn, "id": series, "dropOrganizer": true}),
        ),
    ];
    for (change, body) in changes {
        sandbox.make(change, body).await;
        for (asker, rows, link) in &mut copies {
            *link = pull(&sandbox, asker, link, rows).await;
            assert_eq!(*rows, view(&sandbox, asker, &window).await, "{change}");
        }
    }
}

impl Sandbox {
    /// As `all`, for paths that the published subset leaves out.
    async fn all_unchecked(&self, asker: &Asker, url: &str) -> (Vec<Value>, Option<String>) {
        let body = self.get(asker, url).await.json();
        (body["value"].as_array().cloned().unwrap_or_default(), None)
    }
}
