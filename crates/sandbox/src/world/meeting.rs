//! Meetings: what all copies share, what one copy adds, and the instances that a calendar shows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::address::Address;
use super::object_id;
use super::series::Series;
use super::zones;

/// A meeting's number: generated ones carry company, slot and group, added ones count up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MeetingKey(pub(crate) u64);

impl MeetingKey {
    const ADDED: u64 = 1 << 63;

    pub(crate) fn generated(company: usize, slot: u64, group: u64) -> Self {
        Self(((company as u64) << 60) | (slot << 30) | group)
    }

    pub(crate) fn added(number: u64) -> Self {
        Self(Self::ADDED | number)
    }

    pub(crate) fn is_added(self) -> bool {
        self.0 & Self::ADDED != 0
    }

    pub(crate) fn parts(self) -> (usize, u64, u64) {
        (
            (self.0 >> 60) as usize,
            (self.0 >> 30) & 0x3FFF_FFFF,
            self.0 & 0x3FFF_FFFF,
        )
    }
}

/// What all copies of a meeting share.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) key: MeetingKey,
    pub(crate) organizer: Address,
    pub(crate) organizer_account: Option<u32>,
    pub(crate) attendees: Vec<Attendee>,
    /// Accounts that hold a copy because they were invited, whether or not they are listed.
    pub(crate) invited: Vec<u32>,
    pub(crate) subject: Option<String>,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) zone: String,
    pub(crate) all_day: bool,
    pub(crate) series: Option<Series>,
    /// Changed occurrences by number (from 1).
    pub(crate) exceptions: BTreeMap<u32, Exception>,
    pub(crate) online: Online,
    pub(crate) uid: MeetingUid,
    pub(crate) created: Timestamp,
    pub(crate) sensitivity: &'static str,
    pub(crate) location: Option<String>,
    pub(crate) transcribed: bool,
}

/// Whether and where a meeting happens online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Online {
    No,
    /// The properties are missing altogether.
    Unsaid,
    Teams {
        thread: Uuid,
        tenant: Uuid,
        organizer: Uuid,
    },
}

/// How a meeting is named across calendars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MeetingUid {
    Exchange([u8; 16]),
    Foreign(String),
    Missing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attendee {
    pub(crate) address: Address,
    /// `required`, `optional` or `resource`.
    pub(crate) kind: &'static str,
    /// `None`: the status is missing altogether.
    pub(crate) response: Option<&'static str>,
}

/// A changed occurrence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    pub(crate) subject: Option<String>,
    /// The organiser cancelled it: gone from the organiser's calendar, marked in the others.
    pub(crate) cancelled: bool,
    /// Invited to this occurrence only.
    pub(crate) guests: Vec<(Attendee, Option<u32>)>,
}

/// Why a mailbox holds a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Organizer,
    Attendee,
    /// Invited to one occurrence only.
    Guest(u32),
}

/// One mailbox's copy of a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    pub(crate) entry: u64,
    pub(crate) meeting: MeetingKey,
    pub(crate) role: Role,
    pub(crate) state: CopyState,
}

/// What one copy adds to its meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CopyState {
    pub(crate) cancelled: bool,
    pub(crate) gone: bool,
    pub(crate) sensitivity: Option<&'static str>,
    pub(crate) response: &'static str,
    /// Counts the changes, for the change key.
    pub(crate) revision: u64,
}

/// One row of a calendar.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// 0 for a single meeting or the series itself, else the occurrence's number.
    pub(crate) number: u32,
    /// `singleInstance`, `seriesMaster`, `occurrence` or `exception`.
    pub(crate) kind: &'static str,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) original_start: Option<Timestamp>,
    pub(crate) cancelled: bool,
    pub(crate) subject: Option<String>,
}

impl Meeting {
    pub(crate) fn time_zone(&self) -> TimeZone {
        zones::zone(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// The `iCalUId` of an instance.
    pub(crate) fn ical_uid(&self, original_start: Option<Timestamp>) -> Option<String> {
        let date = original_start.map(|start| start.to_zoned(self.time_zone()).date());
        match &self.uid {
            MeetingUid::Exchange(data) => {
                Some(object_id::global_object_id(*data, self.created, date))
            }
            MeetingUid::Foreign(text) if self.series.is_none() => Some(text.clone()),
            MeetingUid::Foreign(text) => Some(object_id::wrapped(text, date)),
            MeetingUid::Missing => None,
        }
    }

    /// The row of the meeting itself: a single one, a series, or a guest's single occurrence.
    pub(crate) fn head(&self, holding: &Holding) -> Option<Instance> {
        if let Role::Guest(number) = holding.role {
            let (_, start) = self
                .starts(Timestamp::MAX)
                .into_iter()
                .find(|(found, _)| *found == number)?;
            let mut instance = self.occurrence(number, start, holding)?;
            instance.number = 0;
            instance.kind = "singleInstance";
            return Some(instance);
        }
        Some(Instance {
            number: 0,
            kind: if self.series.is_some() {
                "seriesMaster"
            } else {
                "singleInstance"
            },
            start: self.start,
            end: self.end,
            original_start: None,
            cancelled: holding.state.cancelled,
            subject: self.subject.clone(),
        })
    }

    /// The occurrence with this number, as this copy shows it; `None` where it is gone.
    pub(crate) fn numbered(&self, number: u32, holding: &Holding) -> Option<Instance> {
        let (_, start) = self
            .starts(Timestamp::MAX)
            .into_iter()
            .find(|(found, _)| *found == number)?;
        self.occurrence(number, start, holding)
    }

    /// The rows that overlap a window: at most one for a single meeting, each occurrence for a series.
    pub(crate) fn rows(
        &self,
        holding: &Holding,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<Instance> {
        if self.series.is_none() || matches!(holding.role, Role::Guest(_)) {
            return self
                .head(holding)
                .into_iter()
                .filter(|row| row.overlaps(from, until))
                .collect();
        }
        let moved_from_later = self
            .exceptions
            .keys()
            .filter_map(|number| self.numbered(*number, holding));
        let mut rows: Vec<Instance> = self
            .starts(until)
            .into_iter()
            .filter(|(number, _)| !self.exceptions.contains_key(number))
            .filter_map(|(number, start)| self.occurrence(number, start, holding))
            .chain(moved_from_later)
            .filter(|row| row.overlaps(from, until))
            .collect();
        rows.sort_by_key(|row| row.number);
        rows
    }

    /// All occurrences that begin before an instant.
    pub(crate) fn starts(&self, until: Timestamp) -> Vec<(u32, Timestamp)> {
        self.series.as_ref().map_or_else(Vec::new, |series| {
            series.starts(self.start, &self.time_zone(), until)
        })
    }

    /// The attendees that one row lists.
    pub(crate) fn attendees_of(&self, number: u32, role: Role) -> Vec<&Attendee> {
        let number = if let Role::Guest(number) = role {
            number
        } else {
            number
        };
        let guests = self
            .exceptions
            .get(&number)
            .into_iter()
            .flat_map(|exception| &exception.guests);
        // Only the organiser's calendar and the guest's own know who was added to one occurrence.
        let guests = guests
            .filter(|_| role != Role::Attendee)
            .map(|(guest, _)| guest);
        self.attendees.iter().chain(guests).collect()
    }

    fn occurrence(&self, number: u32, start: Timestamp, holding: &Holding) -> Option<Instance> {
        let length = self.end.duration_since(self.start);
        let exception = self.exceptions.get(&number);
        if exception.is_some_and(|exception| exception.cancelled && holding.role == Role::Organizer)
        {
            return None;
        }
        let begins = exception
            .and_then(|exception| exception.start)
            .unwrap_or(start);
        let ends = exception
            .and_then(|exception| exception.end)
            .unwrap_or(begins + length);
        let shown = exception.filter(|exception| exception.changes_for(holding.role));
        Some(Instance {
            number,
            kind: if shown.is_some() {
                "exception"
            } else {
                "occurrence"
            },
            start: begins,
            end: ends,
            original_start: Some(start),
            cancelled: holding.state.cancelled
                || exception.is_some_and(|exception| exception.cancelled),
            subject: exception
                .and_then(|exception| exception.subject.clone())
                .or_else(|| self.subject.clone()),
        })
    }
}

impl Exception {
    fn changes_for(&self, role: Role) -> bool {
        let guests = !self.guests.is_empty() && role != Role::Attendee;
        self.start.is_some()
            || self.end.is_some()
            || self.subject.is_some()
            || self.cancelled
            || guests
    }
}

impl Instance {
    /// Whether any of it lies in the window; an instance without length belongs to the window that it begins in.
    pub(crate) fn overlaps(&self, from: Timestamp, until: Timestamp) -> bool {
        self.start < until && (self.end > from || (self.start == self.end && self.start >= from))
    }
}
