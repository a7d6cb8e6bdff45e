use crate::census::Circle;
use activity::Domain;
use consent::{Allowlist, Entry};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// The counts of a census, to be asked what an allowlist would let through. It answers for the entries asked about, and cannot
/// be asked which domains there are.
#[derive(Clone, Default)]
pub struct Tally {
    names: Vec<Domain>,
    circles: Vec<Counted>,
}

#[derive(Clone)]
struct Counted {
    members: Circle,
    mails: u64,
    meetings: u64,
}

/// How much would pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passing {
    /// Meetings.
    pub meetings: u64,
    /// People in these meetings: each is an activity.
    pub attendances: u64,
    /// Mails.
    pub mails: u64,
}

/// What an allowlist would let through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Through {
    /// The whole list: an item that two entries let through counts once.
    pub total: Passing,
    /// Each entry alone, in the list's order.
    pub entries: Vec<ThroughEntry>,
}

/// What one entry would let through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThroughEntry {
    /// The whole entry.
    pub passing: Passing,
    /// The domains that it admits and that took part in something, each alone.
    pub domains: BTreeMap<String, Passing>,
}

impl Tally {
    pub(crate) fn new(names: Vec<Domain>, circles: Vec<Circle>) -> Self {
        let uncounted = |members| Counted {
            members,
            mails: 0,
            meetings: 0,
        };
        Self {
            names,
            circles: circles.into_iter().map(uncounted).collect(),
        }
    }

    pub(crate) fn add_mail(&mut self, circle: u32) {
        if let Some(circle) = self.circles.get_mut(circle as usize) {
            circle.mails += 1;
        }
    }

    pub(crate) fn add_meeting(&mut self, circle: u32) {
        if let Some(circle) = self.circles.get_mut(circle as usize) {
            circle.meetings += 1;
        }
    }

    /// What the list would let through. The organisation's own domains are in no census, so internal beats the list here too.
    pub fn through(&self, list: &Allowlist) -> Through {
        let admitting = self.admitting(list);
        let mut through = Through {
            entries: vec![ThroughEntry::default(); list.entries().len()],
            ..Through::default()
        };
        for circle in &self.circles {
            let mut all = 0;
            let mut by_entry: BTreeMap<usize, u32> = BTreeMap::new();
            for (name, people) in &circle.members {
                let entries = admitting.get(name).map_or(&[][..], Vec::as_slice);
                if !entries.is_empty() {
                    all += people;
                }
                for entry in entries {
                    *by_entry.entry(*entry).or_default() += people;
                    if let (Some(entry), Some(name)) = (
                        through.entries.get_mut(*entry),
                        self.names.get(*name as usize),
                    ) {
                        let alone = entry.domains.entry(name.to_string()).or_default();
                        alone.add(circle, *people);
                    }
                }
            }
            through.total.add(circle, all);
            for (entry, people) in by_entry {
                if let Some(entry) = through.entries.get_mut(entry) {
                    entry.passing.add(circle, people);
                }
            }
        }
        through
    }

    /// Which entries admit each domain.
    fn admitting(&self, list: &Allowlist) -> HashMap<u32, Vec<usize>> {
        let mut exact = HashMap::new();
        let mut below = HashMap::new();
        for (place, entry) in list.entries().iter().enumerate() {
            match entry {
                Entry::Exact(domain) => exact.insert(domain.as_str(), place),
                Entry::Below(domain) => below.insert(domain.as_str(), place),
            };
        }
        let mut admitting = HashMap::new();
        for (name, domain) in (0..).zip(&self.names) {
            let itself = exact.get(domain.as_str());
            let above = domain.above().filter_map(|name| below.get(name));
            let entries: Vec<usize> = itself.into_iter().chain(above).copied().collect();
            if !entries.is_empty() {
                admitting.insert(name, entries);
            }
        }
        admitting
    }
}

impl Passing {
    fn add(&mut self, circle: &Counted, people: u32) {
        if people == 0 || (circle.mails == 0 && circle.meetings == 0) {
            return;
        }
        self.mails += circle.mails;
        self.meetings += circle.meetings;
        self.attendances += circle.meetings * u64::from(people);
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tally(…)")
    }
}
