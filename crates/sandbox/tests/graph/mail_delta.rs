//! What a client that follows deltas ends up with.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Asker, EMPLOYEE, SMALL, Sandbox, TENANT};

/// A client's copy of one folder.
#[derive(Clone, Debug, Default, PartialEq)]
struct Copy {
    items: BTreeMap<String, (bool, String)>,
    link: Option<String>,
}

impl Copy {
    async fn pull(&mut self, sandbox: &Sandbox, asker: &Asker, first: &str) {
        let url = self.link.clone().unwrap_or_else(|| first.to_owned());
        let (changes, link) = sandbox.all(asker, &url).await;
        for change in changes {
            let id = change["id"].as_str().unwrap().to_owned();
            if change.get("@removed").is_some() {
                self.items.remove(&id);
                continue;
            }
            let entry = self.items.entry(id).or_default();
            entry.0 = change["isRead"].as_bool().unwrap();
            // A partial update leaves out what did not change.
            if let Some(received) = change["receivedDateTime"].as_str() {
                received.clone_into(&mut entry.1);
            }
        }
        self.link = link;
    }
}

async fn listed(
    sandbox: &Sandbox,
    asker: &Asker,
    folder: &str,
) -> BTreeMap<String, (bool, String)> {
    let url = format!("/me/mailFolders/{folder}/messages?$select=isRead,receivedDateTime&$top=500");
    let items = sandbox.all(asker, &url).await.0.into_iter();
    let entry = |item: Value| {
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        (
            text("id"),
            (item["isRead"].as_bool().unwrap(), text("receivedDateTime")),
        )
    };
    items.map(entry).collect()
}

fn first(folder: &str) -> String {
    format!("/me/mailFolders/{folder}/messages/delta?$select=isRead,receivedDateTime")
}

#[tokio::test]
async fn mail_has_no_delta_over_the_whole_mailbox() {
    assert_eq!(
        SMALL
            .refused(&SMALL.user(0, EMPLOYEE), "/me/messages/delta")
            .await,
        (400, "BadRequest".into())
    );
    let message = SMALL
        .get(
            &SMALL.app(TENANT),
            &format!("/users/{}/messages/delta()", SMALL.person(0).id),
        )
        .await
        .text();
    assert!(
        message.contains("Change tracking is not supported against 'microsoft.graph.message'.")
    );
}

#[tokio::test]
async fn the_first_round_is_the_folder_and_the_second_is_empty() {
    let user = SMALL.user(0, EMPLOYEE).prefer("odata.maxpagesize=7");
    let (items, link) = SMALL
        .all(
            &user,
            "/me/mailFolders('inbox')/messages/delta()?$select=subject",
        )
        .await;
    assert_eq!(items.len(), listed(&SMALL, &user, "inbox").await.len());
    assert!(items.iter().all(|item| {
        item["@odata.type"]
            .as_str()
            .unwrap()
            .starts_with("#microsoft.graph.")
    }));
    assert!(SMALL.all(&user, &link.unwrap()).await.0.is_empty());
}

#[tokio::test]
async fn moves_reads_and_deletions_are_told_as_graph_tells_them() {
    let sandbox = Sandbox::small();
    let user = sandbox.user(0, EMPLOYEE).prefer("IdType=\"ImmutableId\"");
    let upn = sandbox.person(0).upn;
    let (inbox, inbox_link) = sandbox
        .all(&user, "/me/mailFolders/inbox/messages/delta")
        .await;
    let (_, archive_link) = sandbox
        .all(&user, "/me/mailFolders/archive/messages/delta")
        .await;
    let unread = inbox.iter().find(|item| item["isRead"] == false).unwrap()["id"].clone();
    let moved = inbox.iter().find(|item| item["id"] != unread).unwrap()["id"].clone();
    sandbox
        .make("mail/read", json!({"mailbox": upn, "id": unread}))
        .await;
    sandbox
        .make(
            "mail/move",
            json!({"mailbox": upn, "id": moved, "to": "archive"}),
        )
        .await;
    let made = sandbox
        .make(
            "mail",
            json!({"from": "Ana <ana.lopez@acme.example>", "to": [upn], "subject": "fresh"}),
        )
        .await;
    let (changes, inbox_link) = sandbox.all(&user, &inbox_link.unwrap()).await;
    assert_eq!(changes.len(), 3);
    let partial = changes
        .iter()
        .find(|change| change["id"] == unread)
        .unwrap();
    assert!(partial["isRead"] == true && partial.get("subject").is_none());
    let removed = changes.iter().find(|change| change["id"] == moved).unwrap();
    assert_eq!(removed["@removed"]["reason"], "deleted");
    let fresh = changes
        .iter()
        .find(|change| change["id"] == made["delivered"][0]["immutableId"])
        .unwrap();
    assert_eq!(fresh["subject"], "fresh");
    let (arrived, _) = sandbox.all(&user, &archive_link.unwrap()).await;
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0]["id"], moved);
    sandbox
        .make(
            "mail/delete",
            json!({"mailbox": upn, "id": made["delivered"][0]["id"], "hard": true}),
        )
        .await;
    let only = sandbox
        .json(
            &user,
            &format!(
                "{}&changeType=created",
                first("inbox").replace('?', "?$top=1000&")
            ),
        )
        .await;
    assert!(only["@odata.deltaLink"].is_string());
    let (gone, _) = sandbox.all(&user, &inbox_link.unwrap()).await;
    assert!(gone.len() == 1 && gone[0]["@removed"].is_object());
}

#[tokio::test]
async fn a_lost_sync_state_is_gone_and_a_garbled_one_is_bad() {
    let sandbox = Sandbox::small();
    let user = sandbox.user(0, EMPLOYEE);
    let (_, link) = sandbox
        .all(&user, "/me/mailFolders/inbox/messages/delta")
        .await;
    let link = link.unwrap();
    sandbox.make("sync-states/expire", json!({})).await;
    assert_eq!(
        sandbox.refused(&user, &link).await,
        (410, "SyncStateNotFound".into())
    );
    let (status, _) = sandbox
        .refused(
            &user,
            "/me/mailFolders/inbox/messages/delta?$deltatoken=garbage",
        )
        .await;
    assert_eq!(status, 400);
    let other = sandbox.user(1, EMPLOYEE);
    assert_eq!(sandbox.refused(&other, &link).await.0, 400);
}

#[tokio::test]
async fn a_filtered_round_ends_after_five_thousand() {
    let options = vitrine_sandbox::world::WorldOptions {
        mailboxes: 1,
        messages: 16_000,
        events: 4,
        ..Default::default()
    };
    let sandbox = Sandbox::new(&options);
    let user = sandbox
        .user(0, "Mail.ReadBasic")
        .prefer("odata.maxpagesize=1000");
    let long_ago = "2020-01-01T00:00:00Z";
    let (items, _) = sandbox.all(&user, &format!("/me/mailFolders/inbox/messages/delta?$select=id&$filter=receivedDateTime ge {long_ago}")).await;
    assert_eq!(items.len(), 5_000);
    let (items, _) = sandbox
        .all(&user, "/me/mailFolders/inbox/messages/delta?$select=id")
        .await;
    assert!(items.len() > 5_000);
}

#[derive(Clone, Debug)]
enum Step {
    Deliver,
    Move(usize, &'static str),
    Read(usize),
    Delete(usize),
    Pull,
}

fn step() -> impl Strategy<Value = Step> {
    let folder = prop::sample::select(vec!["inbox", "archive", "deleteditems"]);
    prop_oneof![
        2 => Just(Step::Deliver),
        4 => (0..60_usize, folder).prop_map(|(place, folder)| Step::Move(place, folder)),
        2 => (0..60_usize).prop_map(Step::Read),
        1 => (0..60_usize).prop_map(Step::Delete),
        3 => Just(Step::Pull),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens between pulls, with either kind of id, and from any earlier link: the copy is the list.
    #[test]
    fn replaying_deltas_from_any_point_gives_the_list(steps in prop::collection::vec(step(), 1..30), immutable in any::<bool>(), size in 1..9_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(replay(steps, immutable, size));
    }
}

async fn replay(steps: Vec<Step>, immutable: bool, size: usize) {
    let options = vitrine_sandbox::world::WorldOptions {
        mailboxes: 2,
        messages: 60,
        events: 4,
        ..Default::default()
    };
    let sandbox = Sandbox::new(&options);
    let plain = sandbox
        .user(0, "Mail.ReadBasic")
        .prefer(&format!("odata.maxpagesize={size}"));
    let user = if immutable {
        plain.clone().prefer("IdType=\"ImmutableId\"")
    } else {
        plain
    };
    let upn = sandbox.person(0).upn;
    let folders = ["inbox", "archive", "deleteditems"];
    let mut copies: Vec<Copy> = vec![Copy::default(); 3];
    let mut older: Vec<Vec<Copy>> = Vec::new();
    let all = |items: &BTreeMap<String, (bool, String)>, place: usize| {
        items.keys().nth(place % items.len().max(1)).cloned()
    };
    for step in steps {
        let known = listed(&sandbox, &user, "inbox").await;
        match step {
            Step::Deliver => {
                sandbox
                    .make(
                        "mail",
                        json!({"from": "ana.lopez@acme.example", "to": [upn], "subject": "x"}),
                    )
                    .await;
            }
            Step::Move(place, to) => {
                if let Some(id) = all(&known, place) {
                    sandbox
                        .make("mail/move", json!({"mailbox": upn, "id": id, "to": to}))
                        .await;
                }
                // Sometimes something comes back.
                let back = listed(&sandbox, &user, "archive").await;
                if let (Some(id), true) = (all(&back, place), place % 3 == 0) {
                    sandbox
                        .make(
                            "mail/move",
                            json!({"mailbox": upn, "id": id, "to": "inbox"}),
                        )
                        .await;
                }
            }
            Step::Read(place) => {
                if let Some(id) = all(&known, place) {
                    sandbox
                        .make(
                            "mail/read",
                            json!({"mailbox": upn, "id": id, "read": place % 2 == 0}),
                        )
                        .await;
                }
            }
            Step::Delete(place) => {
                if let Some(id) = all(&known, place) {
                    sandbox
                        .make(
                            "mail/delete",
                            json!({"mailbox": upn, "id": id, "hard": place % 2 == 0}),
                        )
                        .await;
                }
            }
            Step::Pull => {
                for (copy, folder) in copies.iter_mut().zip(folders) {
                    copy.pull(&sandbox, &user, &first(folder)).await;
                }
                older.push(copies.clone());
            }
        }
    }
    older.push(copies);
    for mut copies in older {
        for (copy, folder) in copies.iter_mut().zip(folders) {
            copy.pull(&sandbox, &user, &first(folder)).await;
            assert_eq!(
                copy.items,
                listed(&sandbox, &user, folder).await,
                "{folder}"
            );
        }
    }
}
