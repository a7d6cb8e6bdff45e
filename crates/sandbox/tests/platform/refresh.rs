//! Refresh tokens, and what ends them.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::support::{Stage, assert_refused, claims};

#[tokio::test]
async fn refreshing_rotates_and_the_old_token_stays_good() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let first = stage.signed_in(&upn, &[]).await;
    let old = first["refresh_token"].as_str().unwrap();
    let (_, second) = stage.refresh(old, &[]).await;
    let (_, third) = stage.refresh(old, &[]).await;
    let (_, fourth) = stage
        .refresh(second["refresh_token"].as_str().unwrap(), &[])
        .await;
    let mut seen: Vec<&str> = [&first, &second, &third, &fourth]
        .iter()
        .map(|tokens| tokens["access_token"].as_str().unwrap())
        .collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 4);
    assert_ne!(second["refresh_token"], third["refresh_token"]);
    assert_refused(
        &stage
            .refresh(
                old,
                &[
                    ("client_id", &stage.ready().app_client_id.clone()),
                    ("client_secret", &stage.ready().app_client_secret.clone()),
                ],
            )
            .await,
        400,
        "invalid_grant",
        70000,
    );
    assert_eq!(
        stage.refresh("garbage", &[]).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn one_refresh_token_serves_graph_and_outlook_in_turn() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let both = "openid offline_access https://graph.microsoft.com/User.Read https://outlook.office.com/IMAP.AccessAsUser.All";
    let tokens = stage.signed_in(&upn, &[("scope", both)]).await;
    assert_eq!(
        claims(&tokens["access_token"])["aud"],
        "https://graph.microsoft.com"
    );
    assert_eq!(
        tokens["scope"],
        "openid https://graph.microsoft.com/User.Read"
    );
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let (_, mail) = stage
        .refresh(
            refresh_token,
            &[(
                "scope",
                "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            )],
        )
        .await;
    assert_eq!(
        claims(&mail["access_token"])["aud"],
        "https://outlook.office.com"
    );
    assert!(
        mail["scope"]
            .as_str()
            .unwrap()
            .contains("https://outlook.office.com/IMAP.AccessAsUser.All")
    );
    assert_eq!(
        stage
            .graph(mail["access_token"].as_str().unwrap(), "/me")
            .await
            .status(),
        401
    );
    assert_refused(
        &stage
            .refresh(
                refresh_token,
                &[("scope", "Mail.Read https://graph.microsoft.com/.default")],
            )
            .await,
        400,
        "invalid_scope",
        70011,
    );
}

#[tokio::test]
async fn what_was_not_consented_cannot_be_refreshed_into() {
    let stage = Stage::new().await;
    stage.entra(json!({"grant": [{"app": "public", "scopes": ["openid", "offline_access", "User.Read"]}]})).await;
    let mut browser = crate::browser::Browser::new(&stage);
    browser
        .sign_in(
            stage.authorize_url(&[("scope", "openid offline_access User.Read")]),
            &stage.employee().1,
        )
        .await;
    let (_, tokens) = stage.redeem(&browser.answer()["code"]).await;
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refused = stage
        .refresh(refresh_token, &[("scope", "Mail.Read")])
        .await;
    assert_refused(&refused, 400, "invalid_grant", 65001);
    assert_eq!(refused.1["suberror"], "consent_required");
    stage
        .entra(json!({"revoke_consent": [{"app": "public"}]}))
        .await;
    assert_eq!(
        stage.refresh(refresh_token, &[]).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn revoked_and_expired_refresh_tokens_are_told_apart() {
    let stage = Stage::automatic().await;
    let (id, upn) = stage.employee();
    let tokens = stage.signed_in(&upn, &[]).await;
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    stage.entra(json!({"expire_refresh_tokens": [upn]})).await;
    assert_refused(
        &stage.refresh(refresh_token, &[]).await,
        400,
        "invalid_grant",
        700_082,
    );
    stage.entra(json!({"revoke_tokens": [{"user": id}]})).await;
    let refused = stage.refresh(refresh_token, &[]).await;
    assert_refused(&refused, 400, "invalid_grant", 50173);
    assert_eq!(refused.1["suberror"], "bad_token");
    // The access token of a client that did not declare `cp1` lives on, unless the script says otherwise.
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(stage.graph(access_token, "/me").await.status(), 200);
    stage
        .entra(json!({"revoke_tokens": [{"user": id, "access_tokens": true}]}))
        .await;
    assert_eq!(stage.graph(access_token, "/me").await.status(), 401);
}

#[tokio::test]
async fn a_client_that_declared_cp1_is_challenged_after_a_revocation() {
    let stage = Stage::automatic().await;
    let (id, upn) = stage.employee();
    let cp1 = json!({"access_token": {"xms_cc": {"values": ["cp1"]}}}).to_string();
    let tokens = stage.signed_in(&upn, &[("claims", &cp1)]).await;
    assert!(tokens["expires_in"].as_i64().unwrap() > 5_400);
    stage.entra(json!({"revoke_tokens": [{"user": id}]})).await;
    let answer = stage
        .graph(tokens["access_token"].as_str().unwrap(), "/me")
        .await;
    assert_eq!(answer.status(), 401);
    let challenge = answer.headers()["www-authenticate"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        challenge.contains(r#"error="insufficient_claims""#),
        "{challenge}"
    );
    let claims = challenge
        .split(r#"claims=""#)
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let claims: Value = serde_json::from_slice(
        &base64::engine::general_purpose::STANDARD
            .decode(claims)
            .unwrap(),
    )
    .unwrap();
    assert_eq!(claims["access_token"]["nbf"]["essential"], true);
    assert_eq!(
        answer.json::<Value>().await.unwrap()["error"]["code"],
        "InvalidAuthenticationToken"
    );
    let fresh = stage.signed_in(&upn, &[("claims", &cp1)]).await;
    assert_eq!(
        stage
            .graph(fresh["access_token"].as_str().unwrap(), "/me")
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn a_disabled_application_is_7000112_everywhere() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let tokens = stage.signed_in(&upn, &[]).await;
    stage
        .entra(json!({"disable_apps": ["public", "customer"]}))
        .await;
    assert_refused(
        &stage
            .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
            .await,
        400,
        "unauthorized_client",
        7_000_112,
    );
    assert_refused(
        &stage.app_grant(&[]).await,
        400,
        "unauthorized_client",
        7_000_112,
    );
    assert_eq!(
        stage
            .client
            .get(stage.authorize_url(&[]))
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
    stage
        .entra(json!({"enable_apps": ["public", "customer"]}))
        .await;
    assert_eq!(stage.app_grant(&[]).await.0, 200);
}

#[tokio::test]
async fn grants_can_be_listed_and_withdrawn_and_sessions_revoked_over_graph() {
    let stage = Stage::automatic().await;
    let (id, upn) = stage.admin();
    let scope =
        "openid offline_access User.RevokeSessions.All DelegatedPermissionGrant.ReadWrite.All";
    let tokens = stage.signed_in(&upn, &[("scope", scope)]).await;
    let token = tokens["access_token"].as_str().unwrap();
    let list = stage.graph(token, "/oauth2PermissionGrants").await;
    let list: Value = list.json().await.unwrap();
    let mine = list["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(|grant| grant["principalId"] == id);
    let mine = mine.unwrap();
    assert_eq!(mine["consentType"], "Principal");
    assert!(
        mine["scope"]
            .as_str()
            .unwrap()
            .contains("User.RevokeSessions.All")
    );

    let revoke = format!("{}/me/revokeSignInSessions", stage.ready().graph);
    let plain = stage.signed_in(&stage.employee().1, &[]).await;
    for (token, status) in [(plain["access_token"].as_str().unwrap(), 403), (token, 204)] {
        let answer = stage
            .client
            .post(&revoke)
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status);
    }
    let refused = stage
        .refresh(tokens["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_refused(&refused, 400, "invalid_grant", 50173);

    let grant = format!(
        "{}/oauth2PermissionGrants/{}",
        stage.ready().graph,
        mine["id"].as_str().unwrap()
    );
    for status in [204, 404] {
        let answer = stage
            .client
            .delete(&grant)
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status);
    }
}
