//! How much of a transcript leaves, and the named states in which there is none, by the binary.

use crate::stage::{AUTUMN, small_world_at};
use crate::transcripts::{Desk, GUEST, OTHERS};
use serde_json::{Value, json};

#[tokio::test]
async fn a_narrower_policy_brings_what_waits_back_to_the_person() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    desk.sync().await;
    let id = desk.only().await;
    desk.release(&id).await;
    desk.admin
        .run(&["admin", "transcripts", "--level", "measures"])
        .await
        .expect(0);
    assert_eq!(desk.sync().await["pending"], 1);
    assert_eq!(desk.held().await, "");
    let shown = desk.json(&["transcript", "show", &id]).await;
    assert_eq!(shown["told"]["level"], "measures");
    desk.release(&id).await;
    assert_eq!(desk.sync().await["sent"], 1);
    assert!(!desk.held().await.contains("canary"));
}

#[tokio::test]
async fn what_the_tenant_switches_off_has_a_name_in_the_list() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.switch(json!({"graphAccess": false})).await;
    desk.transcript(&event).await;
    assert_eq!(desk.sync().await["considered"], 0);
    assert_eq!(desk.listed().await[0]["absence"], "switched_off");
    desk.switch(json!({"graphAccess": true, "speakerAttribution": false}))
        .await;
    assert_eq!(
        desk.sync().await["considered"],
        0,
        "it is not asked again at once"
    );
    desk.json(&["transcript", "look"]).await;
    assert_eq!(desk.sync().await["pending"], 1);
    assert_eq!(desk.listed().await[0]["absence"], Value::Null);
    let id = desk.only().await;
    let shown = desk.json(&["transcript", "show", &id]).await;
    assert_eq!(shown["untold"]["kind"], "names_hidden");
    assert_eq!(shown["row"]["is_nameless"], true);
    desk.switch(json!({"speakerAttribution": true, "delayMinutes": 100_000}))
        .await;
    desk.make("meeting/expire", event).await;
    let gone = desk.json(&["transcript", "show", &id]).await;
    assert_eq!(gone["absence"], "not_yet");
}

#[tokio::test]
async fn a_transcript_that_appears_late_is_found_when_it_is_asked_for() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    assert_eq!(desk.sync().await["considered"], 0);
    let meeting = desk.listed().await[0].clone();
    assert_eq!(meeting["absence"], "not_yet");
    assert!(meeting["ask_at"].is_string());
    desk.transcript(&event).await;
    desk.json(&["transcript", "look"]).await;
    assert_eq!(desk.sync().await["pending"], 1);
}

#[tokio::test]
async fn what_leaves_is_the_narrower_of_the_tenants_and_the_persons_level() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    desk.sync().await;
    let id = desk.only().await;
    for (tenant, person, narrower) in [
        ("measures", "full", "measures"),
        ("full", "measures", "measures"),
        ("own_turns", "full", "own_turns"),
        ("full", "own_turns", "own_turns"),
        ("full", "full", "full"),
    ] {
        let policy = ["admin", "transcripts", "--level", tenant];
        desk.admin.run(&policy).await.expect(0);
        let chosen = ["transcript", "level", person, "--transcript", &id];
        desk.json(&chosen).await;
        desk.release(&id).await;
        desk.sync().await;
        let held: Value = serde_json::from_str(desk.held().await.trim()).unwrap();
        let properties = &held["activity"]["properties"];
        assert_eq!(properties["level"], narrower, "{tenant} and {person}");
        assert_eq!(properties["turns"].is_array(), narrower != "measures");
        assert_eq!(held.to_string().contains(OTHERS), narrower == "full");
    }
}

#[tokio::test]
async fn each_state_in_which_there_is_none_has_its_name() {
    let desk = Desk::new().await;
    let event = desk.meeting_at("-3d", &[GUEST]).await;
    desk.sync().await;
    assert_eq!(desk.listed().await[0]["absence"], "none_made");
    let refused = |code: &str, message: &str| json!({"kind": "status", "status": 403, "code": code, "message": message});
    let lookup = "3003: User does not have access to lookup meeting";
    let scope = "Missing scope permissions on the request.";
    for (fault, name) in [
        (refused("Forbidden", lookup), "not_allowed"),
        (refused("Forbidden", scope), "needs_admin"),
    ] {
        let paths = ["/v1.0/me/onlineMeetings", "/v1.0/me/onlineMeetings/**"];
        let rules = paths.map(|path| json!({"path": path, "times": null, "fault": fault}));
        desk.stage.faults(&json!(rules)).await;
        desk.json(&["transcript", "look"]).await;
        desk.sync().await;
        assert_eq!(desk.listed().await[0]["absence"], name);
        desk.stage.spoil_nothing().await;
    }
    desk.transcript_at("-3d", &event).await;
    desk.json(&["transcript", "look"]).await;
    assert_eq!(desk.sync().await["pending"], 1);
}

#[tokio::test]
async fn a_series_has_the_transcripts_of_its_days_over_the_end_of_summer_time() {
    let desk = Desk::at(small_world_at(AUTUMN)).await;
    let event = json!({
        "organizer": desk.upn, "attendees": [GUEST], "start": "2026-10-15T08:00:00Z", "minutes": 30, "online": true,
        "zone": "W. Europe Standard Time", "recurrence": {"frequency": "weekly", "count": 20}
    });
    let made = desk.make("event", event).await;
    let series = json!({"mailbox": desk.upn, "id": made["copies"][0]["id"]});
    let mut moved = series.clone();
    moved["occurrence"] = json!(4);
    moved["start"] = json!("2026-11-06T13:00:00Z");
    desk.make("event/update", moved).await;
    let begun = [
        ("2026-10-22T08:01:00Z", "2026-10-22T08:00:00Z"),
        ("2026-10-29T09:04:00Z", "2026-10-29T09:00:00Z"),
        ("2026-10-29T09:20:00Z", "2026-10-29T09:00:00Z"),
        ("2026-11-06T13:05:00Z", "2026-11-06T13:00:00Z"),
        ("2026-11-12T08:58:00Z", "2026-11-12T09:00:00Z"),
    ];
    for (created, _) in begun {
        let mut body = series.clone();
        body["created"] = json!(created);
        body["turns"] = json!([{"speaker": desk.name, "text": "Good."}]);
        desk.make("transcript", body).await;
    }
    assert_eq!(desk.sync().await["pending"], 5);
    let meetings = desk.listed().await;
    let of = |is_series: bool| -> Vec<&str> {
        let all = meetings.as_array().unwrap().iter();
        let one = all.filter(|one| one["is_series"] == is_series);
        let rows = one.flat_map(|one| one["transcripts"].as_array().unwrap());
        let mut starts: Vec<&str> = rows.map(|row| row["starts_at"].as_str().unwrap()).collect();
        starts.sort_unstable();
        starts
    };
    assert_eq!(of(false), [begun[3].1], "{meetings}");
    assert_eq!(of(true), [begun[0].1, begun[1].1, begun[2].1, begun[4].1]);
}

#[tokio::test]
async fn what_was_said_after_the_guests_had_gone_is_cut_in_one_go() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    let mut body = event.clone();
    body["created"] = json!("-2h");
    body["turns"] = json!([
        {"speaker": desk.name, "text": "Shall we begin?", "seconds": 30},
        {"speaker": "Bo Sample (Guest)", "text": "Gladly.", "seconds": 30},
        {"speaker": desk.name, "text": "canary-among-ourselves", "seconds": 30},
        {"speaker": "Cy Sample", "text": "canary-of-cy", "seconds": 30}
    ]);
    desk.make("transcript", body).await;
    desk.sync().await;
    let id = desk.only().await;
    let told = desk.home.run(&["transcript", "show", &id]).await.expect(0);
    assert!(
        told.stdout
            .contains("2 passages come after the last words of Bo Sample (Guest)")
    );
    let guest = [
        "transcript",
        "cut",
        &id,
        "--after-guests",
        "--guest",
        "Cy Sample",
    ];
    let none = desk.json(&guest).await;
    assert!(
        none["told"]["bytes"]
            .as_str()
            .unwrap()
            .contains("canary-among-ourselves")
    );
    let cut = desk
        .json(&["transcript", "cut", &id, "--after-guests"])
        .await;
    let is_cut = |view: &Value| -> Vec<bool> {
        let passages = view["passages"].as_array().unwrap().iter();
        passages.map(|one| one["is_cut"] == true).collect()
    };
    assert_eq!(is_cut(&cut), [false, false, true, true]);
    assert!(!cut["told"]["bytes"].as_str().unwrap().contains("canary"));
    let told = desk.home.run(&["transcript", "show", &id]).await.expect(0);
    assert!(!told.stdout.contains("come after the last words"));
    let all = ["transcript", "restore", &id, "--from", "0", "--to", "3"];
    assert_eq!(is_cut(&desk.json(&all).await), [false; 4]);
}
