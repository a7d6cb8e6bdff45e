//! What a policy, a torn time and a deletion do to meetings.

use crate::copies::Event;
use crate::office::{Office, policy};
use activity::Stream;
use privacy::Reason;

const STREAM: Stream = Stream::MeetingAttend;

#[tokio::test]
async fn an_attendee_who_leaves_is_taken_back_but_a_tighter_policy_undoes_nothing() {
    let mut office = Office::in_memory().await;
    let two = Event {
        attendees: vec!["b@acme.example", "c@partner.example"],
        ..Event::default()
    };
    let one = Event {
        attendees: vec!["b@acme.example"],
        ..Event::default()
    };
    office.events(1, std::slice::from_ref(&two)).await;
    assert_eq!(office.upload().await, (2, 0));

    office.policy = policy(2, &["acme.example"]);
    office.events(1, std::slice::from_ref(&two)).await;
    assert_eq!(
        office.upload().await,
        (0, 0),
        "what was sent stays, and identical bytes are not sent again"
    );
    assert_eq!(office.service.len(), 2);
    assert_eq!(office.standing(STREAM).await.sent, 1);

    office.policy = policy(3, &["acme.example", "partner.example"]);
    office.events(1, &[two]).await;
    assert_eq!(office.upload().await, (0, 0));
    office.events(1, &[one]).await;
    assert_eq!(
        office.upload().await,
        (1, 1),
        "under the policy that let it pass, a departure is followed; the other now counts one attendee"
    );
}

#[tokio::test]
async fn what_only_waits_does_not_leave_under_a_tighter_policy() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.policy = policy(2, &["partner.example"]);
    office.event(1, Event::default()).await;
    assert_eq!(office.upload().await, (0, 0));
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::NotOnAllowlist],
        1
    );
    assert!(
        office.picture().await.0.is_empty(),
        "of what never left there is no trace"
    );
}

#[tokio::test]
async fn a_looser_policy_lets_a_withheld_meeting_be_sent() {
    let mut office = Office::in_memory().await;
    office.policy = policy(1, &["partner.example"]);
    office.event(1, Event::default()).await;
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::NotOnAllowlist],
        1
    );
    office.policy = policy(2, &["acme.example"]);
    office.event(1, Event::default()).await;
    assert_eq!(office.upload().await, (1, 0));
}

#[tokio::test]
async fn a_meeting_without_usable_times_is_failed_and_takes_no_part() {
    let mut office = Office::in_memory().await;
    office
        .event(
            1,
            Event {
                has_times: false,
                private: true,
                ..Event::default()
            },
        )
        .await;
    office.event(2, Event::default()).await;
    assert_eq!(office.upload().await, (1, 0));
    let standing = office.standing(STREAM).await;
    assert_eq!(
        (standing.failed, standing.sent, standing.considered),
        (1, 1, 2)
    );

    office.event(1, Event::default()).await;
    let standing = office.standing(STREAM).await;
    assert_eq!(
        (
            standing.failed,
            standing.sent,
            standing.withheld[&Reason::Duplicate]
        ),
        (0, 1, 1)
    );
}

#[tokio::test]
async fn what_vanishes_after_it_ended_stays_unless_the_tenant_says_otherwise() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.event_removed(1, "e1").await;
    assert_eq!(office.upload().await, (1, 0), "it happened");
    office.event(1, Event::default()).await;
    office.policy.retract_on_delete = true;
    office.event_removed(1, "e1").await;
    assert_eq!(office.upload().await, (0, 1));
    let summary = office.summary(STREAM).await;
    assert_eq!((summary.considered, summary.retracted), (0, 1));

    office.event(1, Event::default()).await;
    assert_eq!(office.upload().await, (1, 0), "it is there again");
    assert_eq!(office.standing(STREAM).await.sent, 1);
}

#[tokio::test]
async fn a_pending_meeting_that_vanishes_yields_nothing() {
    let mut office = Office::in_memory().await;
    office
        .event(
            1,
            Event {
                ends: 2,
                ..Event::default()
            },
        )
        .await;
    office.event_removed(1, "e1").await;
    office.pass_hours(24).await;
    assert_eq!(office.upload().await, (0, 0));
    assert_eq!(office.standing(STREAM).await.considered, 0);
}

#[tokio::test]
async fn a_private_copy_that_vanishes_goes_on_withholding() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.event(2, Event::private()).await;
    office.event_removed(2, "e1").await;
    office.event(1, Event::default()).await;
    assert_eq!(office.upload().await, (0, 0));
    let standing = office.standing(STREAM).await;
    assert_eq!(
        (standing.considered, standing.withheld[&Reason::Private]),
        (1, 1)
    );
}

#[tokio::test]
async fn a_copy_that_becomes_another_meeting_leaves_the_first_to_the_others() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.event(2, Event::default()).await;
    office.upload().await;
    let outcome = office
        .event(
            1,
            Event {
                uid: "uid-2",
                ..Event::default()
            },
        )
        .await;
    assert_eq!(outcome.rereads, 1, "the second mailbox's copy counts now");
    office.event(2, Event::default()).await;
    office.upload().await;
    assert_eq!(office.service.len(), 2);
    assert_eq!(office.standing(STREAM).await.sent, 2);
}
