//! What the service holds is what an independent reading of the rules yields, in good weather and in bad.

use crate::reading::{Expected, expected};
use crate::stage::{AUTUMN, Stage, small_world_at};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vitrine_sandbox::faults::Rule;

const ALLOWED: [&str; 2] = ["acme.example", "*.partner.example"];

#[tokio::test]
async fn the_service_holds_what_an_independent_reading_of_the_rules_yields() {
    let (stage, synced, held) = synced(json!([])).await;
    agree(
        &expected(stage.sandbox.ready(), &ALLOWED).await,
        &synced,
        &held,
    );
}

#[tokio::test]
async fn throttled_torn_doubled_and_lost_pages_change_nothing_of_it() {
    let calendars = "/v1.0/users/*/calendarView/delta";
    let mails = "/v1.0/users/*/mailFolders/*/messages/delta";
    let rough = json!([
        {"path": calendars, "after": 3, "times": 2, "fault": {"kind": "too_many_requests", "retry_after": 1}},
        {"path": calendars, "after": 6, "fault": {"kind": "torn_body"}},
        {"path": calendars, "after": 8, "fault": {"kind": "gone", "location": true}},
        {"path": calendars, "after": 10, "times": 3, "fault": {"kind": "duplicate_items"}},
        {"path": calendars, "after": 14, "times": 3, "fault": {"kind": "empty_page"}},
        {"path": mails, "after": 4, "times": 2, "fault": {"kind": "service_unavailable", "retry_after": 1}},
        {"path": mails, "after": 8, "fault": {"kind": "gateway_timeout"}},
        {"path": mails, "after": 10, "fault": {"kind": "disconnect"}},
        {"path": mails, "after": 14, "fault": {"kind": "gone"}},
        {"path": mails, "after": 18, "times": 3, "fault": {"kind": "duplicate_items"}},
        {"path": mails, "after": 22, "times": 3, "fault": {"kind": "partial_items"}},
        {"path": mails, "after": 26, "fault": {"kind": "token_expired"}},
        {"path": "/v1.0/$batch", "after": 2, "times": 2, "fault": {"kind": "service_unavailable"}}
    ]);
    let (stage, synced, held) = synced(rough).await;
    let spoiled = stage.sandbox_says("counts").await["faults"]
        .as_u64()
        .unwrap();
    assert!(spoiled > 10, "the weather was rough: {spoiled}");
    agree(
        &expected(stage.sandbox.ready(), &ALLOWED).await,
        &synced,
        &held,
    );
}

/// A tenant that was synced once under these faults: the stage, the run's numbers, and what the service holds.
async fn synced(faults: Value) -> (Stage, Value, BTreeMap<String, Value>) {
    let options = vitrine_sandbox::Options {
        mailboxes: 12,
        messages: 120,
        events: 50,
        // Both readings see the same as ended.
        ..small_world_at(AUTUMN)
    };
    let stage = Stage::with(options).await;
    let home = stage.connected_organisation().await;
    let rules: Vec<Rule> = serde_json::from_value(faults).unwrap();
    stage.sandbox.gate().add(rules);
    home.run(&["admin", "allow", ALLOWED[0], ALLOWED[1]])
        .await
        .expect(0);
    let synced = home.sync().await;
    let export = home.run(&["admin", "export"]).await.expect(0).stdout;
    let held = export
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let activity = line["activity"].take();
            (
                activity["externalId"].as_str().unwrap().to_owned(),
                activity,
            )
        })
        .collect();
    (stage, synced, held)
}

fn agree(expected: &Expected, synced: &Value, held: &BTreeMap<String, Value>) {
    let ids = |all: &BTreeMap<String, Value>, prefix: &str| -> BTreeSet<String> {
        all.keys()
            .filter(|id| id.starts_with(prefix))
            .cloned()
            .collect()
    };
    assert!(
        expected.meetings.len() > 20 && expected.mails.len() > 100,
        "there is something to agree on"
    );
    let (told, due) = (ids(held, "o365_cal_"), ids(&expected.meetings, "o365_cal_"));
    let apart: Vec<&String> = told.symmetric_difference(&due).collect();
    assert!(apart.is_empty(), "{apart:?}");
    for (id, meeting) in &expected.meetings {
        assert_eq!(&held[id], meeting, "{id}");
    }
    let mut mails = BTreeSet::new();
    for id in ids(held, "o365_email_") {
        let identity = &expected.mail_copies[id.trim_start_matches("o365_email_")];
        let mut told = held[&id].clone();
        told["externalId"] = Value::Null;
        told["properties"]
            .as_object_mut()
            .unwrap()
            .remove("conversationId");
        assert_eq!(told, expected.mails[identity], "{id}");
        assert!(mails.insert(identity), "one mail is one mail");
    }
    assert_eq!(mails.len(), expected.mails.len());
    for (stream, counts) in [
        ("meeting_attend", &expected.meeting_counts),
        ("email_thread", &expected.mail_counts),
    ] {
        let told = &synced["streams"][stream];
        let mut all: BTreeMap<String, u64> =
            serde_json::from_value(told["withheld"].clone()).unwrap();
        for part in ["sent", "pending", "failed"] {
            let count = told[part].as_u64().unwrap();
            if count > 0 {
                all.insert(part.to_owned(), count);
            }
        }
        assert_eq!(&all, counts, "{stream}");
    }
}
