//! Faults by script.

use proptest::prelude::*;
use reqwest::Response;
use serde_json::{Value, json};
use vitrine_sandbox::faults::{Fault, Named, Rule, Shape};

use crate::support::{Stage, assert_refused};

async fn stage() -> (Stage, String, String) {
    let stage = Stage::automatic().await;
    let token = stage.app_token().await;
    let inbox = format!("/users/{}/mailFolders/inbox/messages", stage.employee().0);
    (stage, token, inbox)
}

async fn error(answer: Response) -> Value {
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
    let rules: Value = stage.client.get(format!("{}/sandbox/faults", stage.origin())).send().await.unwrap().json().await.unwrap();
    assert_eq!((rules["rules"][0]["matched"].as_u64(), rules["rules"][0]["spoiled"].as_u64()), (Some(3), Some(2)));
    assert_eq!(stage.counts().await["faults"], 2);
    stage.faults(json!([{"path": "**", "times": null, "fault": {"kind": "service_unavailable"}}])).await;
    for _ in 0..3 {
        let answer = stage.graph(&token, &inbox).await;
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().get("retry-after").is_none());
    }
    let cleared = stage.client.delete(format!("{}/sandbox/faults", stage.origin())).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(stage.graph(&token, &inbox).await.status(), 200);
}

#[tokio::test]
async fn large_pages_time_out_and_small_ones_do_not() {
    let (stage, token, inbox) = stage().await;
    stage.faults(json!({"path": "**/messages/**", "page_size_above": 20, "times": null, "fault": {"kind": "gateway_timeout"}})).await;
    assert_eq!(stage.graph(&token, &format!("{inbox}?$top=50")).await.status(), 504);
    assert_eq!(stage.graph(&token, &format!("{inbox}?$top=20")).await.status(), 200);
    let delta = |size: u32| {
        let url = format!("{}{inbox}/delta", stage.ready().graph);
        stage.client.get(url).bearer_auth(&token).header("prefer", format!(r#"IdType="ImmutableId", odata.maxpagesize={size}"#)).send()
    };
    assert_eq!(delta(100).await.unwrap().status(), 504);
    assert_eq!(delta(10).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_lost_delta_state_is_410_with_and_without_a_way_back() {
    let (stage, token, inbox) = stage().await;
    let delta = format!("{inbox}/delta");
    let first: Value = stage.graph(&token, &format!("{delta}?$select=subject")).await.json().await.unwrap();
    assert!(first["value"].is_array());
    stage.faults(json!([
        {"path": "**/delta", "fault": {"kind": "gone"}},
        {"path": "**/delta", "fault": {"kind": "gone", "location": true}},
    ])).await;
    let answer = stage.graph(&token, &format!("{delta}?$deltatoken=old")).await;
    assert_eq!(answer.status(), 410);
    assert!(answer.headers().get("location").is_none());
    assert_eq!(error(answer).await["code"], "SyncStateNotFound");
    let answer = stage.graph(&token, &format!("{delta}?$deltatoken=old")).await;
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.ends_with("?$select=subject&$deltatoken=") && location.starts_with(&stage.origin()), "{location}");
    assert_eq!(stage.graph(&token, &location).await.status(), 200);
}

#[tokio::test]
async fn torn_closed_slow_and_huge_answers_are_what_they_say() {
    let (stage, token, inbox) = stage().await;
    stage.faults(json!([
        {"path": "**/messages", "fault": {"kind": "torn_body"}},
        {"path": "**/messages", "fault": {"kind": "disconnect"}},
        {"path": "**/messages", "fault": {"kind": "slow_body", "milliseconds": 300}},
        {"path": "**/messages", "fault": {"kind": "huge_body", "megabytes": 3}},
        {"path": "**/messages", "fault": {"kind": "delay", "milliseconds": 200}},
    ])).await;
    let torn = stage.graph(&token, &inbox).await;
    assert_eq!(torn.status(), 200);
    assert!(torn.bytes().await.is_err());
    let closed = stage.client.get(format!("{}{inbox}", stage.ready().graph)).bearer_auth(&token).send().await;
    assert!(closed.is_err());
    let started = std::time::Instant::now();
    let slow: Value = stage.graph(&token, &inbox).await.json().await.unwrap();
    assert!(slow["value"].is_array() && started.elapsed().as_millis() >= 250);
    let huge = stage.graph(&token, &inbox).await.bytes().await.unwrap();
    assert!(huge.len() > 3 * 1_048_576);
    assert!(serde_json::from_slice::<Value>(&huge).is_ok());
    let started = std::time::Instant::now();
    assert_eq!(stage.graph(&token, &inbox).await.status(), 200);
    assert!(started.elapsed().as_millis() >= 200);
}

#[tokio::test]
async fn pages_come_twice_in_another_order_empty_without_end_and_in_part() {
    let (stage, token, inbox) = stage().await;
    let inbox = format!("{inbox}?$top=6&$select=id,subject,isRead");
    let page = async |fault: Value| -> Value {
        stage.faults(json!({"path": "**/messages", "fault": fault})).await;
        stage.graph(&token, &inbox).await.json().await.unwrap()
    };
    let plain: Value = stage.graph(&token, &inbox).await.json().await.unwrap();
    let ids = |page: &Value| page["value"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let mut twice = ids(&page(json!({"kind": "duplicate_items"})).await);
    assert!(twice.len() > 12);
    twice.sort_unstable();
    twice.dedup();
    assert_eq!(twice.len(), 6);
    let mut reversed = ids(&page(json!({"kind": "reordered_items"})).await);
    reversed.reverse();
    assert_eq!(reversed, ids(&plain));
    let partial = page(json!({"kind": "partial_items"})).await;
    assert!(partial["value"][0].get("subject").is_none() && partial["value"][0].get("isRead").is_some());
    let empty = page(json!({"kind": "empty_page"})).await;
    assert_eq!(empty["value"], json!([]));
    let next: Value = stage.graph(&token, empty["@odata.nextLink"].as_str().unwrap()).await.json().await.unwrap();
    assert_eq!(ids(&next), ids(&plain));
    stage.faults(json!({"path": "**/messages/delta", "times": null, "fault": {"kind": "endless_pages"}})).await;
    let mut link = inbox.replace("/messages?", "/messages/delta?").replace("$top=6&", "");
    let mut links = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let page: Value = stage.graph(&token, &link).await.json().await.unwrap();
        assert!(page.get("@odata.deltaLink").is_none());
        link = page["@odata.nextLink"].as_str().unwrap().to_owned();
        assert!(links.insert(link.clone()));
    }
}

#[tokio::test]
async fn wrong_shapes_are_all_200_and_none_is_a_page() {
    let (stage, token, inbox) = stage().await;
    for shape in ["html", "array", "value_object", "no_value", "null_items", "truncated", "empty", "not_text", "deep"] {
        stage.faults(json!({"path": "**/messages", "fault": {"kind": "wrong_shape", "shape": shape}})).await;
        let answer = stage.graph(&token, &inbox).await;
        assert_eq!(answer.status(), 200, "{shape}");
        let body = answer.bytes().await.unwrap();
        let is_page = serde_json::from_slice::<Value>(&body).is_ok_and(|page| page["value"].as_array().is_some_and(|items| items.iter().all(Value::is_object)));
        assert!(!is_page, "{shape}");
    }
    stage.faults(json!({"path": "**/messages", "fault": {"kind": "wrong_shape", "shape": "wrong_types"}})).await;
    let page: Value = stage.graph(&token, &inbox).await.json().await.unwrap();
    assert_eq!(page["value"][0]["subject"], 42);
}

#[tokio::test]
async fn refusals_have_the_words_that_graph_is_known_for() {
    let (stage, token, inbox) = stage().await;
    for (refusal, status, code) in [
        ("mailbox_fenced", 403, "ErrorAccessDenied"),
        ("mailbox_missing", 404, "MailboxNotEnabledForRESTAPI"),
        ("missing_scope", 403, "ErrorAccessDenied"),
        ("missing_directory_scope", 403, "Authorization_RequestDenied"),
        ("no_application_access_policy", 403, "Forbidden"),
        ("meeting_lookup", 403, "Forbidden"),
        ("transcripts_disabled", 403, "Forbidden"),
        ("speaker_attribution", 403, "Forbidden"),
        ("payment_required", 402, "PaymentRequired"),
        ("mailbox_concurrency", 429, "ApplicationThrottled"),
    ] {
        stage.faults(json!({"path": "**", "fault": {"kind": "refused", "refusal": refusal}})).await;
        let answer = stage.graph(&token, &inbox).await;
        assert_eq!(answer.status(), status, "{refusal}");
        assert_eq!(error(answer).await["code"], code, "{refusal}");
    }
    stage.faults(json!({"path": "**", "fault": {"kind": "status", "status": 509, "code": "", "message": "Bandwidth Limit Exceeded"}})).await;
    assert_eq!(stage.graph(&token, &inbox).await.status(), 509);
}

#[tokio::test]
async fn a_rule_can_mean_one_mailbox() {
    let (stage, token, inbox) = stage().await;
    let (id, upn) = stage.employee();
    let other = stage.admin().0;
    stage.faults(json!({"path": "**", "mailbox": upn, "times": null, "fault": {"kind": "refused", "refusal": "mailbox_fenced"}})).await;
    assert_eq!(stage.graph(&token, &inbox).await.status(), 403);
    assert_eq!(stage.graph(&token, &inbox.replace(&id, &upn)).await.status(), 403);
    let answer = stage.graph(&token, &inbox.replace(&id, &other)).await;
    assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
    let me = stage.signed_in(&upn, &[]).await["access_token"].as_str().unwrap().to_owned();
    assert_eq!(stage.graph(&me, "/me/mailFolders/inbox/messages").await.status(), 403);
    assert_eq!(stage.graph(&me, "/me").await.status(), 200);
}

#[tokio::test]
async fn tokens_can_be_refused_and_challenged() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let plain = stage.signed_in(&upn, &[]).await["access_token"].as_str().unwrap().to_owned();
    let cp1 = json!({"access_token": {"xms_cc": {"values": ["CP1"]}}}).to_string();
    let able = stage.signed_in(&upn, &[("claims", &cp1)]).await["access_token"].as_str().unwrap().to_owned();
    stage.faults(json!([
        {"path": "/v1.0/me", "fault": {"kind": "token_expired"}},
        {"path": "/v1.0/me", "fault": {"kind": "token_revoked"}},
        {"path": "/v1.0/me", "times": 2, "fault": {"kind": "claims_challenge"}},
    ])).await;
    for (token, challenged) in [(&plain, false), (&plain, false), (&plain, false), (&able, true)] {
        let answer = stage.graph(token, "/me").await;
        assert_eq!(answer.status(), 401);
        let header = answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        assert_eq!(header.contains("insufficient_claims"), challenged);
    }
    assert_eq!(stage.graph(&plain, "/me").await.status(), 200);
}

#[tokio::test]
async fn items_of_a_batch_fail_one_by_one_and_take_their_dependants_along() {
    let (stage, token, _) = stage().await;
    let user = stage.employee().0;
    stage.faults(json!({"path": "/v1.0/users/*/mailFolders/drafts", "fault": {"kind": "too_many_requests", "retry_after": 3}})).await;
    let get = |id: &str, folder: &str| json!({"id": id, "method": "GET", "url": format!("/users/{user}/mailFolders/{folder}?$select=id")});
    let mut last = get("4", "outbox");
    last["dependsOn"] = json!(["2"]);
    let body = json!({"requests": [get("1", "inbox"), get("2", "drafts"), get("3", "sentitems"), last]});
    let url = format!("{}/$batch", stage.ready().graph);
    let answer = stage.client.post(url).bearer_auth(&token).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    let status = |id: &str| answer["responses"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["status"].as_u64().unwrap();
    assert_eq!([status("1"), status("2"), status("3"), status("4")], [200, 429, 200, 424]);
    let throttled = answer["responses"].as_array().unwrap().iter().find(|one| one["id"] == "2").unwrap();
    assert_eq!(throttled["headers"]["Retry-After"], "3");
    assert_eq!(throttled["body"]["error"]["code"], "TooManyRequests");
    assert_eq!(stage.counts().await["batch_items"], 4);
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
    for script in [json!({"path": "**"}), json!([{"path": "**", "fault": {"kind": "flood"}}]), json!({"path": "**", "fault": {"kind": "gone"}, "tims": 1}), json!(7)] {
        let answer = stage.client.post(format!("{}/sandbox/faults", stage.origin())).json(&script).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{script}");
    }
    assert!(stage.running.gate().progress().is_empty());
}

fn any_fault() -> impl Strategy<Value = Fault> {
    let named = prop::sample::select(vec![Named::MailboxFenced, Named::MailboxMissing, Named::SpeakerAttribution, Named::MailboxConcurrency]);
    let shape = prop::sample::select(vec![Shape::Html, Shape::Array, Shape::NullItems, Shape::Deep]);
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
