use crate::support::{Person, Reply, TENANT, World, ndjson, retraction, transcript};
use serde_json::{Value, json};

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";
const RECORD: &str = "consent-2";

struct Desk {
    _world: World,
    admin: Person,
    ada: Person,
    connection: String,
}

impl Desk {
    async fn set_up() -> Self {
        let world = World::start().await;
        let (admin, _) = world.admin(TENANT).await;
        let ada = world.employee(TENANT, ADA, ADDRESS).await;
        let connection = ada.connect("employee_graph").await;
        let given = ada.consent_to("transcript", &connection, RECORD).await;
        assert_eq!(given.status, 200, "{}", given.text());
        Self {
            _world: world,
            admin,
            ada,
            connection,
        }
    }

    async fn upload(&self, activity: Value) -> Reply {
        let lines = ndjson(TENANT, ADA, &self.connection, Some(RECORD), &[activity]);
        self.ada.upload(lines).await
    }

    async fn allow(&self, level: &str) {
        let settings = json!({ "transcripts": { "level": level, "internalMeetings": false } });
        let reply = self.admin.patch("/v1/admin/settings", &settings).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
}

#[tokio::test]
async fn a_transcript_is_held_as_it_was_released_and_can_be_taken_back() {
    let desk = Desk::set_up().await;
    let own = transcript("t1", "own_turns", ADDRESS);
    assert_eq!(desk.upload(own.clone()).await.statuses(), ["stored"]);
    let numbers = transcript("t2", "measures", ADDRESS);
    assert_eq!(desk.upload(numbers).await.statuses(), ["stored"]);
    let held = desk.ada.get("/v1/me/activities").await.lines();
    assert_eq!(held.len(), 2);
    assert_eq!(
        (&held[0]["stream"], &held[0]["activity"]),
        (&json!("transcript"), &own)
    );
    let line = retraction(TENANT, ADA, &desk.connection, &own);
    assert_eq!(desk.ada.retract(line).await.statuses(), ["retracted"]);
}

#[tokio::test]
async fn no_more_of_a_transcript_is_taken_than_the_policy_lets_through() {
    let desk = Desk::set_up().await;
    let refused = desk.upload(transcript("t1", "full", ADDRESS)).await;
    assert_eq!(refused.code(), "not_allowed_by_policy");
    assert_eq!(refused.json()["items"][0]["reason"], "level_not_allowed");
    assert!(!refused.text().contains("Let us"));
    desk.allow("measures").await;
    let refused = desk.upload(transcript("t1", "own_turns", ADDRESS)).await;
    assert_eq!(refused.code(), "not_allowed_by_policy");
    let numbers = transcript("t1", "measures", ADDRESS);
    assert_eq!(desk.upload(numbers).await.statuses(), ["stored"]);
    desk.allow("full").await;
    let full = transcript("t1", "full", ADDRESS);
    assert_eq!(desk.upload(full).await.statuses(), ["replaced"]);
}

#[tokio::test]
async fn a_transcript_with_contradicting_parts_is_refused() {
    let desk = Desk::set_up().await;
    let with = |path: &str, value: Value| {
        let mut activity = transcript("t1", "own_turns", ADDRESS);
        *activity.pointer_mut(path).unwrap() = value;
        activity
    };
    for bad in [
        with("/externalId", json!("o365_transcript_")),
        with("/externalId", json!("o365_signal_t1")),
        with("/personExternalId", json!("Ada@contoso.example")),
        with("/properties/measures", json!({ "mood": 1 })),
    ] {
        let refused = desk.upload(bad).await;
        assert_eq!(refused.json()["items"][0]["reason"], "inconsistent");
    }
}

#[tokio::test]
async fn a_transcript_needs_a_consent_and_a_road_of_its_own() {
    let desk = Desk::set_up().await;
    let own = [transcript("t1", "own_turns", ADDRESS)];
    desk.ada.consent(&desk.connection, "consent-1").await;
    let under_another = ndjson(TENANT, ADA, &desk.connection, Some("consent-1"), &own);
    assert_eq!(
        desk.ada.upload(under_another).await.code(),
        "consent_required"
    );
    let by_imap = desk.ada.connect("employee_imap").await;
    let given = desk
        .ada
        .consent_to("transcript", &by_imap, "consent-3")
        .await;
    assert_ne!(given.status, 200, "IMAP carries no transcripts");
    let elsewhere = ndjson(TENANT, ADA, &by_imap, Some(RECORD), &own);
    assert_eq!(desk.ada.upload(elsewhere).await.code(), "forbidden");
    desk.ada.withdraw(&desk.connection, RECORD).await;
    let [own] = own;
    assert_eq!(desk.upload(own).await.code(), "consent_required");
}
