use crate::support::{Person, TENANT, World, ndjson, signal, tenant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use consent::{Cycle, CycleState, SignedPolicy};
use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";

fn quarter() -> Value {
    json!({ "name": "2026 Q4", "start": "2026-10-01", "end": "2027-01-01", "timeZone": "Europe/Berlin" })
}

async fn move_to(admin: &Person, state: &str) -> crate::support::Reply {
    admin
        .post(&format!("/v1/admin/cycles/2026-Q4/{state}"), &Value::Null)
        .await
}

/// The cycles of the policy as a client verifies it.
async fn signed_cycles(world: &World, person: &Person) -> (u64, Vec<Cycle>) {
    let card = world
        .anybody()
        .get("/.well-known/vitrine.json")
        .await
        .json();
    let key = STANDARD
        .decode(card["policyKey"].as_str().unwrap())
        .unwrap();
    let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
    let signed: SignedPolicy =
        serde_json::from_slice(&person.get("/v1/policy").await.body).unwrap();
    let verified = signed.verify(&key, &tenant(TENANT)).unwrap();
    (verified.policy().version, verified.policy().cycles.clone())
}

#[tokio::test]
async fn a_cycle_reaches_every_client_with_the_signed_policy() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let ada = world.employee(TENANT, ADA, ADDRESS).await;
    let (before, none) = signed_cycles(&world, &ada).await;
    assert_eq!(none, []);
    let made = admin.post("/v1/admin/cycles", &quarter()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made: Cycle = serde_json::from_slice(&made.body).unwrap();
    // Berlin is two hours ahead when the quarter begins and one when it ends.
    assert_eq!(made.start.to_string(), "2026-09-30T22:00:00Z");
    assert_eq!(made.end.to_string(), "2026-12-31T23:00:00Z");
    assert_eq!(
        (made.id.as_str(), made.name.as_str()),
        ("2026-Q4", "2026 Q4")
    );
    assert_eq!(made.state, CycleState::Open);
    let (after, cycles) = signed_cycles(&world, &ada).await;
    assert!(after > before, "clients learn of it by the policy");
    assert_eq!(cycles, [made]);
    let earlier = json!({ "id": "H1", "name": "Erstes Halbjahr", "start": "2026-01-01T06:00", "end": "2026-07-01", "timeZone": "UTC" });
    assert_eq!(admin.post("/v1/admin/cycles", &earlier).await.status, 201);
    let listed = admin.get("/v1/admin/cycles").await.json();
    assert_eq!(listed[0]["id"], "H1", "the earliest first");
    assert_eq!(listed[0]["start"], "2026-01-01T06:00:00Z");
    assert_eq!(
        admin.get("/v1/admin/audit").await.json()[0]["setting"],
        "cycles"
    );
}

#[tokio::test]
async fn a_cycle_changes_while_it_is_open_and_only_moves_forward() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    admin.post("/v1/admin/cycles", &quarter()).await;
    let path = "/v1/admin/cycles/2026-Q4";
    let renamed = json!({ "name": "Herbst", "timeZone": "America/New_York" });
    let changed = admin.patch(path, &renamed).await.json();
    assert_eq!(changed["name"], "Herbst");
    assert_eq!(
        changed["start"], "2026-10-01T04:00:00Z",
        "the clocks show the same, elsewhere"
    );
    assert_eq!(move_to(&admin, "freeze").await.json()["state"], "frozen");
    let (version, _) = signed_cycles(&world, &admin).await;
    assert_eq!(move_to(&admin, "freeze").await.status, 200);
    assert_eq!(
        signed_cycles(&world, &admin).await.0,
        version,
        "freezing what is frozen is no change"
    );
    assert_eq!(admin.patch(path, &renamed).await.code(), "cycle_frozen");
    assert_eq!(move_to(&admin, "close").await.json()["state"], "closed");
    assert_eq!(move_to(&admin, "freeze").await.code(), "conflict");
    assert_eq!(
        signed_cycles(&world, &admin).await.1[0].state,
        CycleState::Closed
    );
    let unknown = admin.patch("/v1/admin/cycles/nowhere", &renamed).await;
    assert_eq!(unknown.code(), "not_found");
}

#[tokio::test]
async fn the_numbers_of_a_frozen_cycle_stay_as_they_are() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    admin.post("/v1/admin/cycles", &quarter()).await;
    let ada = world.employee(TENANT, ADA, ADDRESS).await;
    let connection = ada.connect("employee_graph").await;
    ada.consent(&connection, "consent-1").await;
    let numbers = |received| {
        let signal = signal(ADDRESS, received);
        ndjson(TENANT, ADA, &connection, Some("consent-1"), &[signal])
    };
    assert_eq!(ada.upload(numbers(541)).await.statuses(), ["stored"]);
    move_to(&admin, "freeze").await;
    let held = admin.export().await;
    let late = ada.upload(numbers(542)).await;
    assert_eq!(late.code(), "not_allowed_by_policy");
    assert_eq!(late.json()["items"][0]["reason"], "cycle_frozen");
    move_to(&admin, "close").await;
    assert_eq!(
        ada.upload(numbers(543)).await.code(),
        "not_allowed_by_policy"
    );
    assert_eq!(admin.export().await, held);
}

#[tokio::test]
async fn what_is_no_cycle_is_refused() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let spoiled = [
        ("name", json!("  ")),
        ("name", json!("a\nb")),
        ("name", json!("四半期")),
        ("start", json!("2027-01-01")),
        ("start", json!("2026-10-01T00:00:00Z")),
        ("start", json!("soon")),
        ("end", json!("2026-09-30")),
        ("timeZone", json!("Mars/Olympus")),
        ("timeZone", json!("")),
        ("id", json!("a/b")),
        ("state", json!("closed")),
    ];
    for (field, value) in spoiled {
        let mut request = quarter();
        request[field] = value.clone();
        let reply = admin.post("/v1/admin/cycles", &request).await;
        assert_eq!(reply.code(), "malformed", "{field}: {value}");
    }
    assert_eq!(admin.post("/v1/admin/cycles", &quarter()).await.status, 201);
    let again = admin.post("/v1/admin/cycles", &quarter()).await;
    assert_eq!(again.code(), "conflict");
    let backwards = json!({ "end": "2026-09-01" });
    let reply = admin.patch("/v1/admin/cycles/2026-Q4", &backwards).await;
    assert_eq!(reply.code(), "malformed");
}

/// What the clocks of the zone show decides, also where they show it never or twice.
#[tokio::test]
async fn the_edges_of_a_cycle_follow_the_clocks_of_its_zone() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let edges = [
        // Clocks go from 2 to 3 and from 3 to 2: the hour that is missing is an hour later, of two the first counts.
        (
            "Europe/Berlin",
            "2026-03-29T02:30",
            "2026-10-25T02:30",
            "2026-03-29T01:30:00Z",
            "2026-10-25T00:30:00Z",
        ),
        // Midnight itself is missing.
        (
            "Africa/Cairo",
            "2026-04-24",
            "2026-10-30",
            "2026-04-23T22:00:00Z",
            "2026-10-29T22:00:00Z",
        ),
        // Half an hour, in the south.
        (
            "Australia/Lord_Howe",
            "2026-04-05T01:45",
            "2026-10-04T02:15",
            "2026-04-04T14:45:00Z",
            "2026-10-03T15:45:00Z",
        ),
        // A day that there never was.
        (
            "Pacific/Apia",
            "2011-12-30",
            "2011-12-31T12:00",
            "2011-12-30T10:00:00Z",
            "2011-12-30T22:00:00Z",
        ),
    ];
    for (zone, start, end, from, until) in edges {
        let request = json!({ "name": zone, "start": start, "end": end, "timeZone": zone });
        let made = admin.post("/v1/admin/cycles", &request).await.json();
        assert_eq!(
            (&made["start"], &made["end"]),
            (&json!(from), &json!(until)),
            "{zone}"
        );
    }
}
