use crate::support::{OTHER_TENANT, Person, TENANT, World, attended, ndjson, tenant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use consent::SignedPolicy;
use ed25519_dalek::VerifyingKey;
use serde_json::json;
use std::time::Duration;

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";

#[tokio::test]
async fn the_policy_is_signed_by_the_key_on_the_card_and_rises_with_every_change() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let card = world
        .anybody()
        .get("/.well-known/vitrine.json")
        .await
        .json();
    let key: [u8; 32] = STANDARD
        .decode(card["policyKey"].as_str().unwrap())
        .unwrap()
        .try_into()
        .unwrap();
    let key = VerifyingKey::from_bytes(&key).unwrap();
    let mut versions = Vec::new();
    for entries in [
        json!(["acme.example"]),
        json!(["acme.example"]),
        json!(["acme.example", "*.partner.example"]),
    ] {
        let reply = admin
            .put("/v1/admin/allowlist", &json!({ "entries": entries }))
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let signed: SignedPolicy =
            serde_json::from_slice(&admin.get("/v1/policy").await.body).unwrap();
        let verified = signed.verify(&key, &tenant(TENANT)).unwrap();
        versions.push(verified.policy().version);
    }
    assert_eq!(versions[0], versions[1], "the same list is no change");
    assert!(versions[1] < versions[2]);
}

#[tokio::test]
async fn an_allowlist_is_taken_whole_or_refused_with_every_reason() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let typed = ["acme.example", "com", "buyer@acme.example", "*"];
    let reply = admin
        .put("/v1/admin/allowlist", &json!({ "entries": typed }))
        .await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (422, "entries_refused")
    );
    let expected = json!([
        { "entry": "com", "reason": "public_suffix" },
        { "entry": "buyer@acme.example", "reason": "address" },
        { "entry": "*", "reason": "everybody" },
    ]);
    assert_eq!(reply.json()["entries"], expected);
    let own = json!({ "entries": ["acme.example", "mail.contoso.example"] });
    let reply = admin.put("/v1/admin/allowlist", &own).await;
    assert_eq!(
        reply.json()["entries"],
        json!([{ "entry": "mail.contoso.example", "reason": "internal" }])
    );
    let config = admin.get("/v1/admin/config").await.json();
    assert_eq!(
        config["policy"]["allowedExternalDomains"],
        json!([]),
        "nothing was saved"
    );
}

#[tokio::test]
async fn without_proof_of_the_own_domains_nobody_is_allowed() {
    let world = World::start().await;
    let invite = world.running.admin_invite(&tenant(TENANT)).await.unwrap();
    let admin = world
        .person(json!({ "invite": invite.invite, "device": "0123456789abcdef" }))
        .await;
    let reply = admin
        .put(
            "/v1/admin/allowlist",
            &json!({ "entries": ["acme.example"] }),
        )
        .await;
    assert_eq!(reply.code(), "conflict");
    let none = json!({ "organisation": "Contoso", "verifiedDomains": [] });
    assert_eq!(
        admin.put("/v1/admin/proof", &none).await.code(),
        "malformed"
    );
}

#[tokio::test]
async fn a_change_made_meanwhile_is_a_conflict() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let version = admin.get("/v1/admin/config").await.json()["policy"]["version"].clone();
    let change = json!({ "entries": ["acme.example"], "expectedPolicyVersion": version });
    assert_eq!(admin.put("/v1/admin/allowlist", &change).await.status, 200);
    assert_eq!(
        admin.put("/v1/admin/allowlist", &change).await.code(),
        "conflict"
    );
}

#[tokio::test]
async fn what_was_kept_as_long_as_its_tenant_keeps_it_is_deleted() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    let (other, other_connection) = world.admin(OTHER_TENANT).await;
    for (person, tenant, connection) in [
        (&admin, TENANT, &connection),
        (&other, OTHER_TENANT, &other_connection),
    ] {
        let line = attended("e1", "buyer@acme.example");
        let batch = ndjson(tenant, MAILBOX, connection, None, &[line]);
        assert_eq!(person.upload(batch).await.status, 200);
    }
    for (days, answer) in [(3_661, 400), (30, 200)] {
        let change = json!({ "retentionDays": days });
        let reply = admin.patch("/v1/admin/settings", &change).await;
        assert_eq!(reply.status, answer, "{days}");
    }
    let held = async |person: &Person| person.get("/v1/admin/export").await.text().lines().count();
    assert_eq!(held(&admin).await, 1, "it has just arrived");
    world.pass_hours(29 * 24);
    let again = json!({ "retentionDays": 29 });
    assert_eq!(admin.patch("/v1/admin/settings", &again).await.status, 200);
    let gone = async { while held(&admin).await > 0 {} };
    tokio::time::timeout(Duration::from_secs(20), gone)
        .await
        .unwrap();
    assert_eq!(held(&other).await, 1, "nobody else's is touched");
    let forever = json!({ "retentionDays": 0 });
    let config = admin.patch("/v1/admin/settings", &forever).await.json();
    assert!(config["policy"].get("retentionDays").is_none());
}

#[tokio::test]
async fn the_audit_names_settings_and_never_their_values() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let change =
        json!({ "fieldsOff": ["subject"], "purpose": "A secret plan", "retractOnDelete": true });
    assert_eq!(admin.patch("/v1/admin/settings", &change).await.status, 200);
    let audit = admin.get("/v1/admin/audit").await;
    let settings: Vec<_> = audit
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["setting"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        settings,
        [
            "purpose",
            "retract_on_delete",
            "fields_off",
            "allowed_external_domains",
            "dpa",
            "verified_domains",
            "organisation",
            "invite"
        ]
    );
    assert!(!audit.text().contains("secret plan") && !audit.text().contains("acme"));
    assert!(
        audit.json().as_array().unwrap().iter().all(|entry| {
            entry["actor"] == json!(admin.subject) || entry["actor"] == "operator"
        })
    );
}

#[tokio::test]
async fn a_request_with_an_unknown_field_is_refused() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let reply = admin
        .patch("/v1/admin/settings", &json!({ "fieldOff": ["subject"] }))
        .await;
    assert_eq!(reply.code(), "malformed");
    assert!(
        !reply.text().contains("fieldOff"),
        "what was sent is not repeated"
    );
    let reply = admin
        .patch("/v1/admin/settings", &json!({ "fieldsOff": ["body"] }))
        .await;
    assert_eq!(reply.code(), "malformed");
}

#[tokio::test]
async fn a_closed_road_takes_no_new_connections_and_leaves_the_old_ones() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let early = world
        .employee(
            TENANT,
            "aaaaaaaa-0000-0000-0000-000000000001",
            "ada@contoso.example",
        )
        .await;
    let connection = early.connect("employee_graph").await;
    let closed = json!({ "roads": { "employeeGraph": false } });
    assert_eq!(admin.patch("/v1/admin/settings", &closed).await.status, 200);
    assert_eq!(
        early.connect("employee_graph").await,
        connection,
        "the same connection, going on"
    );
    let late = world
        .employee(
            TENANT,
            "aaaaaaaa-0000-0000-0000-000000000002",
            "max@contoso.example",
        )
        .await;
    assert_eq!(
        late.post("/v1/connections", &json!({ "road": "employee_graph" }))
            .await
            .code(),
        "road_closed"
    );
    late.connect("employee_imap").await;
}
