//! Faults by script.

use proptest::prelude::*;
use reqwest::Response;
use serde_json::{Value, json};
use vitrine_sandbox::faults::{Fault, Named, Rule, Shape};

use crate::support::{Stage, assert_refused};

pub(crate) async fn stage() -> (Stage, String, String) {
    let stage = Stage::automatic().await;
    let token = stage.app_token().await;
    let inbox = format!("/users/{}/mailFolders/inbox/messages", stage.employee().0);
    (stage, token, inbox)
}

pub(crate) async fn error(answer: Response) -> Value {
    assert_eq!(answer.headers()["content-type"], "application/json");
    answer.json::<Value>().await.unwrap()["error"].take()
}

#[tokio::test]
async fn a_rule_lets_some_pass_spoils_some_and_is_spent() {
    let (stage, token, inbox) = stage().await;
    stage.faults(json!({"path": "/v1.0/users/*/mailFolders/**", "after": 1, "times": 2, "fault": {"kind": "too_many_requests", "retry_after": 7}})).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let answer = stage.graph(&token, &inbox).await;
        if answer.status() == 429 {
            assert_eq!(answer.headers()["retry-after"], "7");
            assert_eq!(answer.headers()["content-type"], "application/json");
        }
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [200, 429, 429, 200]);
    let rules: Value = stage
        .client
        .get(format!("{}/sandbox/faults", stage.origin()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        (
            rules["rules"][0]["matched"].as_u64(),
            rules["rules"][0]["spoiled"].as_u64()
        ),
        (Some(3), Some(2))
    );
    assert_eq!(stage.counts().await["faults"], 2);
    stage
        .faults(json!([{"path": "**", "times": null, "fault": {"kind": "service_unavailable"}}]))
        .await;
    for _ in 0..3 {
        let answer = stage.graph(&token, &inbox).await;
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().get("retry-after").is_none());
    }
    let cleared = stage
        .client
        .delete(format!("{}/sandbox/faults", stage.origin()))
        .send()
        .await
        .unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(stage.graph(&token, &inbox).await.status(), 200);
}

#[tokio::test]
async fn large_pages_time_out_and_small_ones_do_not() {
    let (stage, token, inbox) = stage().await;
    stage.faults(json!({"path": "**/messages/**", "page_size_above": 20, "times": null, "fault": {"kind": "gateway_timeout"}})).await;
    assert_eq!(
        stage
            .graph(&token, &format!("{inbox}?$top=50"))
            .await
            .status(),
        504
    );
    assert_eq!(
        stage
            .graph(&token, &format!("{inbox}?$top=20"))
            .await
            .status(),
        200
    );
    let delta = |size: u32| {
        let url = format!("{}{inbox}/delta", stage.ready().graph);
        stage
            .client
            .get(url)
            .bearer_auth(&token)
            .header(
                "prefer",
                format!(r#"IdType="ImmutableId", odata.maxpagesize={size}"#),
            )
            .send()
    };
    assert_eq!(delta(100).await.unwrap().status(), 504);
    assert_eq!(delta(10).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_lost_delta_state_is_410_with_and_without_a_way_back() {
    let (stage, token, inbox) = stage().await;
    let delta = format!("{inbox}/delta");
    let first: Value = stage
        .graph(&token, &format!("{delta}?$select=subject"))
        .await
        .json()
        .await
        .unwrap();
    assert!(first["value"].is_array());
    stage
        .faults(json!([
            {"path": "**/delta", "fault": {"kind": "gone"}},
            {"path": "**/delta", "fault": {"kind": "gone", "location": true}},
        ]))
        .await;
    let answer = stage
        .graph(&token, &format!("{delta}?$deltatoken=old"))
        .await;
    assert_eq!(answer.status(), 410);
    assert!(answer.headers().get("location").is_none());
    assert_eq!(error(answer).await["code"], "SyncStateNotFound");
    let answer = stage
        .graph(&token, &format!("{delta}?$deltatoken=old"))
        .await;
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        location.ends_with("?$select=subject&$deltatoken=")
            && location.starts_with(&stage.origin()),
        "{location}"
    );
    assert_eq!(stage.graph(&token, &location).await.status(), 200);
}

#[tokio::test]
async fn a_rule_can_mean_one_mailbox() {
    let (stage, token, inbox) = stage().await;
    let (id, upn) = stage.employee();
    let other = stage.admin().0;
    stage.faults(json!({"path": "**", "mailbox": upn, "times": null, "fault": {"kind": "refused", "refusal": "mailbox_fenced"}})).await;
    assert_eq!(stage.graph(&token, &inbox).await.status(), 403);
    assert_eq!(
        stage
            .graph(&token, &inbox.replace(&id, &upn))
            .await
            .status(),
        403
    );
    let answer = stage.graph(&token, &inbox.replace(&id, &other)).await;
    assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
    let me = stage.signed_in(&upn, &[]).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        stage
            .graph(&me, "/me/mailFolders/inbox/messages")
            .await
            .status(),
        403
    );
    assert_eq!(stage.graph(&me, "/me").await.status(), 200);
}

#[tokio::test]
async fn items_of_a_batch_fail_one_by_one_and_take_their_dependants_along() {
    let (stage, token, _) = stage().await;
    let user = stage.employee().0;
    stage.faults(json!({"path": "/v1.0/users/*/mailFolders/drafts", "fault": {"kind": "too_many_requests", "retry_after": 3}})).await;
    let get = |id: &str, folder: &str| json!({"id": id, "method": "GET", "url": format!("/users/{user}/mailFolders/{folder}?$select=id")});
    let mut last = get("4", "outbox");
    last["dependsOn"] = json!(["2"]);
    let body =
        json!({"requests": [get("1", "inbox"), get("2", "drafts"), get("3", "sentitems"), last]});
    let url = format!("{}/$batch", stage.ready().graph);
    let answer = stage
        .client
        .post(url)
        .bearer_auth(&token)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    let status = |id: &str| {
        answer["responses"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == id)
            .unwrap()["status"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(
        [status("1"), status("2"), status("3"), status("4")],
        [200, 429, 200, 424]
    );
    let throttled = answer["responses"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "2")
        .unwrap();
    assert_eq!(throttled["headers"]["Retry-After"], "3");
    assert_eq!(throttled["body"]["error"]["code"], "TooManyRequests");
    // The dependant never ran.
    assert_eq!(stage.counts().await["batch_items"], 3);
}

#[tokio::test]
async fn the_token_endpoint_has_its_faults_too() {
    let stage = Stage::automatic().await;
    stage.faults(json!({"path": "/*/oauth2/v2.0/token", "method": "POST", "fault": {"kind": "service_unavailable", "retry_after": 1}})).await;
    let refused = stage.app_grant(&[]).await;
    assert_refused(&refused, 503, "temporarily_unavailable", 90033);
    assert_eq!(stage.app_grant(&[]).await.0, 200);
}

#[tokio::test]
async fn a_script_that_is_not_understood_is_refused_whole() {
    let stage = Stage::new().await;
    for script in [
        json!({"path": "**"}),
        json!([{"path": "**", "fault": {"kind": "flood"}}]),
        json!({"path": "**", "fault": {"kind": "gone"}, "tims": 1}),
        json!(7),
    ] {
        let answer = stage
            .client
            .post(format!("{}/sandbox/faults", stage.origin()))
            .json(&script)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{script}");
    }
    assert!(stage.running.gate().progress().is_empty());
}

fn any_fault() -> impl Strategy<Value = Fault> {
    let named = prop::sample::select(vec![
        Named::MailboxFenced,
        Named::MailboxMissing,
        Named::SpeakerAttribution,
        Named::MailboxConcurrency,
    ]);
    let shape = prop::sample::select(vec![
        Shape::Html,
        Shape::Array,
        Shape::NullItems,
        Shape::Deep,
    ]);
    prop_oneof![
        any::<Option<u32>>().prop_map(|retry_after| Fault::TooManyRequests { retry_after }),
        any::<Option<u32>>().prop_map(|retry_after| Fault::ServiceUnavailable { retry_after }),
        any::<bool>().prop_map(|location| Fault::Gone { location }),
        Just(Fault::GatewayTimeout),
        Just(Fault::EndlessPages),
        named.prop_map(|refusal| Fault::Refused { refusal }),
        shape.prop_map(|shape| Fault::WrongShape { shape }),
    ]
}

proptest! {
    #[test]
    fn a_rule_survives_being_written_and_read(path in "[a-z*/]{1,20}", after in any::<u32>(), times in any::<Option<u32>>(), fault in any_fault()) {
        let rule = Rule { path, method: None, mailbox: None, page_size_above: None, after, times, fault };
        let read: Rule = serde_json::from_value(serde_json::to_value(&rule).unwrap()).unwrap();
        prop_assert_eq!(read, rule);
    }
}
