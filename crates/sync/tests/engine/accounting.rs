//! Runs, retries and policy changes: everything is accounted for, and the effect at the service is exactly once.

use crate::desk::{Desk, allow};
use crate::meetings::past_meeting;
use crate::world::{Mail, World, instant};
use activity::fields::Field;
use activity::{Road, Stream};
use privacy::Reason;
use sync::Outcome;

fn mail(message_id: Option<&str>, sender: &str, to: &[&str]) -> Mail {
    Mail {
        message_id: message_id.map(Into::into),
        subject: "Re: offer".into(),
        sender: sender.into(),
        to: to.iter().map(|&one| one.into()).collect(),
        received: Some(instant("2026-11-12T10:00:00Z")),
        draft: false,
    }
}

fn world() -> World {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    world.person(2, &["eve@contoso.example"]);
    world.put_mail(
        0,
        "sent",
        "a1",
        mail(Some("<1>"), "ada@contoso.example", &["buyer@acme.example"]),
    );
    world.put_mail(
        1,
        "inbox",
        "e1",
        mail(Some("<1>"), "ada@contoso.example", &["buyer@acme.example"]),
    );
    world.put_mail(
        0,
        "inbox",
        "a2",
        mail(Some("<2>"), "x@fabrikam.example", &["ada@contoso.example"]),
    );
    world.put_mail(
        0,
        "inbox",
        "a3",
        mail(Some("<3>"), "eve@contoso.example", &["ada@contoso.example"]),
    );
    world.put_mail(0, "inbox", "a4", mail(None, "/o=ExchangeLabs/cn=x", &[]));
    world.put_mail(
        0,
        "inbox",
        "a5",
        Mail {
            received: None,
            ..mail(Some("<5>"), "x@acme.example", &[])
        },
    );
    world.put_event(
        0,
        "e1",
        past_meeting(
            "u1",
            "ada@contoso.example",
            &["buyer@acme.example", "vp@acme.example"],
        ),
    );
    world
}

#[tokio::test]
async fn considered_is_the_sum_of_its_parts() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    let report = desk.sync().await;
    let mails = &report.streams[&Stream::EmailThread];
    assert_eq!(
        (
            mails.considered,
            mails.sent,
            mails.pending,
            mails.failed,
            mails.activities
        ),
        (6, 1, 0, 1, 1)
    );
    assert_eq!(
        mails
            .withheld
            .iter()
            .map(|(reason, count)| (*reason, *count))
            .collect::<Vec<_>>(),
        [
            (Reason::Duplicate, 1),
            (Reason::NoUsableAddress, 1),
            (Reason::InternalOnly, 1),
            (Reason::NotOnAllowlist, 1),
        ]
    );
    let meetings = &report.streams[&Stream::MeetingAttend];
    assert_eq!(
        (meetings.considered, meetings.sent, meetings.activities),
        (1, 1, 2)
    );
    let again = desk.sync().await;
    assert_eq!(
        again.streams[&Stream::EmailThread].considered,
        0,
        "nothing changed, nothing considered"
    );
    assert_eq!(desk.service.0.lock().unwrap().uploads, 3);
}

#[tokio::test]
async fn an_empty_allowlist_yields_nothing_and_allowing_a_domain_brings_the_history() {
    let mut desk = Desk::open(world(), Road::Organisation, &[]).await;
    let report = desk.sync().await;
    assert_eq!(report.streams[&Stream::EmailThread].sent, 0);
    assert!(desk.ids().is_empty());
    desk.change_policy(|policy| policy.allowed_external_domains = allow(&["acme.example"]))
        .await;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 3);
    desk.change_policy(|policy| {
        policy.allowed_external_domains = allow(&["acme.example", "fabrikam.example"]);
    })
    .await;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 4);
}

#[tokio::test]
async fn a_tightened_policy_stops_what_waits_and_leaves_what_was_sent() {
    let mut desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.service.0.lock().unwrap().down = 1;
    desk.sync().await;
    desk.change_policy(|policy| policy.allowed_external_domains = allow(&[]))
        .await;
    desk.sync().await;
    assert!(
        desk.ids().is_empty(),
        "queued under the looser policy, stopped by the tighter one"
    );
    desk.change_policy(|policy| policy.allowed_external_domains = allow(&["acme.example"]))
        .await;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 3);
    let taken_back = desk.service.0.lock().unwrap().retractions;
    desk.change_policy(|policy| policy.allowed_external_domains = allow(&[]))
        .await;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 3, "what was sent has happened");
    assert_eq!(desk.service.0.lock().unwrap().retractions, taken_back);
}

#[tokio::test]
async fn a_field_switched_off_leaves_what_was_sent_as_well() {
    let mut desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.sync().await;
    desk.change_policy(|policy| policy.fields_off.extend([Field::Subject]))
        .await;
    desk.sync().await;
    let mails: Vec<_> = desk
        .activities()
        .into_iter()
        .filter(|one| one["type"] == "email_thread")
        .collect();
    assert!(
        mails
            .iter()
            .all(|mail| mail["properties"].get("subject").is_none())
    );
}

#[tokio::test]
async fn a_lost_acknowledgement_has_its_effect_once() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.service.0.lock().unwrap().deaf = 1;
    let report = desk.sync().await;
    assert!(matches!(report.outcome, Outcome::Partly { .. }));
    assert_eq!(
        report.streams[&Stream::MeetingAttend].pending,
        1,
        "not acknowledged, so it still waits"
    );
    let report = desk.sync().await;
    assert_eq!(report.outcome, Outcome::Done);
    assert_eq!(report.streams[&Stream::MeetingAttend].sent, 1);
    assert_eq!(desk.ids().len(), 3);
}

#[tokio::test]
async fn an_acknowledgement_of_other_bytes_settles_nothing() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.service.0.lock().unwrap().mistaken = true;
    let report = desk.sync().await;
    let mismatch = Outcome::ServiceRefused {
        code: "acknowledgement_mismatch".into(),
    };
    assert_eq!(report.outcome, mismatch);
    let meetings = &report.streams[&Stream::MeetingAttend];
    assert_eq!((meetings.sent, meetings.pending), (0, 1));
    desk.service.0.lock().unwrap().mistaken = false;
    assert_eq!(desk.sync().await.outcome, Outcome::Done);
    assert_eq!(desk.ids().len(), 3);
}

#[tokio::test]
async fn what_left_unacknowledged_is_taken_back_when_it_turns_private() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.service.0.lock().unwrap().deaf = 1;
    desk.sync().await;
    desk.world(|world| world.change_event(0, "e1", |event| event.private = true));
    desk.sync().await;
    assert_eq!(desk.ids(), ["o365_email_a1"]);
}

#[tokio::test]
async fn a_refusal_of_the_service_keeps_everything_waiting() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.service.0.lock().unwrap().refuses = Some("dpa_required".into());
    assert_eq!(
        desk.sync().await.outcome,
        Outcome::ServiceRefused {
            code: "dpa_required".into()
        }
    );
    desk.service.0.lock().unwrap().refuses = None;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 3);
}

#[tokio::test]
async fn a_unit_in_trouble_does_not_hold_up_the_others() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.world(|world| world.unavailable = 1);
    let report = desk.sync().await;
    assert_eq!(report.unfinished.len(), 1);
    assert_eq!(report.unfinished[0].stream, Stream::MeetingAttend);
    assert_eq!(desk.ids(), ["o365_email_a1"]);
    assert_eq!(desk.sync().await.outcome, Outcome::Done);
    assert_eq!(desk.ids().len(), 3);
}

#[tokio::test]
async fn a_source_that_falls_silent_is_not_waited_for_mailbox_by_mailbox() {
    let mut world = world();
    for number in 3..100 {
        world.person(number, &["somebody@contoso.example"]);
    }
    let desk = Desk::open(world, Road::Organisation, &["acme.example"]).await;
    desk.world(|world| world.silent_after = Some(4));
    let report = desk.sync().await;
    let code = "nobody".to_owned();
    assert_eq!(report.outcome, Outcome::Partly { code });
    assert!(!report.unfinished.is_empty() && report.unfinished.len() <= 6);
    assert!(desk.ids().is_empty(), "nothing goes before all is read");
    desk.world(|world| world.silent_after = None);
    assert_eq!(desk.sync().await.outcome, Outcome::Done);
    assert_eq!(desk.ids().len(), 3);
}

#[tokio::test]
async fn what_was_read_before_a_chain_was_lost_counts_only_if_it_is_read_again() {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    for number in 1..=7 {
        let (id, message) = (format!("m{number}"), format!("<{number}>"));
        world.put_mail(0, "inbox", &id, mail(Some(&message), "x@acme.example", &[]));
    }
    // The first page is being recorded and the second waits for it when the third cannot be had.
    world.good_cursors = 1;
    world.lost_cursors = 1;
    world.goes_meanwhile = Some((0, "inbox", "m5"));
    let mut desk = Desk::open(world, Road::Organisation, &["acme.example"]).await;
    desk.change_policy(|policy| policy.retract_on_delete = true)
        .await;
    desk.sync().await;
    let held = ["m1", "m2", "m3", "m4", "m6", "m7"].map(|id| format!("o365_email_{id}"));
    assert_eq!(desk.ids(), held);
}
