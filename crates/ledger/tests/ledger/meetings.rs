//! Which copy of a meeting counts, and what follows from it.

use crate::copies::Event;
use crate::office::{Office, connection_id};
use activity::Stream;
use privacy::Reason;

const STREAM: Stream = Stream::MeetingAttend;

#[tokio::test]
async fn a_meeting_that_has_ended_is_sent_once() {
    let mut office = Office::in_memory().await;
    let outcome = office.event(1, Event::default()).await;
    assert_eq!((outcome.judged, outcome.kept, outcome.withheld), (1, 1, 0));
    assert_eq!(office.summary(STREAM).await.pending, 1);

    assert_eq!(office.upload().await, (1, 0));
    let summary = office.summary(STREAM).await;
    assert_eq!(
        (summary.considered, summary.sent, summary.activities),
        (1, 1, 1)
    );

    office.event(1, Event::default()).await;
    assert_eq!(
        office.upload().await,
        (0, 0),
        "judged again, nothing is new"
    );
}

#[tokio::test]
async fn a_second_copy_is_a_duplicate_and_the_first_stays_chosen() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.event(2, Event::default()).await;
    let by_organiser = Event {
        organiser: "m3@contoso.example",
        ..Event::default()
    };
    office.events(3, &[by_organiser]).await;
    assert_eq!(office.upload().await, (1, 0));
    let summary = office.summary(STREAM).await;
    assert_eq!((summary.considered, summary.sent), (3, 1));
    assert_eq!(summary.withheld[&Reason::Duplicate], 2);
}

#[tokio::test]
async fn an_attendees_copy_waits_for_the_organisers() {
    let mut office = Office::in_memory().await;
    let event = Event {
        organiser: "m2@contoso.example",
        ..Event::default()
    };
    office.events(1, std::slice::from_ref(&event)).await;
    assert_eq!(office.upload().await, (0, 0));
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::Duplicate],
        1
    );

    office.events(2, &[event]).await;
    assert_eq!(office.upload().await, (1, 0));
    assert!(
        office
            .service
            .contains_key("o365_cal_e1-2_buyer@acme.example")
    );
}

#[tokio::test]
async fn until_it_ends_it_is_pending_and_changes_are_followed() {
    let mut office = Office::in_memory().await;
    let ahead = Event {
        ends: 2,
        ..Event::default()
    };
    office.events(1, std::slice::from_ref(&ahead)).await;
    assert_eq!(office.upload().await, (0, 0));
    let moved = Event {
        ends: 3,
        attendees: vec!["b@acme.example", "c@acme.example"],
        ..ahead
    };
    office.events(1, &[moved]).await;
    office.next_run().await;
    assert_eq!(office.standing(STREAM).await.pending, 1);

    office.pass_hours(3).await;
    assert_eq!(office.upload().await, (2, 0));
    let summary = office.summary(STREAM).await;
    assert_eq!(
        (summary.considered, summary.sent, summary.activities),
        (1, 1, 2),
        "counted in the run in which it ripened"
    );
}

#[tokio::test]
async fn a_meeting_moved_to_a_later_time_is_taken_back_and_sent_again_when_it_ends() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.upload().await;
    office.next_run().await;
    office
        .event(
            1,
            Event {
                ends: 5,
                ..Event::default()
            },
        )
        .await;
    assert_eq!(office.upload().await, (0, 1));
    assert!(office.service.is_empty());
    let summary = office.summary(STREAM).await;
    assert_eq!(
        (summary.pending, summary.retracted, summary.sent),
        (1, 1, 0)
    );

    office.pass_hours(6).await;
    assert_eq!(office.upload().await, (1, 0));
    assert_eq!(office.service.len(), 1);
}

#[tokio::test]
async fn a_cancelled_meeting_is_taken_back_with_everything_that_tells_of_it() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.upload().await;
    office.event(1, Event::cancelled()).await;
    assert_eq!(office.upload().await, (0, 1));
    let (entries, standing) = office.picture().await;
    assert_eq!(standing[&STREAM].withheld[&Reason::Cancelled], 1);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].1, None, "who it was about is forgotten");
}

#[tokio::test]
async fn a_private_copy_withholds_the_meeting_and_its_end_lets_it_be_read_again() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.upload().await;
    office.event(2, Event::private()).await;
    assert_eq!(office.upload().await, (0, 1));
    assert_eq!(office.standing(STREAM).await.withheld[&Reason::Private], 2);

    let outcome = office.event(2, Event::default()).await;
    assert_eq!(
        outcome.rereads, 1,
        "the content of the copy that counts was not kept"
    );
    let unit = office.unit(1, STREAM).await;
    assert_eq!(
        office.ledger.take_rereads(&connection_id()).await.unwrap(),
        vec![unit]
    );
    assert_eq!(office.standing(STREAM).await.pending, 1);
    office.event(1, Event::default()).await;
    assert_eq!(office.upload().await, (1, 0));
    let standing = office.standing(STREAM).await;
    assert_eq!(
        (standing.sent, standing.withheld[&Reason::Duplicate]),
        (1, 1)
    );
}

#[tokio::test]
async fn a_copy_with_a_verdict_of_its_own_needs_no_reading_again() {
    let office = Office::in_memory().await;
    let internal = Event {
        attendees: vec!["m2@contoso.example"],
        organiser: "m4@contoso.example",
        ..Event::default()
    };
    office.events(1, std::slice::from_ref(&internal)).await;
    office
        .event(
            2,
            Event {
                private: true,
                ..internal.clone()
            },
        )
        .await;
    let outcome = office.events(2, &[internal]).await;
    assert_eq!(outcome.rereads, 0);
    let standing = office.standing(STREAM).await;
    assert_eq!(standing.withheld[&Reason::InternalOnly], 1);
    assert_eq!(standing.withheld[&Reason::Duplicate], 1);
}

#[tokio::test]
async fn a_reread_that_was_taken_on_and_not_begun_comes_again() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    let unit = office.unit(1, STREAM).await;
    office.ledger.request_reread(unit).await.unwrap();
    assert_eq!(
        office
            .ledger
            .take_rereads(&connection_id())
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        office
            .ledger
            .take_rereads(&connection_id())
            .await
            .unwrap()
            .len(),
        0
    );
    office.next_run().await;
    assert_eq!(
        office
            .ledger
            .take_rereads(&connection_id())
            .await
            .unwrap()
            .len(),
        1
    );
    office
        .ledger
        .restart_chain(unit, "calendar", "f", office.now)
        .await
        .unwrap();
    office.next_run().await;
    assert_eq!(
        office
            .ledger
            .take_rereads(&connection_id())
            .await
            .unwrap()
            .len(),
        0
    );
}
