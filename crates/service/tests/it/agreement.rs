use crate::support::{TENANT, World, attended, ndjson, signal};
use consent::DpaText;
use serde_json::json;

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";
const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";

#[tokio::test]
async fn nothing_is_stored_before_the_agreement_is_accepted() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    admin
        .put(
            "/v1/admin/allowlist",
            &json!({ "entries": ["acme.example"] }),
        )
        .await;
    let connection = admin.connect("organisation").await;
    let batch = ndjson(
        TENANT,
        MAILBOX,
        &connection,
        None,
        &[attended("e1", "buyer@acme.example")],
    );
    assert_eq!(admin.upload(batch.clone()).await.code(), "dpa_required");
    let elsewhere = attended("e2", "buyer@nowhere.example");
    let elsewhere = ndjson(TENANT, MAILBOX, &connection, None, &[elsewhere]);
    assert_eq!(
        admin.upload(elsewhere).await.code(),
        "dpa_required",
        "the agreement is asked for before anything else"
    );
    admin.accept_dpa().await;
    assert_eq!(admin.upload(batch).await.statuses(), ["stored"]);
}

#[tokio::test]
async fn the_acceptance_is_of_exactly_the_text_that_was_shown() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let texts = admin.get("/v1/dpa").await.json();
    let english = texts["texts"][0].clone();
    let german = texts["texts"][1].clone();
    assert_eq!(
        (&english["language"], &german["language"]),
        (&json!("en"), &json!("de"))
    );
    let markdown = english["markdown"].as_str().unwrap();
    assert_eq!(
        english["sha256"],
        json!(activity::Sha256::of(markdown.as_bytes()))
    );
    let wrong = [
        json!({ "version": 1, "sha256": "00".repeat(32), "language": "en" }),
        json!({ "version": 2, "sha256": english["sha256"], "language": "en" }),
        json!({ "version": 1, "sha256": english["sha256"], "language": "de" }),
    ];
    for request in wrong {
        assert_eq!(
            admin.post("/v1/admin/dpa", &request).await.code(),
            "newer_dpa"
        );
    }
    let right = json!({ "version": 1, "sha256": german["sha256"], "language": "de" });
    let accepted = admin.post("/v1/admin/dpa", &right).await.json();
    assert_eq!(accepted["acceptedBy"], json!(admin.subject));
    assert_eq!(accepted["roles"], json!(["admin-invite"]));
    let config = admin.get("/v1/admin/config").await.json();
    assert_eq!(config["dpaAcceptedByUserId"], json!(admin.subject));
    assert_eq!(config["policy"]["dpa"]["accepted"], accepted);
    assert_eq!(
        admin.post("/v1/admin/dpa", &right).await.json(),
        accepted,
        "accepting again changes nothing"
    );
}

#[tokio::test]
async fn a_new_version_closes_the_gate_until_it_is_accepted_again() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    let batch = ndjson(
        TENANT,
        MAILBOX,
        &connection,
        None,
        &[attended("e1", "buyer@acme.example")],
    );
    assert_eq!(admin.upload(batch.clone()).await.status, 200);
    let before = admin.get("/v1/admin/config").await.json()["policy"]["version"]
        .as_u64()
        .unwrap();
    world
        .running
        .publish_dpa(DpaText::new(2, "en", "# Version 2"))
        .await
        .unwrap();
    let after = admin.get("/v1/admin/config").await.json()["policy"]["version"]
        .as_u64()
        .unwrap();
    assert!(after > before, "clients learn of it by the policy");
    assert_eq!(admin.upload(batch.clone()).await.code(), "dpa_required");
    let accepted = admin.get("/v1/dpa/1").await.json();
    assert_eq!(
        accepted["texts"].as_array().unwrap().len(),
        2,
        "what was accepted can still be read"
    );
    assert_eq!(
        admin.get("/v1/dpa/2").await.json()["texts"][0]["markdown"],
        json!("# Version 2")
    );
    for unknown in ["/v1/dpa/3", "/v1/dpa/x"] {
        assert_eq!(admin.get(unknown).await.code(), "not_found");
    }
    admin.accept_dpa().await;
    let old = admin.upload(batch.clone()).await;
    assert_eq!(
        old.code(),
        "dpa_required",
        "the envelope still names version 1"
    );
    assert_eq!(old.json()["items"][0]["reason"], "other_dpa");
    let text = String::from_utf8(batch)
        .unwrap()
        .replace("\"dpaVersion\":1", "\"dpaVersion\":2");
    assert_eq!(admin.upload(text.into_bytes()).await.status, 200);
    assert!(
        world
            .running
            .publish_dpa(DpaText::new(2, "en", "# Another"))
            .await
            .is_err(),
        "a version has one text"
    );
    assert!(
        world
            .running
            .publish_dpa(DpaText::new(9, "en", "# Nine"))
            .await
            .is_err(),
        "versions rise by one"
    );
}

#[tokio::test]
async fn an_employees_numbers_need_their_own_consent_in_force() {
    let world = World::start().await;
    world.admin(TENANT).await;
    let ada = world.employee(TENANT, ADA, "ada@contoso.example").await;
    let connection = ada.connect("employee_graph").await;
    let batch = |consent: Option<&str>, received| {
        ndjson(
            TENANT,
            ADA,
            &connection,
            consent,
            &[signal("ada@contoso.example", received)],
        )
    };
    assert_eq!(ada.upload(batch(None, 1)).await.code(), "consent_required");
    assert_eq!(
        ada.upload(batch(Some("made-up"), 1)).await.code(),
        "consent_required"
    );
    let record = ada.consent(&connection, "consent-1").await.json();
    assert_eq!(
        ada.consent(&connection, "consent-1").await.json(),
        record,
        "giving it twice changes nothing"
    );
    assert_eq!(
        ada.upload(batch(Some("consent-1"), 1)).await.statuses(),
        ["stored"]
    );
    let withdrawn = ada.withdraw(&connection, "consent-1").await.json();
    assert_eq!(withdrawn["withdrawnAt"], "2026-11-21T10:00:00Z");
    assert_eq!(
        ada.upload(batch(Some("consent-1"), 2)).await.code(),
        "consent_required"
    );
    ada.consent(&connection, "consent-2").await;
    assert_eq!(
        ada.upload(batch(Some("consent-2"), 2)).await.statuses(),
        ["replaced"]
    );
    let listed = ada.get("/v1/connections").await.json();
    assert_eq!(
        listed[0]["consents"].as_array().unwrap().len(),
        2,
        "withdrawn ones stay on record"
    );
    assert_eq!(listed[0]["mailbox"], ADA);
}

#[tokio::test]
async fn a_disconnected_connection_takes_nothing_more() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    let meeting = attended("e1", "buyer@acme.example");
    let batch = ndjson(
        TENANT,
        MAILBOX,
        &connection,
        None,
        std::slice::from_ref(&meeting),
    );
    assert_eq!(admin.upload(batch.clone()).await.status, 200);
    assert_eq!(
        admin
            .delete(&format!("/v1/connections/{connection}"))
            .await
            .status,
        204
    );
    assert_eq!(
        admin
            .delete(&format!("/v1/connections/{connection}"))
            .await
            .status,
        204
    );
    assert_eq!(admin.upload(batch).await.code(), "disconnected");
    let line = crate::support::retraction(TENANT, MAILBOX, &connection, &meeting);
    assert_eq!(
        admin.retract(line).await.statuses(),
        ["retracted"],
        "what was sent can still be taken back"
    );
    assert_ne!(
        admin.connect("organisation").await,
        connection,
        "connecting anew is a new connection"
    );
}
