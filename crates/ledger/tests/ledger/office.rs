//! A connection at work over a tenant, and a central service that remembers.

pub(crate) use crate::tenant::{
    NOW, connection, connection_id, instant, mailbox, policy, register,
};

use crate::copies::{Event, Letter};
use crate::tenant::directory;
use activity::{Activity, Instant, ItemId, Road, Sha256, Stream};
use consent::{Exclusion, Policy, Rule, Rules};
use ledger::{
    EntryQuery, EntryState, Ledger, Operation, PageCommit, PageOutcome, Provenance, RunEnd, RunId,
    StreamSummary, UnitId, Uploads,
};
use privacy::input::{Attendee, Meeting, Message};
use privacy::{AssessedMail, AssessedMeeting, Key, Keyer, Raw, assess_mail, assess_meeting};
use std::collections::BTreeMap;

/// One connection at work.
pub(crate) struct Office {
    pub(crate) ledger: Ledger,
    pub(crate) policy: Policy,
    pub(crate) now: Instant,
    pub(crate) run: RunId,
    /// What the central service holds: external id to digest.
    pub(crate) service: BTreeMap<String, Sha256>,
    keyer: Keyer,
}

impl Office {
    pub(crate) async fn in_memory() -> Self {
        Self::with(Ledger::in_memory().unwrap()).await
    }

    pub(crate) async fn with(ledger: Ledger) -> Self {
        let now = instant(NOW);
        let run = ledger.begin_run(&connection_id(), now).await.unwrap();
        let keyer = ledger.keyer();
        Self {
            ledger,
            policy: policy(1, &["acme.example", "partner.example"]),
            now,
            run,
            service: BTreeMap::new(),
            keyer,
        }
    }

    pub(crate) async fn next_run(&mut self) {
        let end = RunEnd {
            finished_at: self.now,
            outcome: "done".into(),
            requests: 1,
            bytes: 1,
        };
        self.ledger.finish_run(self.run, end).await.unwrap();
        self.run = self
            .ledger
            .begin_run(&connection_id(), self.now)
            .await
            .unwrap();
    }

    /// Time passes, and what has ended meanwhile ripens.
    pub(crate) async fn pass_hours(&mut self, hours: i64) {
        self.now = self.now.plus_seconds(hours * 3600);
        self.ledger
            .ripen(self.run, &connection_id(), self.now)
            .await
            .unwrap();
    }

    pub(crate) async fn unit(&self, number: u8, stream: Stream) -> UnitId {
        self.ledger
            .unit(&connection_id(), &mailbox(number), stream)
            .await
            .unwrap()
    }

    pub(crate) fn key(&self, number: u8, id: &str) -> Key {
        self.keyer.item(&mailbox(number), &ItemId::new(id).unwrap())
    }

    pub(crate) fn judge_event(&self, number: u8, event: &Event) -> AssessedMeeting {
        let end = instant(NOW).plus_seconds(event.ends * 3600);
        let attendee = |address: &&str| Attendee {
            address: Some((*address).to_owned()),
            is_resource: false,
            response: None,
        };
        let raw = Raw::seal(Meeting {
            id: ItemId::new(format!("{}-{number}", event.id)).unwrap(),
            ical_uid: Some(event.uid.to_owned()),
            in_series: false,
            original_start: None,
            subject: Some("Quarterly review".into()),
            start: event.has_times.then(|| end.plus_seconds(-1800)),
            end: event.has_times.then_some(end),
            is_cancelled: event.cancelled,
            is_private: event.private,
            is_organizer: false,
            is_online: None,
            organizer: Some(event.organiser.to_owned()),
            attendees: event.attendees.iter().map(attendee).collect(),
        });
        let register = register(&self.policy, Road::Organisation);
        let proof = register.glimpse(Stream::MeetingAttend).unwrap();
        assess_meeting(raw, &mailbox(number), &directory(), &self.keyer, &proof)
    }

    pub(crate) fn judge_letter(&self, number: u8, letter: &Letter) -> AssessedMail {
        let raw = Raw::seal(Message {
            id: ItemId::new(letter.id.clone()).unwrap(),
            internet_message_id: letter.message_id.clone(),
            conversation_id: Some("conversation".into()),
            subject: Some("An offer".into()),
            sender: Some("m1@contoso.example".into()),
            from: None,
            to: letter
                .to
                .iter()
                .map(|address| (*address).to_owned())
                .collect(),
            cc: Vec::new(),
            received: letter.has_time.then(|| instant(NOW).plus_days(-2)),
            sent: None,
            is_draft: false,
        });
        let register = register(&self.policy, Road::Organisation);
        let proof = register.glimpse(Stream::EmailThread).unwrap();
        assess_mail(
            raw,
            &mailbox(number),
            instant(NOW).plus_days(-90),
            &self.keyer,
            &proof,
        )
        .unwrap()
    }

    /// A page of a chain, which is begun where it is not there yet.
    pub(crate) async fn page<T>(&self, unit: UnitId, chain: &str, items: Vec<T>) -> PageCommit<T> {
        if self.ledger.chain(unit, chain).await.unwrap().is_none() {
            self.ledger
                .restart_chain(unit, chain, "fingerprint", self.now)
                .await
                .unwrap();
        }
        PageCommit {
            run: self.run,
            unit,
            chain: chain.to_owned(),
            cursor: "cursor".into(),
            complete: false,
            items,
            removed: Vec::new(),
            provenance: self.provenance(),
            retract_since: self
                .policy
                .retract_on_delete
                .then(|| self.now.plus_days(-90)),
            now: self.now,
        }
    }

    pub(crate) fn provenance(&self) -> Provenance {
        Provenance {
            policy_version: self.policy.version,
            dpa_version: 3,
            consent: None,
        }
    }

    pub(crate) async fn events(&self, number: u8, events: &[Event]) -> PageOutcome {
        let unit = self.unit(number, Stream::MeetingAttend).await;
        let items = events
            .iter()
            .map(|event| self.judge_event(number, event))
            .collect();
        let page = self.page(unit, "calendar", items).await;
        self.ledger.commit_meetings(page).await.unwrap()
    }

    pub(crate) async fn event(&self, number: u8, event: Event) -> PageOutcome {
        self.events(number, &[event]).await
    }

    pub(crate) async fn event_removed(&self, number: u8, id: &str) {
        let unit = self.unit(number, Stream::MeetingAttend).await;
        let mut page = self.page(unit, "calendar", Vec::new()).await;
        page.removed = vec![self.key(number, &format!("{id}-{number}"))];
        self.ledger.commit_meetings(page).await.unwrap();
    }

    pub(crate) async fn letters(
        &self,
        number: u8,
        folder: &str,
        letters: &[Letter],
    ) -> PageOutcome {
        let unit = self.unit(number, Stream::EmailThread).await;
        let items = letters
            .iter()
            .map(|letter| self.judge_letter(number, letter))
            .collect();
        let page = self.page(unit, folder, items).await;
        self.ledger.commit_mails(page).await.unwrap()
    }

    pub(crate) async fn letter_removed(&self, number: u8, folder: &str, id: &str) {
        let unit = self.unit(number, Stream::EmailThread).await;
        let mut page = self.page(unit, folder, Vec::new()).await;
        page.removed = vec![self.key(number, id)];
        self.ledger.commit_mails(page).await.unwrap();
    }

    /// Reads a chain anew and finds nothing in it.
    pub(crate) async fn sweep(&self, number: u8, stream: Stream, chain: &str) {
        let unit = self.unit(number, stream).await;
        self.ledger
            .restart_chain(unit, chain, "again", self.now)
            .await
            .unwrap();
        if stream == Stream::MeetingAttend {
            let mut page = self.page(unit, chain, Vec::new()).await;
            page.complete = true;
            self.ledger.commit_meetings(page).await.unwrap();
        } else {
            let mut page = self.page(unit, chain, Vec::new()).await;
            page.complete = true;
            self.ledger.commit_mails(page).await.unwrap();
        }
    }

    /// Tells the service everything that is due, as the uploader does. Says how much was sent and how much taken back.
    pub(crate) async fn upload(&mut self) -> (usize, usize) {
        let (mut sent, mut taken_back) = (0, 0);
        loop {
            let due = self.ledger.due_after(&connection_id(), 0, 3).await.unwrap();
            if due.is_empty() {
                assert_eq!(self.ledger.count_due(&connection_id()).await.unwrap(), 0);
                return (sent, taken_back);
            }
            let ids: Vec<_> = due.iter().map(|due| (due.id, due.sha256)).collect();
            self.ledger.mark_attempted(&ids).await.unwrap();
            for due in due {
                match due.operation {
                    Operation::Send { bytes } => {
                        assert_eq!(
                            Sha256::of(&bytes),
                            due.sha256,
                            "the digest is that of the bytes"
                        );
                        let activity = Activity::parse(&bytes).unwrap();
                        assert_eq!(activity.external_id(), due.external_id);
                        self.service.insert(due.external_id, due.sha256);
                        let held = vec![(due.id, due.sha256)];
                        assert_eq!(
                            self.ledger
                                .acknowledge(self.run, held, self.now)
                                .await
                                .unwrap(),
                            1
                        );
                        sent += 1;
                    }
                    Operation::Retract => {
                        self.service.remove(&due.external_id);
                        let gone = vec![due.id];
                        self.ledger
                            .acknowledge_retracted(self.run, gone, self.now)
                            .await
                            .unwrap();
                        taken_back += 1;
                    }
                }
            }
        }
    }

    pub(crate) async fn summary(&self, stream: Stream) -> StreamSummary {
        let summary = self
            .ledger
            .summary(self.run, Uploads::Acknowledged)
            .await
            .unwrap();
        summary.get(&stream).cloned().unwrap_or_default()
    }

    pub(crate) async fn standing(&self, stream: Stream) -> StreamSummary {
        let standing = self.ledger.standing(&connection_id()).await.unwrap();
        standing.get(&stream).cloned().unwrap_or_default()
    }

    /// Everything that a person could see of the ledger, without the numbers of its rows.
    pub(crate) async fn picture(
        &self,
    ) -> (
        Vec<(EntryState, Option<String>, Sha256)>,
        BTreeMap<Stream, StreamSummary>,
    ) {
        let mut entries: Vec<_> = self
            .ledger
            .entries(every_entry())
            .await
            .unwrap()
            .entries
            .into_iter()
            .map(|entry| (entry.state, entry.external_id, entry.sha256))
            .collect();
        entries.sort();
        (
            entries,
            self.ledger.standing(&connection_id()).await.unwrap(),
        )
    }
}

pub(crate) fn every_entry() -> EntryQuery {
    EntryQuery {
        connection: connection_id(),
        stream: None,
        state: None,
        text: None,
        before: None,
        limit: 500,
    }
}

/// Rules that leave these out.
pub(crate) fn leaving_out(exclusions: &[&str]) -> Rules {
    let rule = |text: &&str| Rule {
        exclusion: Exclusion::try_from((*text).to_owned()).unwrap(),
        label: None,
        since: instant(NOW),
    };
    exclusions.iter().map(rule).collect()
}
