//! Copies of a meeting that vanish (RULES 9; PRODUCT §4): before it has ended the meeting is on while any mailbox has a copy,
//! and is told as the chosen copy was last seen; afterwards a deletion undoes nothing, unless the tenant wants it to.

use crate::copies::{Event, letter};
use crate::office::{Office, connection_id, policy};
use activity::Stream;
use privacy::Reason;

const STREAM: Stream = Stream::MeetingAttend;

fn ahead() -> Event {
    Event {
        ends: 2,
        ..Event::default()
    }
}

/// A meeting to come, of which three mailboxes have a copy; the first one's is chosen.
async fn three_copies() -> Office {
    let office = Office::in_memory().await;
    for number in 1..=3 {
        office.events(number, &[ahead()]).await;
    }
    office
}

async fn when_it_has_ended(office: &mut Office) -> (usize, usize) {
    office.next_run().await;
    office.pass_hours(3).await;
    office.upload().await
}

#[tokio::test]
async fn a_pending_meeting_is_told_by_the_chosen_copy_as_last_seen_while_another_mailbox_has_one() {
    let mut office = three_copies().await;
    office
        .event(
            1,
            Event {
                attendees: vec!["a@acme.example", "b@acme.example"],
                ..ahead()
            },
        )
        .await;
    office.event_removed(1, "e1").await;
    office.event_removed(1, "e1").await;
    office.event_removed(3, "e1").await;
    let standing = office.standing(STREAM).await;
    assert_eq!((standing.considered, standing.pending), (2, 1));
    assert_eq!(when_it_has_ended(&mut office).await, (2, 0));
    let told: Vec<&String> = office.service.keys().collect();
    assert_eq!(
        told,
        [
            "o365_cal_e1-1_a@acme.example",
            "o365_cal_e1-1_b@acme.example"
        ]
    );
    let summary = office.summary(STREAM).await;
    assert_eq!((summary.considered, summary.sent), (1, 1));
    office.event_removed(2, "e1").await;
    assert_eq!(office.upload().await, (0, 0), "it has happened");
}

#[tokio::test]
async fn a_pending_meeting_that_no_mailbox_has_any_more_yields_nothing() {
    for order in [[1, 2, 3], [3, 2, 1], [2, 1, 3]] {
        let mut office = three_copies().await;
        for number in order {
            office.event_removed(number, "e1").await;
        }
        assert_eq!(office.standing(STREAM).await.considered, 0);
        assert!(office.picture().await.0.is_empty());
        assert_eq!(when_it_has_ended(&mut office).await, (0, 0));
    }
}

#[tokio::test]
async fn a_chosen_copy_that_comes_back_is_followed_again() {
    let mut office = three_copies().await;
    office.event_removed(1, "e1").await;
    office.event(1, Event { ends: 9, ..ahead() }).await;
    assert_eq!(when_it_has_ended(&mut office).await, (0, 0), "moved");
    office.event_removed(2, "e1").await;
    office.event_removed(3, "e1").await;
    assert_eq!(office.standing(STREAM).await.pending, 1);
}

#[tokio::test]
async fn a_copy_that_comes_after_all_have_vanished_counts_by_itself() {
    let mut office = three_copies().await;
    for number in 1..=3 {
        office.event_removed(number, "e1").await;
    }
    office.events(2, &[ahead()]).await;
    assert_eq!(when_it_has_ended(&mut office).await, (1, 0));
    assert!(
        office
            .service
            .contains_key("o365_cal_e1-2_buyer@acme.example")
    );
}

#[tokio::test]
async fn what_the_copies_left_say_of_a_cancellation_and_of_privacy_holds() {
    for (changed, reason) in [
        (
            Event {
                cancelled: true,
                ..ahead()
            },
            Reason::Cancelled,
        ),
        (
            Event {
                private: true,
                ..ahead()
            },
            Reason::Private,
        ),
    ] {
        for change_first in [true, false] {
            let mut office = three_copies().await;
            office.event_removed(3, "e1").await;
            if change_first {
                office.events(2, std::slice::from_ref(&changed)).await;
                office.event_removed(1, "e1").await;
            } else {
                office.event_removed(1, "e1").await;
                office.events(2, std::slice::from_ref(&changed)).await;
            }
            let standing = office.standing(STREAM).await;
            assert_eq!((standing.considered, standing.withheld[&reason]), (1, 1));
            assert_eq!(when_it_has_ended(&mut office).await, (0, 0));
        }
    }
}

#[tokio::test]
async fn the_last_copy_that_was_not_cancelled_vanishes_and_the_meeting_is_cancelled() {
    let mut office = three_copies().await;
    let cancelled = Event {
        cancelled: true,
        ..ahead()
    };
    office.events(1, std::slice::from_ref(&cancelled)).await;
    office.events(2, &[cancelled]).await;
    assert_eq!(office.standing(STREAM).await.pending, 1);
    office.event_removed(3, "e1").await;
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::Cancelled],
        2
    );
    assert_eq!(when_it_has_ended(&mut office).await, (0, 0));
}

#[tokio::test]
async fn a_chosen_copy_that_is_swept_away_is_the_same_as_one_that_is_told_to_be_gone() {
    let mut office = three_copies().await;
    office.sweep(1, STREAM, "calendar").await;
    assert_eq!(office.standing(STREAM).await.pending, 1);
    office.sweep(2, STREAM, "calendar").await;
    office.sweep(2, STREAM, "calendar").await;
    assert_eq!(office.standing(STREAM).await.pending, 1);
    office.sweep(3, STREAM, "calendar").await;
    assert_eq!(office.standing(STREAM).await.considered, 0);
    assert_eq!(when_it_has_ended(&mut office).await, (0, 0));
}

#[tokio::test]
async fn a_withheld_copy_that_vanishes_leaves_the_meeting_to_the_next() {
    let mut office = Office::in_memory().await;
    let internal = Event {
        attendees: vec!["m3@contoso.example"],
        organiser: "m9@contoso.example",
        ..Event::default()
    };
    office.events(1, std::slice::from_ref(&internal)).await;
    let outcome = office.event(2, Event::default()).await;
    assert_eq!(outcome.withheld, 1, "a duplicate");
    let unit = office.unit(1, STREAM).await;
    let mut page = office.page(unit, "calendar", Vec::new()).await;
    page.removed = vec![office.key(1, "e1-1")];
    let outcome = office.ledger.commit_meetings(page).await.unwrap();
    assert_eq!(outcome.rereads, 1);
    office.event(2, Event::default()).await;
    assert_eq!(office.upload().await, (1, 0));
}

#[tokio::test]
async fn a_deletion_found_by_a_sweep_is_followed_where_the_tenant_says_so_and_the_windows_edge_is_none()
 {
    let mut office = Office::in_memory().await;
    let named = |id, uid, ends| Event {
        id,
        uid,
        ends,
        ..Event::default()
    };
    office
        .events(1, &[named("old", "u1", -89 * 24), named("new", "u2", -1)])
        .await;
    office.letters(1, "inbox", &[letter("mail", "<m1>")]).await;
    assert_eq!(office.upload().await, (3, 0));
    office.now = office.now.plus_days(2);
    office.sweep(1, STREAM, "calendar").await;
    office.sweep(1, Stream::EmailThread, "inbox").await;
    assert_eq!(office.upload().await, (0, 0), "nothing is undone");

    office
        .events(1, &[named("old", "u1", -89 * 24), named("new", "u2", -1)])
        .await;
    office.letters(1, "inbox", &[letter("mail", "<m1>")]).await;
    office.policy.retract_on_delete = true;
    office.sweep(1, STREAM, "calendar").await;
    office.sweep(1, Stream::EmailThread, "inbox").await;
    assert_eq!(office.upload().await, (0, 2));
    let left: Vec<&String> = office.service.keys().collect();
    assert_eq!(
        left,
        ["o365_cal_old-1_buyer@acme.example"],
        "it only left the window"
    );
}

#[tokio::test]
async fn a_tenant_that_wants_deletions_followed_has_a_pending_meeting_followed_too() {
    let mut office = three_copies().await;
    office.policy.retract_on_delete = true;
    office.event_removed(1, "e1").await;
    assert_eq!(when_it_has_ended(&mut office).await, (0, 0));
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::Duplicate],
        2
    );
}

#[tokio::test]
async fn what_vanished_and_no_longer_passes_leaves_the_meeting_to_the_others() {
    let mut office = three_copies().await;
    office.event_removed(1, "e1").await;
    office.next_run().await;
    office.pass_hours(3).await;
    let due = office
        .ledger
        .due_after(&connection_id(), 0, 9)
        .await
        .unwrap();
    office
        .ledger
        .drop_drifted(office.run, due[0].id, Reason::NotOnAllowlist)
        .await
        .unwrap();
    assert_eq!(office.standing(STREAM).await.considered, 2);
    office.policy = policy(2, &["acme.example"]);
    office.events(2, &[ahead()]).await;
    assert_eq!(office.upload().await, (1, 0));
    assert!(
        office
            .service
            .contains_key("o365_cal_e1-2_buyer@acme.example")
    );
}
