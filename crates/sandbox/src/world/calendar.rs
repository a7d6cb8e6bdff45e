//! Generated calendars: which entries a mailbox has, and when they are.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::dice::Dice;
use super::generator::{Generator, Place};
use super::meeting::{CopyState, Holding, MeetingKey, Role};
use super::meeting_plan::{MeetingPlan, plan};
use super::series::{Pattern, Range, Series};
use super::zones;

const DAY: i64 = 86_400;
/// Days before and after the start of the world in which meetings lie.
const PAST: i64 = 150;
const FUTURE: i64 = 45;

const ZONES: [&str; 8] = [
    "W. Europe Standard Time",
    "Europe/Berlin",
    "Pacific Standard Time",
    "UTC",
    "America/New_York",
    "Tokyo Standard Time",
    "India Standard Time",
    "GMT Standard Time",
];

/// When a generated meeting happens.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) zone: &'static str,
    pub(crate) all_day: bool,
    pub(crate) series: Option<Series>,
}

impl Schedule {
    /// Whether any instance can lie in the window; may say yes too often (a moved occurrence stays within a week).
    pub(crate) fn may_touch(&self, from: Timestamp, until: Timestamp) -> bool {
        let week = SignedDuration::from_hours(24 * 8);
        match &self.series {
            None => self.start < until && self.end >= from,
            Some(series) => {
                self.start - week < until
                    && series
                        .last_possible(self.start)
                        .is_none_or(|last| last + week > from)
            }
        }
    }
}

impl Generator {
    /// How many entries a calendar starts with; some of them may be empty.
    pub(crate) fn calendar_size(&self, account: u32) -> u64 {
        match self.place(account).1 {
            Place::Person(_) | Place::Room => self.events,
            Place::Shared | Place::Other => 0,
        }
    }

    /// What a mailbox holds of an entry at the start.
    pub(crate) fn holding(&self, account: u32, slot: u64) -> Option<Holding> {
        let (company, place) = self.place(account);
        let kind = plan(slot);
        let (group, chair) = match place {
            Place::Person(person) => {
                let seat = self.companies[company].partition.seat(
                    self.seating(company, slot),
                    kind.size(),
                    person,
                );
                (seat.group, seat.chair)
            }
            Place::Room if kind == MeetingPlan::Resources => (0, 99),
            _ => return None,
        };
        if kind == MeetingPlan::GuestOfPrevious {
            return self.guest(company, slot, group, chair);
        }
        let role = if chair == 0 && !kind.organized_outside() {
            Role::Organizer
        } else {
            Role::Attendee
        };
        if kind == MeetingPlan::CancelledAndGone && role == Role::Organizer {
            return None;
        }
        let dice = self.meeting_dice(company, slot).at(group).at(chair);
        let mut state = CopyState {
            cancelled: matches!(kind, MeetingPlan::Cancelled | MeetingPlan::CancelledAndGone),
            gone: false,
            sensitivity: None,
            response: response(role, dice),
            revision: 0,
        };
        if kind == MeetingPlan::AttendeePrivate && chair == 1 {
            state.sensitivity = Some("private");
        }
        if kind == MeetingPlan::AttendeeRemoved && chair == 2 {
            state.cancelled = true;
        }
        Some(Holding {
            entry: slot,
            meeting: MeetingKey::generated(company, slot, group),
            role,
            state,
        })
    }

    /// The dice that seat people at a slot. Now and then nobody is shuffled, so that the first person is sure to have
    /// organised an online meeting with others.
    pub(crate) fn seating(&self, company: usize, slot: u64) -> Dice {
        if slot % 40 == 8 {
            Dice::STRAIGHT
        } else {
            self.meeting_dice(company, slot)
        }
    }

    pub(crate) fn meeting_dice(&self, company: usize, slot: u64) -> Dice {
        let slot = if plan(slot) == MeetingPlan::GuestOfPrevious {
            slot.saturating_sub(1)
        } else {
            slot
        };
        self.dice(10, company, slot)
    }

    pub(crate) fn schedule(&self, company: usize, slot: u64, group: u64) -> Schedule {
        let kind = plan(slot);
        let dice = self.meeting_dice(company, slot).at(group);
        let zone = if kind == MeetingPlan::TwoDays {
            "Pacific Standard Time"
        } else {
            dice.pick(1, &ZONES)
        };
        let mut start = self.meeting_start(slot, dice);
        let minutes = dice.pick(2, &[30, 30, 45, 60, 60, 25, 90, 120]);
        let mut end = start + SignedDuration::from_mins(minutes);
        let all_day = kind == MeetingPlan::AllDay;
        if all_day {
            let midnight = start.as_second().div_euclid(DAY) * DAY;
            start = Timestamp::from_second(midnight).unwrap_or(start);
            end = start + SignedDuration::from_secs(DAY * (1 + dice.below(3, 2) as i64));
        }
        if kind == MeetingPlan::NoLength {
            end = start;
        }
        Schedule {
            start,
            end,
            zone: if all_day { "UTC" } else { zone },
            all_day,
            series: series(kind, slot, start, zone, dice),
        }
    }

    /// The first slot whose meeting starts after an instant, roughly.
    pub(crate) fn slot_after(&self, instant: Timestamp) -> u64 {
        let offset = instant.as_second() - self.base.as_second() + PAST * DAY;
        (offset.max(0) as u64)
            .saturating_mul(self.events)
            .div_ceil(((PAST + FUTURE) * DAY) as u64)
    }

    fn guest(&self, company: usize, slot: u64, group: u64, chair: u64) -> Option<Holding> {
        let previous = slot.checked_sub(1)?;
        let groups = self.companies[company].partition.groups(plan(slot).size());
        if chair != 0 || groups < 2 {
            return None;
        }
        let host = (group + 1) % groups;
        Some(Holding {
            entry: slot,
            meeting: MeetingKey::generated(company, previous, host),
            role: Role::Guest(GUEST_OCCURRENCE),
            state: CopyState {
                cancelled: false,
                gone: false,
                sensitivity: None,
                response: "accepted",
                revision: 0,
            },
        })
    }

    fn meeting_start(&self, slot: u64, dice: Dice) -> Timestamp {
        let base = self.base.as_second();
        let now_slot = self.slot_after(self.base);
        let seconds = match slot {
            0 if self.events > 12 => -700 * DAY + 10 * 3600,
            // Runs over the edge of the last 90 days.
            1 if self.events > 12 => {
                return self.base - SignedDuration::from_mins(90 * 24 * 60 + 20);
            }
            // Runs now.
            _ if slot == now_slot => return self.base - SignedDuration::from_mins(15),
            _ => {
                let day = -PAST + (PAST + FUTURE) * slot as i64 / self.events.max(1) as i64;
                day * DAY + (6 * 4 + dice.below(4, 48) as i64) * 900
            }
        };
        let midnight = base.div_euclid(DAY) * DAY;
        Timestamp::from_second(midnight + seconds).unwrap_or(self.base)
    }
}

/// The occurrence to which a series' guest is invited.
pub(crate) const GUEST_OCCURRENCE: u32 = 2;

fn series(
    kind: MeetingPlan,
    slot: u64,
    start: Timestamp,
    zone: &str,
    dice: Dice,
) -> Option<Series> {
    let local = || {
        start
            .to_zoned(zones::zone(zone).unwrap_or(TimeZone::UTC))
            .date()
    };
    let count = Range::Count(5 + dice.below(6, 5) as u32);
    match kind {
        MeetingPlan::Weekly => Some(Series {
            pattern: Pattern::Weekly(vec![local().weekday()]),
            interval: 1,
            range: count,
        }),
        MeetingPlan::Daily => Some(Series {
            pattern: Pattern::Daily,
            interval: 1 + dice.below(7, 2) as u32,
            range: count,
        }),
        MeetingPlan::TwoDays => {
            let days = vec![local().weekday(), local().weekday().wrapping_add(2)];
            let last = local()
                .checked_add(SignedDuration::from_hours(24 * 24))
                .unwrap_or(local());
            Some(Series {
                pattern: Pattern::Weekly(days),
                interval: 1,
                range: Range::Until(last),
            })
        }
        MeetingPlan::ForeignSeries => {
            let range = if slot < 40 { Range::Open } else { count };
            Some(Series {
                pattern: Pattern::Weekly(vec![local().weekday()]),
                interval: 2,
                range,
            })
        }
        _ => None,
    }
}

fn response(role: Role, dice: Dice) -> &'static str {
    match role {
        Role::Organizer => "organizer",
        _ => dice.pick(
            5,
            &[
                "accepted",
                "accepted",
                "accepted",
                "tentativelyAccepted",
                "notResponded",
                "declined",
            ],
        ),
    }
}
