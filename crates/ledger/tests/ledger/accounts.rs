//! considered = sent + withheld + pending + failed, in every run.

use crate::copies::{Event, letter};
use crate::office::{Office, connection_id};
use activity::Stream;
use ledger::{RunEnd, Uploads};
use privacy::Reason;

#[tokio::test]
async fn a_run_counts_what_it_touched_and_the_standing_everything() {
    let mut office = Office::in_memory().await;
    office
        .letters(1, "inbox", &[letter("a", "<m1>"), letter("b", "<m1>")])
        .await;
    office.upload().await;
    office.next_run().await;
    office.letters(1, "inbox", &[letter("c", "<m2>")]).await;
    let summary = office.summary(Stream::EmailThread).await;
    assert_eq!((summary.considered, summary.pending), (1, 1));
    let standing = office.standing(Stream::EmailThread).await;
    assert_eq!(
        (standing.considered, standing.sent, standing.pending),
        (3, 1, 1)
    );
}

#[tokio::test]
async fn copies_whose_place_another_copy_changed_are_counted_in_that_run() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.upload().await;
    office.next_run().await;
    office.event(2, Event::private()).await;
    office.upload().await;
    let summary = office.summary(Stream::MeetingAttend).await;
    assert_eq!(
        (
            summary.considered,
            summary.withheld[&Reason::Private],
            summary.retracted
        ),
        (2, 2, 1)
    );
}

#[tokio::test]
async fn a_preview_assumes_that_what_is_ready_is_sent() {
    let office = Office::in_memory().await;
    let ahead = Event {
        id: "ahead",
        uid: "uid-2",
        ends: 3,
        ..Event::default()
    };
    office
        .events(
            1,
            &[
                Event {
                    attendees: vec!["a@acme.example", "b@acme.example"],
                    ..Event::default()
                },
                ahead,
            ],
        )
        .await;
    let summary = office
        .ledger
        .summary(office.run, Uploads::Assumed)
        .await
        .unwrap();
    let meetings = &summary[&Stream::MeetingAttend];
    assert_eq!(
        (
            meetings.considered,
            meetings.sent,
            meetings.pending,
            meetings.activities
        ),
        (2, 1, 1, 2)
    );
}

#[tokio::test]
async fn a_run_that_a_crash_left_is_continued_and_a_finished_one_is_not() {
    let office = Office::in_memory().await;
    let again = office
        .ledger
        .begin_run(&connection_id(), office.now)
        .await
        .unwrap();
    assert_eq!(again, office.run);
    let end = RunEnd {
        finished_at: office.now,
        outcome: "partly".into(),
        requests: 7,
        bytes: 9,
    };
    office
        .ledger
        .finish_run(office.run, end.clone())
        .await
        .unwrap();
    assert_ne!(
        office
            .ledger
            .begin_run(&connection_id(), office.now)
            .await
            .unwrap(),
        office.run
    );
    let runs = office.ledger.last_runs(5).await.unwrap();
    assert_eq!(
        (runs.len(), runs[0].end.clone(), runs[1].end.clone()),
        (2, None, Some(end))
    );
    let last = office
        .ledger
        .last_finished(&connection_id())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(last.id, office.run);
}
