//! Cursors, and what is swept away when an enumeration ends.

use crate::copies::{Event, letter};
use crate::office::{Office, policy};
use activity::Stream;
use ledger::LedgerError;
use privacy::Reason;

const MAIL: Stream = Stream::EmailThread;

#[tokio::test]
async fn a_page_moves_its_chain_on_and_a_restart_begins_a_new_generation() {
    let office = Office::in_memory().await;
    let unit = office.unit(1, MAIL).await;
    assert_eq!(office.ledger.chain(unit, "inbox").await.unwrap(), None);
    let begun = office
        .ledger
        .restart_chain(unit, "inbox", "f1", office.now)
        .await
        .unwrap();
    assert_eq!(
        (begun.cursor, begun.complete, begun.generation),
        (None, false, 1)
    );
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    let state = office.ledger.chain(unit, "inbox").await.unwrap().unwrap();
    assert_eq!(
        (state.cursor.as_deref(), state.complete),
        (Some("cursor"), false)
    );
    let later = office.now.plus_days(1);
    let again = office
        .ledger
        .restart_chain(unit, "inbox", "f2", later)
        .await
        .unwrap();
    assert_eq!(
        (again.cursor, again.generation, again.fingerprint.as_str()),
        (None, 2, "f2")
    );
    assert_eq!(again.started_at, later);
    assert_eq!(office.ledger.chains(unit).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_page_of_an_unknown_chain_or_a_foreign_stream_is_refused_and_leaves_nothing() {
    let office = Office::in_memory().await;
    let unit = office.unit(1, MAIL).await;
    let mut page = office
        .page(
            unit,
            "inbox",
            vec![office.judge_letter(1, &letter("a", "<m1>"))],
        )
        .await;
    page.chain = "elsewhere".into();
    let refused = office.ledger.commit_mails(page).await;
    assert_eq!(refused.unwrap_err(), LedgerError::Internal("unknown_chain"));
    let page = office
        .page(
            unit,
            "inbox",
            vec![office.judge_event(1, &Event::default())],
        )
        .await;
    assert!(office.ledger.commit_meetings(page).await.is_err());
    assert!(
        office
            .ledger
            .standing(&crate::office::connection_id())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn when_an_enumeration_ends_what_it_did_not_see_is_swept_away_but_not_what_was_sent() {
    let mut office = Office::in_memory().await;
    office.policy = policy(1, &["partner.example"]);
    office
        .letters(
            1,
            "inbox",
            &[
                letter("withheld", "<m1>"),
                letter("double", "<m1>"),
                letter("seen", "<m4>"),
            ],
        )
        .await;
    office.policy = policy(2, &["acme.example"]);
    office.letters(1, "inbox", &[letter("sent", "<m2>")]).await;
    office
        .letters(1, "archive", &[letter("other", "<m3>")])
        .await;
    office.upload().await;

    let unit = office.unit(1, MAIL).await;
    office
        .ledger
        .restart_chain(unit, "inbox", "f2", office.now)
        .await
        .unwrap();
    office.policy = policy(3, &["partner.example"]);
    let again = vec![office.judge_letter(1, &letter("seen", "<m4>"))];
    let first = office.page(unit, "inbox", again).await;
    office.ledger.commit_mails(first).await.unwrap();
    assert_eq!(
        office.standing(MAIL).await.considered,
        5,
        "nothing goes before the end"
    );
    let mut last = office.page(unit, "inbox", Vec::new()).await;
    last.complete = true;
    office.ledger.commit_mails(last).await.unwrap();

    let standing = office.standing(MAIL).await;
    assert_eq!((standing.sent, standing.considered), (2, 3));
    assert_eq!(standing.withheld[&Reason::NotOnAllowlist], 1);
    assert_eq!(office.upload().await, (0, 0));
}

#[tokio::test]
async fn a_pending_meeting_that_the_new_window_does_not_have_is_swept_away() {
    let mut office = Office::in_memory().await;
    office
        .event(
            1,
            Event {
                ends: 5,
                ..Event::default()
            },
        )
        .await;
    office.sweep(1, Stream::MeetingAttend, "calendar").await;
    assert_eq!(office.standing(Stream::MeetingAttend).await.considered, 0);
    office.pass_hours(24).await;
    assert_eq!(office.upload().await, (0, 0));
}

#[tokio::test]
async fn a_dropped_chain_takes_what_was_last_seen_in_it() {
    let mut office = Office::in_memory().await;
    office
        .letters(
            1,
            "inbox",
            &[
                letter("a", "<m1>"),
                letter("b", "<m1>"),
                letter("moved", "<m2>"),
            ],
        )
        .await;
    office
        .letters(1, "archive", &[letter("moved", "<m2>")])
        .await;
    let unit = office.unit(1, MAIL).await;
    office.upload().await;
    office.ledger.drop_chain(unit, "inbox", None).await.unwrap();
    assert_eq!(
        office.standing(MAIL).await.considered,
        2,
        "the double is gone, what was sent stays"
    );
    assert_eq!(office.ledger.chain(unit, "inbox").await.unwrap(), None);

    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    office
        .ledger
        .drop_chain(unit, "inbox", Some(office.now.plus_days(-90)))
        .await
        .unwrap();
    assert_eq!(
        office.upload().await,
        (0, 1),
        "the tenant wants deletions followed"
    );
    office
        .ledger
        .drop_chain(unit, "inbox", Some(office.now.plus_days(-90)))
        .await
        .unwrap();
}
