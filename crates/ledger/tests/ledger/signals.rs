//! The email signal: every mail once, and counts that replace each other.

use crate::office::{NOW, Office, connection, connection_id, instant, register};
use activity::{Activity, CycleId, Instant, Road, Stream};
use ledger::{Ledger, PageOutcome, SignalCounts};
use privacy::{
    AssessedSignal, Direction, Filtered, Key, OwnAddresses, Reason, Traits, count_signal,
};

const STREAM: Stream = Stream::EmailSignal;
const START: &str = "2026-10-01T00:00:00Z";
const END: &str = "2027-01-01T00:00:00Z";

fn copy(item: u8, mail: u8, direction: Direction, at: Option<&str>) -> AssessedSignal {
    AssessedSignal {
        item: Key::from_bytes([item; 16]),
        mail: Key::from_bytes([mail; 16]),
        direction,
        at: at.map(instant),
        traits: Traits::default(),
        plain: None,
    }
}

async fn commit(office: &Office, items: Vec<AssessedSignal>) -> PageOutcome {
    let unit = office.unit(1, STREAM).await;
    let page = office.page(unit, "inbox", items).await;
    office
        .ledger
        .commit_signals(page, instant(START))
        .await
        .unwrap()
}

async fn counted(office: &Office) -> SignalCounts {
    office
        .ledger
        .signal_counts(&connection_id(), instant(START), instant(END))
        .await
        .unwrap()
}

async fn counts(office: &Office) -> (u64, u64) {
    let counted = counted(office).await;
    (counted.sent, counted.received)
}

fn signal(office: &Office, counts: (u64, u64), as_of: Instant) -> Filtered<Activity> {
    let own = OwnAddresses::new(["m1@contoso.example"]).unwrap();
    let register = register(&office.policy, Road::EmployeeGraph);
    let proof = register.glimpse(STREAM).unwrap();
    count_signal(
        &own,
        &CycleId::new("2026-Q4").unwrap(),
        counts,
        as_of,
        &proof,
    )
}

async fn put(office: &Office, counts: (u64, u64), as_of: Instant) {
    let unit = office.unit(1, STREAM).await;
    let signal = signal(office, counts, as_of);
    let is_put = office
        .ledger
        .put_signal(unit, counted(office).await, signal, office.provenance())
        .await
        .unwrap();
    assert!(is_put);
}

#[tokio::test]
async fn each_mail_counts_once_at_the_earliest_time_of_its_copies() {
    let office = Office::in_memory().await;
    let outcome = commit(
        &office,
        vec![
            copy(1, 1, Direction::Received, Some("2026-11-01T10:00:00Z")),
            copy(2, 1, Direction::Received, Some("2026-11-01T09:00:00Z")),
            copy(3, 2, Direction::Sent, Some("2026-11-01T10:00:00Z")),
            copy(4, 3, Direction::Received, None),
            copy(5, 4, Direction::Received, Some(START)),
            copy(6, 5, Direction::Received, Some(END)),
        ],
    )
    .await;
    assert_eq!((outcome.judged, outcome.kept, outcome.withheld), (6, 4, 1));
    assert_eq!(
        counts(&office).await,
        (1, 2),
        "the start is in, the end is out"
    );
}

#[tokio::test]
async fn a_copy_from_before_the_cycle_takes_the_mail_out_of_it_without_being_considered() {
    let office = Office::in_memory().await;
    let early = copy(1, 1, Direction::Received, Some("2026-09-30T23:59:59Z"));
    let outcome = commit(&office, vec![early]).await;
    assert_eq!(outcome.judged, 0);
    commit(
        &office,
        vec![copy(
            2,
            1,
            Direction::Received,
            Some("2026-10-01T00:00:01Z"),
        )],
    )
    .await;
    assert_eq!(counts(&office).await, (0, 0));
    assert_eq!(office.standing(STREAM).await.considered, 1);
}

#[tokio::test]
async fn mail_that_vanishes_was_still_sent_or_received() {
    let office = Office::in_memory().await;
    commit(
        &office,
        vec![copy(1, 1, Direction::Sent, Some("2026-11-01T10:00:00Z"))],
    )
    .await;
    let unit = office.unit(1, STREAM).await;
    let mut page = office
        .page::<AssessedSignal>(unit, "inbox", Vec::new())
        .await;
    page.removed = vec![Key::from_bytes([1; 16])];
    office
        .ledger
        .commit_signals(page, instant(START))
        .await
        .unwrap();
    office
        .ledger
        .drop_chain(unit, "inbox", Some(office.now.plus_days(-90)))
        .await
        .unwrap();
    assert_eq!(counts(&office).await, (1, 0));
}

#[tokio::test]
async fn mails_are_pending_until_a_count_that_tells_of_them_is_acknowledged() {
    let mut office = Office::in_memory().await;
    let mail = |item| {
        copy(
            item,
            item,
            Direction::Received,
            Some("2026-11-01T10:00:00Z"),
        )
    };
    commit(
        &office,
        vec![
            mail(1),
            mail(2),
            copy(3, 2, Direction::Received, Some("2026-11-01T10:00:00Z")),
        ],
    )
    .await;
    assert_eq!(office.summary(STREAM).await.pending, 2);
    put(&office, counts(&office).await, office.now).await;
    assert_eq!(office.summary(STREAM).await.pending, 2);
    office.next_run().await;
    assert_eq!(office.upload().await, (1, 0));
    let summary = office.summary(STREAM).await;
    assert_eq!(
        (summary.considered, summary.sent, summary.activities),
        (3, 2, 1),
        "counted where acknowledged"
    );
    assert_eq!(summary.withheld[&Reason::Duplicate], 1);

    office.next_run().await;
    commit(&office, vec![mail(4)]).await;
    put(&office, counts(&office).await, office.now).await;
    assert_eq!(office.upload().await, (1, 0));
    let summary = office.summary(STREAM).await;
    assert_eq!(
        (summary.considered, summary.sent, summary.activities),
        (1, 1, 1)
    );
    assert_eq!(office.standing(STREAM).await.sent, 3);
    assert_eq!(
        office.service.len(),
        1,
        "a later count replaced the earlier one"
    );
}

#[tokio::test]
async fn a_count_that_did_not_change_is_not_sent_again() {
    let mut office = Office::in_memory().await;
    put(&office, (1, 2), office.now).await;
    assert_eq!(office.upload().await, (1, 0));
    let later = office.now.plus_days(1);
    put(&office, (1, 2), later).await;
    assert_eq!(office.upload().await, (0, 0));

    put(&office, (1, 3), later).await;
    put(&office, (1, 2), later.plus_days(1)).await;
    assert_eq!(
        office.upload().await,
        (0, 0),
        "back at what the service holds before it was told otherwise"
    );
    let entry = office
        .ledger
        .entries(crate::office::every_entry())
        .await
        .unwrap()
        .entries
        .remove(0);
    assert_eq!(entry.occurred_at, Some(instant(NOW)));
    assert_eq!(office.service[&entry.external_id.unwrap()], entry.sha256);
}

#[tokio::test]
async fn the_employee_can_look_at_withheld_mails_one_by_one_and_nobody_else_can() {
    for (road, expected) in [(Road::EmployeeGraph, 1), (Road::Organisation, 0)] {
        let ledger = Ledger::in_memory().unwrap();
        ledger.put_connection(&connection(road)).await.unwrap();
        let office = Office::with(ledger).await;
        let at = Some("2026-11-01T10:00:00Z");
        commit(
            &office,
            vec![
                copy(1, 1, Direction::Sent, at),
                copy(2, 1, Direction::Sent, at),
            ],
        )
        .await;
        let items = office
            .ledger
            .withheld_items(&connection_id(), None, 10)
            .await
            .unwrap();
        assert_eq!(items.len(), expected);
        if let Some(item) = items.first() {
            assert_eq!(
                (item.reason(), item.at),
                (Some(Reason::Duplicate), at.map(instant))
            );
            assert_eq!(item.direction, Some(Direction::Sent));
            let before = Some(item.id);
            assert!(
                office
                    .ledger
                    .withheld_items(&connection_id(), before, 10)
                    .await
                    .unwrap()
                    .is_empty()
            );
        }
        let counts = office
            .ledger
            .withheld_counts(&connection_id())
            .await
            .unwrap();
        assert_eq!(counts[&STREAM][&Reason::Duplicate], 1);
        let days = office
            .ledger
            .by_day(&connection_id(), instant(START))
            .await
            .unwrap();
        assert_eq!(
            (days.len(), days[0].count, days[0].day),
            (1, 1, instant("2026-11-01T00:00:00Z"))
        );
    }
}
