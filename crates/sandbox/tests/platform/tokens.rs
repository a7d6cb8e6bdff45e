//! Codes, refresh tokens, id_tokens, scopes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier as _;
use rsa::{BigUint, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{REDIRECT, Stage, VERIFIER, assert_refused, claims};

#[tokio::test]
async fn discovery_names_its_own_origin_and_refuses_unknown_tenants() {
    let stage = Stage::new().await;
    let (origin, tenant) = (stage.origin(), stage.tenant());
    for name in [tenant.as_str(), "contoso.example", "Contoso.Example"] {
        let url = format!("{origin}/{name}/v2.0/.well-known/openid-configuration");
        let document: Value = stage
            .client
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(document["issuer"], format!("{origin}/{tenant}/v2.0"));
        assert_eq!(
            document["token_endpoint"],
            format!("{origin}/{tenant}/oauth2/v2.0/token")
        );
        for field in [
            "authorization_endpoint",
            "jwks_uri",
            "device_authorization_endpoint",
            "end_session_endpoint",
        ] {
            assert!(
                document[field]
                    .as_str()
                    .unwrap()
                    .starts_with(&format!("{origin}/{tenant}/")),
                "{field}"
            );
        }
    }
    let common = format!("{origin}/organizations/v2.0/.well-known/openid-configuration");
    let document: Value = stage
        .client
        .get(common)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(document["issuer"], format!("{origin}/{{tenantid}}/v2.0"));
    let unknown = stage
        .client
        .get(format!(
            "{origin}/nobody.example/v2.0/.well-known/openid-configuration"
        ))
        .send()
        .await
        .unwrap();
    assert_eq!(unknown.status(), 400);
    assert_eq!(
        unknown.json::<Value>().await.unwrap()["error_codes"],
        json!([90002])
    );
}

#[tokio::test]
async fn an_id_token_is_signed_by_the_published_key_and_says_who_signed_in() {
    let stage = Stage::automatic().await;
    let (id, upn) = stage.admin();
    let tokens = stage.signed_in(&upn, &[]).await;
    let claims = claims(&tokens["id_token"]);
    assert_eq!(
        claims["iss"],
        format!("{}/{}/v2.0", stage.origin(), stage.tenant())
    );
    assert_eq!(
        (
            claims["aud"].as_str(),
            claims["nonce"].as_str(),
            claims["ver"].as_str()
        ),
        (
            Some(stage.ready().client_id.as_str()),
            Some("n-1"),
            Some("2.0")
        )
    );
    assert_eq!(
        (claims["tid"].as_str(), claims["oid"].as_str()),
        (Some(stage.tenant().as_str()), Some(id.as_str()))
    );
    assert_eq!(claims["preferred_username"], upn);
    assert!(
        claims["wids"]
            .as_array()
            .unwrap()
            .contains(&json!("62e90394-69f5-4237-9190-012177145e10"))
    );
    assert!(
        claims["exp"].as_i64() > claims["iat"].as_i64()
            && claims["nbf"].as_i64() <= claims["iat"].as_i64()
    );
    assert_ne!(claims["sub"], claims["oid"]);
    let client_info: Value = serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(tokens["client_info"].as_str().unwrap())
            .unwrap(),
    )
    .unwrap();
    assert_eq!(client_info, json!({"uid": id, "utid": stage.tenant()}));

    let url = format!("{}/{}/discovery/v2.0/keys", stage.origin(), stage.tenant());
    let keys: Value = stage
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = tokens["id_token"].as_str().unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let header: Value = serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(signed.split('.').next().unwrap())
            .unwrap(),
    )
    .unwrap();
    let key = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == header["kid"])
        .unwrap();
    let number = |name: &str| {
        BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap())
    };
    let verifying =
        VerifyingKey::<Sha256>::new(RsaPublicKey::new(number("n"), number("e")).unwrap());
    let signature =
        Signature::try_from(URL_SAFE_NO_PAD.decode(signature).unwrap().as_slice()).unwrap();
    verifying.verify(signed.as_bytes(), &signature).unwrap();
}

#[tokio::test]
async fn a_code_is_good_once_with_its_verifier_its_redirect_and_its_client() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let client_id = stage.ready().client_id.clone();
    let code = stage.code(&upn, &[]).await;
    let redeem = async |verifier: &str, redirect: &str, extra: &[(&str, &str)]| {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", &client_id),
            ("code", &code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        stage.token(&[&fields, extra].concat()).await
    };
    assert_refused(
        &redeem(
            "another-verifier-of-at-least-forty-three-characters",
            REDIRECT,
            &[],
        )
        .await,
        400,
        "invalid_grant",
        501_481,
    );
    assert_refused(
        &redeem(VERIFIER, "http://127.0.0.1:49152/other", &[]).await,
        400,
        "invalid_grant",
        500_112,
    );
    assert_refused(
        &redeem(VERIFIER, REDIRECT, &[("client_secret", "x")]).await,
        401,
        "invalid_client",
        700_025,
    );
    assert_refused(&redeem(VERIFIER, REDIRECT, &[("scope", "https://graph.microsoft.com/Mail.Read https://outlook.office.com/IMAP.AccessAsUser.All")]).await, 400, "invalid_scope", 700_022);
    let (status, answer) = redeem(VERIFIER, REDIRECT, &[]).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["token_type"], "Bearer");
    assert!((3_600..5_400).contains(&answer["expires_in"].as_i64().unwrap()));
    assert_refused(
        &redeem(VERIFIER, REDIRECT, &[]).await,
        400,
        "invalid_grant",
        54005,
    );

    stage.entra(json!({"code_seconds": 0})).await;
    let late = stage.code(&upn, &[]).await;
    assert_refused(&stage.redeem(&late).await, 400, "invalid_grant", 70008);
    assert_eq!(stage.redeem("garbage").await.0, 400);
}

#[tokio::test]
async fn only_offline_access_brings_a_refresh_token_and_only_openid_an_id_token() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    let tokens = stage.signed_in(&upn, &[("scope", "User.Read")]).await;
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
    assert_eq!(tokens["scope"], "User.Read");
}

#[tokio::test]
async fn graph_refuses_no_token_a_foreign_one_and_an_expired_one() {
    let stage = Stage::automatic().await;
    let upn = stage.employee().1;
    stage.entra(json!({"token_seconds": 0})).await;
    let expired = stage.signed_in(&upn, &[]).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    stage.entra(json!({"token_seconds": 600})).await;
    let good = stage.signed_in(&upn, &[]).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let forged = format!("{}x", good.rsplit_once('.').unwrap().0.to_owned() + ".AAAA");
    for (token, text) in [
        (
            expired.as_str(),
            "Lifetime validation failed, the token is expired.",
        ),
        (&forged, "Invalid signature"),
        ("opaque", "not well formed"),
    ] {
        let answer = stage.graph(token, "/me").await;
        assert_eq!(answer.status(), 401);
        assert!(
            answer.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Bearer ")
        );
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"]["code"], "InvalidAuthenticationToken");
        assert!(
            body["error"]["message"].as_str().unwrap().contains(text),
            "{body}"
        );
    }
    let none = stage
        .client
        .get(format!("{}/me", stage.ready().graph))
        .header("client-request-id", "7d444840-9dc0-11d1-b245-5ffdce74fad2")
        .send()
        .await
        .unwrap();
    assert_eq!(none.status(), 401);
    assert_eq!(
        none.headers()["client-request-id"],
        "7d444840-9dc0-11d1-b245-5ffdce74fad2"
    );
    let request_id = none.headers()["request-id"].to_str().unwrap().to_owned();
    assert_eq!(
        none.json::<Value>().await.unwrap()["error"]["innerError"]["request-id"],
        request_id
    );
    stage.entra(json!({"expire_access_tokens": ["*"]})).await;
    assert_eq!(stage.graph(&good, "/me").await.status(), 401);
    let info = |token: String| {
        stage
            .client
            .get(format!("{}/oidc/userinfo", stage.origin()))
            .bearer_auth(token)
            .send()
    };
    assert_eq!(info(good).await.unwrap().status(), 401);
    let fresh = stage.signed_in(&upn, &[]).await;
    let info: Value = info(fresh["access_token"].as_str().unwrap().to_owned())
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(info["sub"], claims(&fresh["id_token"])["sub"]);
}
