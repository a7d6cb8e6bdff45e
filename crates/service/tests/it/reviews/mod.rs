//! What a review sees: the same bytes for the person and the reviewer, every look on record, and nothing that moves after the
//! freeze.

mod bytes;
mod reviewers;
mod rubric;

use crate::support::{Person, Reply, TENANT, World, ndjson, signal};
use activity::Sha256;
use serde_json::{Value, json};

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const BOB: &str = "bbbbbbbb-0000-0000-0000-000000000002";
const ADDRESS: &str = "ada@contoso.example";
const MINE: &str = "/v1/me/reviews/2026-Q4";
const RUBRIC: &str = "/v1/admin/rubric";

struct Office {
    world: World,
    admin: Person,
    ada: Person,
    connection: String,
}

async fn office() -> Office {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let quarter = json!({
        "name": "2026 Q4", "start": "2026-10-01", "end": "2027-01-01", "timeZone": "Europe/Berlin"
    });
    assert_eq!(admin.post("/v1/admin/cycles", &quarter).await.status, 201);
    let ada = world.employee(TENANT, ADA, ADDRESS).await;
    let connection = ada.connect("employee_graph").await;
    ada.consent(&connection, "consent-1").await;
    let office = Office {
        world,
        admin,
        ada,
        connection,
    };
    assert_eq!(office.counts(541).await.statuses(), ["stored"]);
    office
}

impl Office {
    async fn counts(&self, received: u64) -> Reply {
        let lines = [signal(ADDRESS, received)];
        let body = ndjson(TENANT, ADA, &self.connection, Some("consent-1"), &lines);
        self.ada.upload(body).await
    }

    async fn manager(&self, name: &str) -> Person {
        let (oid, address) = (format!("manager-{name}"), format!("{name}@contoso.example"));
        self.world.manager(&self.admin, &oid, &address).await
    }

    async fn invited_by(&self, manager: &Person, oid: &str, address: &str) -> (Person, Value) {
        let request = json!({ "role": "employee", "address": address });
        let made = manager.post("/v1/admin/invites", &request).await.json();
        let token = self
            .world
            .issuer
            .token(TENANT, oid, address, &self.world.nonce().await);
        let session = json!({
            "invite": made["code"], "idToken": token.sign(), "device": format!("the device of {oid}")
        });
        (self.world.person(session).await, made)
    }

    async fn freeze(&self) {
        let reply = self
            .admin
            .post("/v1/admin/cycles/2026-Q4/freeze", &Value::Null)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
}

fn seen_by(reviewer: &Person, oid: &str) -> impl Future<Output = Reply> {
    let reviewer = reviewer.clone();
    let path = format!("/v1/reviews/2026-Q4/{oid}");
    async move { reviewer.get(&path).await }
}

/// The digests of an answer, which must be those of the bytes in it.
fn digests(reply: &Reply) -> (String, String) {
    let answer: wire::Review = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(Sha256::of(answer.input.get().as_bytes()), answer.sha256);
    assert_eq!(Sha256::of(answer.text.as_bytes()), answer.text_sha256);
    (answer.sha256.to_string(), answer.text_sha256.to_string())
}

fn text(reply: &Reply) -> String {
    reply.json()["text"].as_str().unwrap().to_owned()
}
