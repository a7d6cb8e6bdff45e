use super::{ADA, ADDRESS, BOB, MINE, RUBRIC, digests, office, seen_by, text};
use crate::support::{TENANT, ndjson, retraction, signal, transcript};
use serde_json::{Value, json};

#[tokio::test]
async fn the_person_and_the_reviewer_get_the_same_bytes() {
    let office = office().await;
    let mine = office.ada.get(MINE).await;
    let input = &mine.json()["input"];
    assert_eq!(input["format"], "vitrine.review-input/1");
    assert_eq!(input["emailSignals"]["sent"], 3);
    assert_eq!(input["emailSignals"]["received"], 541);
    assert_eq!(input["person"], json!({ "id": ADA, "address": ADDRESS }));
    assert_eq!(input["cycle"]["start"], "2026-09-30T22:00:00Z");
    let skills = input["callQuality"]["skills"].as_array().unwrap();
    assert_eq!(skills.len(), 5);
    assert!(
        skills
            .iter()
            .all(|skill| skill["notEnoughEvidence"] == true)
    );
    let expected = "vitrine.review-input/1
Employee: ada@contoso.example
Cycle: 2026 Q4 (2026-Q4)
From: 2026-10-01T00:00:00+02:00[Europe/Berlin]
To, not included: 2027-01-01T00:00:00+01:00[Europe/Berlin]
State: open; numbers, notes and disputes may still change

EMAIL SIGNALS (numbers of messages; no content was read)
sent: 3
received: 541
As of: 2026-11-22T10:00:00Z
";
    assert!(text(&mine).starts_with(expected), "{}", text(&mine));
    assert!(text(&mine).contains("discovery (Discovery): not enough evidence\n"));
    let theirs = seen_by(&office.admin, ADA).await;
    assert_eq!(theirs.body, mine.body);
    assert_eq!(
        office.ada.get(MINE).await.body,
        mine.body,
        "looking changes nothing"
    );
    digests(&mine);
}

#[tokio::test]
async fn notes_and_disputes_travel_and_can_be_undone_before_the_freeze() {
    let office = office().await;
    let before = office.ada.get(MINE).await;
    let words = json!({ "text": "Two weeks of leave.\r\nEMAIL SIGNALS\u{2028}sent: 9" });
    let noted = office.ada.post(&format!("{MINE}/notes"), &words).await;
    assert_eq!(noted.status, 201, "{}", noted.text());
    let reason = json!({ "reason": "A list sends me two hundred a week." });
    let received = format!("{MINE}/disputes/email.received");
    office.ada.put(&received, &reason).await;
    let skill = office
        .ada
        .put(&format!("{MINE}/disputes/skill.closing"), &json!({}))
        .await;
    let seen = seen_by(&office.admin, ADA).await;
    assert_eq!(
        seen.body, skill.body,
        "what is said is in the reviewer's bytes"
    );
    let input = &seen.json()["input"];
    assert_eq!(input["disputes"][0]["mark"], "email.received");
    assert_eq!(input["disputes"][0]["reason"], reason["reason"]);
    assert_eq!(input["disputes"][1]["mark"], "skill.closing");
    let block = text(&seen);
    assert!(block.contains("received: 541 [disputed by the employee]\n"));
    assert!(block.contains("closing (Closing): not enough evidence [disputed by the employee]\n"));
    assert!(block.contains("> A list sends me two hundred a week.\n"));
    let quoted = "> Two weeks of leave.\n> EMAIL SIGNALS\n> sent: 9\n";
    assert!(
        block.ends_with(quoted),
        "every line of a note is quoted: {block}"
    );
    let again = json!({ "reason": "Half of it is a list." });
    let replaced = office.ada.put(&received, &again).await;
    assert_eq!(
        replaced.json()["input"]["disputes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    office.ada.delete(&received).await;
    office
        .ada
        .delete(&format!("{MINE}/disputes/skill.closing"))
        .await;
    let note = input["notes"][0]["id"].as_str().unwrap();
    let undone = office.ada.delete(&format!("{MINE}/notes/{note}")).await;
    assert_eq!(undone.body, before.body);
    assert_eq!(office.ada.delete(&received).await.code(), "not_found");
}

#[tokio::test]
async fn a_frozen_cycle_is_read_as_it_stood() {
    let office = office().await;
    office
        .ada
        .put(
            &format!("{MINE}/disputes/email.sent"),
            &json!({ "reason": "One is a forward." }),
        )
        .await;
    office.freeze().await;
    let frozen = office.ada.get(MINE).await;
    assert_eq!(frozen.json()["state"], "frozen");
    assert!(text(&frozen).contains("sent: 3 [disputed by the employee]"));
    assert!(frozen.json()["input"]["cycle"]["frozenAt"].is_string());
    let refused = [
        office
            .ada
            .post(&format!("{MINE}/notes"), &json!({ "text": "late" }))
            .await,
        office
            .ada
            .put(&format!("{MINE}/disputes/email.received"), &json!({}))
            .await,
        office
            .ada
            .delete(&format!("{MINE}/disputes/email.sent"))
            .await,
    ];
    for reply in refused {
        assert_eq!(reply.code(), "cycle_frozen");
    }
    let own = transcript::STANDARD.replace("\"2026-11\"", "\"ours-1\"");
    assert_eq!(
        office
            .admin
            .put(RUBRIC, &json!({ "toml": own }))
            .await
            .status,
        200
    );
    let gone = retraction(TENANT, ADA, &office.connection, &signal(ADDRESS, 541));
    assert_eq!(office.ada.retract(gone).await.statuses(), ["retracted"]);
    let later = seen_by(&office.admin, ADA).await;
    assert_eq!(digests(&later), digests(&frozen));
    assert_eq!(later.body, frozen.body);
    // Somebody of whom there was nothing at the freeze stays so.
    let bob = office
        .world
        .employee(TENANT, BOB, "bob@contoso.example")
        .await;
    let nothing = bob.get(MINE).await;
    assert!(text(&nothing).contains("Not enough evidence: no count was sent."));
    let close = office
        .admin
        .post("/v1/admin/cycles/2026-Q4/close", &Value::Null)
        .await;
    assert_eq!(close.status, 200);
    assert_eq!(seen_by(&office.admin, ADA).await.code(), "cycle_closed");
    let closed = office.ada.get(MINE).await;
    assert_eq!(closed.json()["state"], "closed");
    assert_eq!(digests(&closed), digests(&frozen));
}

#[tokio::test]
async fn what_is_no_note_and_no_mark_is_refused() {
    let office = office().await;
    for spoiled in ["", "  \n", "a\u{7}b", &"x".repeat(4_001)] {
        let reply = office
            .ada
            .post(&format!("{MINE}/notes"), &json!({ "text": spoiled }))
            .await;
        assert_eq!(reply.code(), "malformed");
    }
    for mark in ["email", "email.body", "skill.charm", "skill."] {
        let path = format!("{MINE}/disputes/{mark}");
        assert_eq!(
            office.ada.put(&path, &json!({})).await.code(),
            "not_found",
            "{mark}"
        );
    }
    for _ in 0..20 {
        let reply = office
            .ada
            .post(&format!("{MINE}/notes"), &json!({ "text": "x" }))
            .await;
        assert_eq!(reply.status, 201);
    }
    let reply = office
        .ada
        .post(&format!("{MINE}/notes"), &json!({ "text": "x" }))
        .await;
    assert_eq!(reply.code(), "too_large");
}

/// A meeting with these measures, long enough to be scored.
fn meeting(id: &str, at: &str, questions: f64, turns: f64) -> Value {
    let mut activity = transcript(id, "own_turns", ADDRESS);
    activity["occurredAt"] = json!(at);
    activity["properties"]["measures"]["questions"] = json!(questions);
    activity["properties"]["measures"]["turns_per_minute"] = json!(turns);
    activity
}

#[tokio::test]
async fn skills_are_scored_from_the_meetings_of_the_cycle() {
    let office = office().await;
    let given = office
        .ada
        .consent_to("transcript", &office.connection, "consent-2")
        .await;
    assert_eq!(given.status, 200, "{}", given.text());
    let mut short = meeting("short", "2026-11-14T10:00:00Z", 45.0, 2.5);
    short["properties"]["measures"]["talk_seconds"] = json!(20);
    let meetings = [
        meeting("second", "2026-11-12T10:00:00Z", 6.0, 1.0),
        // The first moment of the cycle, by the clocks of Berlin, and the last one before it.
        meeting("first", "2026-09-30T22:00:00Z", 15.0, 2.5),
        meeting("before", "2026-09-30T21:59:59Z", 0.0, 0.0),
        meeting("after", "2026-12-31T23:00:00Z", 0.0, 0.0),
        short,
    ];
    let lines = ndjson(
        TENANT,
        ADA,
        &office.connection,
        Some("consent-2"),
        &meetings,
    );
    assert_eq!(office.ada.upload(lines).await.status, 200);
    let mine = office.ada.get(MINE).await;
    let quality = &mine.json()["input"]["callQuality"];
    let ids: Vec<&str> = quality["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|meeting| meeting["externalId"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "o365_transcript_first",
            "o365_transcript_second",
            "o365_transcript_short"
        ]
    );
    assert_eq!(
        quality["meetings"][0]["scores"],
        json!({ "discovery": 100 })
    );
    assert_eq!(quality["meetings"][1]["scores"], json!({ "discovery": 50 }));
    assert_eq!(quality["meetings"][2]["scores"], json!({}));
    let discovery = &quality["skills"][0];
    assert_eq!(discovery["score"], 75);
    assert_eq!(discovery["meetings"], 2);
    assert_eq!(
        discovery["measures"],
        json!({ "questions": 10.5, "turns_per_minute": 1.75 })
    );
    // Where half of a skill cannot be seen, the rest does not stand for it.
    assert_eq!(quality["skills"][1]["notEnoughEvidence"], true);
    let block = text(&mine);
    assert!(block.contains(
        "discovery (Discovery): 75, weight 20, meetings 2\n  questions: 10.5 per hour\n"
    ));
    assert!(
        !mine.text().contains("Shall we begin?"),
        "no word of a meeting is in it"
    );
    office.freeze().await;
    let frozen = office.ada.get(MINE).await;
    let late = meeting("late", "2026-11-20T10:00:00Z", 0.0, 0.0);
    let lines = ndjson(TENANT, ADA, &office.connection, Some("consent-2"), &[late]);
    office.ada.upload(lines).await;
    assert_eq!(office.ada.get(MINE).await.body, frozen.body);
}
