//! Transcripts from the invitation to the service and back, by the binary: read, cut, released, taken back.

use crate::browser;
use crate::home::Home;
use crate::stage::{Stage, assert_accounted, small_world};
use serde_json::{Value, json};

pub(crate) const GUEST: &str = "buyer@acme.example";
pub(crate) const OTHERS: &str = "canary-others-words";
const OWN: &str = "canary-own-words";
const CUT: &str = "canary-cut-words";

/// An employee with meetings, ready to sync transcripts.
pub(crate) struct Desk {
    pub(crate) stage: Stage,
    pub(crate) admin: Home,
    pub(crate) home: Home,
    pub(crate) name: String,
    pub(crate) upn: String,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::at(small_world()).await
    }

    /// In a world in which nothing happened before.
    pub(crate) async fn at(world: vitrine_sandbox::Options) -> Self {
        Self::with(vitrine_sandbox::Options {
            messages: 0,
            events: 0,
            ..world
        })
        .await
    }

    pub(crate) async fn with(options: vitrine_sandbox::Options) -> Self {
        let stage = Stage::with(options).await;
        let admin = stage.connected_organisation().await;
        let home = stage.connected_employee(&admin, "employee", 0).await;
        let person = &stage.sandbox.ready().users[0];
        let (name, upn) = (person.display_name.clone(), person.upn.clone());
        home.agree("transcript").await;
        Self {
            stage,
            admin,
            home,
            name,
            upn,
        }
    }

    pub(crate) async fn make(&self, what: &str, body: Value) -> Value {
        let origin = &self.stage.sandbox.ready().authority;
        browser::make(&format!("{origin}/sandbox/{what}"), &body).await
    }

    /// A meeting that the employee was in, with people of those addresses; the event in the employee's mailbox.
    pub(crate) async fn meeting(&self, with: &[&str]) -> Value {
        self.meeting_at("-2h", with).await
    }

    pub(crate) async fn meeting_at(&self, start: &str, with: &[&str]) -> Value {
        let event = json!({
            "organizer": self.upn, "attendees": with, "start": start, "minutes": 30, "online": true,
            "subject": "canary-subject"
        });
        let made = self.make("event", event).await;
        json!({"mailbox": self.upn, "id": made["copies"][0]["id"]})
    }

    /// A transcript of it, in which the employee and a guest talk for six minutes.
    pub(crate) async fn transcript(&self, event: &Value) {
        self.transcript_at("-2h", event).await;
    }

    pub(crate) async fn transcript_at(&self, start: &str, event: &Value) {
        let mut body = event.clone();
        body["created"] = json!(start);
        let mut turns = vec![
            json!({"speaker": self.name, "text": format!("{OWN} shall we begin?"), "seconds": 100}),
            json!({"speaker": "Bo Sample", "text": format!("{OTHERS} yes."), "seconds": 100}),
            json!({"speaker": self.name, "text": format!("{CUT} a secret."), "seconds": 60}),
            json!({"speaker": "Bo Sample", "text": format!("{OTHERS} well."), "seconds": 120}),
        ];
        turns.push(json!({"speaker": self.name, "text": "The next step is yours.", "seconds": 20}));
        body["turns"] = json!(turns);
        self.make("transcript", body).await;
    }

    pub(crate) async fn switch(&self, switch: Value) {
        self.make("transcripts/switch", switch).await;
    }

    pub(crate) async fn json(&self, arguments: &[&str]) -> Value {
        self.home.json(arguments).await
    }

    pub(crate) async fn sync(&self) -> Value {
        let synced = self.home.sync().await;
        assert_accounted(&synced);
        synced["streams"]["transcript"].clone()
    }

    /// The only meeting's transcripts as they are listed.
    pub(crate) async fn listed(&self) -> Value {
        self.json(&["transcript", "list"]).await["meetings"].clone()
    }

    pub(crate) async fn only(&self) -> String {
        let meetings = self.listed().await;
        let id = &meetings[0]["transcripts"][0]["id"];
        id.as_str()
            .unwrap_or_else(|| panic!("{meetings}"))
            .to_owned()
    }

    /// Looks at a transcript and lets go what is shown of it.
    pub(crate) async fn release(&self, id: &str) {
        let shown = self.json(&["transcript", "show", id]).await;
        let sha256 = shown["told"]["sha256"].as_str().unwrap();
        self.json(&["transcript", "release", id, "--sha256", sha256])
            .await;
    }

    pub(crate) async fn held(&self) -> String {
        self.home.run(&["export"]).await.expect(0).stdout
    }
}

#[tokio::test]
async fn a_transcript_waits_is_cut_is_released_and_is_taken_back() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    let first = desk.sync().await;
    assert_eq!(
        (&first["considered"], &first["pending"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(desk.held().await, "", "nothing leaves by itself");
    let meetings = desk.listed().await;
    assert_eq!(meetings[0]["with"], json!(["acme.example"]));
    assert_eq!(meetings[0]["transcripts"][0]["review"], "waiting");
    assert!(!meetings.to_string().contains("canary"));

    let id = desk.only().await;
    let shown = desk.json(&["transcript", "show", &id]).await;
    let own: Vec<&Value> = shown["speakers"].as_array().unwrap().iter().collect();
    assert!(
        own.iter()
            .any(|one| one["is_own"] == true && one["name"] == desk.name)
    );
    assert_eq!(shown["told"]["level"], "own_turns");
    let measured = shown["measures"].as_array().unwrap();
    assert!(
        measured
            .iter()
            .any(|one| !one["evidence"].as_array().unwrap().is_empty())
    );
    assert!(
        shown["skills"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["score"].is_number())
    );
    let place = shown["passages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["text"].as_str().unwrap().contains(CUT));
    let place = place.unwrap()["cue"].to_string();
    let cut = desk
        .json(&["transcript", "cut", &id, "--from", &place])
        .await;
    let bytes = cut["told"]["bytes"].as_str().unwrap();
    assert!(bytes.contains(OWN) && !bytes.contains(CUT) && !bytes.contains(OTHERS));

    let stale = shown["told"]["sha256"].as_str().unwrap();
    let release = ["transcript", "release", &id, "--sha256"];
    let refused = desk
        .home
        .run(&[&release[..], &[stale, "--json"]].concat())
        .await;
    refused.refused(5, "conflict");
    let sha256 = cut["told"]["sha256"].as_str().unwrap();
    desk.json(&[&release[..], &[sha256]].concat()).await;
    let second = desk.sync().await;
    assert_eq!(
        (&second["sent"], &second["pending"]),
        (&json!(1), &json!(0))
    );
    let held = desk.held().await;
    let line: Value = serde_json::from_str(held.trim()).unwrap();
    assert_eq!(
        (&line["stream"], line["sha256"].as_str()),
        (&json!("transcript"), Some(sha256))
    );
    assert_eq!(line["activity"].to_string().len(), bytes.len());
    assert!(held.contains(OWN) && !held.contains(CUT) && !held.contains(OTHERS));
    let trend = desk.json(&["transcript", "list"]).await["trend"].clone();
    assert_eq!(trend.as_array().unwrap().len(), 1);

    desk.json(&["transcript", "withhold", &id]).await;
    let third = desk.sync().await;
    assert_eq!(third["withheld"], json!({"withheld_by_you": 1}));
    assert_eq!(desk.held().await, "");
    desk.json(&["transcript", "reconsider", &id]).await;
    assert_eq!(
        desk.listed().await[0]["transcripts"][0]["review"],
        "waiting"
    );

    for (place, bytes) in everything_of(&desk) {
        for canary in [OTHERS, CUT, OWN, "canary-subject"] {
            let found = bytes
                .windows(canary.len())
                .any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {place}");
        }
    }
}

/// Every file of the home: the ledger, its write-ahead log, and what else there is.
fn everything_of(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(&desk.home.path).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

#[tokio::test]
async fn nothing_that_was_said_is_logged() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    desk.sync().await;
    let id = desk.only().await;
    for arguments in [
        &["transcript", "show", &id, "--json"][..],
        &["transcript", "cut", &id, "--from", "2", "--json"],
        &["sync", "--once", "--json"],
        &["preview", "--json"],
        &["doctor", "--json"],
    ] {
        let ran = desk.home.run(arguments).await.expect(0);
        assert!(!ran.stderr.contains("canary"), "{}", ran.stderr);
    }
}

#[tokio::test]
async fn a_meeting_among_colleagues_stays_unless_the_policy_says_otherwise() {
    let desk = Desk::new().await;
    let colleague = desk.stage.sandbox.ready().users[1].upn.clone();
    let event = desk.meeting(&[&colleague]).await;
    desk.transcript(&event).await;
    let synced = desk.sync().await;
    assert_eq!(synced["withheld"], json!({"internal_only": 1}));
    let id = desk.only().await;
    let shown = desk.json(&["transcript", "show", &id]).await;
    assert_eq!(
        shown["untold"],
        json!({"kind": "withheld", "reason": "internal_only"})
    );
    let digest = "0".repeat(64);
    let forced = ["transcript", "release", &id, "--sha256", &digest];
    desk.home.refused(&forced, 2, "transcript_withheld").await;
    desk.admin
        .run(&["admin", "transcripts", "--internal", "yes"])
        .await
        .expect(0);
    desk.json(&["transcript", "look"]).await;
    assert_eq!(desk.sync().await["pending"], 1);
    let shown = desk.json(&["transcript", "show", &id]).await;
    assert!(shown["told"]["sha256"].is_string(), "{}", shown["untold"]);
}

#[tokio::test]
async fn a_series_has_the_transcripts_of_its_days() {
    let desk = Desk::new().await;
    let event = json!({
        "organizer": desk.upn, "attendees": [GUEST], "start": "-4d", "minutes": 30, "online": true,
        "recurrence": {"frequency": "daily", "count": 6}
    });
    let made = desk.make("event", event).await;
    for day in 1..=4 {
        let body = json!({
            "mailbox": desk.upn, "id": made["copies"][0]["id"], "created": format!("-{day}d"),
            "turns": [{"speaker": desk.name, "text": "Good."}]
        });
        desk.make("transcript", body).await;
    }
    assert_eq!(desk.sync().await["pending"], 4);
    let meetings = desk.listed().await;
    assert_eq!(meetings.as_array().unwrap().len(), 1);
    assert_eq!(meetings[0]["is_series"], true);
    let days: std::collections::BTreeSet<&str> = meetings[0]["transcripts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["starts_at"].as_str().unwrap())
        .collect();
    assert_eq!(days.len(), 4, "{meetings}");
}

#[tokio::test]
async fn withdrawing_one_stream_leaves_the_other() {
    let desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    desk.sync().await;
    let id = desk.only().await;
    desk.release(&id).await;
    desk.home.agree("email_signal").await;
    let withdrawn = desk.json(&["withdraw", "--stream", "transcript"]).await;
    assert_eq!(withdrawn["withdrawn"], json!(["transcript"]));
    let synced = desk.json(&["sync", "--once"]).await;
    assert_eq!(synced["streams"]["email_signal"]["activities"], 1);
    assert!(
        !desk.held().await.contains("meeting_transcript"),
        "what was released waits"
    );
    desk.home
        .refused(&["transcript", "show", &id], 4, "consent_required")
        .await;
    let all = desk.json(&["withdraw"]).await;
    assert_eq!(all["withdrawn"], json!(["email_signal"]));
    desk.home
        .refused(&["sync", "--once"], 4, "consent_required")
        .await;
    desk.home.agree("transcript").await;
    assert_eq!(desk.sync().await["sent"], 1);
    desk.home.run(&["disconnect"]).await.expect(0);
}
