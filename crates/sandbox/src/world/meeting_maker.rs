//! Generated meetings: who is invited, and to what.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::address::{Address, ODD_OUTSIDERS, OUTSIDERS, odd_outsider, outsider};
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
        let Schedule { start, end, zone, all_day, series } = self.schedule(company, slot, group);
        let members = self.companies[company].partition.members(slot_dice, kind.size(), group);
        let account = |person: &u64| self.companies[company].first + *person as u32;
        let (organizer, organizer_account) = if kind.organized_outside() {
            (outsider(dice.pick(11, &OUTSIDERS[..27])), None)
        } else {
            let person = members.first().copied().unwrap_or_default();
            (self.address_of(company, person, dice.at(900)), Some(account(&person)))
        };
        let guests: &[u64] = if kind.organized_outside() { &members } else { members.get(1..).unwrap_or_default() };
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
            organizer_keeps: organizer_account.is_some() && kind != MeetingPlan::CancelledAndGone,
            subject: subject(kind, dice),
            exceptions: self.exceptions(kind, company, slot, group, &series_starts(start, end, zone, series.as_ref())),
            online: self.online(kind, key, company, organizer_account, &organizer),
            uid: uid(kind, dice),
            created: start - SignedDuration::from_hours(24 * (2 + dice.below(12, 20) as i64)),
            sensitivity: kind.sensitivity(),
            location: dice.percent(13, 40).then(|| dice.pick(14, &["Aurora", "Building 7", "Kaffeeküche", "Customer site"]).to_owned()),
            transcribed: kind.online() && kind != MeetingPlan::TwoDays && dice.percent(15, 80),
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

    fn attendees(&self, company: usize, kind: MeetingPlan, people: &[u64], organizer: &Address, dice: Dice) -> Vec<Attendee> {
        if kind == MeetingPlan::Personal {
            return Vec::new();
        }
        let domain = self.companies[company].tenant.default_domain();
        let listed = if kind == MeetingPlan::AttendeeRemoved { people.get(..1).unwrap_or(people) } else { people };
        let mut attendees: Vec<Attendee> = listed
            .iter()
            .map(|person| attendee(self.address_of(company, *person, dice.at(*person)), "required", dice.at(*person)))
            .collect();
        for place in 0..kind.outsiders() {
            let dice = dice.at(700 + place);
            let address = if kind == MeetingPlan::Odd {
                odd_outsider(dice.pick(1, &ODD_OUTSIDERS))
            } else if dice.percent(2, 55) {
                outsider(dice.pick(3, &OUTSIDERS[..11]))
            } else {
                outsider(dice.pick(3, &OUTSIDERS[..27]))
            };
            attendees.push(attendee(address, if dice.percent(4, 15) { "optional" } else { "required" }, dice));
        }
        match kind {
            MeetingPlan::DistributionList => {
                // The list is named, its people are not.
                attendees.retain(|attendee| !people_address(attendee, domain));
                attendees.push(attendee(Address::new("All staff", &format!("all-staff@{domain}")), "required", dice));
                attendees.push(attendee(Address::new("Acme sales list", "sales-list@acme.example"), "optional", dice.at(1)));
            }
            MeetingPlan::Duplicates => {
                let again: Vec<Attendee> = attendees.iter().filter_map(duplicate).collect();
                attendees.extend(again);
            }
            MeetingPlan::Resources => {
                let room = Address::new("Room Aurora", &format!("room.aurora@{domain}"));
                attendees.push(Attendee { address: room, kind: "resource", response: Some("accepted") });
                let theirs = Address::new("Acme Room 4", "room4@acme.example");
                attendees.push(Attendee { address: theirs, kind: "resource", response: Some("none") });
            }
            MeetingPlan::NoStatus => attendees.iter_mut().for_each(|attendee| attendee.response = None),
            MeetingPlan::OrganizerListed => {
                attendees.insert(0, Attendee { address: organizer.clone(), kind: "required", response: Some("accepted") });
            }
            _ => {}
        }
        attendees
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
        let at = |number: u32| starts.iter().find(|(found, _)| *found == number).map(|(_, start)| *start);
        if !matches!(kind, MeetingPlan::Weekly | MeetingPlan::Daily) {
            return exceptions;
        }
        if let Some(start) = at(3) {
            let moved = start + SignedDuration::from_hours(26);
            let end = moved + SignedDuration::from_mins(50);
            exceptions.insert(3, Exception { start: Some(moved), end: Some(end), ..Exception::default() });
        }
        exceptions.insert(4, Exception { cancelled: true, ..Exception::default() });
        if kind == MeetingPlan::Weekly {
            let renamed = Some("Weekly, this time with numbers".to_owned());
            exceptions.insert(5, Exception { subject: renamed, ..Exception::default() });
            if let Some((guest, account)) = self.guest_of(company, slot, group) {
                let guests = vec![(guest, Some(account))];
                exceptions.insert(GUEST_OCCURRENCE, Exception { guests, ..Exception::default() });
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
        let person = *partition.members(self.meeting_dice(company, slot), size, guest_group).first()?;
        let address = self.address_of(company, person, Dice::new(self.seed, &[22, person]));
        let account = self.companies[company].first + person as u32;
        Some((Attendee { address, kind: "required", response: Some("accepted") }, account))
    }

    fn online(&self, kind: MeetingPlan, key: MeetingKey, company: usize, organizer: Option<u32>, by: &Address) -> Online {
        if kind == MeetingPlan::Unsaid {
            return Online::Unsaid;
        }
        if !kind.online() {
            return Online::No;
        }
        let thread = self.thread_of(key);
        match organizer {
            Some(account) => {
                let user = &self.accounts[account as usize];
                Online::Teams { thread, tenant: user.tenant_id, organizer: user.id }
            }
            None => {
                let other = &self.companies[(company + 1) % self.companies.len()];
                let dice = Dice::new(self.seed, &[23, by.address.as_ref().map_or(0, |address| address.len() as u64)]);
                Online::Teams { thread, tenant: other.tenant.id, organizer: dice.uuid(key.0) }
            }
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

fn attendee(address: Address, kind: &'static str, dice: Dice) -> Attendee {
    let response = dice.pick(41, &["accepted", "accepted", "none", "tentativelyAccepted", "declined", "notResponded"]);
    Attendee { address, kind, response: Some(response) }
}

fn people_address(attendee: &Attendee, domain: &str) -> bool {
    attendee.address.address.as_ref().is_some_and(|address| address.to_lowercase().ends_with(domain))
}

/// The same address once more, in another case or as a resource.
fn duplicate(attendee: &Attendee) -> Option<Attendee> {
    let written = attendee.address.address.as_ref()?;
    let address = Address { name: attendee.address.name.clone(), address: Some(written.to_uppercase()) };
    let kind = if written.len() % 2 == 0 { "resource" } else { "optional" };
    Some(Attendee { address, kind, response: Some("none") })
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
        MeetingPlan::Foreign => MeetingUid::Foreign(format!("{:016x}@calendar.partner.example", dice.number(51))),
        MeetingPlan::ForeignSeries => MeetingUid::Foreign(format!("{:016x}@calendar.northwind.example", dice.number(51))),
        _ => MeetingUid::Exchange(*dice.uuid(52).as_bytes()),
    }
}
