//! However pages are cut, doubled, lost and begun anew, the ledger and the service end the same.

use crate::desk::Desk;
use crate::meetings::past_meeting;
use crate::world::{Event, Mail, World};
use activity::{Road, Stream};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: [&str; 3] = [
    "ada@contoso.example",
    "bob@contoso.example",
    "eve@contoso.example",
];
const STRANGERS: [&str; 4] = [
    "buyer@acme.example",
    "vp@sub.acme.example",
    "x@fabrikam.example",
    "IMCEAEX-_O=X@acme.example",
];

/// What a world may do between two syncs.
#[derive(Clone, Debug)]
pub enum Step {
    Meet {
        uid: u8,
        organiser: usize,
        guest: usize,
        hours: i64,
    },
    Cancel {
        uid: u8,
    },
    Hide {
        uid: u8,
        person: usize,
    },
    Leave {
        uid: u8,
        person: usize,
    },
    Deliver {
        id: u8,
        sender: usize,
        guest: usize,
    },
    Move {
        id: u8,
        person: usize,
    },
    Delete {
        id: u8,
        person: usize,
    },
    PassHours(i64),
    Sync,
}

/// How the world tells its pages, and what goes wrong meanwhile.
#[derive(Clone, Debug)]
struct Manner {
    page_size: usize,
    duplicates: bool,
    lost_cursors: u32,
    unavailable: u32,
    deaf: u32,
    down: u32,
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0u8..5, 0..3usize, 0..4usize, -200i64..30).prop_map(|(uid, organiser, guest, hours)| {
            Step::Meet {
                uid,
                organiser,
                guest,
                hours,
            }
        }),
        (0u8..5).prop_map(|uid| Step::Cancel { uid }),
        (0u8..5, 0..3usize).prop_map(|(uid, person)| Step::Hide { uid, person }),
        (0u8..5, 0..3usize).prop_map(|(uid, person)| Step::Leave { uid, person }),
        (0u8..6, 0..3usize, 0..4usize).prop_map(|(id, sender, guest)| Step::Deliver {
            id,
            sender,
            guest
        }),
        (0u8..6, 0..3usize).prop_map(|(id, person)| Step::Move { id, person }),
        (0u8..6, 0..3usize).prop_map(|(id, person)| Step::Delete { id, person }),
        (1i64..40).prop_map(Step::PassHours),
        Just(Step::Sync),
    ];
    proptest::collection::vec(step, 1..24)
}

fn manners() -> impl Strategy<Value = Manner> {
    (
        1..9usize,
        any::<bool>(),
        0..2u32,
        Just(0u32),
        0..2u32,
        0..2u32,
    )
        .prop_map(
            |(page_size, duplicates, lost_cursors, unavailable, deaf, down)| Manner {
                page_size,
                duplicates,
                lost_cursors,
                unavailable,
                deaf,
                down,
            },
        )
}

pub fn start() -> World {
    let mut world = World::new("2026-11-22T12:00:00Z");
    for (number, address) in (1u32..).zip(PEOPLE) {
        world.person(number, &[address]);
    }
    world
}

pub fn take(
    world: &mut World,
    meetings: &mut BTreeSet<u8>,
    mails: &mut BTreeMap<u8, usize>,
    step: &Step,
) {
    match *step {
        Step::Meet {
            uid,
            organiser,
            guest,
            hours,
        } => {
            let mut event =
                past_meeting(&format!("u{uid}"), PEOPLE[organiser], &[STRANGERS[guest]]);
            let begin = world.now.plus_seconds(hours * 3600);
            event.start = Some(begin);
            event.end = Some(begin.plus_seconds(3600));
            for person in 0..PEOPLE.len() {
                world.put_event(person, &format!("e{uid}-{person}"), event.clone());
            }
            meetings.insert(uid);
        }
        Step::Cancel { uid } if meetings.contains(&uid) => {
            for person in 0..PEOPLE.len() {
                change(world, uid, person, |event| event.cancelled = true);
            }
        }
        Step::Hide { uid, person } if meetings.contains(&uid) => {
            change(world, uid, person, |event| event.private = true);
        }
        Step::Leave { uid, person } if meetings.contains(&uid) => {
            world.remove_event(person, &format!("e{uid}-{person}"));
        }
        Step::Deliver { id, sender, guest } if !mails.contains_key(&id) => {
            let mail = Mail {
                message_id: Some(format!("<{id}>")),
                subject: "Re: offer".into(),
                sender: PEOPLE[sender].into(),
                to: vec![STRANGERS[guest].into(), PEOPLE[(sender + 1) % 3].into()],
                received: Some(world.now),
                draft: false,
            };
            world.put_mail(sender, "sent", &format!("m{id}-{sender}"), mail.clone());
            let other = (sender + 1) % 3;
            world.put_mail(other, "inbox", &format!("m{id}-{other}"), mail);
            mails.insert(id, sender);
        }
        Step::Move { id, person } if mails.get(&id) == Some(&person) => {
            world.move_mail(person, "sent", "inbox", &format!("m{id}-{person}"));
            mails.insert(id, usize::MAX);
        }
        Step::Delete { id, person } if mails.get(&id) == Some(&person) => {
            world.remove_mail(person, "sent", &format!("m{id}-{person}"));
            mails.insert(id, usize::MAX);
        }
        Step::PassHours(hours) => world.now = world.now.plus_seconds(hours * 3600),
        Step::Cancel { .. }
        | Step::Hide { .. }
        | Step::Leave { .. }
        | Step::Deliver { .. }
        | Step::Move { .. }
        | Step::Delete { .. }
        | Step::Sync => {}
    }
}

/// Changes somebody's copy of a meeting, where there is one.
fn change(world: &mut World, uid: u8, person: usize, change: impl FnOnce(&mut Event)) {
    let id = format!("e{uid}-{person}");
    if world.has_event(person, &id) {
        world.change_event(person, &id, change);
    }
}

type Content = BTreeMap<(String, String), Vec<u8>>;

/// Lives through the steps; troubled runs are followed by an untroubled one before the world moves on.
async fn live(steps: &[Step], manner: &Manner, troubled: bool) -> Content {
    let desk = Desk::open(
        start(),
        Road::Organisation,
        &["acme.example", "*.acme.example"],
    )
    .await;
    let (mut meetings, mut mails) = (BTreeSet::new(), BTreeMap::new());
    desk.world(|world| {
        world.page_size = manner.page_size;
        world.duplicates = manner.duplicates;
    });
    for step in steps.iter().chain([&Step::Sync]) {
        if !matches!(step, Step::Sync) {
            desk.world(|world| take(world, &mut meetings, &mut mails, step));
            continue;
        }
        if troubled {
            desk.world(|world| {
                world.lost_cursors = manner.lost_cursors;
                world.unavailable = manner.unavailable;
            });
            {
                let mut service = desk.service.0.lock().unwrap();
                service.deaf = manner.deaf;
                service.down = manner.down;
            }
            check(&desk.sync().await.streams);
            desk.world(|world| {
                world.lost_cursors = 0;
                world.unavailable = 0;
            });
            let mut service = desk.service.0.lock().unwrap();
            service.deaf = 0;
            service.down = 0;
        }
        check(&desk.sync().await.streams);
    }
    let uploads = desk.service.0.lock().unwrap().uploads;
    let idle = desk.sync().await;
    assert_eq!(
        desk.service.0.lock().unwrap().uploads,
        uploads,
        "a sync without changes sends nothing"
    );
    check(&idle.streams);
    std::mem::take(&mut desk.service.0.lock().unwrap().content)
}

fn check(streams: &BTreeMap<Stream, ledger::StreamSummary>) {
    for summary in streams.values() {
        let withheld: u64 = summary.withheld.values().sum();
        assert_eq!(
            summary.considered,
            summary.sent + withheld + summary.pending + summary.failed
        );
    }
}

#[test]
fn pages_doubled_lost_and_cut_anew_leave_the_same_content() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let plain = Manner {
        page_size: 100,
        duplicates: false,
        lost_cursors: 0,
        unavailable: 0,
        deaf: 0,
        down: 0,
    };
    let mut runner = TestRunner::new(Config {
        cases: 96,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&(steps(), manners()), |(steps, manner)| {
            let calm = runtime.block_on(live(&steps, &plain, false));
            let rough = runtime.block_on(live(&steps, &manner, true));
            prop_assert_eq!(calm, rough);
            Ok(())
        })
        .unwrap();
}
