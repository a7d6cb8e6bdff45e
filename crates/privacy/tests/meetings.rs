//! RULES 1–13, case by case: what becomes of one copy of a meeting.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken fixture is a failed test"
)]

mod common;

use activity::fields::Field;
use activity::{Activity, ItemId, ObjectId, Stream};
use common::{instant, mailbox, policy, register};
use privacy::input::{Attendee, Meeting};
use privacy::{AssessedMeeting, Directory, Keyer, Raw, Reason, Standing, Verdict, assess_meeting};
use serde_json::{Value, json};

const SERIES: &str =
    "040000008200E00074C5B7101A82E00800000000D09A8F1B2C3DD701000000000000000010000000ABCDEF";
const INSTANCE: &str =
    "040000008200E00074C5B7101A82E00807EA0B0CD09A8F1B2C3DD701000000000000000010000000ABCDEF";

fn attendee(address: &str) -> Attendee {
    Attendee {
        address: Some(address.into()),
        is_resource: false,
        response: Some("accepted".into()),
    }
}

fn meeting(attendees: Vec<Attendee>) -> Meeting {
    Meeting {
        id: ItemId::new("AAMkEvent").unwrap(),
        ical_uid: Some(SERIES.into()),
        in_series: false,
        original_start: None,
        subject: Some(" Q1 Planning\u{a0}".into()),
        start: Some(instant("2026-11-12T10:00:00Z")),
        end: Some(instant("2026-11-12T11:00:59Z")),
        is_cancelled: false,
        is_private: false,
        is_organizer: true,
        is_online: Some(true),
        organizer: Some("Ada@Contoso.example".into()),
        attendees,
    }
}

fn assess_under(meeting: Meeting, allowed: &[&str], off: &[Field]) -> AssessedMeeting {
    let register = register(&policy(allowed, off));
    let clearance = register.clearance(Stream::MeetingAttend).unwrap();
    assess_meeting(
        Raw::seal(meeting),
        &mailbox(),
        &Directory::default(),
        &Keyer::new(&[1; 32]),
        &clearance,
    )
}

fn assess(meeting: Meeting) -> AssessedMeeting {
    assess_under(meeting, &["acme.example", "*.partner.example"], &[])
}

fn kept(assessed: AssessedMeeting) -> Vec<Value> {
    let Verdict::Kept(activities) = assessed.verdict else {
        panic!("withheld")
    };
    activities
        .iter()
        .map(|one| serde_json::from_slice(one.canonical().bytes()).unwrap())
        .collect()
}

fn reason(assessed: &AssessedMeeting) -> Reason {
    let Verdict::Withheld(reason) = assessed.verdict else {
        panic!("not withheld")
    };
    reason
}

#[test]
fn one_activity_for_each_passing_attendee_in_the_seeds_shape() {
    let activities = kept(assess(meeting(vec![
        attendee(" Buyer@ACME.example "),
        attendee("colleague@contoso.example"),
        attendee("someone@x.partner.example"),
        attendee("stranger@fabrikam.example"),
    ])));
    assert_eq!(
        activities[0],
        json!({
            "externalId": "o365_cal_AAMkEvent_buyer@acme.example", "type": "meeting_attend", "channel": "meetings",
            "occurredAt": "2026-11-12T10:00:00Z", "personExternalId": "buyer@acme.example",
            "properties": { "meetingSubject": "Q1 Planning", "durationMinutes": 60, "isOnline": true,
                "organizerEmail": "ada@contoso.example", "attendeeCount": 4, "responseStatus": "accepted",
                "accountDomain": "acme.example" }
        })
    );
    assert_eq!(
        activities[1]["personExternalId"],
        "someone@x.partner.example"
    );
    assert_eq!(activities.len(), 2);
}

#[test]
fn an_external_organiser_counts_as_an_attendee_and_rooms_do_not() {
    let mut with_room = meeting(vec![attendee("ada@contoso.example")]);
    with_room.organizer = Some("buyer@acme.example".into());
    with_room.attendees.push(Attendee {
        address: Some("room@acme.example".into()),
        is_resource: true,
        response: None,
    });
    let activities = kept(assess(with_room));
    assert_eq!(activities.len(), 1);
    assert_eq!(activities[0]["properties"]["responseStatus"], "organizer");
    assert_eq!(
        activities[0]["properties"]["attendeeCount"], 2,
        "as the array came"
    );
}

#[test]
fn a_listed_organiser_keeps_the_entrys_own_answer_and_each_address_comes_once() {
    let mut listed = meeting(vec![
        attendee("buyer@acme.example"),
        attendee("BUYER@acme.example"),
    ]);
    listed.organizer = Some("buyer@acme.example".into());
    listed.attendees.insert(
        0,
        Attendee {
            address: Some("buyer@acme.example".into()),
            is_resource: true,
            response: Some("declined".into()),
        },
    );
    let activities = kept(assess(listed));
    assert_eq!(activities.len(), 1, "a person entry beats a resource entry");
    assert_eq!(activities[0]["properties"]["responseStatus"], "accepted");
}

#[test]
fn missing_parts_have_their_settled_values() {
    let mut bare = meeting(vec![Attendee {
        address: Some("buyer@acme.example".into()),
        is_resource: false,
        response: None,
    }]);
    bare.is_online = None;
    bare.subject = Some(" \u{2003} ".into());
    bare.organizer = Some("someone@fabrikam.example".into());
    bare.end = Some(instant("2026-11-12T09:00:00Z"));
    let activities = kept(assess(bare));
    assert_eq!(
        activities[0]["properties"],
        json!({ "durationMinutes": 0, "isOnline": false, "attendeeCount": 1, "responseStatus": "none",
            "accountDomain": "acme.example" }),
        "an organiser who is neither internal nor allowed is left out, and so is a blank subject"
    );
}

#[test]
fn what_the_admin_switched_off_is_left_out() {
    let activities = kept(assess_under(
        meeting(vec![attendee("buyer@acme.example")]),
        &["acme.example"],
        &Field::ALL,
    ));
    assert_eq!(
        activities[0]["properties"],
        json!({ "accountDomain": "acme.example" })
    );
}

#[test]
fn reasons_come_in_their_order() {
    let nobody = meeting(vec![attendee("/o=ExchangeLabs/cn=ada"), attendee("")]);
    assert_eq!(
        reason(&assess(Meeting {
            organizer: None,
            ..nobody
        })),
        Reason::NoUsableAddress
    );
    let guests = vec![
        attendee("buyer_acme.example#EXT#@contoso.example"),
        attendee("x@sub.contoso.example"),
    ];
    assert_eq!(reason(&assess(meeting(guests))), Reason::InternalOnly);
    assert_eq!(
        reason(&assess(meeting(vec![attendee(
            "stranger@fabrikam.example"
        )]))),
        Reason::NotOnAllowlist
    );
    assert_eq!(
        reason(&assess(meeting(vec![attendee("x@partner.example")]))),
        Reason::NotOnAllowlist,
        "not the apex"
    );
    assert_eq!(
        reason(&assess_under(
            meeting(vec![attendee("buyer@acme.example")]),
            &[],
            &[]
        )),
        Reason::NotOnAllowlist
    );
}

#[test]
fn internal_beats_the_allowlist() {
    let assessed = assess_under(
        meeting(vec![attendee("x@sub.contoso.example")]),
        &["contoso.example", "*.contoso.example"],
        &[],
    );
    assert_eq!(reason(&assessed), Reason::InternalOnly);
}

#[test]
fn without_usable_times_it_is_failed_whatever_else_it_is() {
    let mut timeless = meeting(vec![attendee("colleague@contoso.example")]);
    timeless.end = None;
    assert!(matches!(assess(timeless).verdict, Verdict::Failed));
}

#[test]
fn an_occurrence_and_a_guests_copy_of_it_are_the_same_meeting() {
    let start = instant("2026-11-12T10:00:00Z");
    let of_series = assess(Meeting {
        in_series: true,
        original_start: Some(start),
        ..meeting(vec![])
    });
    let guests = assess(Meeting {
        ical_uid: Some(INSTANCE.into()),
        ..meeting(vec![])
    });
    assert_eq!(of_series.meeting, guests.meeting);
    let next = assess(Meeting {
        in_series: true,
        original_start: Some(instant("2026-11-19T10:00:00Z")),
        ..meeting(vec![])
    });
    assert_ne!(of_series.meeting, next.meeting);
    let moved = assess(Meeting {
        in_series: true,
        original_start: Some(start),
        start: Some(instant("2026-11-13T15:00:00Z")),
        ..meeting(vec![])
    });
    assert_eq!(
        of_series.meeting, moved.meeting,
        "a moved occurrence keeps its original start"
    );
}

#[test]
fn without_an_ical_uid_each_copy_is_its_own_meeting() {
    let one = assess(Meeting {
        ical_uid: Some(" ".into()),
        ..meeting(vec![])
    });
    assert_eq!(one.meeting, one.item);
}

#[test]
fn the_organisers_mailbox_in_reach_makes_attendees_copies_duplicates() {
    let owner = ObjectId::new("33333333-3333-4333-8333-333333333333").unwrap();
    let register = register(&policy(&["acme.example"], &[]));
    let clearance = register.clearance(Stream::MeetingAttend).unwrap();
    let standing = |directory: &Directory, is_organizer: bool| {
        let copy = Meeting {
            is_organizer,
            ..meeting(vec![])
        };
        assess_meeting(
            Raw::seal(copy),
            &mailbox(),
            directory,
            &Keyer::new(&[1; 32]),
            &clearance,
        )
        .facts
        .standing
    };
    let mut directory = Directory::default();
    assert_eq!(
        standing(&directory, true),
        Standing::Organiser,
        "the source says so"
    );
    assert_eq!(
        standing(&directory, false),
        Standing::Free,
        "nobody in the tenant"
    );
    directory.add(
        &owner,
        ["SMTP:ada@contoso.example", "x500:/o=contoso/cn=ada"],
    );
    assert_eq!(
        standing(&directory, false),
        Standing::Free,
        "in the tenant, out of reach"
    );
    directory.mark_readable(owner);
    assert_eq!(standing(&directory, false), Standing::AttendeeOfReadable);
    let mut own = Directory::default();
    own.add(&mailbox(), ["ada@contoso.example"]);
    assert_eq!(standing(&own, false), Standing::Organiser);
}

#[test]
fn what_is_kept_says_nothing_but_its_kind_in_debug() {
    let assessed = assess(meeting(vec![attendee("buyer@acme.example")]));
    assert!(!format!("{assessed:?}").contains("acme"));
    let Verdict::Kept(activities) = assessed.verdict else {
        panic!("withheld")
    };
    assert!(matches!(
        activities[0].activity(),
        Activity::MeetingAttend(_)
    ));
}
