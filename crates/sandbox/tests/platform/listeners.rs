//! Listeners, certificates, scenarios and the binary.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use reqwest::{Certificate, Client};
use serde_json::{Value, json};
use vitrine_sandbox::{Options, Sandbox};

use crate::support::{Stage, client};

const LOOPBACK: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

#[tokio::test]
async fn https_is_trusted_through_its_authority_and_links_stay_on_the_address_used() {
    let options = Options {
        https: Some(LOOPBACK),
        http: Some(LOOPBACK),
        ..Options::default()
    };
    let stage = Stage::with(options).await;
    let pem = stage.running.authority_pem().unwrap();
    let trusting = Client::builder()
        .tls_certs_only([Certificate::from_pem(pem.as_bytes()).unwrap()])
        .build()
        .unwrap();
    let https = stage.ready().https.clone().unwrap();
    assert_eq!(stage.origin(), https);
    assert_eq!(stage.ready().graph, format!("{https}/v1.0"));
    let port = https.rsplit(':').next().unwrap();
    for origin in [
        format!("https://localhost:{port}"),
        format!("https://127.0.0.1:{port}"),
    ] {
        let url = format!(
            "{origin}/{}/v2.0/.well-known/openid-configuration",
            stage.tenant()
        );
        let document: Value = trusting
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(
            document["issuer"],
            format!("{origin}/{}/v2.0", stage.tenant())
        );
    }
    let http = stage.ready().http.clone().unwrap();
    let document: Value = client()
        .get(format!(
            "{http}/{}/v2.0/.well-known/openid-configuration",
            stage.tenant()
        ))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(
        document["token_endpoint"]
            .as_str()
            .unwrap()
            .starts_with(&http)
    );
    assert!(client().get(&https).send().await.is_err());
}

#[tokio::test]
async fn behind_another_port_clients_are_told_that_one() {
    let stage = Stage::with(Options {
        http: Some(LOOPBACK),
        public_port: Some(1),
        ..Options::default()
    })
    .await;
    let told = "http://127.0.0.1:1";
    assert_eq!(stage.ready().authority, told);
    assert_eq!(stage.ready().graph, format!("{told}/v1.0"));
    let own = stage.ready().http.clone().unwrap();
    assert_ne!(own, told);
    let tenant = stage.tenant();
    let url = format!("{own}/{tenant}/v2.0/.well-known/openid-configuration");
    let answer = client().get(url).header("host", "127.0.0.1:1").send().await;
    let document: Value = answer.unwrap().json().await.unwrap();
    assert_eq!(document["issuer"], format!("{told}/{tenant}/v2.0"));
}

#[tokio::test]
async fn a_stopped_sandbox_answers_no_more() {
    let running = Sandbox::start(Options::in_process()).await.unwrap();
    let url = format!("{}/sandbox/counts", running.ready().authority);
    let client = client();
    assert_eq!(client.get(&url).send().await.unwrap().status(), 200);
    running.stop().await;
    assert!(client.get(&url).send().await.is_err());
}

#[tokio::test]
async fn a_scenario_sets_switches_consents_and_faults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.json");
    let scenario = json!({
        "description": "A strict tenant whose administrator has consented to the connector.",
        "entra": {"consent_policy": "strict", "grant": [{"app": "customer", "roles": ["User.Read.All"]}]},
        "faults": [{"path": "/v1.0/organization", "fault": {"kind": "gateway_timeout"}}],
    });
    std::fs::write(&path, scenario.to_string()).unwrap();
    let stage = Stage::with(Options {
        scenario: Some(path.clone()),
        ..Options::in_process()
    })
    .await;
    let token = stage.app_token().await;
    assert_eq!(stage.graph(&token, "/organization").await.status(), 504);
    assert_eq!(stage.graph(&token, "/organization").await.status(), 200);
    let shown: Value = stage
        .client
        .get(format!("{}/sandbox/entra", stage.origin()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(shown["consent_policy"], "strict");
    for bad in [
        json!({"entra": {"consent_polcy": "strict"}}),
        json!({"faults": [{}]}),
        json!({"entra": {"grant": [{"app": "customer", "roles": ["No.Such"]}]}}),
    ] {
        std::fs::write(&path, bad.to_string()).unwrap();
        assert!(
            Sandbox::start(Options {
                scenario: Some(path.clone()),
                ..Options::in_process()
            })
            .await
            .is_err(),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn one_switch_can_be_turned_by_its_name() {
    let stage = Stage::new().await;
    let url = |switch: &str| format!("{}/sandbox/entra/{switch}", stage.origin());
    assert_eq!(
        stage
            .client
            .post(url("consent-policy"))
            .json("strict")
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(
        stage
            .client
            .post(url("no-such"))
            .json("strict")
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
    let unknown = json!([{"user": "nobody@contoso.example"}]);
    assert_eq!(
        stage
            .client
            .post(url("revoke-tokens"))
            .json(&unknown)
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
}

#[test]
fn the_binary_prints_one_line_writes_its_authority_and_ends_on_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("ca.pem");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vitrine-sandbox"))
        .args([
            "serve",
            "--https",
            "127.0.0.1:0",
            "--auto-consent",
            "--mailboxes",
            "3",
            "--messages",
            "10",
            "--events",
            "5",
            "--ca-out",
        ])
        .arg(&authority)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&ready["ready"], &ready["http"]),
        (&json!(true), &Value::Null)
    );
    for field in [
        "https",
        "authority",
        "graph",
        "tenant_id",
        "client_id",
        "app_client_id",
        "app_client_secret",
    ] {
        assert!(ready[field].is_string(), "{field}");
    }
    for field in ["id", "upn", "display_name", "roles"] {
        assert!(ready["users"][0].get(field).is_some(), "{field}");
    }
    assert!(
        std::fs::read_to_string(&authority)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert!(child.wait().unwrap().success());
}
