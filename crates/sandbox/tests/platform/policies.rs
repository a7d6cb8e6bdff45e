//! What an organisation's policies put between a person and a token.

use serde_json::json;

use crate::browser::Browser;
use crate::support::Stage;

const EMPLOYEE_SCOPES: &str = "openid profile offline_access User.Read Mail.Read OnlineMeetings.Read OnlineMeetingTranscript.Read.All";

#[tokio::test]
async fn the_transcript_scope_always_needs_an_administrator() {
    let stage = Stage::new().await;
    let url = stage.authorize_url(&[("scope", EMPLOYEE_SCOPES)]);
    let mut browser = Browser::new(&stage);
    browser.sign_in(&url, &stage.employee().1).await;
    assert!(
        browser.text().contains("Need admin approval") && browser.text().contains("AADSTS90094")
    );
    assert!(!browser.text().contains(">Accept<"));
    browser
        .click("Return to the application without granting consent", &[])
        .await;
    assert_eq!(browser.answer()["error"], "access_denied");
    assert!(browser.answer()["error_description"].starts_with("AADSTS90094"));

    // An administrator consents for everybody; then the employee comes through without a question.
    let mut admin = Browser::new(&stage);
    admin.sign_in(&url, &stage.admin().1).await;
    admin.click("Accept", &[("everybody", "1")]).await;
    assert!(admin.answer().contains_key("code"));
    browser.open(&url).await;
    assert!(browser.answer().contains_key("code"));
}

#[tokio::test]
async fn a_strict_policy_blocks_mail_but_not_signing_in() {
    let stage = Stage::new().await;
    stage.entra(json!({"consent_policy": "strict"})).await;
    let mut browser = Browser::new(&stage);
    browser
        .sign_in(stage.authorize_url(&[]), &stage.employee().1)
        .await;
    assert!(browser.text().contains("Need admin approval"));
    browser
        .open(stage.authorize_url(&[("scope", "openid profile User.Read")]))
        .await;
    browser.click("Accept", &[]).await;
    assert!(browser.answer().contains_key("code"));
    stage.entra(json!({"grant": [{"app": "public", "scopes": ["User.Read", "Mail.Read", "openid", "profile", "offline_access"]}]})).await;
    browser.open(stage.authorize_url(&[])).await;
    assert!(browser.answer().contains_key("code"));
}

#[tokio::test]
async fn the_consent_page_cannot_be_skipped_by_posting_its_answer() {
    let stage = Stage::new().await;
    let mut browser = Browser::new(&stage);
    browser
        .open(stage.authorize_url(&[("scope", EMPLOYEE_SCOPES)]))
        .await;
    let context = browser
        .html
        .split(r#"name="ctx" value=""#)
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let post = |fields: Vec<(&'static str, String)>| {
        stage
            .client
            .post(format!("{}/common/login", stage.origin()))
            .form(&fields)
            .send()
    };
    let accept = || {
        vec![
            ("ctx", context.clone()),
            ("step", "consent".to_owned()),
            ("choice", "accept".to_owned()),
        ]
    };
    let answer = post(accept()).await.unwrap();
    assert!(answer.text().await.unwrap().contains("i0116"));
    browser
        .click("Next", &[("loginfmt", &stage.employee().1)])
        .await;
    browser.click("Sign in", &[("passwd", "demo")]).await;
    let answer = post(accept()).await.unwrap();
    assert!(answer.text().await.unwrap().contains("Need admin approval"));
}

#[tokio::test]
async fn a_second_factor_stands_before_consent_and_before_refresh() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let tokens = stage.signed_in(&upn, &[]).await;
    stage.entra(json!({"second_factor": ["*"]})).await;
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    // The automatic sign-in counts as done with a second factor; the next person's does not.
    assert_eq!(stage.refresh(refresh_token, &[]).await.0, 200);

    let stage = Stage::new().await;
    let mut browser = Browser::new(&stage);
    browser.sign_in(stage.authorize_url(&[]), &upn).await;
    browser.click("Accept", &[]).await;
    let (_, tokens) = stage.redeem(&browser.answer()["code"]).await;
    stage
        .entra(json!({"second_factor": [upn.to_uppercase()]}))
        .await;
    let refused = stage
        .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
        .await;
    crate::support::assert_refused(&refused, 400, "interaction_required", 50076);
    assert!(
        refused.1["claims"]
            .as_str()
            .unwrap()
            .contains("access_token")
    );
    let mut browser = Browser::new(&stage);
    browser.sign_in(stage.authorize_url(&[]), &upn).await;
    assert!(browser.text().contains("Verify your identity"));
    browser.click("Verify", &[("otc", "000000")]).await;
    browser.click("Verify", &[("otc", "123456")]).await;
    let (_, tokens) = stage.redeem(&browser.answer()["code"]).await;
    assert_eq!(
        stage
            .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn conditional_access_blocks_on_a_page_and_at_refresh() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let tokens = stage.signed_in(&upn, &[]).await;
    stage
        .entra(json!({"sign_in_refusals": [{"user": upn}]}))
        .await;
    let mut browser = Browser::new(&stage);
    browser
        .open(stage.authorize_url(&[("login_hint", &upn)]))
        .await;
    assert!(
        browser.text().contains("AADSTS53003")
            && browser.text().contains("You cannot access this right now")
    );
    browser.click("Return to the application", &[]).await;
    assert_eq!(browser.answer()["error"], "access_denied");
    let refused = stage
        .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
        .await;
    crate::support::assert_refused(&refused, 400, "access_denied", 53003);
    stage.entra(json!({"sign_in_refusals": []})).await;
    assert_eq!(
        stage
            .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
            .await
            .0,
        200
    );
}
