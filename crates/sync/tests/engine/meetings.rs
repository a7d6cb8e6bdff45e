//! Copies of one meeting over several mailboxes, and what happens to it afterwards (RULES 8–13).

use crate::desk::Desk;
use crate::world::{Event, World, instant};
use activity::{Road, Stream};
use privacy::Reason;
use sync::Readability;

pub fn past_meeting(uid: &str, organizer: &str, attendees: &[&str]) -> Event {
    Event {
        uid: Some(uid.into()),
        subject: "Q1 Planning".into(),
        start: Some(instant("2026-11-12T10:00:00Z")),
        end: Some(instant("2026-11-12T11:00:00Z")),
        cancelled: false,
        private: false,
        organizer: organizer.into(),
        attendees: attendees.iter().map(|&one| one.into()).collect(),
    }
}

/// Two colleagues; Bob's copy is read before the organiser Eve's.
fn two_colleagues() -> World {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["bob@contoso.example"]);
    world.person(2, &["eve@contoso.example"]);
    let meeting = past_meeting(
        "u1",
        "eve@contoso.example",
        &["buyer@acme.example", "bob@contoso.example"],
    );
    world.put_event(0, "bobs", meeting.clone());
    world.put_event(1, "eves", meeting);
    world
}

async fn open(world: World) -> Desk {
    Desk::open(world, Road::Organisation, &["acme.example"]).await
}

#[tokio::test]
async fn one_meeting_is_one_meeting_and_the_organisers_copy_counts() {
    let desk = open(two_colleagues()).await;
    let report = desk.sync().await;
    assert_eq!(desk.ids(), ["o365_cal_eves_buyer@acme.example"]);
    let stream = &report.streams[&Stream::MeetingAttend];
    assert_eq!(
        (stream.considered, stream.sent, stream.activities),
        (2, 1, 1)
    );
    assert_eq!(stream.withheld[&Reason::Duplicate], 1);
}

#[tokio::test]
async fn without_the_organisers_mailbox_the_first_copy_counts_and_stays() {
    let mut world = two_colleagues();
    world.people[1].readability = Readability::Fenced;
    world.person(3, &["kim@contoso.example"]);
    world.put_event(
        2,
        "kims",
        past_meeting("u1", "eve@contoso.example", &["buyer@acme.example"]),
    );
    let desk = open(world).await;
    let report = desk.sync().await;
    assert_eq!(desk.ids(), ["o365_cal_bobs_buyer@acme.example"]);
    assert_eq!(report.skipped, 1);
    desk.world(|world| world.remove_event(0, "bobs"));
    desk.sync().await;
    assert_eq!(
        desk.ids(),
        ["o365_cal_bobs_buyer@acme.example"],
        "a plain deletion undoes nothing"
    );
}

#[tokio::test]
async fn a_private_copy_withholds_the_meeting_and_takes_it_back() {
    let desk = open(two_colleagues()).await;
    desk.sync().await;
    desk.world(|world| world.change_event(0, "bobs", |event| event.private = true));
    let report = desk.sync().await;
    assert!(desk.ids().is_empty());
    assert_eq!(
        report.streams[&Stream::MeetingAttend].withheld[&Reason::Private],
        2
    );
    assert_eq!(report.streams[&Stream::MeetingAttend].retracted, 1);
    desk.world(|world| world.change_event(0, "bobs", |event| event.private = false));
    desk.sync().await;
    assert_eq!(
        desk.ids(),
        ["o365_cal_eves_buyer@acme.example"],
        "read again once nobody marks it private"
    );
}

#[tokio::test]
async fn a_meeting_that_is_private_in_the_last_mailbox_never_leaves() {
    let mut world = two_colleagues();
    world.change_event(1, "eves", |event| event.private = false);
    world.person(3, &["kim@contoso.example"]);
    let mut kims = past_meeting("u1", "eve@contoso.example", &["buyer@acme.example"]);
    kims.private = true;
    world.put_event(2, "kims", kims);
    let desk = open(world).await;
    desk.sync().await;
    assert_eq!(
        desk.service.0.lock().unwrap().uploads,
        0,
        "not even for a moment"
    );
}

#[tokio::test]
async fn the_organisers_cancellation_retracts_and_an_attendees_does_not() {
    let desk = open(two_colleagues()).await;
    desk.sync().await;
    desk.world(|world| world.change_event(0, "bobs", |event| event.cancelled = true));
    desk.sync().await;
    assert_eq!(desk.ids().len(), 1, "a removed attendee's copy");
    desk.world(|world| world.change_event(1, "eves", |event| event.cancelled = true));
    let report = desk.sync().await;
    assert!(desk.ids().is_empty());
    assert_eq!(
        report.streams[&Stream::MeetingAttend].withheld[&Reason::Cancelled],
        2
    );
}

#[tokio::test]
async fn the_organiser_alone_cancels_for_all() {
    let desk = open(two_colleagues()).await;
    desk.sync().await;
    desk.world(|world| world.change_event(1, "eves", |event| event.cancelled = true));
    let report = desk.sync().await;
    assert!(desk.ids().is_empty());
    let stream = &report.streams[&Stream::MeetingAttend];
    assert_eq!(
        (stream.withheld[&Reason::Cancelled], stream.retracted),
        (2, 1)
    );
}

#[tokio::test]
async fn a_meeting_waits_until_it_has_ended() {
    let mut world = World::new("2026-11-12T10:59:59Z");
    world.person(1, &["eve@contoso.example"]);
    world.put_event(
        0,
        "eves",
        past_meeting("u1", "eve@contoso.example", &["buyer@acme.example"]),
    );
    let desk = open(world).await;
    let report = desk.sync().await;
    assert_eq!(report.streams[&Stream::MeetingAttend].pending, 1);
    assert!(desk.ids().is_empty());
    desk.world(|world| world.change_event(0, "eves", |event| event.subject = "Changed".into()));
    desk.sync().await;
    desk.world(|world| world.now = instant("2026-11-12T11:00:00Z"));
    let report = desk.sync().await;
    assert_eq!(
        report.streams[&Stream::MeetingAttend].sent,
        1,
        "ended means end ≤ now"
    );
    assert_eq!(
        desk.activities()[0]["properties"]["meetingSubject"],
        "Changed"
    );
}

#[tokio::test]
async fn a_meeting_moved_to_a_later_time_is_retracted_and_sent_again_once_it_ends() {
    let desk = open(two_colleagues()).await;
    desk.sync().await;
    let later = |world: &mut World| {
        world.change_event(1, "eves", |event| {
            event.start = Some(instant("2026-11-23T10:00:00Z"));
            event.end = Some(instant("2026-11-23T11:00:00Z"));
        });
    };
    desk.world(later);
    let report = desk.sync().await;
    assert!(desk.ids().is_empty());
    assert_eq!(report.streams[&Stream::MeetingAttend].pending, 1);
    desk.world(|world| world.now = instant("2026-11-23T11:00:00Z"));
    desk.sync().await;
    assert_eq!(desk.activities()[0]["occurredAt"], "2026-11-23T10:00:00Z");
}

#[tokio::test]
async fn a_deletion_retracts_only_where_the_tenant_says_so() {
    let mut desk = open(two_colleagues()).await;
    desk.change_policy(|policy| policy.retract_on_delete = true)
        .await;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 1);
    desk.world(|world| world.remove_event(1, "eves"));
    desk.sync().await;
    assert!(desk.ids().is_empty());
}

#[tokio::test]
async fn a_pending_meeting_that_is_deleted_is_never_sent() {
    let mut world = World::new("2026-11-12T10:00:00Z");
    world.person(1, &["eve@contoso.example"]);
    world.put_event(
        0,
        "eves",
        past_meeting("u1", "eve@contoso.example", &["buyer@acme.example"]),
    );
    let desk = open(world).await;
    desk.sync().await;
    desk.world(|world| world.remove_event(0, "eves"));
    desk.sync().await;
    desk.world(|world| world.now = instant("2026-11-12T12:00:00Z"));
    desk.sync().await;
    assert!(desk.ids().is_empty());
}

/// Two colleagues and a meeting to come of somebody out of reach; Bob, whose copy is chosen, deletes it.
async fn bob_leaves(resync: bool) -> Desk {
    let mut world = two_colleagues();
    world.now = instant("2026-11-12T09:00:00Z");
    for (person, id) in [(0, "bobs"), (1, "eves")] {
        world.change_event(person, id, |event| {
            event.organizer = "boss@fabrikam.example".into();
        });
    }
    let desk = open(world).await;
    desk.sync().await;
    desk.world(|world| {
        world.remove_event(0, "bobs");
        world.lost_cursors = u32::from(resync);
    });
    let report = desk.sync().await;
    let stream = &report.streams[&Stream::MeetingAttend];
    assert_eq!((stream.sent, stream.retracted), (0, 0));
    desk
}

#[tokio::test]
async fn a_meeting_that_one_mailbox_deletes_before_it_ended_is_told_as_that_copy_was_last_seen() {
    for resync in [false, true] {
        let desk = bob_leaves(resync).await;
        desk.world(|world| world.now = instant("2026-11-12T12:00:00Z"));
        let report = desk.sync().await;
        let stream = &report.streams[&Stream::MeetingAttend];
        assert_eq!(
            (stream.considered, stream.sent),
            (1, 1),
            "Bob's, as he had it"
        );
        assert_eq!(desk.ids(), ["o365_cal_bobs_buyer@acme.example"]);
    }
}

#[tokio::test]
async fn a_meeting_that_all_mailboxes_delete_before_it_ended_is_never_sent() {
    for resync in [false, true] {
        let desk = bob_leaves(resync).await;
        desk.world(|world| {
            world.remove_event(1, "eves");
            world.lost_cursors = u32::from(resync);
        });
        desk.sync().await;
        desk.world(|world| world.now = instant("2026-11-12T12:00:00Z"));
        desk.sync().await;
        assert!(desk.ids().is_empty());
    }
}

#[tokio::test]
async fn a_meeting_that_is_cancelled_in_the_copies_left_is_never_sent() {
    let desk = bob_leaves(false).await;
    desk.world(|world| world.change_event(1, "eves", |event| event.cancelled = true));
    desk.sync().await;
    desk.world(|world| world.now = instant("2026-11-12T12:00:00Z"));
    desk.sync().await;
    assert!(desk.ids().is_empty());
}

#[tokio::test]
async fn a_deletion_is_followed_even_if_it_is_found_only_by_reading_anew() {
    let mut desk = open(two_colleagues()).await;
    desk.change_policy(|policy| policy.retract_on_delete = true)
        .await;
    desk.sync().await;
    assert_eq!(desk.ids().len(), 1);
    desk.world(|world| {
        world.remove_event(1, "eves");
        world.now = world.now.plus_days(2);
    });
    desk.sync().await;
    assert!(desk.ids().is_empty(), "the window was rolled meanwhile");
}

#[tokio::test]
async fn the_window_rolls_without_gap_loss_or_double_count() {
    let mut world = World::new("2026-11-12T10:00:00Z");
    world.person(1, &["eve@contoso.example"]);
    let mut far = past_meeting("u1", "eve@contoso.example", &["buyer@acme.example"]);
    far.start = Some(instant("2026-12-20T10:00:00Z"));
    far.end = Some(instant("2026-12-20T11:00:00Z"));
    world.put_event(0, "far", far);
    world.put_event(
        0,
        "near",
        past_meeting("u2", "eve@contoso.example", &["buyer@acme.example"]),
    );
    let desk = open(world).await;
    let report = desk.sync().await;
    assert_eq!(
        report.streams[&Stream::MeetingAttend].considered,
        1,
        "30 days ahead, no more"
    );
    for day in 13..=30 {
        desk.world(|world| world.now = instant(&format!("2026-11-{day}T10:00:00Z")));
        desk.sync().await;
    }
    desk.world(|world| world.now = instant("2026-12-20T11:00:00Z"));
    desk.sync().await;
    assert_eq!(
        desk.ids(),
        [
            "o365_cal_far_buyer@acme.example",
            "o365_cal_near_buyer@acme.example"
        ]
    );
    assert_eq!(desk.service.0.lock().unwrap().uploads, 2, "each once");
}
