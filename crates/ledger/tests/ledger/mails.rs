//! Mails: the first copy counts, and moving is not vanishing.

use crate::copies::letter;
use crate::office::{Office, policy};
use activity::Stream;
use privacy::Reason;

const STREAM: Stream = Stream::EmailThread;

#[tokio::test]
async fn the_first_copy_recorded_counts_even_if_it_vanishes() {
    let mut office = Office::in_memory().await;
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    let outcome = office.letters(2, "inbox", &[letter("b", "<m1>")]).await;
    assert_eq!((outcome.kept, outcome.withheld), (0, 1));
    office.letter_removed(1, "inbox", "a").await;
    office.letters(3, "inbox", &[letter("c", "<m1>")]).await;
    assert_eq!(office.upload().await, (1, 0));
    assert!(office.service.contains_key("o365_email_a"));
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::Duplicate],
        2
    );
}

#[tokio::test]
async fn a_withheld_copy_that_vanishes_does_not_stand_in_the_way_when_the_policy_widens() {
    let mut office = Office::in_memory().await;
    office.policy = policy(1, &["partner.example"]);
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    office.letters(2, "inbox", &[letter("b", "<m1>")]).await;
    office.letter_removed(1, "inbox", "a").await;
    let standing = office.standing(STREAM).await;
    assert_eq!(
        (standing.considered, standing.withheld[&Reason::Duplicate]),
        (1, 1)
    );
    assert_eq!(office.upload().await, (0, 0));

    office.policy = policy(2, &["acme.example"]);
    office.letters(2, "inbox", &[letter("b", "<m1>")]).await;
    assert_eq!(office.upload().await, (1, 0));
}

#[tokio::test]
async fn without_a_message_id_each_copy_is_its_own_mail() {
    let mut office = Office::in_memory().await;
    let mut one = letter("a", "");
    one.message_id = None;
    office.letters(1, "inbox", std::slice::from_ref(&one)).await;
    office.letters(2, "inbox", &[one]).await;
    assert_eq!(office.upload().await, (2, 0));
}

#[tokio::test]
async fn a_moved_mail_is_claimed_by_its_new_folder_whichever_tells_first() {
    let mut office = Office::in_memory().await;
    office.policy.retract_on_delete = true;
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    assert_eq!(office.upload().await, (1, 0));
    office.letters(1, "archive", &[letter("a", "<m1>")]).await;
    office.letter_removed(1, "inbox", "a").await;
    assert_eq!(office.upload().await, (0, 0), "the archive has it");

    office.letter_removed(1, "archive", "a").await;
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    assert_eq!(
        office.upload().await,
        (0, 0),
        "taken back and wanted again before anything was told"
    );
    assert_eq!(office.standing(STREAM).await.sent, 1);
}

#[tokio::test]
async fn a_mail_without_a_time_is_failed_and_never_the_first() {
    let mut office = Office::in_memory().await;
    let mut torn = letter("a", "<m1>");
    torn.has_time = false;
    office.letters(1, "inbox", &[torn]).await;
    office.letters(2, "inbox", &[letter("b", "<m1>")]).await;
    assert_eq!(office.upload().await, (1, 0));
    let standing = office.standing(STREAM).await;
    assert_eq!((standing.failed, standing.sent), (1, 1));
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    assert_eq!(
        office.standing(STREAM).await.withheld[&Reason::Duplicate],
        1
    );
}

#[tokio::test]
async fn a_policy_that_changes_lets_a_known_mail_be_kept_or_stay() {
    let mut office = Office::in_memory().await;
    let mails = [letter("a", "<m1>"), letter("b", "<m2>")];
    office.letters(1, "inbox", &mails[..1]).await;
    assert_eq!(office.upload().await, (1, 0));
    office.policy = policy(2, &["partner.example"]);
    office.letters(1, "inbox", &mails).await;
    assert_eq!(office.upload().await, (0, 0));
    let standing = office.standing(STREAM).await;
    assert_eq!(
        (standing.sent, standing.withheld[&Reason::NotOnAllowlist]),
        (1, 1),
        "what was sent stays"
    );
    office.policy = policy(3, &["acme.example"]);
    office.letters(1, "inbox", &mails).await;
    assert_eq!(office.upload().await, (1, 0));
    assert_eq!(office.standing(STREAM).await.sent, 2);
}

#[tokio::test]
async fn known_means_recorded_and_still_there() {
    let office = Office::in_memory().await;
    office
        .letters(1, "inbox", &[letter("a", "<m1>"), letter("b", "<m1>")])
        .await;
    office.letter_removed(1, "inbox", "b").await;
    let unit = office.unit(1, STREAM).await;
    let keys = [office.key(1, "a"), office.key(1, "b"), office.key(2, "a")];
    assert_eq!(
        office.ledger.known(unit, &keys).await.unwrap(),
        vec![true, false, false]
    );
}
