//! The email signal against the sandbox's own truth: whatever is delivered, sent, moved and deleted, each message that was there
//! at a sync counts once, as what it was, and nothing that happens to it later changes that (RULES 18).

use crate::browser;
use crate::home::Home;
use crate::stage::{Stage, assert_accounted, small_world_at};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const NOW: &str = "2026-11-20T10:02:00Z";
const CYCLE: [&str; 2] = ["2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"];
const OUTSIDE: [&str; 3] = [
    "buyer@acme.example",
    "x@fabrikam.example",
    "/o=ExchangeLabs/ou=Exchange/cn=legacy",
];
const FOLDERS: [&str; 6] = [
    "inbox",
    "archive",
    "deleteditems",
    "junkemail",
    "sentitems",
    "drafts",
];

/// Those whose mail counts.
const COUNTED: [&str; 4] = ["inbox", "archive", "deleteditems", "sentitems"];

/// One employee's mailbox, and what was seen to have happened in it.
struct Mailbox {
    stage: Stage,
    home: Home,
    own: Vec<String>,
    chance: StdRng,
    /// How long a sync takes, by the last one.
    takes: Duration,
    /// Whether each message was sent, and the earliest time of its copies.
    happened: BTreeMap<String, (bool, String)>,
}

impl Mailbox {
    async fn new(seed: u64) -> Self {
        let stage = Stage::with(vitrine_sandbox::Options {
            seed,
            ..small_world_at(NOW)
        })
        .await;
        let admin = stage.connected_organisation().await;
        let home = stage.connected_employee(&admin, "employee", 0).await;
        home.agree("email_signal").await;
        let mut mailbox = Self {
            stage,
            home,
            own: Vec::new(),
            chance: StdRng::seed_from_u64(seed),
            takes: Duration::from_secs(1),
            happened: BTreeMap::new(),
        };
        let lines = mailbox.truth().await;
        let user = lines.iter().find(|line| line["kind"] == "user").unwrap();
        let proxies = user["proxyAddresses"].as_array().into_iter().flatten();
        let smtp = proxies.filter_map(|one| {
            let (scheme, address) = one.as_str()?.split_once(':')?;
            scheme
                .eq_ignore_ascii_case("smtp")
                .then(|| address.to_owned())
        });
        let plain =
            ["userPrincipalName", "mail"].map(|name| user[name].as_str().map(str::to_owned));
        mailbox.own = plain.into_iter().flatten().chain(smtp).collect();
        mailbox
    }

    fn principal(&self) -> String {
        self.stage.sandbox.ready().users[0].upn.clone()
    }

    async fn truth(&self) -> Vec<Value> {
        let authority = &self.stage.sandbox.ready().authority;
        let page = format!("{authority}/sandbox/truth?mailbox={}", self.principal());
        let text = browser::body(&page).await;
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    async fn change(&self, change: &str, body: &Value) {
        let authority = &self.stage.sandbox.ready().authority;
        let page = format!("{authority}/sandbox/{change}");
        assert_eq!(
            browser::send("POST", &page, body).await,
            200,
            "{change} {body}"
        );
    }

    async fn something_happens(&mut self) {
        let me = self.principal();
        let aliases: Vec<String> = self.own.iter().map(|own| own.to_uppercase()).collect();
        let from = aliases.choose(&mut self.chance).unwrap().clone();
        let outside = *OUTSIDE.choose(&mut self.chance).unwrap();
        let is_dated_before = self.chance.random_bool(0.2);
        let received = if is_dated_before {
            json!("2026-09-30T23:59:59Z")
        } else {
            Value::Null
        };
        let any_id = json!(self.chance.random_bool(0.8).then_some(true));
        match self.chance.random_range(0..12) {
            0..=2 => {
                let mail = json!({"from": outside, "to": [me], "received": received, "internetMessageId": any_id});
                self.change("mail", &mail).await;
            }
            3 | 4 => {
                let mail = json!({"from": from, "to": [OUTSIDE[0]], "received": received, "sent": received, "mailbox": me,
                    "folder": "sentitems", "internetMessageId": any_id});
                self.change("mail", &mail).await;
            }
            5 => {
                self.change("mail", &json!({"from": from, "to": [me]}))
                    .await;
            }
            6 => {
                let mail = json!({"from": outside, "sender": from, "to": [OUTSIDE[0]], "mailbox": me, "folder": "inbox"});
                self.change("mail", &mail).await;
            }
            7 => {
                let folder = *["drafts", "junkemail"].choose(&mut self.chance).unwrap();
                let mail = json!({"from": from, "to": [OUTSIDE[0]], "mailbox": me, "folder": folder,
                    "draft": folder == "drafts"});
                self.change("mail", &mail).await;
            }
            8 | 9 => {
                let to = *FOLDERS.choose(&mut self.chance).unwrap();
                let id = self.some_message().await;
                self.change("mail/move", &json!({"mailbox": me, "id": id, "to": to}))
                    .await;
            }
            _ => {
                let hard = self.chance.random_bool(0.5);
                let id = self.some_message().await;
                self.change(
                    "mail/delete",
                    &json!({"mailbox": me, "id": id, "hard": hard}),
                )
                .await;
            }
        }
    }

    async fn some_message(&mut self) -> String {
        let lines = self.truth().await;
        let messages: Vec<&Value> = lines
            .iter()
            .filter(|line| line["kind"] == "message")
            .collect();
        let chosen = messages.choose(&mut self.chance).unwrap();
        chosen["immutableId"].as_str().unwrap().to_owned()
    }

    /// Remembers what is there now, as the sync that follows finds it.
    async fn look(&mut self) {
        let lines = self.truth().await;
        let out_of_scope: BTreeSet<&str> = lines
            .iter()
            .filter(|line| is_left_out(line))
            .filter_map(path)
            .collect();
        for message in lines.iter().filter(|line| line["kind"] == "message") {
            let folder = message["folder"].as_str().unwrap();
            let is_below = |root: &&str| folder == *root || folder.starts_with(&format!("{root}/"));
            if message["isDraft"] == true || out_of_scope.iter().any(is_below) {
                continue;
            }
            let is_own = |field: &str| {
                let address = message[field]["address"].as_str().unwrap_or_default();
                self.own
                    .iter()
                    .any(|own| own.eq_ignore_ascii_case(address.trim()))
            };
            let sent = is_own("sender") || is_own("from");
            let at = &message[if sent {
                "sentDateTime"
            } else {
                "receivedDateTime"
            }];
            let at = at.as_str().unwrap().to_owned();
            let identity = message["internetMessageId"]
                .as_str()
                .or(message["immutableId"].as_str());
            let known = self
                .happened
                .entry(identity.unwrap().to_owned())
                .or_insert((sent, at.clone()));
            known.0 |= sent;
            known.1 = known.1.clone().min(at);
        }
    }

    /// Starts syncs that are killed in the middle, or thereabouts; between them mail moves from folder to folder, where each
    /// is still found, some of it comes once more, and pages are told twice, torn and lost.
    async fn crash(&mut self) {
        for _ in 0..self.chance.random_range(0..=2) {
            let mut child = self.home.start(&["sync", "--once", "--json"]);
            let moment = self.takes.mul_f64(self.chance.random_range(0.0..1.1));
            // Where it ends before that moment, that is a moment too.
            let _ = tokio::time::timeout(moment, child.wait()).await;
            child.kill().await.unwrap();
            self.move_what_counts().await;
        }
        let mails = "/v1.0/me/mailFolders/*/messages/delta";
        let rough = json!([
            {"path": mails, "after": 1, "times": 2, "fault": {"kind": "duplicate_items"}},
            {"path": mails, "after": 4, "fault": {"kind": "gone"}},
            {"path": mails, "after": 6, "fault": {"kind": "torn_body"}}
        ]);
        let rough = if self.chance.random_bool(0.5) {
            rough
        } else {
            json!([])
        };
        self.stage.faults(&rough).await;
    }

    /// Moves one of the mails that count to another folder whose mail counts, and has a copy of it come in.
    async fn move_what_counts(&mut self) {
        let lines = self.truth().await;
        let counted: Vec<&Value> = lines
            .iter()
            .filter(|line| line["kind"] == "message" && self.counts(line))
            .collect();
        let Some(chosen) = counted.choose(&mut self.chance) else {
            return;
        };
        let (me, to) = (self.principal(), *COUNTED.choose(&mut self.chance).unwrap());
        let moved = json!({"mailbox": me, "id": chosen["immutableId"], "to": to});
        self.change("mail/move", &moved).await;
        let copy = json!({"from": chosen["from"]["address"], "sender": chosen["sender"]["address"], "to": [me], "mailbox": me,
            "folder": to, "internetMessageId": chosen["internetMessageId"]});
        if chosen["internetMessageId"].is_string() {
            self.change("mail", &copy).await;
        }
    }

    /// Whether this mail was found by an earlier look, and is not on its way to be lost sight of.
    fn counts(&self, message: &Value) -> bool {
        let identity = message["internetMessageId"]
            .as_str()
            .or(message["immutableId"].as_str());
        identity.is_some_and(|identity| self.happened.contains_key(identity))
            && message["folder"]
                .as_str()
                .is_some_and(|folder| COUNTED.contains(&folder))
    }

    async fn sync_and_compare(&mut self) {
        self.look().await;
        self.crash().await;
        let began = Instant::now();
        let ran = self.home.run(&["sync", "--once", "--json"]).await;
        self.takes = began.elapsed();
        self.stage.spoil_nothing().await;
        assert_accounted(&ran.expect(0).json());
        let export = self.home.run(&["export"]).await.expect(0).stdout;
        let line: Value = serde_json::from_str(export.trim()).expect("one cycle, one count");
        let in_cycle = |at: &str| (CYCLE[0]..CYCLE[1]).contains(&at);
        let counted = |sent| {
            let mut mails = self.happened.values().filter(|(_, at)| in_cycle(at));
            mails
                .by_ref()
                .filter(|(is_sent, _)| *is_sent == sent)
                .count()
        };
        assert_eq!(
            line["activity"]["properties"],
            json!({"cycleId": "2026-Q4", "sent": counted(true), "received": counted(false)})
        );
    }
}

/// Whether nothing in this folder and below it is considered (RULES 14).
fn is_left_out(line: &Value) -> bool {
    let left_out = ["drafts", "outbox", "junkemail"];
    let has_no_mail = line["alias"]
        .as_str()
        .is_some_and(|alias| left_out.contains(&alias));
    line["kind"] == "folder"
        && (has_no_mail || line["isHidden"] == true || line["isSearchFolder"] == true)
}

fn path(line: &Value) -> Option<&str> {
    line["path"].as_str()
}

#[tokio::test]
async fn counts_are_what_happened_whatever_is_moved_and_deleted_and_however_often_it_crashes() {
    for seed in [3, 5] {
        let mut mailbox = Mailbox::new(seed).await;
        mailbox.sync_and_compare().await;
        for _ in 0..8 {
            for _ in 0..mailbox.chance.random_range(1..6) {
                mailbox.something_happens().await;
            }
            mailbox.sync_and_compare().await;
        }
    }
}
