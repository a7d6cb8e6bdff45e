//! The device code grant.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::support::{Stage, assert_refused};

async fn begin(stage: &Stage) -> Value {
    let url = format!(
        "{}/{}/oauth2/v2.0/devicecode",
        stage.origin(),
        stage.tenant()
    );
    let fields = [
        ("client_id", stage.ready().client_id.as_str()),
        ("scope", "openid offline_access User.Read"),
    ];
    stage
        .client
        .post(url)
        .form(&fields)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

async fn poll(stage: &Stage, grant_type: &str, device: &Value) -> (u16, Value) {
    let client_id = stage.ready().client_id.clone();
    stage
        .token(&[
            ("grant_type", grant_type),
            ("client_id", &client_id),
            ("device_code", device["device_code"].as_str().unwrap()),
        ])
        .await
}

const URN: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[tokio::test]
async fn both_grant_names_work_and_a_hint_approves_under_auto_consent() {
    let stage = Stage::automatic().await;
    for grant_type in ["device_code", URN] {
        let device = begin(&stage).await;
        assert!(
            device["message"]
                .as_str()
                .unwrap()
                .contains(device["user_code"].as_str().unwrap())
        );
        assert!(device["interval"].as_i64().unwrap() <= 5);
        assert_refused(
            &poll(&stage, grant_type, &device).await,
            400,
            "authorization_pending",
            70016,
        );
        let approve = format!(
            "{}?user_code={}&login_hint={}",
            device["verification_uri"].as_str().unwrap(),
            device["user_code"].as_str().unwrap(),
            stage.employee().1
        );
        assert_eq!(
            stage.client.get(approve).send().await.unwrap().status(),
            200
        );
        let (status, tokens) = poll(&stage, grant_type, &device).await;
        assert_eq!(status, 200, "{tokens}");
        assert!(tokens["refresh_token"].is_string() && tokens["id_token"].is_string());
        assert_refused(
            &poll(&stage, grant_type, &device).await,
            400,
            "bad_verification_code",
            70018,
        );
    }
}

#[tokio::test]
async fn a_person_enters_the_code_and_signs_in_on_the_page() {
    let stage = Stage::new().await;
    let device = begin(&stage).await;
    let mut browser = Browser::new(&stage);
    browser
        .open(device["verification_uri"].as_str().unwrap())
        .await;
    browser.click("Next", &[("user_code", "WRONGCODE")]).await;
    assert!(
        browser.text().contains("That code didn't work")
            || browser.text().contains("That code didn&#39;t work")
    );
    browser
        .click(
            "Next",
            &[(
                "user_code",
                &device["user_code"].as_str().unwrap().to_lowercase(),
            )],
        )
        .await;
    browser
        .click("Next", &[("loginfmt", &stage.employee().1)])
        .await;
    browser.click("Sign in", &[("passwd", "demo")]).await;
    assert!(browser.text().contains("Maintain access"));
    browser.click("Accept", &[]).await;
    assert!(browser.text().contains("You have signed in"));
    assert_eq!(poll(&stage, URN, &device).await.0, 200);
}

#[tokio::test]
async fn declined_and_expired_codes_say_so() {
    let stage = Stage::new().await;
    let device = begin(&stage).await;
    let mut browser = Browser::new(&stage);
    browser
        .open(format!(
            "{}?user_code={}",
            device["verification_uri"].as_str().unwrap(),
            device["user_code"].as_str().unwrap()
        ))
        .await;
    browser
        .click("Next", &[("loginfmt", &stage.employee().1)])
        .await;
    browser.click("Sign in", &[("passwd", "demo")]).await;
    browser.click("Cancel", &[]).await;
    assert_refused(
        &poll(&stage, URN, &device).await,
        400,
        "authorization_declined",
        70017,
    );
    stage.entra(json!({"device_seconds": 0})).await;
    let late = begin(&stage).await;
    assert_refused(&poll(&stage, URN, &late).await, 400, "expired_token", 70019);
}
