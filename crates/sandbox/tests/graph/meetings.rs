//! What happens to meetings, as their calendars tell it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
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

#[derive(Clone, Debug)]
enum Step {
    Create {
        day: i64,
        weekly: Option<u32>,
    },
    Move {
        event: usize,
        occurrence: usize,
        days: i64,
    },
    Cancel {
        event: usize,
        occurrence: usize,
        whole: bool,
    },
    Delete {
        event: usize,
        guest: bool,
    },
    Pull,
}

fn step() -> impl Strategy<Value = Step> {
    let (event, occurrence) = (0..8_usize, 0..6_usize);
    prop_oneof![
        3 => (-40..40_i64, prop::option::of(1..6_u32)).prop_map(|(day, weekly)| Step::Create { day, weekly }),
        4 => (event.clone(), occurrence.clone(), -50..50_i64).prop_map(|(event, occurrence, days)| Step::Move { event, occurrence, days }),
        2 => (event.clone(), occurrence, any::<bool>()).prop_map(|(event, occurrence, whole)| Step::Cancel { event, occurrence, whole }),
        1 => (event, any::<bool>()).prop_map(|(event, guest)| Step::Delete { event, guest }),
        3 => Just(Step::Pull),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens to meetings, and from any earlier link: the client's copy is the calendar view.
    #[test]
    fn replaying_a_calendars_deltas_from_any_point_gives_the_view(steps in prop::collection::vec(step(), 1..20), size in 1..9_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(replay(steps, size));
    }
}

async fn replay(steps: Vec<Step>, size: usize) {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 3,
        messages: 2,
        events: 14,
        ..WorldOptions::default()
    });
    let (organizer, guest) = (sandbox.person(0).upn, sandbox.person(1).upn);
    let window = window(&sandbox, 30, 30);
    let at = |days: i64| sandbox.world.now() + SignedDuration::from_hours(24 * days);
    let asker = |place: usize| {
        sandbox
            .user(place, EMPLOYEE)
            .prefer("IdType=\"ImmutableId\"")
            .prefer(&format!("odata.maxpagesize={size}"))
    };
    let first = format!("/me/calendarView/delta?{window}");
    let mut copies = [(BTreeMap::new(), first.clone()), (BTreeMap::new(), first)];
    let mut older = Vec::new();
    let mut made: Vec<Value> = Vec::new();
    for step in steps {
        let known = |event: usize, copy: usize| {
            made.get(event % made.len().max(1))
                .map(|one| one["copies"][copy]["id"].clone())
        };
        match step {
            Step::Create { day, weekly } => {
                let recurrence = weekly.map(|count| json!({"frequency": "weekly", "count": count}));
                let body = json!({"organizer": organizer, "attendees": [guest], "start": at(day), "minutes": 30, "recurrence": recurrence});
                made.push(sandbox.make("event", body).await);
            }
            Step::Move {
                event,
                occurrence,
                days,
            } => {
                let Some(id) = known(event, 0) else { continue };
                let id = sandbox.row_of(&asker(0), &window, id, occurrence).await;
                sandbox.try_make(
                    "event/update",
                    json!({"mailbox": organizer, "id": id, "start": at(days)}),
                );
            }
            Step::Cancel {
                event,
                occurrence,
                whole,
            } => {
                let Some(series) = known(event, 0) else {
                    continue;
                };
                let id = if whole {
                    series
                } else {
                    sandbox.row_of(&asker(0), &window, series, occurrence).await
                };
                sandbox.try_make("event/cancel", json!({"mailbox": organizer, "id": id, "dropOrganizer": whole && occurrence % 2 == 0}));
            }
            Step::Delete {
                event,
                guest: theirs,
            } => {
                let Some(id) = known(event, usize::from(theirs)) else {
                    continue;
                };
                let mailbox = if theirs { &guest } else { &organizer };
                sandbox.try_make("event/delete", json!({"mailbox": mailbox, "id": id}));
            }
            Step::Pull => {
                for (place, (rows, link)) in copies.iter_mut().enumerate() {
                    *link = pull(&sandbox, &asker(place), link, rows).await;
                }
                older.push(copies.clone());
            }
        }
    }
    older.push(copies);
    for mut copies in older {
        for (place, (rows, link)) in copies.iter_mut().enumerate() {
            pull(&sandbox, &asker(place), link, rows).await;
            assert_eq!(*rows, view(&sandbox, &asker(place), &window).await);
        }
    }
}

impl Sandbox {
    /// As `all`, for paths that the published subset leaves out.
    async fn all_unchecked(&self, asker: &Asker, url: &str) -> (Vec<Value>, Option<String>) {
        let body = self.get(asker, url).await.json();
        (body["value"].as_array().cloned().unwrap_or_default(), None)
    }

    /// The id of one occurrence in the window, or the event's own where it has none.
    async fn row_of(&self, asker: &Asker, window: &str, event: Value, occurrence: usize) -> Value {
        let url = format!(
            "/me/events/{}/instances?{window}&$top=50",
            event.as_str().unwrap()
        );
        let answer = self.get(asker, &url).await.json();
        answer["value"][occurrence]["id"]
            .as_str()
            .map_or(event, Into::into)
    }

    /// A change that may be refused, because what it names is gone.
    fn try_make(&self, change: &str, body: Value) {
        let _ = vitrine_sandbox::control::apply(&self.world, change, body);
    }
}
