//! The ledger as a person leafs through it: newest first, narrowed, found by words, at any size.

use crate::copies::{Event, letter};
use crate::office::{Office, connection, connection_id, instant};
use activity::{Road, Stream};
use ledger::{EntryState, Listed, Place, RowQuery};
use privacy::{AssessedSignal, Direction, Key, Reason, Traits};

const STATES: [EntryState; 4] = [
    EntryState::Sent,
    EntryState::Waiting,
    EntryState::Pending,
    EntryState::Retracted,
];

fn everything() -> RowQuery {
    let streams = [
        Stream::MeetingAttend,
        Stream::EmailThread,
        Stream::EmailSignal,
    ];
    RowQuery {
        connection: connection_id(),
        activities: streams
            .iter()
            .flat_map(|stream| STATES.map(|state| (*stream, state)))
            .collect(),
        withheld: streams
            .iter()
            .flat_map(|stream| Reason::ALL.map(|reason| (*stream, reason)))
            .collect(),
        counted: false,
        unreviewed: true,
        rule: None,
        text: None,
        since: None,
        until: None,
        after: None,
        limit: 200,
    }
}

async fn leafed(office: &Office, mut query: RowQuery) -> Vec<Listed> {
    let mut all = Vec::new();
    loop {
        let page = office.ledger.rows(query.clone()).await.unwrap();
        assert!(page.rows.len() <= query.limit);
        all.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

fn found(text: &str) -> RowQuery {
    RowQuery {
        text: Some(text.to_owned()),
        ..everything()
    }
}

async fn office_with_mail() -> Office {
    let mut office = Office::in_memory().await;
    let letters: Vec<_> = ["a", "b", "c", "d", "e"]
        .iter()
        .map(|id| letter(id, &format!("<{id}>")))
        .collect();
    office.letters(1, "inbox", &letters).await;
    office.upload().await;
    office
        .letters(1, "inbox", &[letter("f", "<f>"), letter("g", "<g>")])
        .await;
    office
}

#[tokio::test]
async fn pages_of_any_length_give_the_same_list_newest_first() {
    let office = office_with_mail().await;
    let whole = leafed(&office, everything()).await;
    assert_eq!(whole.len(), 7);
    for limit in 1..=7 {
        let query = RowQuery {
            limit,
            ..everything()
        };
        assert_eq!(leafed(&office, query).await, whole, "{limit} a page");
    }
    let times: Vec<_> = whole
        .iter()
        .map(|row| match row {
            Listed::Activity(entry) => (entry.occurred_at, entry.id),
            Listed::Own(_) => panic!("nothing of other people is listed"),
        })
        .collect();
    assert!(times.is_sorted_by(|one, other| one > other), "{times:?}");
}

#[tokio::test]
async fn what_is_asked_for_is_listed_and_nothing_else() {
    let office = office_with_mail().await;
    let waiting = RowQuery {
        activities: vec![(Stream::EmailThread, EntryState::Waiting)],
        ..everything()
    };
    assert_eq!(leafed(&office, waiting).await.len(), 2);
    let meetings = RowQuery {
        activities: vec![(Stream::MeetingAttend, EntryState::Sent)],
        ..everything()
    };
    assert_eq!(leafed(&office, meetings).await, []);
    let later = RowQuery {
        since: Some(instant("2036-01-01T00:00:00Z")),
        ..everything()
    };
    assert_eq!(leafed(&office, later).await, []);
    let earlier = RowQuery {
        until: Some(instant("2036-01-01T00:00:00Z")),
        ..everything()
    };
    assert_eq!(leafed(&office, earlier).await.len(), 7);
}

#[tokio::test]
async fn rows_are_found_by_the_beginning_of_each_word_until_they_are_taken_back() {
    let mut office = office_with_mail().await;
    let whole = leafed(&office, everything()).await;
    for text in ["acme", "ACM exam", "buyer@acme.example", "  "] {
        assert_eq!(leafed(&office, found(text)).await, whole, "{text:?}");
    }
    for text in ["nobody", "cme", "acme nobody", "\"", "acme OR"] {
        let rows = leafed(&office, found(text)).await;
        let expected = if text == "\"" { whole.len() } else { 0 };
        assert_eq!(rows.len(), expected, "{text:?}");
    }
    let sent = RowQuery {
        activities: vec![(Stream::EmailThread, EntryState::Sent)],
        ..found("acme")
    };
    assert_eq!(leafed(&office, sent).await.len(), 5);
    let mut meeting = Event {
        attendees: vec!["ärger@acme.example"],
        ..Event::default()
    };
    office.events(2, std::slice::from_ref(&meeting)).await;
    office.upload().await;
    for text in ["arger", "quart review", "Ärger"] {
        assert_eq!(leafed(&office, found(text)).await.len(), 1, "{text:?}");
    }
    meeting.cancelled = true;
    office.events(2, &[meeting]).await;
    office.upload().await;
    assert_eq!(leafed(&office, found("quarterly")).await, []);
    assert_eq!(
        leafed(&office, everything()).await.len(),
        whole.len() + 1,
        "that it was taken back is still told"
    );
}

#[tokio::test]
async fn an_employees_own_withheld_mail_stands_between_the_activities() {
    let office = Office::in_memory().await;
    let own = connection(Road::EmployeeGraph);
    office.ledger.put_connection(&own).await.unwrap();
    let copy = |item: u8, at: &str| AssessedSignal {
        item: Key::from_bytes([item; 16]),
        mail: Key::from_bytes([1; 16]),
        direction: Direction::Received,
        at: Some(instant(at)),
        traits: Traits::default(),
        plain: None,
    };
    let unit = office.unit(1, Stream::EmailSignal).await;
    let copies = vec![
        copy(1, "2026-11-01T10:00:00Z"),
        copy(2, "2026-11-03T10:00:00Z"),
        copy(3, "2026-11-02T10:00:00Z"),
    ];
    let page = office.page(unit, "inbox", copies).await;
    office
        .ledger
        .commit_signals(page, instant("2026-10-01T00:00:00Z"))
        .await
        .unwrap();
    let rows = leafed(
        &office,
        RowQuery {
            limit: 1,
            ..everything()
        },
    )
    .await;
    let times: Vec<String> = rows
        .iter()
        .map(|row| match row {
            Listed::Own(item) => item.at.unwrap().to_string(),
            Listed::Activity(_) => "activity".to_owned(),
        })
        .collect();
    assert_eq!(times, ["2026-11-03T10:00:00Z", "2026-11-02T10:00:00Z"]);
    assert_eq!(leafed(&office, found("anything")).await, []);
}

#[test]
fn an_activity_comes_before_a_withheld_item_of_the_same_number() {
    let place = |number, is_activity| Place {
        number,
        is_activity,
    };
    assert!(place(2, false) > place(1, true));
    assert!(place(1, true) > place(1, false));
}
