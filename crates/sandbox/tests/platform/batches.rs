//! Batches under limits, and what is in them besides Graph's own items.

use serde_json::{Value, json};
use vitrine_sandbox::Options;

use crate::support::Stage;

/// A batch's answers in the order of the requests: status, `Retry-After` and body.
async fn batch(stage: &Stage, token: &str, requests: Value) -> Vec<(u16, Option<String>, Value)> {
    let url = format!("{}/$batch", stage.ready().graph);
    let answer = stage
        .client
        .post(url)
        .bearer_auth(token)
        .json(&json!({"requests": requests}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let body: Value = answer.json().await.unwrap();
    let responses = body["responses"].as_array().unwrap().clone();
    let read = |one: Value| {
        let retry_after = one["headers"]["Retry-After"].as_str().map(str::to_owned);
        (
            one["status"].as_u64().unwrap() as u16,
            retry_after,
            one["body"].clone(),
        )
    };
    responses.into_iter().map(read).collect()
}

fn reads(target: &str, count: usize, in_order: bool) -> Value {
    let one = |number: usize| {
        let mut one = json!({"id": number.to_string(), "method": "GET", "url": target});
        if in_order && number > 0 {
            one["dependsOn"] = json!([(number - 1).to_string()]);
        }
        one
    };
    (0..count).map(one).collect()
}

#[tokio::test]
async fn a_batch_has_four_of_a_mailbox_in_flight_and_one_in_order_only_one() {
    let options = Options {
        auto_consent: true,
        enforce_limits: true,
        latency_ms: Some(200),
        ..Options::in_process()
    };
    let stage = Stage::with(options).await;
    let token = stage.app_token().await;
    let target = format!("/users/{}/mailFolders/inbox", stage.employee().0);
    let (first, second) = tokio::join!(
        batch(&stage, &token, reads(&target, 8, false)),
        batch(&stage, &token, reads(&target, 8, false))
    );
    let (good, bad): (Vec<_>, Vec<_>) =
        [first, second].into_iter().partition(|one| one[0].0 == 200);
    assert_eq!((good.len(), bad.len()), (1, 1));
    assert!(good[0].iter().all(|one| one.0 == 200));
    for (status, retry_after, body) in &bad[0] {
        assert_eq!((*status, retry_after.as_deref()), (429, Some("1")));
        assert_eq!(body["error"]["code"], "ApplicationThrottled");
    }
    let in_order = (0..5).map(|_| batch(&stage, &token, reads(&target, 3, true)));
    let answers = futures_util::future::join_all(in_order).await;
    let refused = answers.iter().filter(|one| one[0].0 == 429).count();
    assert_eq!(refused, 1, "four batches in order run side by side");
    let after_refusal = answers.iter().find(|one| one[0].0 == 429).unwrap();
    assert_eq!(after_refusal[1].0, 424, "it depends on what was refused");
    assert_eq!(stage.counts().await["peak_in_flight"], 4);
}

#[tokio::test]
async fn a_batch_reaches_what_the_identity_platform_answers() {
    let stage = Stage::automatic().await;
    let (_, upn) = stage.admin();
    let scope = "openid offline_access User.Read DelegatedPermissionGrant.ReadWrite.All";
    let tokens = stage.signed_in(&upn, &[("scope", scope)]).await;
    let client = "id eq 'none' or consentType eq 'Principal'";
    let requests = json!([
        {"id": "1", "method": "GET", "url": "/oauth2PermissionGrants?$top=1"},
        {"id": "2", "method": "GET", "url": format!("/oauth2PermissionGrants?$filter={client}")},
        {"id": "3", "method": "GET", "url": "/oauth2PermissionGrants?$filter=scope eq 'x'"},
        {"id": "4", "method": "GET", "url": "/me?$select=id"},
    ]);
    let answers = batch(&stage, tokens["access_token"].as_str().unwrap(), requests).await;
    assert_eq!(
        answers.iter().map(|one| one.0).collect::<Vec<_>>(),
        [200, 200, 400, 200]
    );
    assert_eq!(answers[1].2["value"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_in_a_batch_has_to_say_what_it_is() {
    let stage = Stage::automatic().await;
    let token = stage.app_token().await;
    let url = format!("{}/$batch", stage.ready().graph);
    let translate = format!("/users/{}/translateExchangeIds", stage.employee().0);
    let body =
        json!({"inputIds": [], "sourceIdType": "restId", "targetIdType": "restImmutableEntryId"});
    for (headers, status) in [
        (json!({}), 400),
        (json!({"content-type": "application/json"}), 200),
    ] {
        let item = json!({"id": "1", "method": "POST", "url": translate, "headers": headers, "body": body});
        let sent = stage
            .client
            .post(&url)
            .bearer_auth(&token)
            .json(&json!({"requests": [item]}));
        assert_eq!(sent.send().await.unwrap().status(), status, "{headers}");
    }
}
