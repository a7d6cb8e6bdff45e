//! Administrator consent, both endpoints.

use serde_json::json;
use url::Url;

use crate::browser::Browser;
use crate::support::{REDIRECT, Stage, claims, query_of};

fn url(stage: &Stage, path: &str, changes: &[(&str, &str)]) -> Url {
    let app = stage.ready().app_client_id.clone();
    let mut parameters = vec![
        ("client_id", app.as_str()),
        ("redirect_uri", REDIRECT),
        ("state", "s-1"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    parameters.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    parameters.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    Url::parse_with_params(&format!("{}/{path}", stage.origin()), parameters).unwrap()
}

fn version_two(stage: &Stage) -> Url {
    url(stage, &format!("{}/v2.0/adminconsent", stage.tenant()), &[])
}

#[tokio::test]
async fn an_administrator_accepts_and_the_roles_appear() {
    let stage = Stage::new().await;
    let mut browser = Browser::new(&stage);
    browser.sign_in(version_two(&stage), &stage.admin().1).await;
    for words in [
        "Read calendars in all mailboxes",
        "Read basic mail in all mailboxes",
        "full profiles",
        "for all users in your organization",
    ] {
        assert!(browser.text().contains(words), "{words}");
    }
    browser.click("Accept", &[]).await;
    let answer = browser.answer();
    assert_eq!(
        (
            answer["admin_consent"].as_str(),
            answer["tenant"].as_str(),
            answer["state"].as_str()
        ),
        ("True", stage.tenant().as_str(), "s-1")
    );
    assert!(answer["scope"].contains("https://graph.microsoft.com/Mail.ReadBasic.All"));
    assert!(!answer.contains_key("error"));
    let (_, token) = stage.app_grant(&[]).await;
    assert_eq!(
        claims(&token["access_token"])["roles"],
        json!(["Calendars.Read", "Mail.ReadBasic.All", "User.Read.All"])
    );
}

#[tokio::test]
async fn a_refusal_still_says_admin_consent_true() {
    let stage = Stage::new().await;
    for (path, error) in [
        (
            format!("{}/v2.0/adminconsent", stage.tenant()),
            "consent_required",
        ),
        (
            "contoso.example/adminconsent".to_owned(),
            "permission_denied",
        ),
    ] {
        let mut browser = Browser::new(&stage);
        browser
            .sign_in(url(&stage, &path, &[]), &stage.admin().1)
            .await;
        browser.click("Cancel", &[]).await;
        let answer = browser.answer();
        assert_eq!(
            (
                answer["admin_consent"].as_str(),
                answer["error"].as_str(),
                answer["state"].as_str()
            ),
            ("True", error, "s-1")
        );
        assert!(answer["error_description"].starts_with("AADSTS65004"));
    }
    let (_, token) = stage.app_grant(&[]).await;
    assert!(claims(&token["access_token"]).get("roles").is_none());
}

#[tokio::test]
async fn only_those_may_accept_who_hold_the_role() {
    let stage = Stage::new().await;
    let world = stage.running.world();
    let tenant = world.tenants()[0].id;
    let cloud_admin = "158c047a-c907-4556-b7ef-446551a6b5f7";
    let cloud_admin = world
        .users(tenant)
        .into_iter()
        .find(|user| user.roles.iter().any(|role| role == cloud_admin));
    for upn in [Some(stage.employee().1), cloud_admin.map(|user| user.upn)]
        .into_iter()
        .flatten()
    {
        let mut browser = Browser::new(&stage);
        browser.sign_in(version_two(&stage), &upn).await;
        assert!(browser.text().contains("Need admin approval"), "{upn}");
        browser
            .click("Have an admin account? Sign in with that account", &[])
            .await;
        browser
            .click("Next", &[("loginfmt", &stage.admin().1)])
            .await;
        browser.click("Sign in", &[("passwd", "demo")]).await;
        assert!(browser.text().contains(">Accept<"));
    }
}

#[tokio::test]
async fn the_older_endpoint_asks_for_everything_registered() {
    let stage = Stage::automatic().await;
    let answer = stage
        .client
        .get(url(&stage, "organizations/adminconsent", &[("scope", "")]))
        .send()
        .await
        .unwrap();
    let query = query_of(&answer);
    assert_eq!(
        (query["admin_consent"].as_str(), query["tenant"].as_str()),
        ("True", stage.tenant().as_str())
    );
    let bare = stage
        .client
        .get(url(
            &stage,
            "organizations/v2.0/adminconsent",
            &[("scope", "")],
        ))
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status(), 400);
    let common = stage
        .client
        .get(url(&stage, "common/v2.0/adminconsent", &[]))
        .send()
        .await
        .unwrap();
    assert_eq!(common.status(), 400);
    let elsewhere = stage
        .client
        .get(url(
            &stage,
            "organizations/v2.0/adminconsent",
            &[("redirect_uri", "https://evil.example/")],
        ))
        .send()
        .await
        .unwrap();
    assert_eq!(elsewhere.status(), 400);
    assert!(elsewhere.text().await.unwrap().contains("AADSTS50011"));
}

#[tokio::test]
async fn consent_for_the_public_client_lets_employees_through() {
    let stage = Stage::new().await;
    stage.entra(json!({"consent_policy": "strict"})).await;
    let scope = "https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/OnlineMeetings.Read https://graph.microsoft.com/OnlineMeetingTranscript.Read.All https://graph.microsoft.com/User.Read openid profile offline_access";
    let client_id = stage.ready().client_id.clone();
    let changes = [("client_id", client_id.as_str()), ("scope", scope)];
    let mut admin = Browser::new(&stage);
    admin
        .sign_in(
            url(
                &stage,
                &format!("{}/v2.0/adminconsent", stage.tenant()),
                &changes,
            ),
            &stage.admin().1,
        )
        .await;
    admin.click("Accept", &[]).await;
    let mut employee = Browser::new(&stage);
    let wanted = "openid profile offline_access User.Read Mail.Read OnlineMeetings.Read OnlineMeetingTranscript.Read.All";
    employee
        .sign_in(
            stage.authorize_url(&[("scope", wanted)]),
            &stage.employee().1,
        )
        .await;
    assert!(employee.answer().contains_key("code"));
}
