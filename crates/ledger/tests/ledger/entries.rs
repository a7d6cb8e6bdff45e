//! The ledger as a person looks at it.

use crate::copies::{Event, letter};
use crate::office::{Office, connection_id, every_entry, instant};
use activity::{Activity, Sha256, Stream};
use ledger::{EntryQuery, EntryState};

async fn filled() -> Office {
    let mut office = Office::in_memory().await;
    office
        .letters(1, "inbox", &[letter("a", "<m1>"), letter("b", "<m2>")])
        .await;
    office
        .event(
            2,
            Event {
                id: "cancelled",
                uid: "uid-2",
                ..Event::default()
            },
        )
        .await;
    office.upload().await;
    office
        .event(
            2,
            Event {
                id: "cancelled",
                uid: "uid-2",
                cancelled: true,
                ..Event::default()
            },
        )
        .await;
    office.upload().await;
    office.letters(1, "inbox", &[letter("c", "<m3>")]).await;
    office
        .event(
            1,
            Event {
                ends: 3,
                attendees: vec!["Ärger@Acme.example"],
                ..Event::default()
            },
        )
        .await;
    office
}

async fn listed(office: &Office, query: EntryQuery) -> usize {
    office.ledger.entries(query).await.unwrap().entries.len()
}

#[tokio::test]
async fn every_entry_shows_the_exact_bytes_and_where_they_stand() {
    let office = filled().await;
    let page = office.ledger.entries(every_entry()).await.unwrap();
    assert_eq!((page.entries.len(), page.next), (5, None));
    assert!(
        page.entries.is_sorted_by(|one, other| one.id > other.id),
        "the latest first"
    );
    for entry in page.entries {
        assert_eq!(office.ledger.entry(entry.id).await.unwrap().unwrap(), entry);
        match entry.state {
            EntryState::Retracted => {
                assert_eq!(
                    (entry.bytes, entry.external_id, entry.occurred_at),
                    (None, None, None)
                );
                assert_eq!(entry.retracted_at, Some(office.now));
            }
            state => {
                let bytes = entry.bytes.unwrap();
                assert_eq!(Sha256::of(&bytes), entry.sha256);
                let activity = Activity::parse(&bytes).unwrap();
                assert_eq!(Some(activity.external_id()), entry.external_id.as_deref());
                assert_eq!(Some(activity.occurred_at()), entry.occurred_at);
                assert_eq!(entry.held_sha256.is_some(), state == EntryState::Sent);
                assert_eq!(entry.acknowledged_at.is_some(), state == EntryState::Sent);
            }
        }
    }
    assert_eq!(office.ledger.entry(999).await.unwrap(), None);
}

#[tokio::test]
async fn entries_can_be_narrowed_by_stream_state_and_text() {
    let office = filled().await;
    let stream = EntryQuery {
        stream: Some(Stream::EmailThread),
        ..every_entry()
    };
    assert_eq!(listed(&office, stream).await, 3);
    for (state, expected) in [
        (EntryState::Sent, 2),
        (EntryState::Waiting, 1),
        (EntryState::Pending, 1),
        (EntryState::Retracted, 1),
    ] {
        let query = EntryQuery {
            state: Some(state),
            ..every_entry()
        };
        assert_eq!(listed(&office, query).await, expected, "{state:?}");
    }
    for (text, expected) in [
        ("BUYER@", 3),
        (" offer", 3),
        ("quarterly", 1),
        ("ärger", 1),
        ("cursor", 0),
    ] {
        let query = EntryQuery {
            text: Some(text.into()),
            ..every_entry()
        };
        assert_eq!(listed(&office, query).await, expected, "{text}");
    }
    let counts = office.ledger.entry_counts(&connection_id()).await.unwrap();
    assert_eq!(counts[&(Stream::EmailThread, EntryState::Sent)], 2);
    assert_eq!(counts[&(Stream::MeetingAttend, EntryState::Retracted)], 1);
}

#[tokio::test]
async fn pages_of_entries_join_without_gap_or_double() {
    let office = filled().await;
    let mut query = EntryQuery {
        limit: 2,
        ..every_entry()
    };
    let mut seen = Vec::new();
    loop {
        let page = office.ledger.entries(query.clone()).await.unwrap();
        seen.extend(page.entries.iter().map(|entry| entry.id));
        query.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    let all = office.ledger.entries(every_entry()).await.unwrap();
    assert_eq!(
        seen,
        all.entries.iter().map(|entry| entry.id).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn days_count_what_is_or_is_to_be_sent() {
    let office = filled().await;
    let days = office
        .ledger
        .by_day(&connection_id(), instant("2026-11-01T00:00:00Z"))
        .await
        .unwrap();
    let told: Vec<_> = days
        .iter()
        .map(|day| (day.day.to_string(), day.stream, day.count))
        .collect();
    assert_eq!(
        told,
        vec![
            ("2026-11-20T00:00:00Z".to_owned(), Stream::EmailThread, 3),
            ("2026-11-22T00:00:00Z".to_owned(), Stream::MeetingAttend, 1),
        ]
    );
    assert!(
        office
            .ledger
            .by_day(&connection_id(), instant("2026-12-01T00:00:00Z"))
            .await
            .unwrap()
            .is_empty()
    );
}
