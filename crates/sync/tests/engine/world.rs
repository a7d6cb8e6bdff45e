//! Mailboxes as plain data that changes, and how a page of it is cut: deltas, removals, duplicates, lost cursors.

use activity::{Instant, ItemId, ObjectId, Recurrence};
use privacy::Raw;
use std::collections::BTreeMap;
use sync::{Next, Page, Readability, SourceError, Transcripts};

pub fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn oid(number: u32) -> ObjectId {
    ObjectId::new(format!("00000000-0000-4000-8000-{number:012}")).unwrap()
}

#[derive(Clone, Debug)]
pub struct Event {
    pub uid: Option<String>,
    pub subject: String,
    pub start: Option<Instant>,
    pub end: Option<Instant>,
    pub cancelled: bool,
    pub private: bool,
    pub organizer: String,
    pub attendees: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub message_id: Option<String>,
    pub subject: String,
    pub sender: String,
    pub to: Vec<String>,
    pub received: Option<Instant>,
    pub draft: bool,
}

/// A meeting of Teams that the person was invited to, as its invitation tells of it.
#[derive(Clone, Debug)]
pub struct Invited {
    pub id: String,
    pub link: String,
    pub starts: Instant,
    pub ends: Instant,
    pub with: Vec<String>,
    pub recurrence: Option<Recurrence>,
    pub moved_from: Option<Instant>,
    pub private: bool,
}

/// Something that changes over time: its latest state and the moment of the change.
pub struct Versioned<T> {
    state: Option<T>,
    changed: u64,
}

pub struct Person {
    pub id: ObjectId,
    pub addresses: Vec<String>,
    pub readability: Readability,
    pub events: BTreeMap<String, Versioned<Event>>,
    pub folders: BTreeMap<String, BTreeMap<String, Versioned<Mail>>>,
}

pub struct World {
    pub now: Instant,
    pub people: Vec<Person>,
    pub page_size: usize,
    pub duplicates: bool,
    /// How many cursors are still good before any is lost.
    pub good_cursors: u32,
    /// How many cursors are still to be lost.
    pub lost_cursors: u32,
    /// Mail that is removed in the moment in which a cursor is lost: of whom, from where, and which.
    pub goes_meanwhile: Option<(usize, &'static str, &'static str)>,
    pub unavailable: u32,
    /// How many pages are still told before nobody answers any more.
    pub silent_after: Option<u64>,
    pub invited: Vec<Invited>,
    /// What Teams answers of each join link.
    pub teams: BTreeMap<String, Transcripts>,
    /// Which links Teams was asked about, and when.
    pub looked_up: Vec<(String, Instant)>,
    moment: u64,
    pub pulls: u64,
    /// How often it was asked for the time.
    pub asked: u64,
}

impl World {
    pub fn new(now: &str) -> Self {
        Self {
            now: instant(now),
            people: Vec::new(),
            page_size: 3,
            duplicates: false,
            good_cursors: 0,
            lost_cursors: 0,
            goes_meanwhile: None,
            unavailable: 0,
            silent_after: None,
            invited: Vec::new(),
            teams: BTreeMap::new(),
            looked_up: Vec::new(),
            moment: 1,
            pulls: 0,
            asked: 0,
        }
    }

    pub fn person(&mut self, number: u32, addresses: &[&str]) {
        self.people.push(Person {
            id: oid(number),
            addresses: addresses.iter().map(|&one| one.into()).collect(),
            readability: Readability::Readable,
            events: BTreeMap::new(),
            folders: BTreeMap::from([
                ("inbox".into(), BTreeMap::new()),
                ("sent".into(), BTreeMap::new()),
            ]),
        });
    }

    pub fn put_event(&mut self, person: usize, id: &str, event: Event) {
        let changed = self.tick();
        self.people[person].events.insert(
            id.into(),
            Versioned {
                state: Some(event),
                changed,
            },
        );
    }

    pub fn has_event(&self, person: usize, id: &str) -> bool {
        let event = self.people[person].events.get(id);
        event.is_some_and(|event| event.state.is_some())
    }

    pub fn change_event(&mut self, person: usize, id: &str, change: impl FnOnce(&mut Event)) {
        let mut event = self.people[person].events[id].state.clone().unwrap();
        change(&mut event);
        self.put_event(person, id, event);
    }

    pub fn remove_event(&mut self, person: usize, id: &str) {
        let changed = self.tick();
        self.people[person].events.insert(
            id.into(),
            Versioned {
                state: None,
                changed,
            },
        );
    }

    pub fn put_mail(&mut self, person: usize, folder: &str, id: &str, mail: Mail) {
        let changed = self.tick();
        let folders = &mut self.people[person].folders;
        folders.entry(folder.into()).or_default().insert(
            id.into(),
            Versioned {
                state: Some(mail),
                changed,
            },
        );
    }

    pub fn move_mail(&mut self, person: usize, from: &str, to: &str, id: &str) {
        let mail = self.people[person].folders[from][id].state.clone().unwrap();
        self.remove_mail(person, from, id);
        self.put_mail(person, to, id, mail);
    }

    pub fn remove_mail(&mut self, person: usize, folder: &str, id: &str) {
        let changed = self.tick();
        let folders = &mut self.people[person].folders;
        folders.get_mut(folder).unwrap().insert(
            id.into(),
            Versioned {
                state: None,
                changed,
            },
        );
    }

    pub fn owner(&self, mailbox: &ObjectId) -> &Person {
        let mut people = self.people.iter();
        people.find(|person| person.id == *mailbox).unwrap()
    }

    fn tick(&mut self) -> u64 {
        self.moment += 1;
        self.moment
    }

    pub fn pull(&mut self) -> Result<(), SourceError> {
        self.pulls += 1;
        match &mut self.silent_after {
            Some(0) => {
                let code = "nobody".into();
                return Err(SourceError::OutOfReach { code });
            }
            Some(pages) => *pages -= 1,
            None => {}
        }
        if self.unavailable > 0 {
            self.unavailable -= 1;
            return Err(SourceError::Unavailable {
                code: "throttled".into(),
            });
        }
        Ok(())
    }
}

/// Where a chain is: changes after `since` are told, up to the moment the round began, from `offset` on.
pub struct Place {
    since: u64,
    until: u64,
    offset: usize,
    pub window: String,
}

impl Place {
    fn parse(cursor: &str) -> Self {
        let parts: Vec<&str> = cursor.splitn(4, '|').collect();
        Self {
            since: parts[0].parse().unwrap(),
            until: parts[1].parse().unwrap(),
            offset: parts[2].parse().unwrap(),
            window: parts[3].into(),
        }
    }

    fn cursor(&self, since: u64, until: u64, offset: usize) -> String {
        format!("{since}|{until}|{offset}|{}", self.window)
    }
}

impl World {
    pub fn place(&mut self, cursor: Option<&str>, window: String) -> Result<Place, SourceError> {
        let Some(cursor) = cursor else {
            return Ok(Place {
                since: 0,
                until: self.moment,
                offset: 0,
                window,
            });
        };
        let is_good = self.good_cursors > 0;
        self.good_cursors = self.good_cursors.saturating_sub(1);
        if self.lost_cursors > 0 && !is_good {
            self.lost_cursors -= 1;
            if let Some((person, folder, id)) = self.goes_meanwhile.take() {
                self.remove_mail(person, folder, id);
            }
            return Err(SourceError::ChainLost);
        }
        let mut place = Place::parse(cursor);
        if place.until == 0 {
            place.until = self.moment;
        }
        Ok(place)
    }

    pub fn page<T: Clone, R>(
        &self,
        place: &Place,
        items: &BTreeMap<String, Versioned<T>>,
        belongs: impl Fn(&T) -> bool,
        seal: impl Fn(&str, &T) -> R,
    ) -> Page<R> {
        let told: Vec<(&String, &Versioned<T>)> = items
            .iter()
            .filter(|(_, item)| item.changed > place.since && item.changed <= place.until)
            .filter(|(_, item)| match &item.state {
                Some(state) => belongs(state),
                None => place.since > 0,
            })
            .collect();
        let mut page = Page {
            items: Vec::new(),
            removed: Vec::new(),
            partial: Vec::new(),
            next: Next::Done(String::new()),
        };
        for (id, item) in told.iter().skip(place.offset).take(self.page_size) {
            match &item.state {
                Some(state) => {
                    for _ in 0..=usize::from(self.duplicates) {
                        page.items.push(Raw::seal(seal(id, state)));
                    }
                }
                None => page.removed.push(ItemId::new(id.as_str()).unwrap()),
            }
        }
        let offset = place.offset + self.page_size;
        page.next = if offset < told.len() {
            Next::More(place.cursor(place.since, place.until, offset))
        } else {
            Next::Done(place.cursor(place.until, 0, 0))
        };
        page
    }
}
