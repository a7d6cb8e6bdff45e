//! What is due and what an acknowledgement settles, in whatever order things happen.

use crate::copies::{Event, letter};
use crate::office::{Office, connection_id, policy};
use activity::{Sha256, Stream};
use ledger::{Due, EntryState, Operation};
use privacy::Reason;

async fn due(office: &Office) -> Vec<Due> {
    office
        .ledger
        .due_after(&connection_id(), 0, 100)
        .await
        .unwrap()
}

/// It leaves, and nothing is heard of it.
async fn attempt(office: &Office, due: &Due) {
    let leaving = [(due.id, due.sha256)];
    office.ledger.mark_attempted(&leaving).await.unwrap();
}

fn is_retraction(due: &Due) -> bool {
    matches!(due.operation, Operation::Retract)
}

#[tokio::test]
async fn what_may_have_left_is_taken_back_even_if_nothing_was_heard_of_it() {
    let office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    let sent = due(&office).await;
    attempt(&office, &sent[0]).await;
    office.event(1, Event::cancelled()).await;
    let due = due(&office).await;
    assert!(is_retraction(&due[0]));
    assert_eq!((due[0].id, due[0].sha256), (sent[0].id, sent[0].sha256));
    assert_eq!(due[0].external_id, sent[0].external_id);
}

#[tokio::test]
async fn what_never_left_is_not_taken_back() {
    let office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.event(1, Event::private()).await;
    assert!(due(&office).await.is_empty());
}

#[tokio::test]
async fn an_acknowledgement_of_other_bytes_settles_nothing() {
    let office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    let before = due(&office).await.remove(0);
    attempt(&office, &before).await;
    office
        .event(
            1,
            Event {
                attendees: vec!["buyer@acme.example", "x@contoso.example"],
                ..Event::default()
            },
        )
        .await;
    let late = vec![
        (before.id, before.sha256),
        (before.id, Sha256::of(b"forged")),
        (999, before.sha256),
    ];
    assert_eq!(
        office
            .ledger
            .acknowledge(office.run, late, office.now)
            .await
            .unwrap(),
        0
    );
    let after = due(&office).await.remove(0);
    assert_ne!(after.sha256, before.sha256);
    assert_eq!(after.id, before.id);
}

#[tokio::test]
async fn a_late_acknowledgement_of_what_was_withdrawn_leaves_the_retraction_due() {
    let office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    let sent = due(&office).await.remove(0);
    attempt(&office, &sent).await;
    office.event(1, Event::cancelled()).await;
    let settled = office
        .ledger
        .acknowledge(office.run, vec![(sent.id, sent.sha256)], office.now)
        .await
        .unwrap();
    assert_eq!(settled, 0);
    assert!(is_retraction(&due(&office).await[0]));
}

#[tokio::test]
async fn bytes_that_may_have_replaced_the_held_ones_are_sent_over() {
    let mut office = Office::in_memory().await;
    let one = Event::default();
    let other = Event {
        attendees: vec!["buyer@acme.example", "x@contoso.example"],
        ..Event::default()
    };
    office.events(1, std::slice::from_ref(&one)).await;
    office.upload().await;
    office.events(1, &[other]).await;
    let update = due(&office).await.remove(0);
    attempt(&office, &update).await;
    office.service.insert(update.external_id, update.sha256);
    office.events(1, &[one]).await;
    assert_eq!(
        office.upload().await,
        (1, 0),
        "the service may hold the update, though nothing was heard of it"
    );
    let (entries, _) = office.picture().await;
    assert_eq!(
        office.service.values().copied().collect::<Vec<_>>(),
        vec![entries[0].2]
    );
}

#[tokio::test]
async fn what_drifted_is_dropped_and_its_item_withheld() {
    let mut office = Office::in_memory().await;
    office
        .event(
            1,
            Event {
                attendees: vec!["a@acme.example", "b@acme.example"],
                ..Event::default()
            },
        )
        .await;
    let due = due(&office).await;
    office
        .ledger
        .drop_drifted(office.run, due[0].id, Reason::NotOnAllowlist)
        .await
        .unwrap();
    assert_eq!(
        office.standing(Stream::MeetingAttend).await.pending,
        1,
        "the other attendee still goes"
    );
    office
        .ledger
        .drop_drifted(office.run, due[1].id, Reason::NotOnAllowlist)
        .await
        .unwrap();
    office
        .ledger
        .drop_drifted(office.run, due[1].id, Reason::NotOnAllowlist)
        .await
        .unwrap();
    assert_eq!(office.upload().await, (0, 0));
    let standing = office.standing(Stream::MeetingAttend).await;
    assert_eq!(
        (standing.pending, standing.withheld[&Reason::NotOnAllowlist]),
        (0, 1)
    );
}

#[tokio::test]
async fn an_update_that_drifted_leaves_what_the_service_holds() {
    let mut office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    office.upload().await;
    let held = office.service.clone();
    office.policy = policy(2, &["acme.example"]);
    let update = Event {
        attendees: vec!["buyer@acme.example", "x@contoso.example"],
        ..Event::default()
    };
    office.events(1, &[update]).await;
    let due = due(&office).await.remove(0);
    assert_eq!(due.provenance.policy_version, 2);
    attempt(&office, &due).await;
    office
        .ledger
        .drop_drifted(office.run, due.id, Reason::NotOnAllowlist)
        .await
        .unwrap();
    assert_eq!(office.upload().await, (0, 0));
    let entry = office.ledger.entry(due.id).await.unwrap().unwrap();
    assert_eq!(
        (entry.state, entry.provenance.policy_version),
        (EntryState::Sent, 1)
    );
    assert_eq!(
        held[&entry.external_id.unwrap()],
        Sha256::of(&entry.bytes.unwrap())
    );
}

#[tokio::test]
async fn dues_come_in_a_stable_order_and_can_be_paged() {
    let office = Office::in_memory().await;
    let letters: Vec<_> = (0..5)
        .map(|n| letter(&format!("l{n}"), &format!("<{n}>")))
        .collect();
    office.letters(1, "inbox", &letters).await;
    let all = due(&office).await;
    assert!(all.is_sorted_by_key(|due| due.id));
    let first = office
        .ledger
        .due_after(&connection_id(), 0, 2)
        .await
        .unwrap();
    let rest = office
        .ledger
        .due_after(&connection_id(), first[1].id, 9)
        .await
        .unwrap();
    assert_eq!([first, rest].concat(), all);
}

#[tokio::test]
async fn a_renewed_provenance_is_the_one_it_goes_under() {
    let office = Office::in_memory().await;
    office.event(1, Event::default()).await;
    let mut under = office.provenance();
    under.policy_version = 9;
    under.consent = Some("r1".into());
    let id = due(&office).await[0].id;
    office
        .ledger
        .renew_provenance(id, under.clone())
        .await
        .unwrap();
    assert_eq!(due(&office).await[0].provenance, under);
}
