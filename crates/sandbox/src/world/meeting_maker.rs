//! Generated meetings: who is invited, and to what.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::address::{Address, OUTSIDERS, outsider};
use super::calendar::{GUEST_OCCURRENCE, Schedule};
use super::dice::Dice;
use super::generator::Generator;
use super::meeting::{Attendee, Exception, Meeting, MeetingKey, MeetingUid, Online};
use super::meeting_plan::{MeetingPlan, plan};
use super::subjects;

impl Generator {
    /// Makes a generated meeting as it was at the start.
    pub(crate) fn meeting(&self, key: MeetingKey) -> Meeting {
        let (company, slot, group) = key.parts();
        let kind = plan(slot);
        let slot_dice = self.meeting_dice(company, slot);
        let dice = slot_dice.at(group);
        let Schedule {
            start,
            end,
            zone,
            all_day,
            series,
        } = self.schedule(company, slot, group);
        let members = self.companies[company].partition.members(
            self.seating(company, slot),
            kind.size(),
            group,
        );
        let account = |person: &u64| self.companies[company].first + *person as u32;
        let (organizer, organizer_account) = if kind.organized_outside() {
            (outsider(dice.pick(11, &OUTSIDERS[..27])), None)
        } else {
            let person = members.first().copied().unwrap_or_default();
            (
                self.address_of(company, person, dice.at(900)),
                Some(account(&person)),
            )
        };
        let guests: &[u64] = if kind.organized_outside() {
            &members
        } else {
            members.get(1..).unwrap_or_default()
        };
        let mut invited: Vec<u32> = guests.iter().map(account).collect();
        let attendees = self.attendees(company, kind, guests, &organizer, dice);
        if kind == MeetingPlan::Resources && group == 0 {
            invited.push(self.companies[company].room);
        }
        Meeting {
            key,
            organizer_account,
            attendees,
            invited,
            subject: subject(kind, dice),
            exceptions: self.exceptions(
                kind,
                company,
                slot,
                group,
                &series_starts(start, end, zone, series.as_ref()),
            ),
            online: self.online(kind, key, company, organizer_account, &organizer),
            uid: uid(kind, dice),
            created: start - SignedDuration::from_hours(24 * (2 + dice.below(12, 20) as i64)),
            sensitivity: kind.sensitivity(),
            location: dice.percent(13, 40).then(|| {
                dice.pick(
                    14,
                    &["Aurora", "Building 7", "Kaffeeküche", "Customer site"],
                )
                .to_owned()
            }),
            transcribed: transcribed(kind, dice),
            organizer,
            start,
            end,
            zone: zone.to_owned(),
            all_day,
            series,
        }
    }

    /// The id in a join link from which the meeting is found again.
    pub(crate) fn thread_of(&self, key: MeetingKey) -> Uuid {
        let check = Dice::new(self.seed, &[20]).number(key.0);
        let masked = key.0 ^ Dice::new(self.seed, &[21]).number(check);
        Uuid::from_u64_pair(masked, check)
    }

    /// The meeting behind a thread id of a join link.
    pub(crate) fn meeting_of_thread(&self, thread: Uuid) -> Option<MeetingKey> {
        let (masked, check) = thread.as_u64_pair();
        let key = MeetingKey(masked ^ Dice::new(self.seed, &[21]).number(check));
        (self.thread_of(key) == thread).then_some(key)
    }

    fn exceptions(
        &self,
        kind: MeetingPlan,
        company: usize,
        slot: u64,
        group: u64,
        starts: &[(u32, Timestamp)],
    ) -> BTreeMap<u32, Exception> {
        let mut exceptions = BTreeMap::new();
        let at = |number: u32| {
            starts
                .iter()
                .find(|(found, _)| *found == number)
                .map(|(_, start)| *start)
        };
        if !matches!(kind, MeetingPlan::Weekly | MeetingPlan::Daily) {
            return exceptions;
        }
        if let Some(start) = at(3) {
            let moved = start + SignedDuration::from_hours(26);
            let end = moved + SignedDuration::from_mins(50);
            exceptions.insert(
                3,
                Exception {
                    start: Some(moved),
                    end: Some(end),
                    ..Exception::default()
                },
            );
        }
        exceptions.insert(
            4,
            Exception {
                cancelled: true,
                ..Exception::default()
            },
        );
        if kind == MeetingPlan::Weekly {
            let renamed = Some("Weekly, this time with numbers".to_owned());
            exceptions.insert(
                5,
                Exception {
                    subject: renamed,
                    ..Exception::default()
                },
            );
            if let Some((guest, account)) = self.guest_of(company, slot, group) {
                let guests = vec![(guest, Some(account))];
                exceptions.insert(
                    GUEST_OCCURRENCE,
                    Exception {
                        guests,
                        ..Exception::default()
                    },
                );
            }
        }
        exceptions
    }

    /// Who of another group is invited to one occurrence of this series, by the slot that follows it.
    fn guest_of(&self, company: usize, slot: u64, group: u64) -> Option<(Attendee, u32)> {
        let size = plan(slot + 1).size();
        let partition = &self.companies[company].partition;
        let groups = partition.groups(size);
        if plan(slot + 1) != MeetingPlan::GuestOfPrevious || slot + 1 >= self.events || groups < 2 {
            return None;
        }
        let guest_group = (group + groups - 1) % groups;
        let person = *partition
            .members(self.seating(company, slot), size, guest_group)
            .first()?;
        let address = self.address_of(company, person, Dice::new(self.seed, &[22, person]));
        let account = self.companies[company].first + person as u32;
        Some((
            Attendee {
                address,
                kind: "required",
                response: Some("accepted"),
            },
            account,
        ))
    }

    fn online(
        &self,
        kind: MeetingPlan,
        key: MeetingKey,
        company: usize,
        organizer: Option<u32>,
        by: &Address,
    ) -> Online {
        if kind == MeetingPlan::Unsaid {
            return Online::Unsaid;
        }
        if !kind.online() {
            return Online::No;
        }
        let thread = self.thread_of(key);
        if let Some(account) = organizer {
            let user = &self.accounts[account as usize];
            return Online::Teams {
                thread,
                tenant: user.tenant_id,
                organizer: user.id,
            };
        }
        let other = &self.companies[(company + 1) % self.companies.len()];
        let length = by
            .address
            .as_ref()
            .map_or(0, |address| address.len() as u64);
        let organizer = Dice::new(self.seed, &[23, length]).uuid(key.0);
        Online::Teams {
            thread,
            tenant: other.tenant.id,
            organizer,
        }
    }
}

fn series_starts(
    start: Timestamp,
    end: Timestamp,
    zone: &str,
    series: Option<&super::series::Series>,
) -> Vec<(u32, Timestamp)> {
    let zone = super::zones::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let soon = end + SignedDuration::from_hours(24 * 60);
    series.map_or_else(Vec::new, |series| series.starts(start, &zone, soon))
}

fn subject(kind: MeetingPlan, dice: Dice) -> Option<String> {
    match kind {
        MeetingPlan::BlankSubject => Some("   ".to_owned()),
        MeetingPlan::LongSubject => Some(subjects::long(dice)),
        MeetingPlan::Unsaid => None,
        _ => Some(subjects::meeting(dice)),
    }
}

fn uid(kind: MeetingPlan, dice: Dice) -> MeetingUid {
    match kind {
        MeetingPlan::NoUid => MeetingUid::Missing,
        MeetingPlan::Foreign => {
            MeetingUid::Foreign(format!("{:016x}@calendar.partner.example", dice.number(51)))
        }
        MeetingPlan::ForeignSeries => MeetingUid::Foreign(format!(
            "{:016x}@calendar.northwind.example",
            dice.number(51)
        )),
        _ => MeetingUid::Exchange(*dice.uuid(52).as_bytes()),
    }
}

fn transcribed(kind: MeetingPlan, dice: Dice) -> bool {
    match kind {
        MeetingPlan::Outside | MeetingPlan::Weekly => true,
        MeetingPlan::TwoDays => false,
        _ => kind.online() && dice.percent(15, 60),
    }
}
