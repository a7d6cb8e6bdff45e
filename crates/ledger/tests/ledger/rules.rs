//! The employee's rules: what they leave out is not counted, before and after they change.

use crate::office::{NOW, Office, connection_id, instant, leaving_out, register};
use activity::{Activity, CycleId, ItemId, ObjectId, Road, Stream};
use consent::Rules;
use ledger::{Counts, EntryState, Flips, SignalCounts};
use privacy::input::Message;
use privacy::{AssessedSignal, Filtered, OwnAddresses, Raw, Reason, assess_signal, count_signal};

const STREAM: Stream = Stream::EmailSignal;
const START: &str = "2026-10-01T00:00:00Z";
const END: &str = "2027-01-01T00:00:00Z";

fn own() -> OwnAddresses {
    OwnAddresses::new(["ada@contoso.example"]).unwrap()
}

/// A mail of the employee with these people: the first one sent it.
fn mail(office: &Office, id: &str, people: &[&str]) -> AssessedSignal {
    mail_about(office, id, people, None)
}

fn mail_about(office: &Office, id: &str, people: &[&str], subject: Option<&str>) -> AssessedSignal {
    let register = register(&office.policy, Road::EmployeeGraph);
    let proof = register.glimpse(STREAM).unwrap();
    let at = instant("2026-11-01T10:00:00Z");
    let message = Message {
        id: ItemId::new(id).unwrap(),
        internet_message_id: Some(format!("<{}>", id.trim_end_matches('\''))),
        conversation_id: None,
        subject: subject.map(str::to_owned),
        sender: people.first().map(|&sender| sender.to_owned()),
        from: None,
        to: people.iter().skip(1).map(|&to| to.to_owned()).collect(),
        cc: Vec::new(),
        received: Some(at),
        sent: Some(at),
        is_draft: false,
    };
    let mailbox = ObjectId::new("m1").unwrap();
    let keyer = office.ledger.keyer();
    assess_signal(Raw::seal(message), &mailbox, &own(), &keyer, &proof).unwrap()
}

/// Three from the buyer, one of them twice; one from the bank; one to both of them; one to the bank alone.
async fn office_with_mail() -> Office {
    let office = Office::in_memory().await;
    let (me, buyer, bank) = (
        "ada@contoso.example",
        "buyer@mail.acme.example",
        "office@bank.example",
    );
    let mails = [
        ("1", vec![buyer, me]),
        ("1'", vec![buyer, me]),
        ("2", vec![buyer, me, bank]),
        ("3", vec![buyer]),
        ("4", vec![bank, me]),
        ("5", vec![me, buyer, bank]),
        ("6", vec![me, bank]),
    ];
    let mails = mails
        .iter()
        .map(|(id, people)| mail(&office, id, people))
        .collect();
    commit(&office, mails).await;
    office
}

async fn commit(office: &Office, mails: Vec<AssessedSignal>) {
    let unit = office.unit(1, STREAM).await;
    let page = office.page(unit, "inbox", mails).await;
    let floor = instant(START);
    office.ledger.commit_signals(page, floor).await.unwrap();
}

async fn counted(office: &Office) -> SignalCounts {
    let (start, end) = (instant(START), instant(END));
    let counts = office
        .ledger
        .signal_counts(&connection_id(), start, end)
        .await;
    counts.unwrap()
}

/// The counts, which are those of the mails that are handed out one by one.
async fn counts(office: &Office) -> (u64, u64) {
    let counted = counted(office).await;
    let span = (instant(START), instant(END));
    let one_by_one = office
        .ledger
        .fold_signals(&connection_id(), span, (0, 0), |counts, _, sent| {
            let (of_sent, of_received) = counts;
            *(if sent { of_sent } else { of_received }) += 1;
        })
        .await
        .unwrap();
    assert_eq!(one_by_one, (counted.sent, counted.received));
    one_by_one
}

async fn narrow(office: &Office, exclusions: &[&str]) -> Flips {
    let rules = leaving_out(exclusions);
    office.ledger.put_rules(&rules).await.unwrap()
}

fn signal(office: &Office, counts: SignalCounts) -> Filtered<Activity> {
    let register = register(&office.policy, Road::EmployeeGraph);
    let proof = register.glimpse(STREAM).unwrap();
    let cycle = CycleId::new("2026-Q4").unwrap();
    let numbers = (counts.sent, counts.received);
    count_signal(&own(), &cycle, numbers, instant(NOW), &proof)
}

async fn put(office: &Office, counts: SignalCounts) -> bool {
    let unit = office.unit(1, STREAM).await;
    let under = office.provenance();
    let put = office
        .ledger
        .put_signal(unit, counts, signal(office, counts), under);
    put.await.unwrap()
}

async fn waiting(office: &Office) -> u64 {
    let counts = office.ledger.entry_counts(&connection_id()).await.unwrap();
    counts
        .get(&(STREAM, EntryState::Waiting))
        .copied()
        .unwrap_or(0)
}

#[tokio::test]
async fn what_a_rule_leaves_out_is_not_counted_and_is_counted_again_without_it() {
    let office = office_with_mail().await;
    assert_eq!(counts(&office).await, (2, 4));
    for (exclusion, expected) in [
        ("person:buyer@mail.acme.example", (2, 1)),
        ("domain:acme.example", (2, 1)),
        ("domain:bank.example", (1, 3)),
        ("person:nobody@acme.example", (2, 4)),
    ] {
        narrow(&office, &[exclusion]).await;
        assert_eq!(counts(&office).await, expected, "{exclusion}");
        let standing = office.standing(STREAM).await;
        let withheld: u64 = standing.withheld.values().sum();
        let sum = standing.sent + withheld + standing.pending + standing.failed;
        assert_eq!((standing.considered, sum), (7, 7), "{exclusion}");
        assert_eq!(standing.withheld[&Reason::Duplicate], 1);
    }
    narrow(&office, &["domain:acme.example", "domain:bank.example"]).await;
    assert_eq!(counts(&office).await, (0, 0), "all people of each are out");
    narrow(&office, &[]).await;
    assert_eq!(counts(&office).await, (2, 4));
}

#[tokio::test]
async fn a_word_of_a_subject_leaves_a_mail_out_whoever_it_is_with() {
    let office = Office::in_memory().await;
    let buyer = ["buyer@acme.example"];
    let mails = [
        ("1", Some("Re: Betriebsrat, Montag")),
        ("2", Some("Montag")),
        ("3", None),
    ];
    let mails = mails.map(|(id, subject)| mail_about(&office, id, &buyer, subject));
    commit(&office, mails.into()).await;
    assert_eq!(counts(&office).await, (0, 3));
    let flips = narrow(&office, &["subject_word:BETRIEBSRAT"]).await;
    assert_eq!(
        (flips.withheld.received, counts(&office).await),
        (1, (0, 2))
    );
    narrow(&office, &["subject_word:montag"]).await;
    assert_eq!(counts(&office).await, (0, 1));
    narrow(&office, &["subject_word:acme"]).await;
    assert_eq!(counts(&office).await, (0, 3), "no word of an address");
}

#[tokio::test]
async fn the_bench_says_what_then_happens() {
    let office = office_with_mail().await;
    let steps: [&[&str]; 6] = [
        &["domain:acme.example"],
        &["domain:bank.example"],
        &["domain:bank.example", "person:buyer@mail.acme.example"],
        &["person:buyer@mail.acme.example"],
        &[],
        &["domain:mail.acme.example"],
    ];
    for exclusions in steps {
        let rules: Rules = leaving_out(exclusions);
        let before = counts(&office).await;
        let trial = office.ledger.try_rules(&rules, Vec::new(), 50).await;
        let trial = trial.unwrap();
        assert_eq!(
            before,
            counts(&office).await,
            "nothing is changed by trying"
        );
        let flips = narrow(&office, exclusions).await;
        assert_eq!(trial.flips, flips, "{exclusions:?}");
        let flipped = flips.withheld.all() + flips.kept.all();
        assert_eq!(trial.rows.len() as u64, flipped);
        let after = counts(&office).await;
        assert_eq!(
            after,
            (
                before.0 - flips.withheld.sent + flips.kept.sent,
                before.1 - flips.withheld.received + flips.kept.received
            ),
            "{exclusions:?}"
        );
    }
}

#[tokio::test]
async fn a_page_on_its_way_is_judged_by_the_rules_of_its_arrival() {
    let office = Office::in_memory().await;
    let on_its_way = mail(&office, "1", &["buyer@acme.example"]);
    narrow(&office, &["domain:acme.example"]).await;
    commit(&office, vec![on_its_way]).await;
    assert_eq!(counts(&office).await, (0, 0));
    commit(&office, vec![mail(&office, "1", &["buyer@acme.example"])]).await;
    let standing = office.standing(STREAM).await;
    assert_eq!(standing.withheld[&Reason::ExcludedByRule], 1);
    assert_eq!(standing.considered, 1, "read again it is the same item");
    commit(&office, vec![mail(&office, "1'", &["buyer@acme.example"])]).await;
    let standing = office.standing(STREAM).await;
    assert_eq!(
        standing.withheld[&Reason::Duplicate],
        1,
        "a copy of what is left out stays a copy"
    );
}

#[tokio::test]
async fn a_count_that_waits_does_not_leave_under_other_rules() {
    let mut office = office_with_mail().await;
    let stale = counted(&office).await;
    assert!(put(&office, stale).await);
    assert_eq!(waiting(&office).await, 1);
    narrow(&office, &["domain:acme.example"]).await;
    assert_eq!(
        waiting(&office).await,
        0,
        "it was counted under other rules"
    );
    assert!(!put(&office, stale).await, "and is not put again");
    assert!(put(&office, counted(&office).await).await);
    assert_eq!(office.upload().await, (1, 0));
    let sent = office.service.clone();

    narrow(&office, &[]).await;
    assert_eq!(waiting(&office).await, 0);
    assert_eq!(
        office.service, sent,
        "what left stays until it is counted anew"
    );
    assert!(put(&office, counted(&office).await).await);
    assert_eq!(office.upload().await, (1, 0));
    assert_ne!(
        office.service, sent,
        "a later count replaces the earlier one"
    );
}

#[tokio::test]
async fn what_lies_in_a_closed_cycle_was_told_already() {
    let office = office_with_mail().await;
    let rules = leaving_out(&["domain:acme.example"]);
    let told = async |start: &str, end: &str| {
        let closed = vec![(instant(start), instant(end))];
        let trial = office.ledger.try_rules(&rules, closed, 0).await.unwrap();
        assert_eq!(trial.rows.len(), 0);
        trial.told
    };
    let three = Counts {
        received: 3,
        ..Counts::default()
    };
    assert_eq!(told(START, END).await, three);
    assert_eq!(told(END, "2027-04-01T00:00:00Z").await, Counts::default());
}

#[tokio::test]
async fn rules_are_forgotten_with_the_last_connection_that_they_narrow() {
    let office = office_with_mail().await;
    narrow(&office, &["domain:acme.example"]).await;
    let mut other = crate::office::connection(Road::EmployeeImap);
    other.id = activity::ConnectionId::new("c2").unwrap();
    office.ledger.put_connection(&other).await.unwrap();
    office.ledger.erase_all(&connection_id()).await.unwrap();
    assert!(!office.ledger.rules().await.unwrap().is_empty());
    office.ledger.erase_all(&other.id).await.unwrap();
    assert!(office.ledger.rules().await.unwrap().is_empty());
}
