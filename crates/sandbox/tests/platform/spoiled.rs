//! What spoiled answers look like.

use serde_json::{Value, json};

use crate::faults::{error, stage};
use crate::support::Stage;

#[tokio::test]
async fn torn_closed_slow_and_huge_answers_are_what_they_say() {
    let (stage, token, inbox) = stage().await;
    stage
        .faults(json!([
            {"path": "**/messages", "fault": {"kind": "torn_body"}},
            {"path": "**/messages", "fault": {"kind": "disconnect"}},
            {"path": "**/messages", "fault": {"kind": "slow_body", "milliseconds": 300}},
            {"path": "**/messages", "fault": {"kind": "huge_body", "megabytes": 3}},
            {"path": "**/messages", "fault": {"kind": "delay", "milliseconds": 200}},
        ]))
        .await;
    let torn = stage.graph(&token, &inbox).await;
    assert_eq!(torn.status(), 200);
    assert!(torn.bytes().await.is_err());
    let closed = stage
        .client
        .get(format!("{}{inbox}", stage.ready().graph))
        .bearer_auth(&token)
        .send()
        .await;
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
        stage
            .faults(json!({"path": "**/messages", "fault": fault}))
            .await;
        stage.graph(&token, &inbox).await.json().await.unwrap()
    };
    let plain: Value = stage.graph(&token, &inbox).await.json().await.unwrap();
    let ids = |page: &Value| {
        page["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut twice = ids(&page(json!({"kind": "duplicate_items"})).await);
    assert!(twice.len() > 12);
    twice.sort_unstable();
    twice.dedup();
    assert_eq!(twice.len(), 6);
    let mut reversed = ids(&page(json!({"kind": "reordered_items"})).await);
    reversed.reverse();
    assert_eq!(reversed, ids(&plain));
    let partial = page(json!({"kind": "partial_items"})).await;
    assert!(
        partial["value"][0].get("subject").is_none() && partial["value"][0].get("isRead").is_some()
    );
    let empty = page(json!({"kind": "empty_page"})).await;
    assert_eq!(empty["value"], json!([]));
    let next: Value = stage
        .graph(&token, empty["@odata.nextLink"].as_str().unwrap())
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(ids(&next), ids(&plain));
    stage
        .faults(
            json!({"path": "**/messages/delta", "times": null, "fault": {"kind": "endless_pages"}}),
        )
        .await;
    let mut link = inbox
        .replace("/messages?", "/messages/delta?")
        .replace("$top=6&", "");
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
    for shape in [
        "html",
        "array",
        "value_object",
        "no_value",
        "null_items",
        "truncated",
        "empty",
        "not_text",
        "deep",
    ] {
        stage
            .faults(
                json!({"path": "**/messages", "fault": {"kind": "wrong_shape", "shape": shape}}),
            )
            .await;
        let answer = stage.graph(&token, &inbox).await;
        assert_eq!(answer.status(), 200, "{shape}");
        let body = answer.bytes().await.unwrap();
        let is_page = serde_json::from_slice::<Value>(&body).is_ok_and(|page| {
            page["value"]
                .as_array()
                .is_some_and(|items| items.iter().all(Value::is_object))
        });
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
        (
            "missing_directory_scope",
            403,
            "Authorization_RequestDenied",
        ),
        ("no_application_access_policy", 403, "Forbidden"),
        ("meeting_lookup", 403, "Forbidden"),
        ("transcripts_disabled", 403, "Forbidden"),
        ("speaker_attribution", 403, "Forbidden"),
        ("payment_required", 402, "PaymentRequired"),
        ("mailbox_concurrency", 429, "ApplicationThrottled"),
    ] {
        stage
            .faults(json!({"path": "**", "fault": {"kind": "refused", "refusal": refusal}}))
            .await;
        let answer = stage.graph(&token, &inbox).await;
        assert_eq!(answer.status(), status, "{refusal}");
        assert_eq!(error(answer).await["code"], code, "{refusal}");
    }
    stage.faults(json!({"path": "**", "fault": {"kind": "status", "status": 509, "code": "", "message": "Bandwidth Limit Exceeded"}})).await;
    assert_eq!(stage.graph(&token, &inbox).await.status(), 509);
}

#[tokio::test]
async fn tokens_can_be_refused_and_challenged() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let plain = stage.signed_in(&upn, &[]).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let cp1 = json!({"access_token": {"xms_cc": {"values": ["CP1"]}}}).to_string();
    let able = stage.signed_in(&upn, &[("claims", &cp1)]).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    stage
        .faults(json!([
            {"path": "/v1.0/me", "fault": {"kind": "token_expired"}},
            {"path": "/v1.0/me", "fault": {"kind": "token_revoked"}},
            {"path": "/v1.0/me", "times": 2, "fault": {"kind": "claims_challenge"}},
        ]))
        .await;
    for (token, challenged) in [
        (&plain, false),
        (&plain, false),
        (&plain, false),
        (&able, true),
    ] {
        let answer = stage.graph(token, "/me").await;
        assert_eq!(answer.status(), 401);
        let header = answer
            .headers()
            .get("www-authenticate")
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default();
        assert_eq!(header.contains("insufficient_claims"), challenged);
    }
    assert_eq!(stage.graph(&plain, "/me").await.status(), 200);
}
