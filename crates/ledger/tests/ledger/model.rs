//! Whatever happens in whatever order, the accounts are exact, replays change nothing, and the service ends up with what the
//! ledger says.

use crate::copies::Event;
use crate::office::{Office, connection_id, every_entry, policy};
use crate::steps::{ALLOWED, EVENTS, FOLDERS, Step, copy, event, step};
use activity::{Sha256, Stream};
use ledger::{EntryState, Ledger, MasterKey, Operation, StreamSummary};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tempfile::TempDir;

/// An office, what was judged last, and what should be true of it.
struct World<'home> {
    home: &'home Path,
    office: Office,
    judged: BTreeMap<(u8, usize), Event>,
    last: Option<Step>,
}

fn open(home: &Path) -> Ledger {
    let key = MasterKey::from_hex(&"0a".repeat(32)).unwrap();
    Ledger::open(&home.join("ledger.db"), &key).unwrap()
}

impl<'home> World<'home> {
    async fn new(home: &'home Path) -> Self {
        Self {
            home,
            office: Office::with(open(home)).await,
            judged: BTreeMap::new(),
            last: None,
        }
    }

    async fn take(&mut self, step: Step) {
        match &step {
            Step::Meet {
                mailbox,
                which,
                event,
            } => {
                self.office
                    .events(*mailbox, std::slice::from_ref(event))
                    .await;
                self.judged.insert((*mailbox, *which), event.clone());
                self.last = Some(step);
            }
            Step::Mail {
                mailbox,
                which,
                folder,
            } => {
                self.office
                    .letters(*mailbox, FOLDERS[*folder], &[copy(*mailbox, *which)])
                    .await;
                self.last = Some(step);
            }
            Step::MeetingGone { mailbox, which } => {
                self.office.event_removed(*mailbox, EVENTS[*which].0).await;
                self.last = None;
            }
            Step::MailGone {
                mailbox,
                which,
                folder,
            } => {
                let id = copy(*mailbox, *which).id;
                self.office
                    .letter_removed(*mailbox, FOLDERS[*folder], &id)
                    .await;
                self.last = None;
            }
            Step::Replay => self.replay().await,
            Step::Upload => drop(self.office.upload().await),
            Step::UploadUnheard => self.upload_unheard().await,
            Step::NextRun => self.office.next_run().await,
            Step::Reopen => self.reopen().await,
            Step::Policy {
                allowed,
                retract_on_delete,
            } => {
                self.office.policy = policy(self.office.policy.version + 1, ALLOWED[*allowed]);
                self.office.policy.retract_on_delete = *retract_on_delete;
                self.last = None;
            }
            Step::Pass { hours } => {
                self.office.pass_hours(*hours).await;
                self.last = None;
            }
            Step::Sweep { mailbox, meetings } => {
                let (stream, chain) = if *meetings {
                    (Stream::MeetingAttend, "calendar")
                } else {
                    (Stream::EmailThread, "inbox")
                };
                self.office.sweep(*mailbox, stream, chain).await;
                self.last = None;
            }
        }
    }

    /// The same page again changes nothing.
    async fn replay(&mut self) {
        let before = self.office.picture().await;
        match self.last.clone() {
            Some(Step::Meet { mailbox, event, .. }) => {
                self.office.events(mailbox, &[event]).await;
            }
            Some(Step::Mail {
                mailbox,
                which,
                folder,
            }) => {
                self.office
                    .letters(mailbox, FOLDERS[folder], &[copy(mailbox, which)])
                    .await;
            }
            _ => return,
        }
        assert_eq!(self.office.picture().await, before);
    }

    async fn upload_unheard(&mut self) {
        let due = self
            .office
            .ledger
            .due_after(&connection_id(), 0, 2)
            .await
            .unwrap();
        let ids: Vec<_> = due.iter().map(|due| (due.id, due.sha256)).collect();
        self.office.ledger.mark_attempted(&ids).await.unwrap();
        for due in due {
            match due.operation {
                Operation::Send { .. } => self.office.service.insert(due.external_id, due.sha256),
                Operation::Retract => self.office.service.remove(&due.external_id),
            };
        }
    }

    async fn reopen(&mut self) {
        let before = self.office.picture().await;
        let run = self.office.run;
        // The old handles close with the office that is replaced, so this one is opened while they are still there.
        let mut office = Office::with(open(self.home)).await;
        assert_eq!(office.run, run, "the run goes on");
        std::mem::swap(&mut office, &mut self.office);
        self.office.now = office.now;
        self.office.policy = office.policy.clone();
        self.office.service = std::mem::take(&mut office.service);
        assert_eq!(self.office.picture().await, before);
    }

    async fn check(&self) {
        for stream in [Stream::MeetingAttend, Stream::EmailThread] {
            add_up(&self.office.summary(stream).await);
            add_up(&self.office.standing(stream).await);
        }
        for (id, _) in EVENTS {
            let copies: BTreeSet<char> = self
                .wanted()
                .await
                .iter()
                .filter_map(|wanted| copy_of(wanted, id))
                .collect();
            assert!(copies.len() <= 1, "one meeting is told by one copy only");
        }
    }

    async fn check_end(&mut self) {
        self.office.upload().await;
        let mut told = BTreeMap::new();
        for entry in self
            .office
            .ledger
            .entries(every_entry())
            .await
            .unwrap()
            .entries
        {
            assert_ne!(entry.state, EntryState::Waiting);
            if entry.state == EntryState::Sent {
                assert_eq!(entry.held_sha256, Some(entry.sha256));
                told.insert(
                    entry.external_id.unwrap(),
                    Sha256::of(&entry.bytes.unwrap()),
                );
            }
        }
        assert_eq!(
            self.office.service, told,
            "the service holds what the ledger says"
        );
        for (which, (id, _)) in EVENTS.iter().enumerate() {
            let mut copies = self
                .judged
                .iter()
                .filter(|((_, one), _)| *one == which)
                .map(|(_, event)| event);
            if copies.any(|event| event.private && event.has_times) {
                let mut external = self.office.service.keys();
                assert!(
                    !external.any(|external| copy_of(external, id).is_some()),
                    "a private copy withholds it"
                );
            }
        }
    }

    async fn wanted(&self) -> Vec<String> {
        let entries = self
            .office
            .ledger
            .entries(every_entry())
            .await
            .unwrap()
            .entries;
        let wanted = entries
            .into_iter()
            .filter(|entry| entry.state != EntryState::Retracted);
        wanted.filter_map(|entry| entry.external_id).collect()
    }
}

/// From which mailbox an activity of an event came.
fn copy_of(external_id: &str, event: &str) -> Option<char> {
    external_id
        .strip_prefix("o365_cal_")?
        .strip_prefix(event)?
        .strip_prefix('-')?
        .chars()
        .next()
}

fn add_up(summary: &StreamSummary) {
    let withheld: u64 = summary.withheld.values().sum();
    assert_eq!(
        summary.considered,
        summary.sent + withheld + summary.pending + summary.failed
    );
}

fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_converges_whatever_happens(steps in prop::collection::vec(step(), 1..40)) {
        let home = TempDir::new().unwrap();
        block_on(async {
            let mut world = World::new(home.path()).await;
            for step in steps {
                world.take(step).await;
                world.check().await;
            }
            world.check_end().await;
        });
    }

    #[test]
    fn pages_of_different_things_may_come_in_any_order(
        first in prop::collection::vec(event(), 1..3),
        second in prop::collection::vec(event(), 1..3),
    ) {
        let named = |events: Vec<Event>, id, uid| -> Vec<Event> {
            events.into_iter().map(|event| Event { id, uid, ..event }).collect()
        };
        let (first, second) = (named(first, "e1", "uid-1"), named(second, "e2", "uid-2"));
        let mails = |from| [copy(from, 0), copy(from, 2)];
        block_on(async {
            let (mut one, mut other) = (Office::in_memory().await, Office::in_memory().await);
            one.events(1, &first).await;
            one.letters(1, "inbox", &mails(1)).await;
            one.events(2, &second).await;
            other.events(2, &second).await;
            other.events(1, &first).await;
            other.letters(1, "inbox", &mails(1)).await;
            assert_eq!(one.picture().await, other.picture().await);
            one.upload().await;
            other.upload().await;
            assert_eq!(one.service, other.service);
        });
    }
}
