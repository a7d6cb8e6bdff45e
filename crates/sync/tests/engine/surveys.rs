//! What a survey says an allowlist would let through is what a sync under that list sends.

use crate::desk::{Desk, allow};
use crate::mailboxes::Mailboxes;
use crate::properties::{Step, start, steps, take};
use activity::{Road, Stream};
use consent::{Allowlist, Gap};
use privacy::Through;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use sync::{Failure, Survey, Surveyed};
use tokio_util::sync::CancellationToken;

fn survey(desk: &Desk) -> Survey<Mailboxes> {
    Survey {
        source: Mailboxes(desk.world.clone()),
        register: desk.register.clone(),
        keyer: desk.ledger.keyer(),
        stop: CancellationToken::new(),
    }
}

async fn surveyed(desk: &Desk) -> Surveyed {
    let mut last = Surveyed::default();
    survey(desk).run(|so_far| last = so_far).await.unwrap();
    last
}

/// What a sync under the list sends: activities of meetings, activities of mails.
async fn sent(desk: &mut Desk, list: &Allowlist) -> (u64, u64) {
    let list = list.clone();
    desk.change_policy(|policy| policy.allowed_external_domains = list)
        .await;
    let streams = desk.sync().await.streams;
    let of = |stream: Stream| streams[&stream].activities;
    (of(Stream::MeetingAttend), of(Stream::EmailThread))
}

fn lists() -> [Allowlist; 4] {
    [
        allow(&["acme.example"]),
        allow(&["*.acme.example"]),
        allow(&["fabrikam.example", "acme.example", "*.acme.example"]),
        allow(&[]),
    ]
}

async fn told_and_sent(steps: &[Step], page_size: usize) -> Vec<(Through, (u64, u64))> {
    let mut both = Vec::new();
    for list in lists() {
        let mut desk = Desk::open(start(), Road::Organisation, &[]).await;
        let (mut meetings, mut mails) = (BTreeSet::new(), BTreeMap::new());
        desk.world(|world| {
            world.page_size = page_size;
            for step in steps {
                take(world, &mut meetings, &mut mails, step);
            }
            world.lost_cursors = 1;
        });
        let told = surveyed(&desk).await;
        assert_eq!((told.read, told.unfinished, told.of), (3, 0, 3));
        desk.world(|world| world.lost_cursors = 0);
        let through = told.tally.through(&list);
        both.push((through, sent(&mut desk, &list).await));
    }
    both
}

#[test]
fn what_a_list_would_let_through_is_what_a_sync_under_it_sends() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&(steps(), 1..9usize), |(steps, page_size)| {
            for (told, (meetings, mails)) in runtime.block_on(told_and_sent(&steps, page_size)) {
                prop_assert_eq!(
                    (told.total.attendances, told.total.mails),
                    (meetings, mails)
                );
                let alone: u64 = told.entries.iter().map(|entry| entry.passing.mails).sum();
                prop_assert!(alone >= mails, "each entry alone hides nothing");
            }
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn without_the_agreement_nobody_is_surveyed() {
    let mut world = start();
    world.pulls = 0;
    let desk = Desk::without_dpa(world).await;
    let refused = survey(&desk).run(|_| ()).await;
    assert!(matches!(refused, Err(Failure::Gap(Gap::DpaMissing))));
    desk.world(|world| assert_eq!((world.pulls, world.asked), (0, 0)));
}

#[tokio::test]
async fn a_survey_ends_where_it_is_stopped_or_nobody_answers_and_not_at_one_mailbox_in_trouble() {
    let desk = Desk::open(start(), Road::Organisation, &[]).await;
    desk.world(|world| world.unavailable = 2);
    let told = surveyed(&desk).await;
    assert_eq!((told.read, told.unfinished, told.of), (3, 1, 3));
    desk.world(|world| world.silent_after = Some(0));
    let silent = survey(&desk).run(|_| ()).await;
    assert!(matches!(silent, Err(Failure::Source(_))), "{silent:?}");
    let stopped = survey(&desk);
    stopped.stop.cancel();
    assert!(matches!(stopped.run(|_| ()).await, Err(Failure::Stopped)));
}
