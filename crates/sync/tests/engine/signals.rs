//! The employee's email signal: what happened, not what is still there (RULES 18).

use crate::desk::Desk;
use crate::world::{Mail, World, instant};
use activity::{Road, Stream};
use consent::{Exclusion, Rule, Rules};
use privacy::Reason;

fn mail(message_id: &str, sender: &str, received: &str) -> Mail {
    Mail {
        message_id: Some(message_id.into()),
        subject: "secret".into(),
        sender: sender.into(),
        to: vec!["x@acme.example".into()],
        received: Some(instant(received)),
        draft: false,
    }
}

async fn open(world: World) -> Desk {
    Desk::open(world, Road::EmployeeGraph, &[]).await
}

fn world() -> World {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["Ada@contoso.example", "smtp:a.l@contoso.example"]);
    world.put_mail(
        0,
        "sent",
        "s1",
        mail("<1>", "ada@contoso.example", "2026-10-01T00:00:00Z"),
    );
    world.put_mail(
        0,
        "sent",
        "s2",
        mail("<2>", "A.L@contoso.example", "2026-11-01T00:00:00Z"),
    );
    world.put_mail(
        0,
        "inbox",
        "i1",
        mail("<3>", "buyer@acme.example", "2026-11-02T00:00:00Z"),
    );
    world.put_mail(
        0,
        "inbox",
        "i2",
        mail("<2>", "a.l@contoso.example", "2026-11-01T00:00:05Z"),
    );
    world.put_mail(
        0,
        "inbox",
        "i3",
        mail("<4>", "buyer@acme.example", "2026-09-30T23:59:59Z"),
    );
    world
}

#[tokio::test]
async fn each_message_counts_once_in_the_cycle() {
    let desk = open(world()).await;
    let report = desk.sync().await;
    let activities = desk.activities();
    assert_eq!(activities.len(), 1);
    assert_eq!(activities[0]["externalId"], "o365_signal_2026-Q4");
    assert_eq!(activities[0]["personExternalId"], "ada@contoso.example");
    assert_eq!(
        activities[0]["properties"],
        serde_json::json!({ "cycleId": "2026-Q4", "sent": 2, "received": 1 })
    );
    let stream = &report.streams[&Stream::EmailSignal];
    let withheld: u64 = stream.withheld.values().sum();
    assert_eq!(
        stream.considered,
        stream.sent + withheld + stream.pending + stream.failed
    );
    assert_eq!(
        (stream.sent, withheld),
        (3, 1),
        "the copy of a mail to oneself is a duplicate"
    );
}

#[tokio::test]
async fn moves_and_deletions_change_nothing_and_new_mail_replaces_the_count() {
    let desk = open(world()).await;
    desk.sync().await;
    desk.world(|world| {
        world.move_mail(0, "inbox", "sent", "i1");
        world.remove_mail(0, "sent", "s1");
    });
    desk.sync().await;
    assert_eq!(
        desk.service.0.lock().unwrap().uploads,
        1,
        "the same counts are not sent again"
    );
    desk.world(|world| {
        world.put_mail(
            0,
            "inbox",
            "i9",
            mail("<9>", "x@acme.example", "2026-11-22T11:00:00Z"),
        );
    });
    desk.sync().await;
    let activities = desk.activities();
    assert_eq!(
        activities.len(),
        1,
        "a later count replaces the earlier one"
    );
    assert_eq!(activities[0]["properties"]["received"], 2);
}

#[tokio::test]
async fn drafts_and_other_folders_do_not_count() {
    let mut world = world();
    world.put_mail(
        0,
        "inbox",
        "d1",
        Mail {
            draft: true,
            ..mail("<d>", "ada@contoso.example", "2026-11-03T00:00:00Z")
        },
    );
    world.put_mail(
        0,
        "junk",
        "j1",
        mail("<j>", "spam@acme.example", "2026-11-03T00:00:00Z"),
    );
    let desk = open(world).await;
    desk.sync().await;
    assert_eq!(
        desk.activities()[0]["properties"],
        serde_json::json!({ "cycleId": "2026-Q4", "sent": 2, "received": 1 })
    );
}

#[tokio::test]
async fn the_next_quarter_is_a_new_cycle_and_the_last_one_is_counted_to_its_end() {
    let desk = open(world()).await;
    desk.sync().await;
    desk.world(|world| {
        world.now = instant("2027-01-02T00:00:00Z");
        world.put_mail(
            0,
            "inbox",
            "late",
            mail("<late>", "x@acme.example", "2026-12-31T23:59:59Z"),
        );
        world.put_mail(
            0,
            "inbox",
            "new",
            mail("<new>", "x@acme.example", "2027-01-01T00:00:00Z"),
        );
    });
    desk.sync().await;
    let counts: Vec<(String, u64)> = desk
        .activities()
        .iter()
        .map(|one| {
            let properties = &one["properties"];
            (
                properties["cycleId"].as_str().unwrap().into(),
                properties["received"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(counts, [("2026-Q4".into(), 2), ("2027-Q1".into(), 1)]);
}

/// Rules that leave these out.
fn leaving_out(exclusions: &[&str]) -> Rules {
    let rule = |text: &&str| Rule {
        exclusion: Exclusion::try_from((*text).to_owned()).unwrap(),
        label: None,
        since: instant("2026-11-22T10:00:00Z"),
    };
    exclusions.iter().map(rule).collect()
}

fn numbers(desk: &Desk) -> (u64, u64) {
    let properties = &desk.activities()[0]["properties"];
    let number = |name: &str| properties[name].as_u64().unwrap();
    (number("sent"), number("received"))
}

#[tokio::test]
async fn what_the_employee_leaves_out_is_not_counted_and_its_words_stay_here() {
    let desk = open(world()).await;
    desk.ledger
        .put_rules(&leaving_out(&["person:buyer@acme.example"]))
        .await
        .unwrap();
    let report = desk.sync().await;
    assert_eq!(numbers(&desk), (2, 0));
    let stream = &report.streams[&Stream::EmailSignal];
    assert_eq!(stream.withheld[&Reason::ExcludedByRule], 1);
    assert_eq!(
        stream.considered,
        stream.sent + stream.withheld.values().sum::<u64>() + stream.pending + stream.failed
    );

    desk.ledger.put_rules(&Rules::default()).await.unwrap();
    desk.sync().await;
    assert_eq!(numbers(&desk), (2, 1), "without the rule it counts again");
}

#[tokio::test]
async fn a_rule_that_comes_while_the_source_is_away_keeps_the_old_count_from_leaving() {
    let desk = open(world()).await;
    desk.service.0.lock().unwrap().down = 1;
    desk.sync().await;
    assert_eq!(desk.ledger.count_due(&desk.connection.id).await.unwrap(), 1);
    desk.ledger
        .put_rules(&leaving_out(&["domain:acme.example"]))
        .await
        .unwrap();
    desk.world(|world| world.unavailable = 1_000);
    desk.sync().await;
    assert_eq!(desk.ids(), Vec::<String>::new());
    desk.world(|world| world.unavailable = 0);
    desk.sync().await;
    assert_eq!(numbers(&desk), (0, 0));
}
