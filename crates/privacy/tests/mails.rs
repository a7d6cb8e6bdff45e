//! RULES 1–7, 14–15 and 18, case by case: what becomes of one copy of a mail.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken fixture is a failed test"
)]

mod common;

use activity::{Instant, ItemId, Road, Stream};
use common::{instant, mailbox, policy, register, register_with};
use consent::Rules;
use privacy::input::Message;
use privacy::{
    AssessedMail, Direction, Keyer, OwnAddresses, Raw, Reason, Verdict, assess_mail, assess_signal,
};
use serde_json::{Value, json};

fn message() -> Message {
    Message {
        id: ItemId::new("AAMkMail").unwrap(),
        internet_message_id: Some("<m1@contoso.example>".into()),
        conversation_id: Some("conv_abc".into()),
        subject: Some(" Re: offer ".into()),
        sender: Some("Ada@contoso.example".into()),
        from: Some("board@contoso.example".into()),
        to: vec![
            "Buyer@acme.example".into(),
            "stranger@fabrikam.example".into(),
        ],
        cc: vec!["buyer@ACME.example".into(), "champion@acme.example".into()],
        received: Some(instant("2026-11-12T10:00:00Z")),
        sent: Some(instant("2026-11-12T09:59:58Z")),
        is_draft: false,
    }
}

fn window() -> Instant {
    instant("2026-08-24T10:00:00Z")
}

fn assess(message: Message) -> Option<AssessedMail> {
    let register = register(&policy(&["acme.example"], &[]));
    let clearance = register.clearance(Stream::EmailThread).unwrap();
    assess_mail(
        Raw::seal(message),
        &mailbox(),
        window(),
        &Keyer::new(&[1; 32]),
        &clearance,
    )
}

fn kept(message: Message) -> Value {
    let Some(AssessedMail {
        verdict: Verdict::Kept(activities),
        ..
    }) = assess(message)
    else {
        panic!("withheld")
    };
    serde_json::from_slice(activities[0].canonical().bytes()).unwrap()
}

fn reason(message: Message) -> Reason {
    let Some(AssessedMail {
        verdict: Verdict::Withheld(reason),
        ..
    }) = assess(message)
    else {
        panic!("not withheld")
    };
    reason
}

#[test]
fn only_those_that_pass_are_listed_and_counted_in_order_and_once() {
    assert_eq!(
        kept(message()),
        json!({
            "externalId": "o365_email_AAMkMail", "type": "email_thread", "channel": "email",
            "occurredAt": "2026-11-12T10:00:00Z", "personExternalId": "buyer@acme.example",
            "properties": { "conversationId": "conv_abc", "participantCount": 2,
                "participantEmails": ["buyer@acme.example", "champion@acme.example"], "subject": "Re: offer" }
        })
    );
}

#[test]
fn the_sender_comes_first_and_from_stands_in_for_a_missing_one() {
    let from_outside = Message {
        sender: Some("champion@acme.example".into()),
        ..message()
    };
    assert_eq!(
        kept(from_outside)["personExternalId"],
        "champion@acme.example"
    );
    let no_sender = Message {
        sender: None,
        from: Some("vp@acme.example".into()),
        ..message()
    };
    assert_eq!(kept(no_sender)["personExternalId"], "vp@acme.example");
}

#[test]
fn drafts_and_mail_before_the_window_are_not_considered() {
    assert!(
        assess(Message {
            is_draft: true,
            ..message()
        })
        .is_none()
    );
    assert!(
        assess(Message {
            received: Some(window().plus_seconds(-1)),
            ..message()
        })
        .is_none()
    );
    assert!(
        assess(Message {
            received: Some(window()),
            ..message()
        })
        .is_some(),
        "the edge belongs"
    );
}

#[test]
fn reasons_come_in_their_order() {
    let to = |to: &[&str]| Message {
        to: to.iter().map(|&one| one.into()).collect(),
        cc: vec![],
        ..message()
    };
    assert_eq!(
        reason(Message {
            sender: None,
            from: None,
            ..to(&["x500:/o=x"])
        }),
        Reason::NoUsableAddress
    );
    assert_eq!(
        reason(to(&["board@contoso.example", "IMCEAEX-_O=X@acme.example"])),
        Reason::InternalOnly
    );
    assert_eq!(
        reason(to(&["stranger@fabrikam.example"])),
        Reason::NotOnAllowlist
    );
    let failed = assess(Message {
        received: None,
        ..to(&["board@contoso.example"])
    });
    assert!(matches!(failed.unwrap().verdict, Verdict::Failed));
}

#[test]
fn copies_are_known_by_their_internet_message_id_and_without_one_stand_alone() {
    let first = assess(message()).unwrap();
    let other = assess(Message {
        id: ItemId::new("Other").unwrap(),
        ..message()
    })
    .unwrap();
    assert_eq!(first.mail, other.mail);
    assert_ne!(first.item, other.item);
    let alone = assess(Message {
        internet_message_id: None,
        ..message()
    })
    .unwrap();
    assert_eq!(alone.mail, alone.item);
}

#[test]
fn signals_tell_sent_from_received_by_every_own_address() {
    let register = {
        let mut register = register_with(Road::EmployeeGraph, &policy(&[], &[]), Rules::default());
        register.give(common::record(Stream::EmailSignal));
        register
    };
    let clearance = register.clearance(Stream::EmailSignal).unwrap();
    let own =
        OwnAddresses::new(["Ada@contoso.example", "smtp:ada.l@contoso.example", "SPO:x"]).unwrap();
    let direction = |message: Message| {
        let assessed = assess_signal(
            Raw::seal(message),
            &mailbox(),
            &own,
            &Keyer::new(&[1; 32]),
            &clearance,
        );
        assessed.map(|one| (one.direction, one.at))
    };
    let sent = Some((Direction::Sent, message().sent));
    assert_eq!(direction(message()), sent);
    let on_behalf = Message {
        sender: Some("delegate@contoso.example".into()),
        from: Some("ADA.L@contoso.example".into()),
        ..message()
    };
    assert_eq!(direction(on_behalf), sent, "from is enough");
    let received = Message {
        sender: Some("buyer@acme.example".into()),
        from: None,
        ..message()
    };
    assert_eq!(
        direction(received),
        Some((Direction::Received, message().received))
    );
    assert_eq!(
        direction(Message {
            is_draft: true,
            ..message()
        }),
        None
    );
    assert_eq!(own.main(), "ada@contoso.example");
}

#[test]
fn a_subject_is_said_in_plain_words_in_a_preview_only() {
    let policy = policy(&[], &[]);
    let mut register = register_with(Road::EmployeeGraph, &policy, Rules::default());
    register.give(common::record(Stream::EmailSignal));
    let own = OwnAddresses::new(["ada@contoso.example"]).unwrap();
    let keyer = Keyer::new(&[1; 32]);
    let clearance = register.clearance(Stream::EmailSignal).unwrap();
    let kept = assess_signal(Raw::seal(message()), &mailbox(), &own, &keyer, &clearance).unwrap();
    assert_eq!(kept.plain, None);
    let bytes = String::from_utf8_lossy(&kept.traits.to_bytes()).into_owned();
    assert!(!bytes.contains("offer") && !bytes.contains("acme"));
    let glimpse = register.glimpse(Stream::EmailSignal).unwrap();
    let shown = assess_signal(Raw::seal(message()), &mailbox(), &own, &keyer, &glimpse).unwrap();
    assert_eq!(shown.traits, kept.traits, "what rules know is the same");
    let plain = shown.plain.unwrap();
    assert_eq!(plain.subject.as_deref(), Some("Re: offer"));
    assert!(!format!("{plain:?}").contains("offer"));
}
