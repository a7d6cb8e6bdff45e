//! Rules of the employee's about meetings: made before or after a transcript comes, and undone.

use crate::office::{Office, connection, connection_id, instant, leaving_out, register};
use activity::{ItemId, ObjectId, Road, Stream};
use consent::Exclusion;
use ledger::{EntryState, Flips, Heard, HeldTranscript, PlacedTranscript, Review, RowQuery};
use privacy::input::{Attendee, Invitation, Meeting};
use privacy::{AssessedInvitation, OwnAddresses, Raw, Reason, admit, assess_invitation};

const STREAM: Stream = Stream::Transcript;
const SERIES: &str = "series";
const SINGLE: &str = "single";

fn invited(office: &Office, id: &str, subject: &str, with: &str) -> AssessedInvitation {
    let register = register(&office.policy, Road::EmployeeGraph);
    let proof = register.glimpse(STREAM).unwrap();
    let attendee = |address: &str| Attendee {
        address: Some(address.to_owned()),
        is_resource: false,
        response: None,
    };
    let meeting = Meeting {
        id: ItemId::new(id).unwrap(),
        ical_uid: Some(format!("uid-{id}")),
        in_series: false,
        original_start: None,
        subject: Some(subject.to_owned()),
        start: Some(instant("2026-11-02T10:00:00Z")),
        end: Some(instant("2026-11-02T11:00:00Z")),
        is_cancelled: false,
        is_private: false,
        is_organizer: false,
        is_online: Some(true),
        organizer: Some("ada@contoso.example".to_owned()),
        attendees: vec![attendee("ada@contoso.example"), attendee(with)],
    };
    let invitation = Invitation {
        meeting: Raw::seal(meeting),
        link: format!("https://teams.example/{id}"),
        is_series: id == SERIES,
        recurrence: None,
    };
    let own = OwnAddresses::new(["ada@contoso.example"]).unwrap();
    let mailbox = ObjectId::new("m1").unwrap();
    let keyer = office.ledger.keyer();
    assess_invitation(Raw::seal(invitation), &mailbox, &own, &keyer, &proof).unwrap()
}

/// A single meeting about work with the buyer, and a series about the council with the bank.
async fn office_with_meetings() -> Office {
    let office = Office::in_memory().await;
    invite(&office).await;
    office
}

async fn invite(office: &Office) {
    let unit = office.unit(1, STREAM).await;
    let meetings = vec![
        invited(office, SINGLE, "Offer", "buyer@acme.example"),
        invited(office, SERIES, "Council, weekly", "office@bank.example"),
    ];
    let page = office.page(unit, "invitations", meetings).await;
    office.ledger.commit_invitations(page).await.unwrap();
}

/// Teams lists a transcript of the single meeting and two of the series, a week apart.
async fn hear(office: &Office) {
    let unit = office.unit(1, STREAM).await;
    let now = instant("2026-11-20T10:00:00Z");
    let asked = office.ledger.meetings_to_ask(unit, now).await.unwrap();
    for meeting in asked {
        let days: &[i64] = if meeting.is_series { &[0, 7] } else { &[0] };
        let placed = |day: &i64| {
            let id = format!(
                "t-{}-{day}",
                meeting.link.trim_start_matches("https://teams.example/")
            );
            PlacedTranscript {
                meeting: meeting.id,
                key: office.key(1, &id),
                id: ItemId::new(id).unwrap(),
                starts: meeting.starts.plus_days(*day),
                ends: meeting.ends.plus_days(*day),
            }
        };
        let heard = Heard {
            found: Some(ItemId::new(meeting.link.clone()).unwrap()),
            transcripts: days.iter().map(placed).collect(),
            next: vec![(meeting.id, None, None)],
        };
        office.ledger.hear(office.run, unit, heard).await.unwrap();
    }
}

async fn all(office: &Office) -> Vec<HeldTranscript> {
    let meetings = office.ledger.held_meetings(&connection_id()).await.unwrap();
    let all = meetings.into_iter().flat_map(|meeting| meeting.transcripts);
    let mut all: Vec<HeldTranscript> = all.collect();
    all.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
    all
}

/// Where each stands: the two of the series, then the single one.
async fn reviews(office: &Office) -> [Review; 3] {
    let all: Vec<Review> = all(office).await.iter().map(|one| one.review).collect();
    all.try_into().unwrap()
}

async fn narrow(office: &Office, exclusions: &[&str]) -> Flips {
    let rules = leaving_out(exclusions);
    let trial = office
        .ledger
        .try_rules(&rules, Vec::new(), 50)
        .await
        .unwrap();
    let flips = office.ledger.put_rules(&rules).await.unwrap();
    assert_eq!(trial.flips, flips, "{exclusions:?}");
    let flipped = flips.withheld.all() + flips.kept.all();
    assert_eq!(trial.rows.len() as u64, flipped, "{exclusions:?}");
    flips
}

async fn release(office: &Office, transcript: &HeldTranscript, minutes: u32) -> bool {
    let (id, starts) = (&transcript.id, transcript.starts);
    let bytes = format!(
        r#"{{"channel":"meetings","externalId":"o365_transcript_{id}","occurredAt":"{starts}","personExternalId":"ada@contoso.example","properties":{{"durationMinutes":{minutes},"level":"measures","measures":{{}},"speakerCount":2}},"type":"meeting_transcript"}}"#
    );
    let told = admit(bytes.as_bytes(), &office.policy).unwrap();
    let under = office.provenance();
    office
        .ledger
        .release(transcript, told, under)
        .await
        .unwrap()
}

async fn due(office: &Office) -> usize {
    let due = office.ledger.due_after(&connection_id(), 0, 10).await;
    due.unwrap().len()
}

const WAITING: Review = Review::Waiting;
const OUT: Review = Review::Withheld(Reason::ExcludedByRule);

/// How many rows the ledger lists of what a rule takes hold of, a page of one at a time.
async fn listed(office: &Office, rule: &str) -> usize {
    office
        .ledger
        .put_connection(&connection(Road::EmployeeGraph))
        .await
        .unwrap();
    let mut query = RowQuery {
        connection: connection_id(),
        activities: Vec::new(),
        withheld: Stream::ALL
            .map(|stream| (stream, Reason::ExcludedByRule))
            .into(),
        counted: true,
        unreviewed: true,
        rule: Exclusion::try_from(rule.to_owned()).ok(),
        text: None,
        since: None,
        until: None,
        after: None,
        limit: 1,
    };
    let searched = RowQuery {
        text: Some("offer".to_owned()),
        ..query.clone()
    };
    assert_eq!(office.ledger.rows(searched).await.unwrap().rows, []);
    let mut listed = 0;
    loop {
        let page = office.ledger.rows(query.clone()).await.unwrap();
        listed += page.rows.len();
        query.after = page.next;
        if query.after.is_none() {
            return listed;
        }
    }
}

async fn names(office: &Office) -> (String, String, String) {
    let all = all(office).await;
    let series = all[0].name.series.unwrap().to_hex();
    assert_eq!(all[2].name.series, None);
    let (second, single) = (all[1].name.meeting, all[2].name.meeting);
    (
        format!("series:{series}"),
        format!("meeting:{}", second.to_hex()),
        format!("meeting:{}", single.to_hex()),
    )
}

#[tokio::test]
async fn every_kind_takes_hold_of_what_waits_and_lets_go_again() {
    let office = office_with_meetings().await;
    hear(&office).await;
    assert_eq!(reviews(&office).await, [WAITING; 3]);
    let (series, second, single) = names(&office).await;
    for (rule, expected) in [
        ("person:Buyer@acme.example", [WAITING, WAITING, OUT]),
        ("domain:bank.example", [OUT, OUT, WAITING]),
        ("subject_word:council", [OUT, OUT, WAITING]),
        ("subject_word:Offer", [WAITING, WAITING, OUT]),
        ("subject_word:coun", [WAITING; 3]),
        ("person:ada@contoso.example", [WAITING; 3]),
        (series.as_str(), [OUT, OUT, WAITING]),
        (second.as_str(), [WAITING, OUT, WAITING]),
        (single.as_str(), [WAITING, WAITING, OUT]),
    ] {
        let flips = narrow(&office, &[rule]).await;
        assert_eq!(reviews(&office).await, expected, "{rule}");
        let out = expected.iter().filter(|review| **review == OUT).count() as u64;
        assert_eq!(flips.withheld.transcripts, out, "{rule}");
        let each = office.ledger.held_by_each(&leaving_out(&[rule])).await;
        assert_eq!(each.unwrap()[0].transcripts, out, "{rule}");
        let standing = office.standing(STREAM).await;
        let withheld = standing.withheld.get(&Reason::ExcludedByRule).copied();
        assert_eq!(
            (standing.considered, withheld.unwrap_or(0)),
            (3, out),
            "{rule}"
        );
        assert_eq!(listed(&office, rule).await as u64, out, "{rule}");
        assert_eq!(listed(&office, "subject_word:nothing").await, 0);
        let flips = narrow(&office, &[]).await;
        assert_eq!(flips.kept.transcripts, out, "{rule}");
        assert_eq!(reviews(&office).await, [WAITING; 3], "without {rule}");
    }
}

#[tokio::test]
async fn a_rule_holds_for_what_comes_later_and_for_what_is_read_again() {
    let office = office_with_meetings().await;
    hear(&office).await;
    let (series, second, _) = names(&office).await;
    office.ledger.erase_all(&connection_id()).await.unwrap();
    let office = Office::with(office.ledger).await;
    narrow(&office, &[&second, "subject_word:offer"]).await;
    invite(&office).await;
    let meetings = office.ledger.held_meetings(&connection_id()).await.unwrap();
    let out: Vec<_> = meetings
        .iter()
        .map(|meeting| meeting.reason.is_some())
        .collect();
    assert!(
        out.contains(&true) && out.contains(&false),
        "one of the two"
    );
    hear(&office).await;
    assert_eq!(reviews(&office).await, [WAITING, OUT, OUT]);
    invite(&office).await;
    assert_eq!(reviews(&office).await, [WAITING, OUT, OUT], "read again");
    narrow(&office, &[&series]).await;
    assert_eq!(reviews(&office).await, [OUT, OUT, WAITING]);
}

#[tokio::test]
async fn what_the_person_held_back_stays_so_whatever_the_rules() {
    let office = office_with_meetings().await;
    hear(&office).await;
    let single = all(&office).await.remove(2);
    office.ledger.hold_back(single.item).await.unwrap();
    let back = Review::Withheld(Reason::WithheldByYou);
    narrow(&office, &["subject_word:offer"]).await;
    assert_eq!(reviews(&office).await[2], back);
    office.ledger.reconsider(single.item).await.unwrap();
    assert_eq!(reviews(&office).await[2], OUT, "the rule is still there");
    narrow(&office, &[]).await;
    assert_eq!(reviews(&office).await[2], WAITING);
}

#[tokio::test]
async fn the_rule_wins_over_what_waits_in_the_outbox() {
    let mut office = office_with_meetings().await;
    hear(&office).await;
    let single = all(&office).await.remove(2);
    assert!(release(&office, &single, 30).await);
    assert_eq!(
        (due(&office).await, reviews(&office).await[2]),
        (1, Review::Released)
    );
    let flips = narrow(&office, &["domain:acme.example"]).await;
    assert_eq!(flips.withheld.transcripts, 1);
    assert_eq!((due(&office).await, reviews(&office).await[2]), (0, OUT));
    assert!(
        !release(&office, &single, 30).await,
        "and nothing is let go under it"
    );
    assert_eq!(due(&office).await, 0);
    narrow(&office, &[]).await;
    assert_eq!(reviews(&office).await[2], WAITING, "it is looked at anew");

    let single = all(&office).await.remove(2);
    assert!(release(&office, &single, 30).await);
    office.upload().await;
    let sent = office.service.clone();
    assert!(release(&office, &single, 20).await, "another version waits");
    narrow(&office, &["domain:acme.example"]).await;
    assert_eq!(due(&office).await, 0);
    assert_eq!(
        (reviews(&office).await[2], &office.service),
        (Review::Sent, &sent)
    );
}

#[tokio::test]
async fn what_was_on_its_way_out_is_not_sent_once_a_rule_is_there() {
    let mut office = office_with_meetings().await;
    hear(&office).await;
    for was_sent in [false, true] {
        let single = all(&office).await.remove(2);
        if was_sent {
            release(&office, &single, 30).await;
            office.upload().await;
        }
        release(&office, &single, 20).await;
        let batch = office.ledger.due_after(&connection_id(), 0, 10).await;
        narrow(&office, &["domain:acme.example"]).await;
        let batch = batch.unwrap();
        let batch: Vec<_> = batch.iter().map(|due| (due.id, due.sha256)).collect();
        let still = office.ledger.mark_attempted(&batch).await.unwrap();
        assert_eq!(still, [false], "sent before: {was_sent}");
        narrow(&office, &[]).await;
    }
}

#[tokio::test]
async fn what_the_service_holds_stays_until_it_is_taken_back() {
    let mut office = office_with_meetings().await;
    hear(&office).await;
    let single = all(&office).await.remove(2);
    release(&office, &single, 30).await;
    office.upload().await;
    let rules = leaving_out(&["subject_word:offer"]);
    let trial = office
        .ledger
        .try_rules(&rules, Vec::new(), 50)
        .await
        .unwrap();
    assert_eq!(
        (trial.flips.withheld.transcripts, trial.told.transcripts),
        (0, 1)
    );
    narrow(&office, &["subject_word:offer"]).await;
    let held = all(&office).await.remove(2);
    assert_eq!(
        (held.review, held.reason),
        (Review::Sent, Some(Reason::ExcludedByRule))
    );
    assert_eq!(office.ledger.held_and_left_out().await.unwrap(), 1);
    assert_eq!(office.ledger.take_back_left_out().await.unwrap(), 1);
    assert_eq!(office.upload().await, (0, 1));
    assert!(office.service.is_empty());
    assert_eq!(office.ledger.held_and_left_out().await.unwrap(), 0);
    let counts = office.ledger.entry_counts(&connection_id()).await.unwrap();
    assert_eq!(counts[&(STREAM, EntryState::Retracted)], 1);
    assert_eq!(reviews(&office).await[2], OUT);
    narrow(&office, &[]).await;
    assert_eq!(reviews(&office).await[2], WAITING);
}
