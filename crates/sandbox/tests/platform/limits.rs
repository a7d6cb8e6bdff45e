//! Graph's limits, latency and counts.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vitrine_sandbox::Options;

use crate::support::Stage;

async fn statuses(stage: &Stage, token: &str, target: &str, requests: usize) -> Vec<u16> {
    let all = (0..requests).map(|_| async {
        let answer = stage.graph(token, target).await;
        if answer.status() == 429 {
            assert!(
                answer.headers()["retry-after"]
                    .to_str()
                    .unwrap()
                    .parse::<u32>()
                    .is_ok()
            );
            assert_eq!(
                answer.json::<Value>().await.unwrap()["error"]["code"],
                "ApplicationThrottled"
            );
            return 429;
        }
        answer.status().as_u16()
    });
    futures_util::future::join_all(all).await
}

#[tokio::test]
async fn the_fifth_request_in_flight_for_a_mailbox_is_throttled_when_limits_are_enforced() {
    let options = Options {
        auto_consent: true,
        enforce_limits: true,
        latency_ms: Some(150),
        ..Options::in_process()
    };
    let stage = Stage::with(options).await;
    let token = stage.app_token().await;
    let (user, upn) = stage.employee();
    let target = format!("/users/{user}/mailFolders/inbox");
    let started = Instant::now();
    let seen = statuses(&stage, &token, &target, 7).await;
    assert!(started.elapsed() >= Duration::from_millis(150));
    assert_eq!(
        seen.iter().filter(|status| **status == 200).count(),
        4,
        "{seen:?}"
    );
    assert_eq!(statuses(&stage, &token, &target, 4).await, [200; 4]);
    // The name and the id of a mailbox are one mailbox; other mailboxes and the directory have room.
    let named = target.replace(&user, &upn);
    let (by_name, directory) = tokio::join!(
        statuses(&stage, &token, &named, 5),
        statuses(&stage, &token, "/users?$top=2", 8)
    );
    assert_eq!(by_name.iter().filter(|status| **status == 429).count(), 1);
    assert_eq!(directory, [200; 8]);
    assert_eq!(stage.counts().await["peak_in_flight"], 4);
}

#[tokio::test]
async fn limits_can_be_switched_on_later_and_bring_their_latency() {
    let stage = Stage::automatic().await;
    let token = stage.app_token().await;
    let target = format!("/users/{}/mailFolders/inbox", stage.employee().0);
    let pace = format!("{}/sandbox/pace", stage.origin());
    let set = stage
        .client
        .post(&pace)
        .json(&json!({"enforce_limits": true}))
        .send()
        .await
        .unwrap();
    assert_eq!(set.status(), 204);
    let started = Instant::now();
    let seen = statuses(&stage, &token, &target, 8).await;
    assert!(started.elapsed() >= Duration::from_millis(50));
    assert_eq!(
        seen.iter().filter(|status| **status == 429).count(),
        4,
        "{seen:?}"
    );
}

#[tokio::test]
async fn without_enforcement_the_peak_is_only_counted() {
    let stage = Stage::with(Options {
        auto_consent: true,
        latency_ms: Some(100),
        ..Options::in_process()
    })
    .await;
    let token = stage.app_token().await;
    let target = format!("/users/{}/mailFolders/inbox", stage.employee().0);
    assert_eq!(statuses(&stage, &token, &target, 6).await, [200; 6]);
    assert_eq!(stage.counts().await["peak_in_flight"], 6);
}

#[tokio::test]
async fn counts_name_routes_statuses_and_bytes_and_can_be_reset() {
    let stage = Stage::with(Options {
        auto_consent: true,
        ..Options::in_process()
    })
    .await;
    let token = stage.app_token().await;
    let target = format!("/users/{}/mailFolders/inbox", stage.employee().0);
    stage.graph(&token, &target).await.bytes().await.unwrap();
    stage.graph("bad", &target).await.bytes().await.unwrap();
    let counts = stage.counts().await;
    let route = &counts["routes"]["GET /v1.0/users/{id}/mailFolders/inbox"];
    assert_eq!(route["statuses"], json!({"200": 1, "401": 1}));
    assert!(route["bytes"].as_u64().unwrap() > 100);
    assert_eq!(counts["requests"], 3);
    stage
        .client
        .delete(format!("{}/sandbox/counts", stage.origin()))
        .send()
        .await
        .unwrap();
    assert_eq!(stage.counts().await["requests"], 0);
}

#[tokio::test]
async fn answers_are_compressed_only_when_asked() {
    let stage = Stage::automatic().await;
    let token = stage.app_token().await;
    let url = format!("{}/users", stage.ready().graph);
    let plain = stage
        .client
        .get(&url)
        .bearer_auth(&token)
        .header("accept-encoding", "identity")
        .send()
        .await
        .unwrap();
    assert!(plain.headers().get("content-encoding").is_none());
    let plain = plain.bytes().await.unwrap();
    let before = stage.counts().await["bytes"].as_u64().unwrap();
    let compressed: Value = stage
        .client
        .get(&url)
        .bearer_auth(&token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let sent = stage.counts().await["bytes"].as_u64().unwrap() - before;
    assert_eq!(
        compressed["value"],
        serde_json::from_slice::<Value>(&plain).unwrap()["value"]
    );
    assert!(sent < plain.len() as u64 / 2, "{sent} of {}", plain.len());
}
