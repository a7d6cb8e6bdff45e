//! The authorize endpoint and its pages.

use serde_json::json;

use crate::browser::Browser;
use crate::support::{REDIRECT, Stage, query_of};

#[tokio::test]
async fn a_person_signs_in_reads_what_is_asked_and_accepts() {
    let stage = Stage::new().await;
    let (id, upn) = stage.employee();
    let mut browser = Browser::new(&stage);
    browser.open(stage.authorize_url(&[])).await;
    assert!(browser.html.contains(r#"id="i0116""#));
    browser.click("Next", &[("loginfmt", &upn)]).await;
    assert!(browser.html.contains(r#"id="i0118""#) && browser.html.contains(&upn));
    browser.click("Sign in", &[("passwd", "demo")]).await;
    for words in [
        "Sign you in",
        "Sign you in and read your profile",
        "Read your mail",
        "Maintain access to data you have given it access to",
    ] {
        assert!(browser.text().contains(words), "{words}");
    }
    browser.click("Accept", &[]).await;
    let answer = browser.answer();
    assert_eq!(answer["state"], "a state/with ünïcode");
    let (status, tokens) = stage.redeem(&answer["code"]).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(crate::support::claims(&tokens["id_token"])["oid"], id);

    // The browser remembers who signed in, and Entra remembers the consent.
    browser.open(stage.authorize_url(&[])).await;
    assert!(browser.answer().contains_key("code"));
    browser
        .open(stage.authorize_url(&[("prompt", "none")]))
        .await;
    assert!(browser.answer().contains_key("code"));
    browser
        .open(stage.authorize_url(&[("prompt", "select_account")]))
        .await;
    assert!(browser.html.contains(r#"id="i0116""#));
    browser
        .open(stage.authorize_url(&[("prompt", "consent")]))
        .await;
    assert!(browser.text().contains("Read your mail"));
}

#[tokio::test]
async fn cancelling_goes_back_with_access_denied() {
    let stage = Stage::new().await;
    let mut browser = Browser::new(&stage);
    browser
        .sign_in(stage.authorize_url(&[]), &stage.employee().1)
        .await;
    browser.click("Cancel", &[]).await;
    let answer = browser.answer();
    assert_eq!(
        (answer["error"].as_str(), answer["state"].as_str()),
        ("access_denied", "a state/with ünïcode")
    );
    assert!(answer["error_description"].starts_with("AADSTS65004"));
}

#[tokio::test]
async fn the_answer_travels_as_query_fragment_or_form() {
    let stage = Stage::automatic().await;
    let hint = stage.employee().1;
    for (mode, joint) in [("query", "?code="), ("fragment", "#code=")] {
        let url = stage.authorize_url(&[("login_hint", &hint), ("response_mode", mode)]);
        let answer = stage.client.get(url).send().await.unwrap();
        assert!(
            answer.headers()["location"]
                .to_str()
                .unwrap()
                .starts_with(&format!("{REDIRECT}{joint}"))
        );
    }
    let mut browser = Browser::new(&stage);
    browser
        .open(stage.authorize_url(&[("login_hint", &hint), ("response_mode", "form_post")]))
        .await;
    assert!(browser.html.contains("document.forms[0].submit()"));
    browser.click("Continue", &[]).await;
    let answer = browser.answer();
    assert_eq!(answer["state"], "a state/with ünïcode");
    assert!(answer.contains_key("code") && answer.contains_key("client_info"));
}

#[tokio::test]
async fn a_redirect_that_is_not_registered_is_never_followed() {
    let stage = Stage::automatic().await;
    let hint = stage.employee().1;
    for uri in [
        "http://evil.example/callback",
        "https://evil.example",
        "http://[::1]:5/x",
        "http://localhost.evil.example/",
        "not a uri",
    ] {
        let answer = stage
            .client
            .get(stage.authorize_url(&[("redirect_uri", uri), ("login_hint", &hint)]))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{uri}");
        assert!(answer.headers().get("location").is_none());
        assert!(answer.text().await.unwrap().contains("AADSTS50011"));
    }
    for uri in [
        "http://localhost:53682",
        "http://localhost:53682/",
        "http://localhost/deep/path",
        "http://127.0.0.1:1/x",
    ] {
        let answer = stage
            .client
            .get(stage.authorize_url(&[("redirect_uri", uri), ("login_hint", &hint)]))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 302, "{uri}");
    }
}

#[tokio::test]
async fn registered_paths_match_exactly_and_ports_do_not_matter_on_loopback() {
    let stage = Stage::automatic().await;
    let app = "11111111-2222-4333-8444-555555555555";
    let uris = ["http://localhost/auth", "https://app.contoso.example/back"];
    stage.entra(json!({"apps": [{"client_id": app, "display_name": "Exact", "redirect_uris": uris, "scopes": ["User.Read"]}]})).await;
    let hint = stage.employee().1;
    for (uri, status) in [
        ("http://localhost:777/auth", 302),
        ("http://localhost:777/Auth", 400),
        ("http://localhost:777/auth/more", 400),
        ("https://app.contoso.example/back", 302),
        ("https://app.contoso.example:8443/back", 400),
        ("http://app.contoso.example/back", 400),
    ] {
        let changes = [
            ("client_id", app),
            ("redirect_uri", uri),
            ("login_hint", hint.as_str()),
        ];
        let answer = stage
            .client
            .get(stage.authorize_url(&changes))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{uri}");
    }
}

#[tokio::test]
async fn bad_requests_go_back_as_errors_or_stay_on_a_page() {
    let stage = Stage::automatic().await;
    let hint = stage.employee().1;
    for (change, error) in [
        (("scope", "openid Mail.Invented"), "invalid_scope"),
        (("scope", "https://other.example/Read"), "invalid_resource"),
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "S512"), "invalid_request"),
        (("scope", ""), "invalid_request"),
    ] {
        let answer = stage
            .client
            .get(stage.authorize_url(&[("login_hint", &hint), change]))
            .send()
            .await
            .unwrap();
        assert_eq!(query_of(&answer)["error"], error, "{change:?}");
    }
    for change in [
        ("client_id", "99999999-0000-4000-8000-000000000000"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("response_mode", "pigeon"),
    ] {
        let answer = stage
            .client
            .get(stage.authorize_url(&[("login_hint", &hint), change]))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{change:?}");
    }
    let ignored = [
        ("login_hint", hint.as_str()),
        ("X-AnchorMailbox", "x"),
        ("x-client-SKU", "y"),
        ("clidata", "1"),
        ("claims", "{}"),
        ("client-request-id", "1"),
    ];
    assert_eq!(
        stage
            .client
            .get(stage.authorize_url(&ignored))
            .send()
            .await
            .unwrap()
            .status(),
        302
    );
}

#[tokio::test]
async fn prompt_none_without_a_session_wants_a_sign_in() {
    let stage = Stage::new().await;
    let answer = stage
        .client
        .get(stage.authorize_url(&[("prompt", "none")]))
        .send()
        .await
        .unwrap();
    let query = query_of(&answer);
    assert_eq!(query["error"], "login_required");
    assert!(query["error_description"].starts_with("AADSTS50058"));
}

#[tokio::test]
async fn an_account_of_another_tenant_or_of_none_is_named_as_such() {
    let stage = Stage::new().await;
    let world = stage.running.world();
    let other = world.tenants()[1].id;
    let stranger = world
        .users(other)
        .into_iter()
        .find(|user| user.enabled)
        .unwrap()
        .upn;
    let mut browser = Browser::new(&stage);
    browser.open(stage.authorize_url(&[])).await;
    browser.click("Next", &[("loginfmt", &stranger)]).await;
    assert!(browser.text().contains("AADSTS50020"));
    browser
        .click("Next", &[("loginfmt", "nobody@contoso.example")])
        .await;
    assert!(browser.text().contains("AADSTS50034"));
    browser
        .click("Next", &[("loginfmt", &stage.employee().1)])
        .await;
    browser.click("Use another account", &[]).await;
    assert!(browser.html.contains(r#"id="i0116""#));

    let everybody = stage
        .authorize_url(&[])
        .to_string()
        .replace(&stage.tenant(), "organizations");
    browser.sign_in(&everybody, &stranger).await;
    browser.click("Accept", &[]).await;
    assert!(browser.answer().contains_key("code"));
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_the_tokens() {
    let stage = Stage::new().await;
    let mut browser = Browser::new(&stage);
    browser
        .sign_in(stage.authorize_url(&[]), &stage.employee().1)
        .await;
    browser.click("Accept", &[]).await;
    let (_, tokens) = stage.redeem(&browser.answer()["code"]).await;
    let logout = format!("{}/{}/oauth2/v2.0/logout", stage.origin(), stage.tenant());
    browser
        .open(format!(
            "{logout}?post_logout_redirect_uri={REDIRECT}&state=bye"
        ))
        .await;
    assert_eq!(browser.answer()["state"], "bye");
    browser
        .open(format!(
            "{logout}?post_logout_redirect_uri=https://evil.example/"
        ))
        .await;
    assert!(browser.text().contains("You signed out"));
    browser
        .open(stage.authorize_url(&[("prompt", "none")]))
        .await;
    assert_eq!(browser.answer()["error"], "login_required");
    assert_eq!(
        stage
            .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
            .await
            .0,
        200
    );
}
