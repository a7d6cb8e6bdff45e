use crate::input::{Meeting, Message};
use crate::meeting::MeetingCopy;
use crate::{
    Copy, CopyFacts, Directory, Key, Keyer, Raw, Settlement, Tally, mail, meeting, settle,
};
use activity::{Address, Domain, Instant, ObjectId};
use consent::{MayRead, Policy};
use std::collections::HashMap;

/// How many items a census holds at most; a larger tenant is counted as far as this goes.
const MOST_ITEMS: usize = 1_000_000;

/// Which external domains took part in how many meetings and mails. It holds domains, counts and keyed names: no person, no
/// subject, no mailbox.
#[derive(Default)]
pub struct Census {
    names: Vec<Domain>,
    places: HashMap<Domain, u32>,
    circles: Vec<Circle>,
    known: HashMap<Circle, u32>,
    mails: HashMap<Key, Option<u32>>,
    meetings: HashMap<Key, Vec<Counted>>,
    copies: usize,
}

/// The external domains in one item, each with how many people of it took part.
pub(crate) type Circle = Box<[(u32, u32)]>;

/// A copy of a meeting.
struct Counted {
    item: Key,
    facts: CopyFacts,
    ends_at: Option<Instant>,
    circle: Option<u32>,
}

impl Census {
    /// Counts a copy of a mail; the first copy of each mail counts (RULES 14, 15).
    pub fn add_mail(
        &mut self,
        raw: Raw<Message>,
        mailbox: &ObjectId,
        window_start: Instant,
        keyer: &Keyer,
        proof: &impl MayRead,
    ) {
        let message = raw.open();
        let is_old = message
            .received
            .is_some_and(|received| received < window_start);
        if message.is_draft || is_old {
            return;
        }
        let key =
            mail::identity(&message, keyer).unwrap_or_else(|| keyer.item(mailbox, &message.id));
        if self.mails.contains_key(&key) {
            return;
        }
        let has_time = message.received.is_some();
        let people = mail::participants(&message).into_iter();
        let circle = self.circle(people.map(|(address, ())| address), proof.policy());
        self.mails.insert(key, circle.filter(|_| has_time));
    }

    /// Notes a copy of a meeting; which copy counts is settled when the census is tallied (RULES 8–13).
    pub fn add_meeting(
        &mut self,
        raw: Raw<Meeting>,
        mailbox: &ObjectId,
        directory: &Directory,
        keyer: &Keyer,
        proof: &impl MayRead,
    ) {
        let found = raw.open();
        let copy = MeetingCopy::of(&found, mailbox, directory, keyer);
        let people = meeting::people(&found.attendees, copy.organiser.as_ref()).into_iter();
        let circle = self.circle(people.map(|(address, _)| address), proof.policy());
        let (meeting, item) = (copy.meeting, copy.item);
        let copy = Counted {
            item,
            facts: copy.facts,
            ends_at: copy.ends_at,
            circle,
        };
        let copies = self.meetings.entry(meeting).or_default();
        if let Some(known) = copies.iter_mut().find(|known| known.item == item) {
            *known = copy;
            return;
        }
        copies.push(copy);
        self.copies += 1;
    }

    /// Whether it holds as many items as it may.
    pub fn is_full(&self) -> bool {
        self.mails.len() + self.copies >= MOST_ITEMS
    }

    /// What there is to count, up to now: meetings that have ended and mails, by the domains in them.
    pub fn tally(&self, now: Instant) -> Tally {
        let mut tally = Tally::new(self.names.clone(), self.circles.clone());
        for circle in self.mails.values().flatten() {
            tally.add_mail(*circle);
        }
        for copies in self.meetings.values() {
            if let Some(circle) = counted(copies, now) {
                tally.add_meeting(circle);
            }
        }
        tally
    }

    fn circle(
        &mut self,
        people: impl Iterator<Item = Option<Address>>,
        policy: &Policy,
    ) -> Option<u32> {
        let mut members: Vec<(u32, u32)> = Vec::new();
        for address in people
            .flatten()
            .filter(|address| !policy.is_internal(address))
        {
            let place = self.place(address.domain());
            match members.iter_mut().find(|(known, _)| *known == place) {
                Some((_, people)) => *people += 1,
                None => members.push((place, 1)),
            }
        }
        if members.is_empty() {
            return None;
        }
        members.sort_unstable();
        let circle: Circle = members.into();
        if let Some(known) = self.known.get(&circle) {
            return Some(*known);
        }
        let number = u32::try_from(self.circles.len()).unwrap_or(u32::MAX);
        self.circles.push(circle.clone());
        self.known.insert(circle, number);
        Some(number)
    }

    fn place(&mut self, domain: &Domain) -> u32 {
        if let Some(place) = self.places.get(domain) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(domain.clone());
        self.places.insert(domain.clone(), place);
        place
    }
}

/// The circle of the copy that counts, if the meeting has ended.
fn counted(copies: &[Counted], now: Instant) -> Option<u32> {
    let facts: Vec<Copy> = copies
        .iter()
        .map(|copy| Copy {
            facts: copy.facts,
            chosen: false,
            gone: false,
        })
        .collect();
    let Settlement::Counts(place) = settle(&facts) else {
        return None;
    };
    let copy = copies.get(place)?;
    copy.ends_at.filter(|ends_at| *ends_at <= now)?;
    copy.circle
}

impl std::fmt::Debug for Census {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Census(…)")
    }
}
