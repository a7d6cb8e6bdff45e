//! What of a transcript may leave: the narrower level, nothing that was cut, and of others no word under `own_turns`.
#![expect(clippy::unwrap_used, reason = "a broken fixture is a failed test")]

mod common;

use activity::{Activity, Instant, ItemId, Level, Road, Stream};
use common::{instant, mailbox, policy, record, register_with};
use consent::{ExclusionKind, Policy, Register, Rules};
use privacy::input::{Attendee, Invitation, Meeting};
use privacy::{
    AssessedInvitation, Keyer, OwnAddresses, Raw, Reading, Reason, Terms, Untold,
    assess_invitation, readmit,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use transcript::{Form, Span, read};

const TALK: [(u32, u32, &str, &str); 4] = [
    (0, 4, "Ada Example", "canary-own-1 shall we begin?"),
    (4, 9, "Bo Sample", "canary-other-1 yes."),
    (9, 20, "Ada Example", "canary-own-2 fine."),
    (20, 30, "Bo Sample", "canary-other-2 good."),
];

fn file(talk: &[(u32, u32, &str, &str)]) -> String {
    let mut text = String::from("WEBVTT\n");
    for (from, until, name, words) in talk {
        let _ = write!(
            text,
            "\n00:{from:02} --> 00:{until:02}\n<v {name}>{words}</v>\n"
        );
    }
    text
}

fn policy_with(level: Level) -> Policy {
    let mut policy = policy(&[], &[]);
    policy.transcripts.level = level;
    policy
}

fn register(policy: &Policy) -> Register {
    let mut register = register_with(Road::EmployeeGraph, policy, Rules::default());
    register.give(record(Stream::Transcript));
    register
}

/// What the terms are, apart from what a test is about.
struct Wish {
    level: Level,
    cuts: Vec<Span>,
    claimed: Vec<String>,
    reason: Option<Reason>,
    left: Option<Instant>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            level: Level::OwnTurns,
            cuts: Vec::new(),
            claimed: Vec::new(),
            reason: None,
            left: None,
        }
    }
}

fn told(text: &str, policy: &Policy, wish: &Wish) -> Result<(Vec<u8>, Value), Untold> {
    let register = register(policy);
    let clearance = register.clearance(Stream::Transcript).unwrap();
    let transcript = read(text.as_bytes(), Form::Voices).unwrap();
    let reading = Reading::open(Raw::seal(transcript), &clearance);
    assert!(!format!("{reading:?}").contains("canary"));
    let own = OwnAddresses::new(["ada@contoso.example"]).unwrap();
    let terms = Terms {
        id: &ItemId::new("T1").unwrap(),
        starts: instant("2026-11-12T10:00:00Z"),
        reason: wish.reason,
        own: &own,
        names: &["Ada Example".to_owned()],
        claimed: &wish.claimed,
        cuts: &wish.cuts,
        level: wish.level,
        externals_left: wish.left,
    };
    let told = reading.tell(&terms, &clearance)?;
    let bytes = told.canonical().bytes().to_vec();
    assert!(
        readmit(&bytes, &clearance).is_ok(),
        "it passes its own filter"
    );
    let value = serde_json::from_slice(&bytes).unwrap();
    Ok((bytes, value))
}

fn text_of(text: &str, policy: &Policy, wish: &Wish) -> String {
    String::from_utf8(told(text, policy, wish).unwrap().0).unwrap()
}

#[test]
fn the_narrower_of_policy_and_choice_leaves() {
    for allowed in Level::ALL {
        for chosen in Level::ALL {
            let wish = Wish {
                level: chosen,
                ..Wish::default()
            };
            let (_, told) = told(&file(&TALK), &policy_with(allowed), &wish).unwrap();
            let narrower = allowed.min(chosen).name();
            assert_eq!(told["properties"]["level"], narrower);
            assert_eq!(
                told["properties"]["turns"].is_array(),
                narrower != "measures"
            );
        }
    }
}

#[test]
fn own_turns_tell_the_employees_words_and_nobody_elses() {
    let (_, told) = told(
        &file(&TALK),
        &policy_with(Level::OwnTurns),
        &Wish::default(),
    )
    .unwrap();
    assert_eq!(told["externalId"], "o365_transcript_T1");
    assert_eq!(told["personExternalId"], "ada@contoso.example");
    assert_eq!(
        told["properties"]["turns"],
        json!([
            {"at": 0, "milliseconds": 4000, "words": "canary-own-1 shall we begin?"},
            {"milliseconds": 5000},
            {"at": 9000, "milliseconds": 11000, "words": "canary-own-2 fine."},
            {"milliseconds": 10000},
        ])
    );
}

#[test]
fn what_is_cut_does_not_leave_at_any_level() {
    for level in Level::ALL {
        let wish = Wish {
            level,
            cuts: vec![Span::new(10_000, 11_000), Span::new(20_000, 30_000)],
            ..Wish::default()
        };
        let told = text_of(&file(&TALK), &policy_with(Level::Full), &wish);
        assert!(!told.contains("canary-own-2") && !told.contains("canary-other-2"));
        assert!(told.contains("\"talk_seconds\":4"), "{told}");
    }
}

#[test]
fn what_was_said_after_the_guests_had_gone_does_not_leave() {
    let wish = Wish {
        left: Some(instant("2026-11-12T10:00:09Z")),
        ..Wish::default()
    };
    let told = text_of(&file(&TALK), &policy_with(Level::OwnTurns), &wish);
    assert!(told.contains("canary-own-1") && !told.contains("canary-own-2"));
}

#[test]
fn a_withheld_meeting_is_not_told() {
    let wish = Wish {
        reason: Some(Reason::InternalOnly),
        ..Wish::default()
    };
    let refused = told(&file(&TALK), &policy_with(Level::Full), &wish);
    assert_eq!(refused.err(), Some(Untold::Withheld(Reason::InternalOnly)));
}

#[test]
fn an_unclear_speaker_has_to_be_claimed() {
    let talk = [
        (0, 5, "Ada Example (Guest)", "one"),
        (5, 9, "Bo Sample", "two"),
    ];
    let policy = policy_with(Level::OwnTurns);
    let unclear = told(&file(&talk), &policy, &Wish::default());
    let alike = vec!["Ada Example (Guest)".to_owned()];
    assert_eq!(unclear.err(), Some(Untold::Unclear(alike.clone())));
    let wish = |claimed: &[String]| Wish {
        claimed: claimed.to_vec(),
        ..Wish::default()
    };
    assert!(text_of(&file(&talk), &policy, &wish(&alike)).contains("one"));
    let stranger = told(&file(&talk), &policy, &wish(&["Cy".to_owned()]));
    assert_eq!(stranger.err(), Some(Untold::NotSpeaking));
    let nobody = "WEBVTT\n\n00:00 --> 00:05\nwords of somebody\n";
    let hidden = told(nobody, &policy, &Wish::default());
    assert_eq!(hidden.err(), Some(Untold::NamesHidden));
}

#[test]
fn what_was_queued_under_a_wider_policy_does_not_leave_under_a_narrower_one() {
    let (bytes, _) = told(
        &file(&TALK),
        &policy_with(Level::OwnTurns),
        &Wish::default(),
    )
    .unwrap();
    let narrow = register(&policy_with(Level::Measures));
    let clearance = narrow.clearance(Stream::Transcript).unwrap();
    assert_eq!(
        readmit(&bytes, &clearance).err(),
        Some(privacy::Drift::LevelNotAllowed)
    );
}

fn meeting(attendees: &[&str]) -> Meeting {
    let attendees = attendees.iter().map(|address| Attendee {
        address: Some((*address).to_owned()),
        is_resource: address.starts_with("room"),
        response: None,
    });
    Meeting {
        id: ItemId::new("E1").unwrap(),
        ical_uid: None,
        in_series: false,
        original_start: None,
        subject: None,
        start: Some(instant("2026-11-12T10:00:00Z")),
        end: Some(instant("2026-11-12T11:00:00Z")),
        is_cancelled: false,
        is_private: false,
        is_organizer: false,
        is_online: Some(true),
        organizer: Some("bo@contoso.example".to_owned()),
        attendees: attendees.collect(),
    }
}

fn assessed(meeting: Meeting, policy: &Policy, rules: Rules) -> Option<AssessedInvitation> {
    let register = register_with(Road::EmployeeGraph, policy, rules);
    let proof = register.glimpse(Stream::Transcript).unwrap();
    let invitation = Invitation {
        meeting: Raw::seal(meeting),
        link: "https://teams.example/1".to_owned(),
        is_series: false,
        recurrence: None,
    };
    assess_invitation(
        Raw::seal(invitation),
        &mailbox(),
        &OwnAddresses::new(["ada@contoso.example"]).unwrap(),
        &Keyer::new(&[1; 32]),
        &proof,
    )
}

#[test]
fn a_meeting_is_withheld_for_the_first_reason_that_holds() {
    let plain = policy_with(Level::OwnTurns);
    let reason = |meeting: Meeting| assessed(meeting, &plain, Rules::default()).unwrap().reason;
    let guests = || meeting(&["ada@contoso.example", "buyer@acme.example"]);
    assert_eq!(reason(guests()), None);
    let among = [
        "ada@contoso.example",
        "cy@eu.contoso.example",
        "room@acme.example",
    ];
    assert_eq!(reason(meeting(&among)), Some(Reason::InternalOnly));
    let mut private = meeting(&among);
    private.is_private = true;
    assert_eq!(reason(private), Some(Reason::Private));
    let mut cancelled = guests();
    cancelled.is_cancelled = true;
    assert_eq!(reason(cancelled), Some(Reason::Cancelled));
    let assessed_so = assessed(guests(), &plain, Rules::default()).unwrap();
    assert_eq!((assessed_so.people, assessed_so.domains.len()), (3, 1));
    let keyer = Keyer::new(&[1; 32]);
    for (person, expected) in [("buyer@acme.example", true), ("ada@contoso.example", false)] {
        let rules = common::leaving_out(ExclusionKind::Person, person);
        let left_out = keyer.narrowing(&rules).excludes(&assessed_so.traits);
        assert_eq!(left_out, expected, "{person}");
    }
    let mut internal = plain.clone();
    internal.transcripts.internal_meetings = true;
    let let_through = assessed(meeting(&among), &internal, Rules::default()).unwrap();
    assert_eq!(let_through.reason, None);
    let mut timeless = guests();
    timeless.end = None;
    assert!(assessed(timeless, &plain, Rules::default()).is_none());
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_word_that_only_others_said_is_in_what_is_told(
        talk in prop::collection::vec((0_u32..50, 1_u32..9, prop::bool::ANY, 1_usize..4), 1..20),
        cuts in prop::collection::vec((0_i64..60_000, 1_i64..9_000), 0..4),
    ) {
        let mut text = String::from("WEBVTT\n");
        let mut own = BTreeSet::new();
        for (place, (from, length, is_own, count)) in talk.iter().enumerate() {
            let said: Vec<String> = (0..*count).map(|word| format!("w{place}x{word}")).collect();
            let name = if *is_own { "Ada Example" } else { "Bo Sample" };
            let until = from + length;
            if *is_own {
                own.extend(said.clone());
            }
            let _ = write!(text, "\n00:{from:02} --> 00:{until:02}\n<v {name}>{}</v>\n", said.join(" "));
        }
        let wish = Wish {
            cuts: cuts.iter().map(|(from, length)| Span::new(*from, from + length)).collect(),
            ..Wish::default()
        };
        if let Ok((bytes, value)) = told(&text, &policy_with(Level::Full), &wish) {
            let bytes = String::from_utf8(bytes).unwrap();
            let spoken = |word: &str| {
                let mut letters = word.chars();
                letters.next() == Some('w') && letters.next().is_some_and(|next| next.is_ascii_digit())
            };
            for word in words(&bytes) {
                prop_assert!(!spoken(word) || own.contains(word), "{}", word);
            }
            prop_assert!(!bytes.contains("Sample"));
            let parsed = Activity::parse(bytes.as_bytes());
            prop_assert!(parsed.is_ok(), "{}", value);
        }
    }
}
