//! The transcripts of a series: each is of the occurrence that took place when it was made, also where that is known later only.

use crate::desk::Desk;
use crate::transcripts::{LINK, agreed, arrived, invited, release, synced};
use crate::world::{Invited, World, instant};
use activity::{Days, ItemId, Level, Recurrence, Until};
use ledger::{HeldTranscript, Review};
use privacy::Reason;
use std::collections::BTreeMap;
use sync::{ListedTranscript, Transcripts};

/// Half an hour each day from ten o'clock in Berlin on, over the end of summer time.
fn series() -> Invited {
    Invited {
        recurrence: Some(Recurrence {
            days: Days::Daily,
            every: 1,
            until: Until::Never,
            zone: "Europe/Berlin".into(),
        }),
        ..invited("2026-10-23T08:00:00Z", "2026-10-23T08:30:00Z")
    }
}

/// The series' occurrence of the 26th, which took place a day and some hours later.
fn moved() -> Invited {
    Invited {
        id: "e2".into(),
        moved_from: Some(instant("2026-10-26T09:00:00Z")),
        ..invited("2026-10-27T12:00:00Z", "2026-10-27T12:30:00Z")
    }
}

async fn desk(invited: Vec<Invited>, begun: &[&str]) -> Desk {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    world.invited = invited;
    let listed = begun.iter().map(|begun| ListedTranscript {
        id: ItemId::new(*begun).unwrap(),
        created: Some(instant(begun)),
        ended: None,
    });
    let answer = Transcripts::Listed {
        meeting: ItemId::new("meeting").unwrap(),
        transcripts: listed.collect(),
    };
    world.teams.insert(LINK.into(), answer);
    agreed(world).await
}

/// The series with one transcript, which was made at the time of the moved occurrence.
async fn desk_before_the_move() -> Desk {
    desk(vec![series()], &["2026-10-27T12:02:00Z"]).await
}

/// Lets the invitation to the moved occurrence arrive, a day later.
async fn arrive(desk: &Desk, invited: Invited) {
    desk.world(|world| {
        world.now = world.now.plus_days(1);
        world.invited.push(invited);
    });
    synced(desk).await;
}

/// Every transcript, and whether it is of the series itself.
async fn held(desk: &Desk) -> Vec<(HeldTranscript, bool)> {
    let meetings = desk.ledger.held_meetings(&desk.connection.id).await;
    let of_one = |meeting: ledger::HeldMeeting| {
        let is_series = meeting.is_series;
        let transcripts = meeting.transcripts.into_iter();
        transcripts.map(move |transcript| (transcript, is_series))
    };
    meetings.unwrap().into_iter().flat_map(of_one).collect()
}

async fn only(desk: &Desk) -> (HeldTranscript, bool) {
    let mut held = held(desk).await;
    assert_eq!(held.len(), 1);
    held.remove(0)
}

#[tokio::test]
async fn each_is_of_its_occurrence_over_the_end_of_summer_time() {
    let begun = [
        ("2026-10-24T08:03:00Z", "2026-10-24T08:00:00Z"),
        ("2026-10-25T09:01:00Z", "2026-10-25T09:00:00Z"),
        ("2026-10-27T09:01:00Z", "2026-10-27T09:00:00Z"),
        ("2026-10-27T09:21:00Z", "2026-10-27T09:00:00Z"),
        ("2026-10-27T12:02:00Z", "2026-10-27T12:00:00Z"),
    ];
    let desk = desk(vec![series(), moved()], &begun.map(|(begun, _)| begun)).await;
    assert_eq!(synced(&desk).await.pending, 5);
    let held = held(&desk).await.into_iter();
    let held: BTreeMap<ItemId, _> = held
        .map(|(one, is_series)| (one.id, (one.starts, is_series)))
        .collect();
    for (begun, starts) in begun {
        let is_series = !begun.contains("T12");
        let found = &held[&ItemId::new(begun).unwrap()];
        assert_eq!(*found, (instant(starts), is_series), "{begun}");
    }
}

#[tokio::test]
async fn one_that_was_listed_first_moves_to_the_occurrence_that_is_told_of_later() {
    let desk = desk_before_the_move().await;
    synced(&desk).await;
    let (before, is_series) = only(&desk).await;
    assert_eq!(
        (before.starts, is_series),
        (instant("2026-10-27T09:00:00Z"), true)
    );
    arrive(&desk, moved()).await;
    let (after, is_series) = only(&desk).await;
    assert_eq!(
        (after.starts, after.ends, is_series),
        (
            instant("2026-10-27T12:00:00Z"),
            instant("2026-10-27T12:30:00Z"),
            false
        )
    );
    assert_eq!(
        (after.item, after.review),
        (before.item, Review::Waiting),
        "the same one"
    );
    assert_ne!(
        after.name, before.name,
        "a rule names it by its own occurrence"
    );
}

#[tokio::test]
async fn what_was_sent_keeps_the_time_that_was_shown_with_it() {
    let desk = desk_before_the_move().await;
    synced(&desk).await;
    release(&desk, Level::Measures).await;
    synced(&desk).await;
    let sent = arrived(&desk);
    arrive(&desk, moved()).await;
    let (after, is_series) = only(&desk).await;
    assert_eq!((after.review, is_series), (Review::Sent, false));
    assert_eq!(after.starts, instant("2026-10-27T09:00:00Z"));
    assert_eq!((sent.len(), arrived(&desk)), (1, sent));
}

#[tokio::test]
async fn what_was_sent_is_taken_back_once_its_occurrence_is_known_to_be_private() {
    let desk = desk_before_the_move().await;
    synced(&desk).await;
    release(&desk, Level::Measures).await;
    synced(&desk).await;
    assert_eq!(arrived(&desk).len(), 1);
    let private = Invited {
        private: true,
        ..moved()
    };
    arrive(&desk, private).await;
    let (after, _) = only(&desk).await;
    assert_eq!(after.review, Review::Withheld(Reason::Private));
    assert!(arrived(&desk).is_empty());
}
