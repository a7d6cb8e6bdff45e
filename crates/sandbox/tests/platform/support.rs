//! A running sandbox and the few requests that every test makes.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Client, Response, redirect};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use vitrine_sandbox::{Options, Ready, Running, Sandbox};

pub(crate) const REDIRECT: &str = "http://127.0.0.1:49152/callback";
pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";

/// A sandbox and a client that follows no redirect.
pub(crate) struct Stage {
    pub(crate) running: Running,
    pub(crate) client: Client,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Options::in_process()).await
    }

    pub(crate) async fn automatic() -> Self {
        Self::with(Options {
            auto_consent: true,
            ..Options::in_process()
        })
        .await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let running = Sandbox::start(options).await.unwrap();
        Self {
            running,
            client: client(),
        }
    }

    pub(crate) fn ready(&self) -> &Ready {
        self.running.ready()
    }

    pub(crate) fn origin(&self) -> String {
        self.ready().authority.clone()
    }

    pub(crate) fn tenant(&self) -> String {
        self.ready().tenant_id.clone()
    }

    /// Someone without any directory role.
    pub(crate) fn employee(&self) -> (String, String) {
        let user = self
            .ready()
            .users
            .iter()
            .find(|user| user.roles.is_empty())
            .unwrap();
        (user.id.clone(), user.upn.clone())
    }

    /// The Global Administrator.
    pub(crate) fn admin(&self) -> (String, String) {
        let global = "62e90394-69f5-4237-9190-012177145e10";
        let user = self
            .ready()
            .users
            .iter()
            .find(|user| user.roles.iter().any(|role| role == global))
            .unwrap();
        (user.id.clone(), user.upn.clone())
    }

    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> Url {
        let (origin, tenant) = (self.origin(), self.tenant());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut parameters: BTreeMap<String, String> = [
            ("client_id", self.ready().client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid profile offline_access User.Read Mail.Read"),
            ("state", "a state/with ünïcode"),
            ("nonce", "n-1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("client_info", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for (name, value) in changes {
            parameters.insert((*name).to_owned(), (*value).to_owned());
        }
        parameters.retain(|_, value| !value.is_empty());
        Url::parse_with_params(
            &format!("{origin}/{tenant}/oauth2/v2.0/authorize"),
            parameters,
        )
        .unwrap()
    }

    /// Signs in under `--auto-consent` and returns the code.
    pub(crate) async fn code(&self, upn: &str, changes: &[(&str, &str)]) -> String {
        let changes = [&[("login_hint", upn)], changes].concat();
        let answer = self
            .client
            .get(self.authorize_url(&changes))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 302, "{:?}", answer.text().await);
        query_of(&answer)["code"].clone()
    }

    /// Posts to the token endpoint of the first tenant.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/{}/oauth2/v2.0/token", self.origin(), self.tenant());
        let answer = self.client.post(url).form(fields).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn redeem(&self, code: &str) -> (u16, Value) {
        let client_id = self.ready().client_id.clone();
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", &client_id),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
            ("client_info", "1"),
        ])
        .await
    }

    /// The token answer of a complete sign-in under `--auto-consent`.
    pub(crate) async fn signed_in(&self, upn: &str, changes: &[(&str, &str)]) -> Value {
        let code = self.code(upn, changes).await;
        let (status, answer) = self.redeem(&code).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    pub(crate) async fn refresh(
        &self,
        refresh_token: &str,
        changes: &[(&str, &str)],
    ) -> (u16, Value) {
        let client_id = self.ready().client_id.clone();
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", &client_id),
            ("refresh_token", refresh_token),
        ];
        self.token(&[&fields, changes].concat()).await
    }

    /// An application's own access token.
    pub(crate) async fn app_token(&self) -> String {
        let (status, answer) = self.app_grant(&[]).await;
        assert_eq!(status, 200, "{answer}");
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn app_grant(&self, changes: &[(&str, &str)]) -> (u16, Value) {
        let (id, secret) = (
            self.ready().app_client_id.clone(),
            self.ready().app_client_secret.clone(),
        );
        let mut fields = BTreeMap::from([
            ("grant_type", "client_credentials"),
            ("client_id", id.as_str()),
            ("client_secret", secret.as_str()),
            ("scope", "https://graph.microsoft.com/.default"),
        ]);
        fields.extend(changes.iter().copied());
        fields.retain(|_, value| !value.is_empty());
        self.token(&fields.into_iter().collect::<Vec<_>>()).await
    }

    pub(crate) async fn graph(&self, token: &str, target: &str) -> Response {
        let url = if target.starts_with("http") {
            target.to_owned()
        } else {
            format!("{}{target}", self.ready().graph)
        };
        self.client
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }

    /// Turns switches.
    pub(crate) async fn entra(&self, script: Value) {
        let answer = self
            .client
            .post(format!("{}/sandbox/entra", self.origin()))
            .json(&script)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 204, "{:?}", answer.text().await);
    }

    /// Adds rules.
    pub(crate) async fn faults(&self, rules: Value) {
        let answer = self
            .client
            .post(format!("{}/sandbox/faults", self.origin()))
            .json(&rules)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 204, "{:?}", answer.text().await);
    }

    pub(crate) async fn counts(&self) -> Value {
        self.client
            .get(format!("{}/sandbox/counts", self.origin()))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }
}

pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(redirect::Policy::none())
        .build()
        .unwrap()
}

/// The query of an answer's `Location`.
pub(crate) fn query_of(answer: &Response) -> BTreeMap<String, String> {
    let location = answer.headers()["location"].to_str().unwrap();
    Url::parse(location)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

/// Claims of a JWT, unchecked.
pub(crate) fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Asserts Entra's error body.
pub(crate) fn assert_refused(
    (status, answer): &(u16, Value),
    expected_status: u16,
    error: &str,
    code: u32,
) {
    assert_eq!(
        (*status, answer["error"].as_str()),
        (expected_status, Some(error)),
        "{answer}"
    );
    assert_eq!(answer["error_codes"], json!([code]));
    let description = answer["error_description"].as_str().unwrap();
    assert!(
        description.starts_with(&format!("AADSTS{code}: ")),
        "{description}"
    );
    for field in ["timestamp", "trace_id", "correlation_id"] {
        assert!(
            description.contains(answer[field].as_str().unwrap()),
            "{field}"
        );
    }
}
