//! The world: stable for a seed, quick at any size.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::json;
use vitrine_sandbox::world::{GLOBAL_ADMINISTRATOR, WorldOptions};

use crate::support::{SMALL, Sandbox, TENANT};

#[tokio::test]
async fn the_same_seed_gives_the_same_world_and_another_gives_another() {
    let now = "2026-11-22T10:00:00Z".parse().unwrap();
    let options = |seed| WorldOptions {
        seed,
        mailboxes: 3,
        messages: 40,
        events: 20,
        now: Some(now),
        ..WorldOptions::default()
    };
    let tell = async |seed| {
        let sandbox = Sandbox::new(&options(seed));
        sandbox.truth("AlexW@contoso.example").await
    };
    assert_eq!(tell(5).await, tell(5).await);
    assert_ne!(tell(5).await, tell(6).await);
}

/// What a world holds does not depend on the day that it is made.
#[tokio::test]
async fn counts_are_the_same_on_every_day() {
    let count = async |now: &str| {
        let now = Some(now.parse().unwrap());
        let sandbox = Sandbox::new(&WorldOptions {
            mailboxes: 4,
            messages: 90,
            events: 80,
            now,
            ..WorldOptions::default()
        });
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for person in sandbox.people() {
            for line in sandbox
                .truth(&person.upn)
                .await
                .into_iter()
                .filter(|line| line["isCancelled"] != true)
            {
                let part = line["folder"]
                    .as_str()
                    .or(line["type"].as_str())
                    .unwrap_or_default();
                *counts
                    .entry(format!("{} {} {part}", person.upn, line["kind"]))
                    .or_default() += 1;
            }
        }
        // The one series without end goes on to the end of what is told.
        counts.retain(|name, _| !name.ends_with("occurrence"));
        counts
    };
    assert_eq!(
        count("2026-11-22T10:00:00Z").await,
        count("2027-03-31T23:10:00Z").await
    );
}

#[tokio::test]
async fn time_passes_with_mail() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 3,
        events: 3,
        ..WorldOptions::default()
    });
    let before = sandbox.world.now();
    let told = sandbox.make("advance", json!({"days": 1, "mail": 4})).await;
    assert!(sandbox.world.now() >= before + jiff::SignedDuration::from_hours(24));
    assert!(told["delivered"].as_u64().unwrap() >= 8);
    let lines = sandbox.truth("AlexW@contoso.example").await;
    assert_eq!(
        lines
            .iter()
            .filter(|line| line["subject"]
                .as_str()
                .is_some_and(|subject| subject.starts_with("Meanwhile")))
            .count(),
        4
    );
}

#[tokio::test]
async fn a_world_of_a_thousand_mailboxes_is_made_at_once() {
    let started = Instant::now();
    let options = WorldOptions {
        mailboxes: 1000,
        messages: 100_000,
        events: 1000,
        ..WorldOptions::default()
    };
    let sandbox = Sandbox::new(&options);
    let app = sandbox.app(TENANT).prefer("odata.maxpagesize=500");
    let id = sandbox.person(999).id;
    let page = sandbox
        .get(
            &app,
            &format!("/users/{id}/mailFolders/inbox/messages/delta?$select=subject,sender"),
        )
        .await
        .json();
    assert_eq!(page["value"].as_array().unwrap().len(), 500);
    assert!(started.elapsed().as_secs() < 10);
}

#[tokio::test]
async fn enumerating_a_large_folder_costs_each_page_the_same() {
    let options = WorldOptions {
        mailboxes: 1,
        messages: 30_000,
        events: 4,
        ..WorldOptions::default()
    };
    let sandbox = Sandbox::new(&options);
    let app = sandbox
        .app(TENANT)
        .prefer("odata.maxpagesize=1000")
        .prefer("IdType=\"ImmutableId\"");
    let id = sandbox.person(0).id;
    let mut url = format!(
        "/users/{id}/mailFolders/inbox/messages/delta?$select=id,subject,sender,from,toRecipients,ccRecipients,receivedDateTime"
    );
    let mut times = Vec::new();
    let mut items = 0;
    loop {
        let started = Instant::now();
        let page = sandbox.get(&app, &url).await.json();
        times.push(started.elapsed());
        items += page["value"].as_array().unwrap().len();
        match page["@odata.nextLink"].as_str() {
            Some(next) => url = next.to_owned(),
            None => break,
        }
    }
    assert!(items > 10_000);
    let half = times.len() / 2;
    let (first, second): (f64, f64) = (
        times[..half]
            .iter()
            .map(std::time::Duration::as_secs_f64)
            .sum(),
        times[half..]
            .iter()
            .map(std::time::Duration::as_secs_f64)
            .sum(),
    );
    assert!(second < first * 3.0 + 0.5, "{first} {second}");
}

#[tokio::test]
async fn the_cast_has_everyone_that_a_directory_has() {
    let users = SMALL.world.users(SMALL.tenant());
    let admins: Vec<_> = users
        .iter()
        .filter(|user| user.roles.iter().any(|role| role == GLOBAL_ADMINISTRATOR))
        .collect();
    assert_eq!(admins.len(), 1);
    assert!(users[0].roles.is_empty() && users[0].enabled);
    let told = SMALL.control("users").await;
    let kinds: Vec<&str> = told["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["kind"].as_str().unwrap())
        .collect();
    for kind in ["person", "room", "shared", "guest", "without_mailbox"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    assert!(
        SMALL.world.tenant("contoso-emea.example").is_some()
            && SMALL.world.tenant("acme.example").is_none()
    );
    assert!(
        SMALL
            .world
            .user_by_upn_or_id(SMALL.tenant(), "alexw@CONTOSO.example")
            .is_some()
    );
    let alone = Sandbox::new(&WorldOptions {
        mailboxes: 1,
        ..WorldOptions::default()
    });
    assert_eq!(
        alone
            .world
            .users(alone.tenant())
            .iter()
            .filter(|user| !user.roles.is_empty())
            .count(),
        1
    );
}

#[tokio::test]
async fn mail_and_meetings_have_the_oddities_that_real_ones_have() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut note =
        |name: &str, holds: bool| *kinds.entry(name.to_owned()).or_default() += usize::from(holds);
    let now = SMALL.world.now();
    for person in SMALL.people() {
        for line in SMALL.truth(&person.upn).await {
            let text = line.to_string();
            if line["kind"] == "message" {
                note("mail without id", line["internetMessageId"].is_null());
                note("mail without subject", line["subject"].is_null());
                note(
                    "blank subject",
                    line["subject"]
                        .as_str()
                        .is_some_and(|subject| subject.trim().is_empty()),
                );
                note(
                    "long subject",
                    line["subject"]
                        .as_str()
                        .is_some_and(|subject| subject.chars().count() >= 255),
                );
                note(
                    "no sender",
                    line["sender"].is_null() && !line["from"].is_null(),
                );
                note("draft", line["isDraft"] == true);
                note(
                    "draft elsewhere",
                    line["isDraft"] == true
                        && line["folder"]
                            .as_str()
                            .is_some_and(|folder| folder.contains("Projekte")),
                );
                note(
                    "junk below",
                    line["folder"]
                        .as_str()
                        .is_some_and(|folder| folder.contains('/') && folder.contains("Junk")),
                );
                note("legacy address", text.contains("EXCHANGELABS"));
                note("plus address", text.contains("+deals@"));
                note(
                    "idn",
                    text.contains("@bücher.example") || text.contains("@xn--bcher-kva.example"),
                );
                note("hidden recipient", text.contains("canary-bcc-"));
                note(
                    "old",
                    line["receivedDateTime"].as_str().unwrap()
                        < (now - jiff::SignedDuration::from_hours(24 * 91))
                            .to_string()
                            .as_str(),
                );
            }
            if line["kind"] == "event" {
                let start: jiff::Timestamp = line["start"].as_str().unwrap().parse().unwrap();
                let end: jiff::Timestamp = line["end"].as_str().unwrap().parse().unwrap();
                note("running", start <= now && end > now);
                note("future", start > now);
                note(
                    "very old",
                    start < now - jiff::SignedDuration::from_hours(24 * 365),
                );
                note("all day", line["isAllDay"] == true);
                note("cancelled", line["isCancelled"] == true);
                note("private", line["sensitivity"] == "private");
                note("personal", line["sensitivity"] == "personal");
                note("confidential", line["sensitivity"] == "confidential");
                note("exception", line["type"] == "exception");
                note("occurrence", line["type"] == "occurrence");
                note("no uid", line["iCalUId"].is_null());
                note(
                    "foreign uid",
                    line["iCalUId"]
                        .as_str()
                        .is_some_and(|uid| uid.contains('@')),
                );
                note("resource", text.contains("\"type\":\"resource\""));
                note(
                    "no status",
                    line["attendees"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .any(|one| one["response"].is_null()),
                );
                note("list", text.contains("all-staff@"));
            }
        }
    }
    let missing: Vec<_> = kinds.iter().filter(|(_, count)| **count == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let canaries = SMALL.control("canaries").await;
    assert_eq!(canaries["bodies"], json!("CANARY-BODY-"));
}

#[tokio::test]
async fn a_scenario_changes_the_world_at_the_start() {
    let scenario = json!({"world": [
        {"do": "user", "user": "AlexW@contoso.example", "mailbox": "fenced"},
        {"do": "mail", "from": "ana.lopez@acme.example", "to": ["AdeleV@contoso.example"], "subject": "from the script"},
    ]});
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 3,
        events: 3,
        scenario,
        ..WorldOptions::default()
    });
    let found = sandbox.truth("AdeleV@contoso.example").await;
    let subjects: Vec<_> = found
        .iter()
        .map(|line| (&line["kind"], &line["subject"]))
        .collect();
    assert!(
        found
            .iter()
            .any(|line| line["subject"] == "from the script"),
        "{subjects:?}"
    );
    let bad = json!({"world": [{"do": "nonsense"}]});
    assert!(
        vitrine_sandbox::world::World::open(&WorldOptions {
            scenario: bad,
            ..WorldOptions::default()
        })
        .is_err()
    );
}
