//! Whatever comes in, nothing comes out that the policy does not allow, and nothing gets back in that was not let out.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken fixture is a failed test"
)]

mod common;

use activity::fields::Field;
use activity::{Activity, Address, ItemId, Road, Stream};
use common::{instant, mailbox, policy, register, register_with};
use consent::{ExclusionKind, Policy, Rules};
use privacy::input::{Attendee, Meeting, Message};
use privacy::{
    Directory, Drift, Filtered, Keyer, Raw, Verdict, admit, assess_mail, assess_meeting, readmit,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("buyer@acme.example".to_owned()),
        Just("BUYER@Acme.Example.".to_owned()),
        Just("x@evilacme.example".to_owned()),
        Just("x@acme.example.fabrikam.example".to_owned()),
        Just("x@deep.sub.partner.example".to_owned()),
        Just("x@partner.example".to_owned()),
        Just("ada@contoso.example".to_owned()),
        Just("ada@sub.contoso.example".to_owned()),
        Just("buyer_acme.example#EXT#@contoso.example".to_owned()),
        Just("\"a@acme.example\"@fabrikam.example".to_owned()),
        Just("Buyer <buyer@acme.example>".to_owned()),
        Just("x@fabrikam.example,buyer@acme.example".to_owned()),
        Just("IMCEAEX-_O=X@acme.example".to_owned()),
        Just("ßuyer@münchen.example".to_owned()),
        "[a-zA-Z.@<>\" ]{0,20}@(acme|contoso|fabrikam)\\.example",
        "\\PC{0,30}",
    ]
}

fn field_sets() -> impl Strategy<Value = Vec<Field>> {
    proptest::sample::subsequence(Field::ALL.to_vec(), 0..=Field::ALL.len())
}

/// The parts of a meeting that come from strangers: attendees, organiser, subject, length.
type MeetingParts = (
    Vec<(Option<String>, bool, Option<String>)>,
    Option<String>,
    Option<String>,
    i64,
);
/// The parts of a mail that come from strangers: sender, to, cc, subject.
type MailParts = (Option<String>, Vec<String>, Vec<String>, Option<String>);

fn meetings() -> impl Strategy<Value = MeetingParts> {
    let attendee = (
        proptest::option::of(address()),
        any::<bool>(),
        proptest::option::of("\\PC{0,12}"),
    );
    let attendees = proptest::collection::vec(attendee, 0..8);
    (
        attendees,
        proptest::option::of(address()),
        proptest::option::of("\\PC{0,20}"),
        -90i64..900,
    )
}

fn messages() -> impl Strategy<Value = MailParts> {
    let many = || proptest::collection::vec(address(), 0..6);
    (
        proptest::option::of(address()),
        many(),
        many(),
        proptest::option::of("\\PC{0,20}"),
    )
}

fn meeting((attendees, organizer, subject, minutes): MeetingParts) -> Raw<Meeting> {
    let start = instant("2026-11-12T10:00:00Z");
    let attendee = |(address, is_resource, response)| Attendee {
        address,
        is_resource,
        response,
    };
    Raw::seal(Meeting {
        id: ItemId::new("AAMk").unwrap(),
        ical_uid: None,
        in_series: false,
        original_start: None,
        subject,
        start: Some(start),
        end: Some(start.plus_seconds(minutes * 60)),
        is_cancelled: false,
        is_private: false,
        is_organizer: false,
        is_online: None,
        organizer,
        attendees: attendees.into_iter().map(attendee).collect(),
    })
}

fn message((sender, to, cc, subject): MailParts) -> Raw<Message> {
    Raw::seal(Message {
        id: ItemId::new("AAMk").unwrap(),
        internet_message_id: None,
        conversation_id: Some("c".into()),
        subject,
        sender,
        from: None,
        to,
        cc,
        received: Some(instant("2026-11-12T10:00:00Z")),
        sent: None,
        is_draft: false,
    })
}

fn assert_allowed(filtered: &[Filtered<Activity>], policy: &Policy) {
    let mut people = BTreeSet::new();
    for one in filtered {
        let admitted = admit(one.canonical().bytes(), policy)
            .expect("what is kept passes the service's own check");
        assert_eq!(
            admitted.canonical(),
            one.canonical(),
            "readmitting changes nothing"
        );
        assert!(
            people.insert(one.activity().person_external_id().to_owned()),
            "each person once"
        );
        let emails = match one.activity() {
            Activity::MeetingAttend(meeting) => vec![meeting.person_external_id.clone()],
            Activity::EmailThread(mail) => mail.properties.participant_emails.clone(),
            Activity::EmailSignal(_) | Activity::MeetingTranscript(_) => vec![],
        };
        for email in emails {
            let domain = Address::parse(&email).unwrap().domain().to_string();
            assert!(
                domain == "acme.example" || domain.ends_with(".partner.example"),
                "let through: {domain}"
            );
        }
    }
}

proptest! {
    #[test]
    fn no_meeting_lets_out_what_is_not_allowed(parts in meetings(), off in field_sets()) {
        let policy = policy(&["acme.example", "*.partner.example"], &off);
        let register = register(&policy);
        let clearance = register.clearance(Stream::MeetingAttend).unwrap();
        let assessed = assess_meeting(meeting(parts), &mailbox(), &Directory::default(), &Keyer::new(&[1; 32]), &clearance);
        if let Verdict::Kept(kept) = assessed.verdict {
            prop_assert!(!kept.is_empty());
            assert_allowed(&kept, &policy);
        }
    }

    #[test]
    fn no_mail_lets_out_what_is_not_allowed(parts in messages(), off in field_sets()) {
        let policy = policy(&["acme.example", "*.partner.example"], &off);
        let register = register(&policy);
        let clearance = register.clearance(Stream::EmailThread).unwrap();
        let window = instant("2026-01-01T00:00:00Z");
        let assessed = assess_mail(message(parts), &mailbox(), window, &Keyer::new(&[1; 32]), &clearance).unwrap();
        if let Verdict::Kept(kept) = assessed.verdict {
            assert_allowed(&kept, &policy);
        }
    }

    #[test]
    fn nothing_passes_an_empty_allowlist(parts in messages(), invitation in meetings()) {
        let register = register(&policy(&[], &[]));
        let clearance = register.clearance(Stream::EmailThread).unwrap();
        let mail = assess_mail(message(parts), &mailbox(), instant("2026-01-01T00:00:00Z"), &Keyer::new(&[1; 32]), &clearance).unwrap();
        prop_assert!(!matches!(mail.verdict, Verdict::Kept(_)));
        let meeting = assess_meeting(meeting(invitation), &mailbox(), &Directory::default(), &Keyer::new(&[1; 32]), &clearance);
        prop_assert!(!matches!(meeting.verdict, Verdict::Kept(_)));
    }

    #[test]
    fn foreign_bytes_never_panic_the_check(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = admit(&bytes, &policy(&["acme.example"], &[]));
    }
}

fn mail_bytes(participants: &[&str], subject: Option<&str>) -> Vec<u8> {
    let mut value = serde_json::json!({
        "externalId": "o365_email_A", "type": "email_thread", "channel": "email",
        "occurredAt": "2026-11-12T10:00:00Z", "personExternalId": participants[0],
        "properties": { "participantCount": participants.len(), "participantEmails": participants }
    });
    if let Some(subject) = subject {
        value["properties"]["subject"] = subject.into();
    }
    Activity::parse(value.to_string().as_bytes())
        .unwrap()
        .canonical()
        .bytes()
        .to_vec()
}

#[test]
fn a_tightened_policy_stops_what_was_queued_under_a_looser_one() {
    let bytes = mail_bytes(&["buyer@acme.example"], Some("Re: offer"));
    let readmitted_under = |allowed: &[&str], off: &[Field], rules: Rules| {
        let register = register_with(Road::Organisation, &policy(allowed, off), rules);
        let clearance = register.clearance(Stream::EmailThread).unwrap();
        readmit(&bytes, &clearance).map(|filtered| filtered.canonical().bytes().to_vec())
    };
    assert_eq!(
        readmitted_under(&["acme.example"], &[], Rules::default()),
        Ok(bytes.clone())
    );
    assert_eq!(
        readmitted_under(&[], &[], Rules::default()),
        Err(Drift::PersonNotAllowed)
    );
    assert_eq!(
        readmitted_under(&["acme.example"], &[Field::Subject], Rules::default()),
        Err(Drift::FieldOff(Field::Subject))
    );
    let rules = common::leaving_out(ExclusionKind::Person, "Buyer@acme.example");
    assert_eq!(
        readmitted_under(&["acme.example"], &[], rules),
        Err(Drift::ExcludedByRule)
    );
}

#[test]
fn forged_bytes_are_refused() {
    let policy = policy(&["acme.example"], &[]);
    let whole = mail_bytes(&["buyer@acme.example"], None);
    assert!(admit(&whole, &policy).is_ok());
    let spaced = [b" ".as_slice(), &whole].concat();
    let cases = [
        (spaced, Drift::Malformed),
        (
            mail_bytes(&["Buyer@acme.example"], None),
            Drift::Inconsistent,
        ),
        (
            mail_bytes(&["buyer@acme.example", "buyer@acme.example"], None),
            Drift::Inconsistent,
        ),
        (
            mail_bytes(&["buyer@acme.example", "ada@contoso.example"], None),
            Drift::PersonNotAllowed,
        ),
        (
            mail_bytes(&["buyer@acme.example"], Some(" untrimmed")),
            Drift::Inconsistent,
        ),
    ];
    for (bytes, drift) in cases {
        assert_eq!(admit(&bytes, &policy).map(drop), Err(drift));
    }
}

#[test]
fn internal_people_are_refused_on_arrival_even_if_the_allowlist_names_their_domain() {
    let policy = policy(&["contoso.example", "*.contoso.example"], &[]);
    for person in ["ada@contoso.example", "ada@sub.contoso.example"] {
        let forged = mail_bytes(&[person], None);
        assert_eq!(
            admit(&forged, &policy).map(drop),
            Err(Drift::PersonNotAllowed)
        );
    }
}
