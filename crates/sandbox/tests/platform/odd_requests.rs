//! Requests that nobody should send: every answer says in its own words why not.

use serde_json::{Value, json};

use crate::support::{Stage, assert_refused};

#[tokio::test]
async fn the_token_endpoint_names_what_is_missing_whatever_came() {
    let stage = Stage::automatic().await;
    let url = format!("{}/{}/oauth2/v2.0/token", stage.origin(), stage.tenant());
    let empty = stage.client.post(&url);
    let as_json = stage.client.post(&url).json(&json!({"grant_type": "x"}));
    let untyped = stage
        .client
        .post(&url)
        .header("content-type", "text/plain")
        .body("client_id=x");
    for request in [empty, as_json, untyped] {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let refused = (status, answer.json::<Value>().await.unwrap());
        assert_refused(&refused, 400, "invalid_request", 900_144);
    }
    for path in ["token", "devicecode"] {
        let url = url.replace("/token", &format!("/{path}"));
        let answer = stage.client.get(&url).send().await.unwrap();
        let status = answer.status().as_u16();
        let refused = (status, answer.json::<Value>().await.unwrap());
        assert_refused(&refused, 400, "invalid_request", 900_561);
    }
}

#[tokio::test]
async fn unknown_paths_and_versions_are_refused_in_json() {
    let stage = Stage::automatic().await;
    let token = stage.app_token().await;
    for (path, status, code) in [
        ("/beta/me", 404, "BadRequest"),
        ("/v1.0", 400, "BadRequest"),
        ("/v1.0/", 404, "BadRequest"),
        ("/v1.0/nonsense", 400, "BadRequest"),
        ("/v1.0/subscriptions", 501, "NotImplemented"),
        ("/nonsense", 404, "BadRequest"),
    ] {
        let url = format!("{}{path}", stage.origin());
        let answer = stage.client.get(url).bearer_auth(&token).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"]["code"], code, "{path}");
        assert!(
            body["error"]["innerError"]["request-id"].is_string(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn admin_consent_without_a_scope_is_refused_on_a_page() {
    let stage = Stage::automatic().await;
    for scope in ["", "&scope=", "&scope=%20"] {
        let url = format!(
            "{}/{}/v2.0/adminconsent?client_id={}&redirect_uri=http://localhost:5/x{scope}",
            stage.origin(),
            stage.tenant(),
            stage.ready().app_client_id
        );
        let answer = stage.client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{scope}");
        assert!(answer.text().await.unwrap().contains("AADSTS900144"));
    }
}
