//! Client credentials: secrets and certificates.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rcgen::{CertificateParams, KeyPair};
use rsa::pkcs8::EncodePrivateKey as _;
use rsa::rand_core::OsRng;
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _, Signer as _};
use rsa::{RsaPrivateKey, pkcs1v15, pss};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::support::{Stage, assert_refused, claims};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key with its self-signed certificate.
struct Identity {
    key: RsaPrivateKey,
    der: Vec<u8>,
    pem: String,
}

impl Identity {
    fn new() -> Self {
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let pair = KeyPair::try_from(key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
        let certificate = CertificateParams::new(vec!["connector.contoso.example".to_owned()])
            .unwrap()
            .self_signed(&pair)
            .unwrap();
        Self {
            key,
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
        }
    }

    /// An assertion; `header` and `changes` override what a good one says.
    fn assertion(&self, stage: &Stage, algorithm: &str, header: &Value, changes: &Value) -> String {
        let app = stage.ready().app_client_id.clone();
        let now = Timestamp::now().as_second();
        let mut payload = json!({
            "aud": format!("{}/{}/oauth2/v2.0/token", stage.origin(), stage.tenant()),
            "iss": app, "sub": app, "jti": "5a3e8f0e-0000-4000-8000-000000000001", "nbf": now, "iat": now, "exp": now + 600,
        });
        let mut head = json!({"alg": algorithm, "typ": "JWT"});
        for (target, extra) in [(&mut head, header), (&mut payload, changes)] {
            target
                .as_object_mut()
                .unwrap()
                .extend(extra.as_object().unwrap().clone());
        }
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(head.to_string()),
            URL_SAFE_NO_PAD.encode(payload.to_string())
        );
        let signature = match algorithm {
            "PS256" => pss::SigningKey::<Sha256>::new(self.key.clone())
                .sign_with_rng(&mut OsRng, signed.as_bytes())
                .to_vec(),
            _ => pkcs1v15::SigningKey::<Sha256>::new(self.key.clone())
                .sign(signed.as_bytes())
                .to_vec(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn sha256(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.der))
    }

    fn sha1(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha1::digest(&self.der))
    }
}

async fn grant(stage: &Stage, assertion: &str) -> (u16, Value) {
    stage
        .app_grant(&[
            ("client_secret", ""),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ])
        .await
}

#[tokio::test]
async fn a_secret_works_in_the_form_and_as_http_basic() {
    let stage = Stage::automatic().await;
    let (status, answer) = stage.app_grant(&[]).await;
    assert_eq!(status, 200, "{answer}");
    let mut fields: Vec<&str> = answer
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        ["access_token", "expires_in", "ext_expires_in", "token_type"]
    );
    let url = format!("{}/contoso.example/oauth2/v2.0/token", stage.origin());
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let encoded: String = stage.ready().app_client_secret.replace('~', "%7E");
    for secret in [&stage.ready().app_client_secret, &encoded] {
        let answer = stage
            .client
            .post(&url)
            .basic_auth(&stage.ready().app_client_id, Some(secret))
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
    }
}

#[tokio::test]
async fn bad_credentials_have_their_own_codes() {
    let stage = Stage::automatic().await;
    assert_refused(
        &stage.app_grant(&[("client_secret", "wrong")]).await,
        401,
        "invalid_client",
        7_000_215,
    );
    assert_refused(
        &stage.app_grant(&[("client_secret", "")]).await,
        401,
        "invalid_client",
        7_000_218,
    );
    assert_refused(
        &stage
            .app_grant(&[("client_id", "99999999-0000-4000-8000-000000000000")])
            .await,
        400,
        "unauthorized_client",
        700_016,
    );
    assert_refused(
        &stage
            .app_grant(&[("scope", "https://graph.microsoft.com/Mail.Read")])
            .await,
        400,
        "invalid_scope",
        70011,
    );
    assert_refused(
        &stage.app_grant(&[("scope", "")]).await,
        400,
        "invalid_request",
        900_144,
    );
    assert_refused(
        &stage.app_grant(&[("grant_type", "password")]).await,
        400,
        "unsupported_grant_type",
        70003,
    );
    stage.entra(json!({"expire_secrets": ["customer"]})).await;
    assert_refused(
        &stage.app_grant(&[]).await,
        401,
        "invalid_client",
        7_000_222,
    );
    stage.entra(json!({"renew_secrets": ["customer"]})).await;
    assert_eq!(stage.app_grant(&[]).await.0, 200);
    let common = format!("{}/common/oauth2/v2.0/token", stage.origin());
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", stage.ready().app_client_id.as_str()),
        ("client_secret", stage.ready().app_client_secret.as_str()),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let answer = stage
        .client
        .post(common)
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
}

#[tokio::test]
async fn the_customers_application_is_unknown_in_another_tenant() {
    let stage = Stage::automatic().await;
    let url = format!("{}/fabrikam.example/oauth2/v2.0/token", stage.origin());
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", stage.ready().app_client_id.as_str()),
        ("client_secret", stage.ready().app_client_secret.as_str()),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let answer = stage.client.post(url).form(&fields).send().await.unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["error_codes"],
        json!([700_016])
    );
}

#[tokio::test]
async fn roles_come_only_with_an_administrators_consent() {
    let stage = Stage::new().await;
    let (_, answer) = stage.app_grant(&[]).await;
    assert!(claims(&answer["access_token"]).get("roles").is_none());
    stage
        .entra(
            json!({"grant": [{"app": "customer", "roles": ["Calendars.Read", "User.Read.All"]}]}),
        )
        .await;
    let (_, answer) = stage.app_grant(&[]).await;
    assert_eq!(
        claims(&answer["access_token"])["roles"],
        json!(["Calendars.Read", "User.Read.All"])
    );
    stage
        .entra(json!({"revoke_consent": [{"app": "customer"}]}))
        .await;
    let (_, answer) = stage.app_grant(&[]).await;
    assert!(claims(&answer["access_token"]).get("roles").is_none());
    let automatic = Stage::automatic().await;
    let (_, answer) = automatic.app_grant(&[]).await;
    let roles = claims(&answer["access_token"])["roles"].clone();
    for role in ["Calendars.Read", "Mail.ReadBasic.All", "User.Read.All"] {
        assert!(roles.as_array().unwrap().contains(&json!(role)), "{roles}");
    }
}

#[tokio::test]
async fn certificates_sign_in_both_algorithms_with_and_without_padding() {
    let stage = Stage::new().await;
    let identity = Identity::new();
    stage
        .entra(json!({"certificates": [{"pem": identity.pem}]}))
        .await;
    let (sha256, sha1, x5c) = (
        identity.sha256(),
        identity.sha1(),
        STANDARD.encode(&identity.der),
    );
    for (algorithm, header) in [
        ("PS256", json!({"x5t#S256": sha256})),
        ("PS256", json!({"x5t#S256": format!("{sha256}=")})),
        ("RS256", json!({"x5t": sha1})),
        ("RS256", json!({"x5t": format!("{sha1}=")})),
        ("RS256", json!({"x5t#S256": sha256, "x5c": [x5c]})),
        ("PS256", json!({"x5t#S256": sha256, "x5c": x5c})),
    ] {
        let assertion = identity.assertion(&stage, algorithm, &header, &json!({}));
        let (status, answer) = grant(&stage, &assertion).await;
        assert_eq!(status, 200, "{algorithm} {header}: {answer}");
    }
    let now = Timestamp::now().as_second();
    let header = json!({"x5t#S256": sha256});
    for changes in [
        json!({"nbf": now + 290}),
        json!({"exp": now - 290}),
        json!({"aud": format!("{}/contoso.example/v2.0", stage.origin())}),
    ] {
        let assertion = identity.assertion(&stage, "PS256", &header, &changes);
        assert_eq!(grant(&stage, &assertion).await.0, 200, "{changes}");
    }
}

#[tokio::test]
async fn bad_assertions_are_refused_by_name() {
    let stage = Stage::new().await;
    let (identity, stranger) = (Identity::new(), Identity::new());
    stage
        .entra(json!({"certificates": [{"pem": identity.pem}]}))
        .await;
    let header = json!({"x5t#S256": identity.sha256()});
    let now = Timestamp::now().as_second();
    for (changes, code) in [
        (json!({"nbf": now + 400}), 700_024),
        (json!({"exp": now - 400}), 700_024),
        (json!({"iss": "someone"}), 700_021),
        (json!({"aud": "https://login.example/token"}), 700_023),
        (
            json!({"aud": format!("{}/fabrikam.example/oauth2/v2.0/token", stage.origin())}),
            700_023,
        ),
    ] {
        let assertion = identity.assertion(&stage, "PS256", &header, &changes);
        assert_refused(
            &grant(&stage, &assertion).await,
            401,
            "invalid_client",
            code,
        );
    }
    let forged = stranger.assertion(&stage, "PS256", &header, &json!({}));
    assert_refused(
        &grant(&stage, &forged).await,
        401,
        "invalid_client",
        700_027,
    );
    let unknown = stranger.assertion(
        &stage,
        "RS256",
        &json!({"x5t": stranger.sha1()}),
        &json!({}),
    );
    assert_refused(
        &grant(&stage, &unknown).await,
        401,
        "invalid_client",
        700_027,
    );
    assert_refused(
        &grant(&stage, "not.a.jwt").await,
        401,
        "invalid_client",
        50027,
    );
    let confused = identity.assertion(&stage, "none", &header, &json!({}));
    assert_refused(
        &grant(&stage, &confused).await,
        401,
        "invalid_client",
        50027,
    );
}

#[tokio::test]
async fn under_auto_consent_an_application_may_bring_its_certificate_until_one_is_registered() {
    let stage = Stage::automatic().await;
    let (first, second) = (Identity::new(), Identity::new());
    let brought = |identity: &Identity, of: &Identity| {
        let header = json!({"x5t#S256": of.sha256(), "x5c": [STANDARD.encode(&of.der)]});
        identity.assertion(&stage, "PS256", &header, &json!({}))
    };
    let status = async |assertion: String| grant(&stage, &assertion).await.0;
    assert_eq!(status(brought(&first, &first)).await, 200);
    assert_eq!(status(brought(&second, &second)).await, 200);
    assert_eq!(status(brought(&first, &second)).await, 401);
    stage
        .entra(json!({"certificates": [{"pem": first.pem}]}))
        .await;
    assert_eq!(status(brought(&first, &first)).await, 200);
    assert_eq!(status(brought(&second, &second)).await, 401);
}
