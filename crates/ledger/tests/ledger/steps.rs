//! What can happen to a ledger, and how often it does in the model.

use crate::copies::{Event, Letter, letter};
use proptest::prelude::*;

pub(crate) const EVENTS: [(&str, &str); 2] = [("e1", "uid-1"), ("e2", "uid-2")];
pub(crate) const LETTERS: [(&str, &str); 3] = [("l1", "<1>"), ("l2", "<1>"), ("l3", "<2>")];
pub(crate) const FOLDERS: [&str; 2] = ["inbox", "archive"];
pub(crate) const ALLOWED: [&[&str]; 3] = [
    &["acme.example", "partner.example"],
    &["acme.example"],
    &["fabrikam.example"],
];

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Meet {
        mailbox: u8,
        which: usize,
        event: Event,
    },
    MeetingGone {
        mailbox: u8,
        which: usize,
    },
    Mail {
        mailbox: u8,
        which: usize,
        folder: usize,
    },
    MailGone {
        mailbox: u8,
        which: usize,
        folder: usize,
    },
    Replay,
    Upload,
    /// Everything due leaves, and nothing is heard of it.
    UploadUnheard,
    NextRun,
    Reopen,
    Policy {
        allowed: usize,
        retract_on_delete: bool,
    },
    Pass {
        hours: i64,
    },
    Sweep {
        mailbox: u8,
        meetings: bool,
    },
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let organiser = prop_oneof![Just("boss@fabrikam.example"), Just("m2@contoso.example")];
    let attendees = prop_oneof![
        Just(vec!["a@acme.example"]),
        Just(vec!["a@acme.example", "b@partner.example"]),
        Just(vec!["m3@contoso.example"]),
    ];
    let unlikely = || prop::bool::weighted(0.15);
    (
        prop_oneof![Just(-1_i64), Just(2)],
        prop::bool::weighted(0.9),
        unlikely(),
        unlikely(),
        organiser,
        attendees,
    )
        .prop_map(
            |(ends, has_times, cancelled, private, organiser, attendees)| Event {
                ends,
                has_times,
                cancelled,
                private,
                organiser,
                attendees,
                ..Event::default()
            },
        )
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let mailbox = || 1_u8..=3;
    prop_oneof![
        8 => (mailbox(), 0..EVENTS.len(), event()).prop_map(|(mailbox, which, event)| {
            let (id, uid) = EVENTS[which];
            Step::Meet { mailbox, which, event: Event { id, uid, ..event } }
        }),
        2 => (mailbox(), 0..EVENTS.len()).prop_map(|(mailbox, which)| Step::MeetingGone { mailbox, which }),
        4 => (mailbox(), 0..LETTERS.len(), 0..2_usize)
            .prop_map(|(mailbox, which, folder)| Step::Mail { mailbox, which, folder }),
        2 => (mailbox(), 0..LETTERS.len(), 0..2_usize)
            .prop_map(|(mailbox, which, folder)| Step::MailGone { mailbox, which, folder }),
        3 => Just(Step::Replay),
        3 => Just(Step::Upload),
        2 => Just(Step::UploadUnheard),
        1 => Just(Step::NextRun),
        1 => Just(Step::Reopen),
        1 => (0..ALLOWED.len(), any::<bool>())
            .prop_map(|(allowed, retract_on_delete)| Step::Policy { allowed, retract_on_delete }),
        1 => (1_i64..4).prop_map(|hours| Step::Pass { hours }),
        1 => (mailbox(), any::<bool>()).prop_map(|(mailbox, meetings)| Step::Sweep { mailbox, meetings }),
    ]
}

pub(crate) fn copy(mailbox: u8, which: usize) -> Letter {
    let (id, message_id) = LETTERS[which];
    letter(&format!("{id}-{mailbox}"), message_id)
}
