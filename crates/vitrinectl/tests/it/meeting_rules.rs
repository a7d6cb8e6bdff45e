//! Rules about meetings, from the binary to the service: on a transcript that waits, that is about to leave, and that left.

use crate::transcripts::{Desk, GUEST};
use companion::view::{LedgerQuery, Selection, StreamName};
use serde_json::{Value, json};

/// A desk with one transcript that waits, and its id.
async fn waiting() -> (Desk, String) {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    assert_eq!(desk.sync().await["pending"], 1);
    let id = desk.only().await;
    (desk, id)
}

async fn rule(desk: &Desk, verb: &str, kind: &str, value: &str) -> Value {
    desk.json(&["rule", verb, kind, value]).await
}

/// What stays here, one by one.
async fn ledger(desk: &Desk) -> String {
    let listed = desk.home.run(&["ledger", "--withheld"]).await;
    listed.expect(0).stdout
}

async fn row(desk: &Desk) -> Value {
    desk.listed().await[0]["transcripts"][0].clone()
}

#[tokio::test]
async fn a_rule_made_later_reaches_what_waits_and_lets_it_go_again() {
    let (desk, id) = waiting().await;
    let offered = row(&desk).await["offered"].clone();
    let [meeting] = &offered.as_array().unwrap()[..] else {
        panic!("{offered}");
    };
    assert_eq!(meeting["kind"], "meeting");
    let key = meeting["value"].as_str().unwrap().to_owned();
    for (kind, value) in [
        ("meeting", key.as_str()),
        ("person", GUEST),
        ("domain", "acme.example"),
        ("subject_word", "Canary"),
    ] {
        let tried = rule(&desk, "try", kind, value).await;
        assert_eq!(row(&desk).await["review"], "waiting", "{kind}");
        let added = rule(&desk, "add", kind, value).await;
        assert_eq!(added["withheld"], tried["withheld"], "{kind}");
        assert_eq!(added["withheld"]["transcripts"], 1, "{kind}");
        let withheld = row(&desk).await;
        assert_eq!(withheld["withheld"], "excluded_by_rule", "{kind}");
        let shown = desk.json(&["transcript", "show", &id]).await;
        assert_eq!(
            shown["untold"],
            json!({"kind": "withheld", "reason": "excluded_by_rule"})
        );
        desk.sync().await;
        assert_eq!(row(&desk).await["withheld"], "excluded_by_rule", "{kind}");
        assert!(ledger(&desk).await.contains("excluded_by_rule"), "{kind}");
        let listed = desk.json(&["rule", "list"]).await["rules"][0].clone();
        assert_eq!(listed["holds"]["transcripts"], 1, "{kind}");
        rule(&desk, "remove", kind, value).await;
        assert_eq!(row(&desk).await["review"], "waiting", "without {kind}");
        assert!(!ledger(&desk).await.contains("excluded_by_rule"), "{kind}");
    }
    let nobody = "0a".repeat(16);
    let unknown = ["rule", "add", "series", &nobody];
    desk.home.refused(&unknown, 2, "not_a_rule").await;
}

#[tokio::test]
async fn the_rule_wins_over_the_outbox_and_what_left_is_taken_back_on_request() {
    let (desk, id) = waiting().await;
    desk.release(&id).await;
    rule(&desk, "add", "domain", "acme.example").await;
    let synced = desk.sync().await;
    assert_eq!(
        (&synced["sent"], desk.held().await.as_str()),
        (&json!(0), "")
    );
    assert!(ledger(&desk).await.contains("excluded_by_rule"));
    rule(&desk, "remove", "domain", "acme.example").await;
    assert_eq!(
        row(&desk).await["review"],
        "waiting",
        "it is looked at anew"
    );

    desk.release(&id).await;
    assert_eq!(desk.sync().await["sent"], 1);
    let tried = rule(&desk, "try", "domain", "acme.example").await;
    assert_eq!(tried["alreadyLeft"]["transcripts"], 1);
    rule(&desk, "add", "domain", "acme.example").await;
    let left = row(&desk).await;
    assert_eq!(
        (&left["review"], &left["left_out"]),
        (&json!("sent"), &json!(true))
    );
    desk.sync().await;
    assert!(
        !desk.held().await.is_empty(),
        "a rule does not undo what happened"
    );
    let taken = desk.json(&["rule", "take-back"]).await;
    assert_eq!(taken["takenBack"], 1);
    desk.sync().await;
    assert_eq!(desk.held().await, "");
    rule(&desk, "remove", "domain", "acme.example").await;
    assert_eq!(row(&desk).await["review"], "waiting");
}

#[tokio::test]
async fn of_a_series_one_day_or_all_of_it_is_left_out() {
    let desk = Desk::new().await;
    let event = json!({
        "organizer": desk.upn, "attendees": [GUEST], "start": "-3d", "minutes": 30, "online": true,
        "recurrence": {"frequency": "daily", "count": 5}
    });
    let made = desk.make("event", event).await;
    for day in 1..=3 {
        let body = json!({
            "mailbox": desk.upn, "id": made["copies"][0]["id"], "created": format!("-{day}d"),
            "turns": [{"speaker": "Bo Sample", "text": "Good."}]
        });
        desk.make("transcript", body).await;
    }
    assert_eq!(desk.sync().await["pending"], 3);
    let offered = row(&desk).await["offered"].clone();
    let key = |place: usize| offered[place]["value"].as_str().unwrap().to_owned();
    assert_eq!(
        (&offered[0]["kind"], &offered[1]["kind"]),
        (&json!("meeting"), &json!("series"))
    );
    let day = rule(&desk, "add", "meeting", &key(0)).await;
    assert_eq!(day["withheld"]["transcripts"], 1);
    let series = rule(&desk, "add", "series", &key(1)).await;
    assert_eq!(series["withheld"]["transcripts"], 2, "the others");
    desk.sync().await;
    let out = ledger(&desk).await;
    assert_eq!(out.matches("  excluded_by_rule").count(), 3, "{out}");
    let back = rule(&desk, "remove", "series", &key(1)).await;
    assert_eq!(back["kept"]["transcripts"], 2, "one is left out by itself");
    let labels = desk.json(&["rule", "list"]).await;
    assert!(
        labels["rules"][0]["label"].as_str().unwrap().contains('T'),
        "{labels}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_held_back_at_once_also_those_that_nobody_listed() {
    let desk = Desk::new().await;
    for _ in 0..3 {
        let event = desk.meeting(&[GUEST]).await;
        desk.transcript(&event).await;
    }
    assert_eq!(desk.sync().await["pending"], 3);
    let first = row(&desk).await["id"].as_str().unwrap().to_owned();
    desk.release(&first).await;
    assert_eq!(desk.sync().await["sent"], 1);
    let (window, _face) = crate::desk::open(&desk.home).await;
    let id = window.app_state().await.unwrap().connections[0].id.clone();
    let all = Selection {
        all: Some(LedgerQuery {
            streams: vec![StreamName::Transcript],
            ..LedgerQuery::default()
        }),
        ..Selection::default()
    };
    let view = window.selection(id.clone(), all.clone()).await.unwrap();
    assert_eq!((view.rows, view.transcripts, view.at_service), (3, 3, 1));
    window.hold_back_selection(id.clone(), all).await.unwrap();
    drop(window);
    desk.sync().await;
    assert_eq!(desk.held().await, "");
    let out = ledger(&desk).await;
    assert_eq!(out.matches("  withheld_by_you").count(), 3, "{out}");
}
