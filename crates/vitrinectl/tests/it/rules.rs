//! The employee's own rules, from the binary to the service: tried, added, removed, seen in a preview, and never told.

use crate::desk::{Face, open};
use crate::home::Home;
use crate::relay::Relay;
use crate::stage::{Stage, assert_accounted};
use companion::view::{
    Desk, LedgerQuery, LedgerRow, MailDirection, PreviewView, RowState, RuleChange, RuleDraft,
    RuleKind, RuleProblem, TriedOn, WithheldReason,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A rule that takes hold of nothing here, so that nothing but the rule could tell it.
const SECRET: &str = "zeppelin-4711@canary.example";

async fn consented(stage: &Stage) -> Home {
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;
    home.agree("email_signal").await;
    home
}

/// The counts that the service has.
async fn told(home: &Home) -> (u64, u64) {
    let export = home.run(&["export"]).await.expect(0).stdout;
    let line: Value = serde_json::from_str(export.trim()).expect("one cycle, one count");
    pair(&line["activity"]["properties"])
}

fn pair(counts: &Value) -> (u64, u64) {
    let number = |name: &str| counts[name].as_u64().unwrap();
    (number("sent"), number("received"))
}

async fn synced(home: &Home) -> (u64, u64) {
    let report = home.sync().await;
    assert_accounted(&report);
    told(home).await
}

async fn rule(home: &Home, verb: &str, kind: &str, value: &str) -> Value {
    let ran = home.run(&["rule", verb, kind, value, "--json"]).await;
    ran.expect(0).json()
}

fn minus(all: (u64, u64), some: (u64, u64)) -> (u64, u64) {
    (all.0 - some.0, all.1 - some.1)
}

#[tokio::test]
async fn what_trying_says_is_what_the_next_sync_does() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        stage.deliver(0).await;
    }
    let home = consented(&stage).await;
    let before = synced(&home).await;
    for (kind, value) in [
        ("person", "Buyer@ACME.example"),
        ("domain", "acme.example"),
        ("domain", "contoso.example"),
        ("subject_word", "ONE"),
        ("person", SECRET),
    ] {
        let tried = rule(&home, "try", kind, value).await;
        assert_eq!(told(&home).await, before, "trying changes nothing");
        let done = rule(&home, "add", kind, value).await;
        assert_eq!(tried["withheld"], done["withheld"], "{kind} {value}");
        let gone = pair(&tried["withheld"]);
        assert_eq!(synced(&home).await, minus(before, gone), "{kind} {value}");
        if value != SECRET {
            assert!(gone.0 + gone.1 > 0, "{value} takes hold of something");
        }
        let listed = home.json(&["rule", "list"]).await;
        let [only] = &listed["rules"].as_array().unwrap()[..] else {
            panic!("{listed}");
        };
        let held = pair(&only["holds"]);
        assert!(held.0 + held.1 >= gone.0 + gone.1);
        let back = rule(&home, "remove", kind, value).await;
        assert_eq!(pair(&back["kept"]), gone);
        assert_eq!(synced(&home).await, before, "without the rule as before");
    }
    home.refused(&["rule", "add", "person", "nobody"], 2, "not_a_rule")
        .await;
    home.refused(
        &["rule", "remove", "domain", "acme.example"],
        2,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn a_rule_before_the_first_sync_and_one_while_the_service_is_away_hold() {
    let stage = Stage::new().await;
    stage.deliver(0).await;
    let mut home = consented(&stage).await;
    rule(&home, "add", "domain", "acme.example").await;
    let counted = synced(&home).await;
    rule(&home, "remove", "domain", "acme.example").await;
    let all = synced(&home).await;
    assert!(all > counted, "{all:?} {counted:?}");

    stage.deliver(0).await;
    let service = stage.service.url();
    home.set("VITRINE_SERVICE_URL", "http://127.0.0.1:9");
    home.run(&["sync", "--once", "--json"]).await;
    rule(&home, "add", "domain", "acme.example").await;
    home.set("VITRINE_SERVICE_URL", &service);
    stage
        .spoil("/v1.0/*", json!({ "kind": "status", "status": 418 }))
        .await;
    home.run(&["sync", "--once", "--json"]).await;
    assert!(
        [all, counted].contains(&told(&home).await),
        "nothing that was counted without the rule has left since"
    );
    stage.spoil_nothing().await;
    assert_eq!(synced(&home).await, counted);
}

#[tokio::test]
async fn no_word_of_a_rule_leaves_the_machine_or_lies_open_on_it() {
    let stage = Stage::new().await;
    let mut home = consented(&stage).await;
    let mail = json!({
        "from": "buyer@acme.example", "to": [stage.sandbox.ready().users[0].upn], "subject": "Re: Zeppelin"
    });
    let page = format!("{}/sandbox/mail", stage.sandbox.ready().authority);
    assert_eq!(crate::browser::send("POST", &page, &mail).await, 200);
    let relay = Relay::default();
    let (graph, service) = (stage.sandbox.ready().graph.clone(), stage.service.url());
    home.set("VITRINE_GRAPH", &relay.before(&graph).await);
    rule(&home, "add", "person", SECRET).await;
    rule(&home, "add", "domain", "zeppelin.example").await;
    rule(&home, "add", "subject_word", "Zeppelin").await;
    // Graph's own links lead past the relay, so that this run ends early.
    let ran = home.run(&["sync", "--once", "--json"]).await.expect(5);
    assert!(!ran.stderr.to_lowercase().contains("zeppelin"));
    home.set("VITRINE_GRAPH", &graph);
    home.set("VITRINE_SERVICE_URL", &relay.before(&service).await);
    for arguments in [&["sync", "--once"][..], &["export"], &["doctor"]] {
        home.run(arguments).await;
    }
    let listed = home.json(&["rule", "list"]).await;
    assert_eq!(
        listed["rules"][2]["holds"]["received"], 1,
        "the word was read"
    );
    let heard = relay.heard();
    assert!(heard.contains("/messages/delta"), "the source was heard");
    assert!(heard.contains("authorization: "), "and so was the service");
    assert!(!heard.contains("zeppelin"));
    for folder in [home.path.clone(), stage.folder.path().join("service")] {
        for (place, bytes) in crate::canaries::files(&folder) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(!text.contains("zeppelin"), "{place}");
        }
    }
}

async fn rows(desk: &dyn Desk, id: &str, query: LedgerQuery) -> Vec<LedgerRow> {
    let page = desk.preview_page(id.to_owned(), query).await.unwrap();
    page.rows
}

fn in_state(state: RowState) -> LedgerQuery {
    LedgerQuery {
        states: vec![state],
        limit: 200,
        ..LedgerQuery::default()
    }
}

async fn signal(desk: &dyn Desk, id: &str) -> (u32, u32) {
    match desk.preview(id.to_owned()).await.unwrap() {
        PreviewView::Ready { signal, flows, .. } => {
            let flow = &flows[0];
            let withheld: u32 = flow.withheld.iter().map(|one| one.count).sum();
            let sum = flow.sent + withheld + flow.pending + flow.failed;
            assert_eq!(flow.considered, sum);
            let signal = signal.unwrap();
            (signal.sent, signal.received)
        }
        other => panic!("{other:?}"),
    }
}

async fn previewed(stage: &Stage) -> (std::sync::Arc<dyn Desk>, std::sync::Arc<Face>, String) {
    let home = consented(stage).await;
    let (desk, face) = open(&home).await;
    let id = desk.app_state().await.unwrap().connections[0].id.clone();
    desk.begin_preview(id.clone()).await.unwrap();
    face.until(async || match desk.preview(id.clone()).await.unwrap() {
        PreviewView::Ready { .. } => Some(()),
        PreviewView::Failed { error } => panic!("{error:?}"),
        _ => None,
    })
    .await;
    (desk, face, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_row_of_the_preview_somebody_is_left_out_and_taken_back() {
    let stage = Stage::new().await;
    stage.deliver(0).await;
    let (desk, _face, id) = previewed(&stage).await;
    let before = signal(&*desk, &id).await;
    let counted = rows(&*desk, &id, in_state(RowState::Counted)).await;
    let of_buyer = |rows: &[LedgerRow]| {
        let is_buyers = |row: &&LedgerRow| row.person.as_deref() == Some("buyer@acme.example");
        rows.iter().filter(is_buyers).count()
    };
    let theirs = of_buyer(&counted);
    assert!(theirs > 0);
    let row = counted
        .iter()
        .find(|row| row.person.as_deref() == Some("buyer@acme.example"))
        .unwrap();
    assert_eq!(row.direction, Some(MailDirection::Received));
    let opened = desk.preview_row(id.clone(), row.id.clone()).await.unwrap();
    let [person, domain, words @ ..] = &opened.offered[..] else {
        panic!("{:?}", opened.offered);
    };
    assert_eq!(
        (person.kind, domain.kind),
        (RuleKind::Person, RuleKind::Domain)
    );
    let subject = row.subject.clone().unwrap_or_default().to_lowercase();
    assert!(
        words
            .iter()
            .all(|word| word.kind == RuleKind::SubjectWord && subject.contains(&word.value))
    );

    let change = RuleChange {
        add: Some(person.clone()),
        remove: None,
    };
    let trial = desk.try_rule_change(change.clone()).await.unwrap();
    assert_eq!((trial.problem, trial.tried_on), (None, TriedOn::Preview));
    let rules = desk.make_rule_change(change).await.unwrap().rules;
    let after = signal(&*desk, &id).await;
    assert_eq!(before.1 - after.1, trial.withheld.received, "at once");
    assert_eq!(before.0 - after.0, trial.withheld.sent);
    let counted = rows(&*desk, &id, in_state(RowState::Counted)).await;
    assert_eq!(of_buyer(&counted), 0);
    let withheld = rows(&*desk, &id, in_state(RowState::Withheld)).await;
    let mut reasons = BTreeMap::new();
    for row in &withheld {
        *reasons.entry(row.reason.unwrap()).or_insert(0) += 1;
    }
    assert_eq!(
        reasons[&WithheldReason::ExcludedByRule],
        trial.withheld.sent + trial.withheld.received
    );
    let opened = desk.preview_row(id.clone(), row.id.clone()).await.unwrap();
    assert_eq!(
        opened.rules,
        [rules[0].id.clone()],
        "the row says which rule"
    );

    let undo = RuleChange {
        add: None,
        remove: Some(rules[0].id.clone()),
    };
    assert_eq!(desk.make_rule_change(undo).await.unwrap().rules, []);
    assert_eq!(signal(&*desk, &id).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_rule_is_said_before_anything_is_tried() {
    let stage = Stage::new().await;
    let (desk, _face) = open(&stage.employee_home("employee")).await;
    for (kind, value, problem) in [
        (RuleKind::Person, "acme.example", RuleProblem::NotAnAddress),
        (RuleKind::Domain, "com", RuleProblem::NotADomain),
        (RuleKind::SubjectWord, "two words", RuleProblem::NotAWord),
        (RuleKind::Series, "Monday", RuleProblem::NotAMeeting),
        (
            RuleKind::Meeting,
            &"0a".repeat(16),
            RuleProblem::NotAMeeting,
        ),
    ] {
        let change = RuleChange {
            add: Some(RuleDraft {
                kind,
                value: value.to_owned(),
                label: None,
            }),
            remove: None,
        };
        let trial = desk.try_rule_change(change.clone()).await.unwrap();
        assert_eq!(trial.problem, Some(problem), "{value}");
        assert!(desk.make_rule_change(change).await.is_err());
    }
    assert_eq!(desk.rules().await.unwrap().rules, []);
}
