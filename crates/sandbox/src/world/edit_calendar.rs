//! Changing calendars: every change reaches all copies, as Exchange carries it.

use jiff::{SignedDuration, Timestamp};

use super::edit::{EditError, Editor};
use super::mailbox::CalendarChange;
use super::meeting::{Attendee, CopyState, Exception, Holding, Meeting, MeetingKey, Role};
use super::people::MailboxAccess;
use super::view::any_holding;

/// What may be changed of a meeting or of one occurrence; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub(crate) struct MeetingChange {
    pub(crate) subject: Option<String>,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    pub(crate) sensitivity: Option<&'static str>,
    pub(crate) attendees: Option<Vec<Attendee>>,
    pub(crate) response: Option<&'static str>,
}

impl Editor<'_> {
    pub(crate) fn meeting(&self, key: MeetingKey) -> Meeting {
        self.state
            .meetings
            .get(&key)
            .cloned()
            .unwrap_or_else(|| self.generator.meeting(key))
    }

    pub(crate) fn holding(&self, account: u32, entry: u64) -> Result<Holding, EditError> {
        let holding = any_holding(self.generator, &self.state, account, entry)
            .filter(|holding| !holding.state.gone);
        holding.ok_or(EditError::NoEvent)
    }

    /// Adds a meeting and gives a copy to everyone invited who has a mailbox here, or else to `fallback`.
    pub(crate) fn add_meeting(
        &mut self,
        fallback: Option<u32>,
        make: impl FnOnce(MeetingKey) -> Meeting,
    ) -> (MeetingKey, Vec<(u32, u64)>) {
        let key = MeetingKey::added(self.state.next_meeting);
        self.state.next_meeting += 1;
        let mut meeting = make(key);
        meeting.invited = self.accounts_of(&meeting.attendees, meeting.organizer_account);
        if meeting.organizer_account.is_none() && meeting.invited.is_empty() {
            meeting.invited.extend(fallback);
        }
        let people: Vec<(u32, Role)> = meeting
            .organizer_account
            .map(|account| (account, Role::Organizer))
            .into_iter()
            .chain(
                meeting
                    .invited
                    .iter()
                    .map(|account| (*account, Role::Attendee)),
            )
            .collect();
        self.state.meetings.insert(key, meeting);
        let copies = people
            .into_iter()
            .map(|(account, role)| (account, self.give_copy(account, key, role)))
            .collect();
        (key, copies)
    }

    /// Changes a meeting, or one occurrence of it when `number` is not 0. An attendee's own sensitivity and response stay
    /// on that attendee's copy.
    pub(crate) fn change_meeting(
        &mut self,
        account: u32,
        entry: u64,
        number: u32,
        change: &MeetingChange,
    ) -> Result<(), EditError> {
        let holding = self.holding(account, entry)?;
        if holding.role != Role::Organizer {
            self.change_copy(account, &holding, change);
        }
        let mut meeting = self.meeting(holding.meeting);
        let before = occurrences(&meeting, self.now);
        if number > 0 {
            change_occurrence(&mut meeting, number, change)?;
        } else {
            let length = meeting.end.duration_since(meeting.start);
            if let Some(start) = change.start {
                meeting.start = start;
                meeting.end = start + length;
            }
            meeting.end = change.end.unwrap_or(meeting.end);
            if let Some(subject) = &change.subject {
                meeting.subject = Some(subject.clone());
            }
            if holding.role == Role::Organizer {
                meeting.sensitivity = change.sensitivity.unwrap_or(meeting.sensitivity);
            }
        }
        if meeting.end < meeting.start {
            return Err(EditError::Unusable("the end lies before the start"));
        }
        let mut joining = Vec::new();
        let mut leaving = Vec::new();
        if let Some(attendees) = &change.attendees {
            let invited = self.accounts_of(attendees, meeting.organizer_account);
            joining = invited
                .iter()
                .copied()
                .filter(|account| !meeting.invited.contains(account))
                .collect();
            leaving = meeting
                .invited
                .iter()
                .copied()
                .filter(|account| !invited.contains(account))
                .collect();
            meeting.attendees.clone_from(attendees);
            meeting.invited.extend(&joining);
        }
        let key = meeting.key;
        let numbers = before.max(occurrences(&meeting, self.now));
        self.state.meetings.insert(key, meeting);
        for account in joining {
            self.give_copy(account, key, Role::Attendee);
        }
        for (holder, entry) in self.holders(key) {
            // A removed attendee keeps a cancelled copy.
            self.touch(holder, entry, numbers, |state| {
                state.cancelled |= leaving.contains(&holder);
            });
        }
        Ok(())
    }

    /// Cancels a meeting or one occurrence of it; the organiser's copy stays, marked, unless `drop_organizer`.
    pub(crate) fn cancel_meeting(
        &mut self,
        account: u32,
        entry: u64,
        number: u32,
        drop_organizer: bool,
    ) -> Result<(), EditError> {
        let holding = self.holding(account, entry)?;
        let mut meeting = self.meeting(holding.meeting);
        let numbers = occurrences(&meeting, self.now);
        let key = meeting.key;
        let organizer = meeting.organizer_account;
        if number > 0 {
            meeting.exceptions.entry(number).or_default().cancelled = true;
            self.state.meetings.insert(key, meeting);
        }
        for (holder, entry) in self.holders(key) {
            self.touch(holder, entry, numbers, |state| {
                if number == 0 {
                    state.cancelled = true;
                    state.gone |= drop_organizer && Some(holder) == organizer;
                }
            });
        }
        Ok(())
    }

    /// Deletes one mailbox's copy; the other copies stay.
    pub(crate) fn delete_copy(&mut self, account: u32, entry: u64) -> Result<(), EditError> {
        let holding = self.holding(account, entry)?;
        let numbers = occurrences(&self.meeting(holding.meeting), self.now);
        self.touch(account, entry, numbers, |state| state.gone = true);
        Ok(())
    }

    /// Everyone who holds a copy, with the entry in their calendar.
    pub(crate) fn holders(&self, key: MeetingKey) -> Vec<(u32, u64)> {
        let meeting = self.meeting(key);
        let guests = meeting
            .exceptions
            .values()
            .flat_map(|exception| exception.guests.iter().filter_map(|(_, account)| *account));
        let mut accounts: Vec<u32> = meeting
            .organizer_account
            .into_iter()
            .chain(meeting.invited.iter().copied())
            .chain(guests)
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut found = Vec::new();
        for account in accounts {
            let mut entries: Vec<u64> = Vec::new();
            if !key.is_added() {
                let (_, slot, _) = key.parts();
                entries.extend([slot, slot + 1]);
            }
            if let Some(mailbox) = self.state.mailboxes.get(&account) {
                entries.extend(
                    mailbox
                        .entries
                        .iter()
                        .filter(|(_, (meeting, _))| *meeting == key)
                        .map(|(entry, _)| *entry),
                );
            }
            let held = entries.into_iter().filter(|entry| {
                any_holding(self.generator, &self.state, account, *entry)
                    .is_some_and(|holding| holding.meeting == key && !holding.state.gone)
            });
            found.extend(held.map(|entry| (account, entry)));
        }
        found
    }

    fn change_copy(&mut self, account: u32, holding: &Holding, change: &MeetingChange) {
        if let Some(response) = change.response {
            let mut meeting = self.meeting(holding.meeting);
            let addresses: Vec<String> = self.state.accounts[account as usize]
                .addresses()
                .map(str::to_lowercase)
                .collect();
            let is_own = |attendee: &&mut Attendee| {
                attendee
                    .address
                    .address
                    .as_ref()
                    .is_some_and(|address| addresses.contains(&address.to_lowercase()))
            };
            if let Some(attendee) = meeting.attendees.iter_mut().find(is_own) {
                attendee.response = Some(response);
            }
            self.state.meetings.insert(holding.meeting, meeting);
        }
        let numbers = occurrences(&self.meeting(holding.meeting), self.now);
        self.touch(account, holding.entry, numbers, |state| {
            state.sensitivity = change.sensitivity.or(state.sensitivity);
            state.response = change.response.unwrap_or(state.response);
        });
    }

    fn give_copy(&mut self, account: u32, meeting: MeetingKey, role: Role) -> u64 {
        let entry = (1 << 40) | self.state.sequence;
        let response = if role == Role::Organizer {
            "organizer"
        } else {
            "notResponded"
        };
        let state = CopyState {
            cancelled: false,
            gone: false,
            sensitivity: None,
            response,
            revision: 0,
        };
        let mailbox = self.state.mailbox(account);
        mailbox.entries.insert(entry, (meeting, role));
        mailbox.copies.insert(entry, state);
        self.touch(account, entry, 0, |_| {});
        entry
    }

    fn touch(
        &mut self,
        account: u32,
        entry: u64,
        numbers: u32,
        change: impl FnOnce(&mut CopyState),
    ) {
        let Some(holding) = any_holding(self.generator, &self.state, account, entry) else {
            return;
        };
        let sequence = self.state.next_sequence();
        let mut state = holding.state;
        change(&mut state);
        state.revision = sequence;
        let mailbox = self.state.mailbox(account);
        mailbox.copies.insert(entry, state);
        mailbox.calendar_log.push(CalendarChange {
            sequence,
            entry,
            numbers,
        });
    }

    pub(crate) fn accounts_of(&self, attendees: &[Attendee], organizer: Option<u32>) -> Vec<u32> {
        let mut accounts: Vec<u32> = attendees
            .iter()
            .filter_map(|attendee| self.state.account(attendee.address.address.as_deref()?))
            .filter(|account| Some(*account) != organizer)
            .filter(|account| {
                self.state.accounts[*account as usize].mailbox != MailboxAccess::Missing
            })
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }
}

fn change_occurrence(
    meeting: &mut Meeting,
    number: u32,
    change: &MeetingChange,
) -> Result<(), EditError> {
    if !meeting
        .starts(Timestamp::MAX)
        .iter()
        .any(|(found, _)| *found == number)
    {
        return Err(EditError::NoEvent);
    }
    let length = meeting.end.duration_since(meeting.start);
    let exception: &mut Exception = meeting.exceptions.entry(number).or_default();
    if let Some(start) = change.start {
        exception.start = Some(start);
        exception.end = Some(start + length);
    }
    exception.end = change.end.or(exception.end);
    if let Some(subject) = &change.subject {
        exception.subject = Some(subject.clone());
    }
    Ok(())
}

/// The number of the last occurrence that any window of interest can hold.
fn occurrences(meeting: &Meeting, now: Timestamp) -> u32 {
    let horizon = now + SignedDuration::from_hours(24 * 400);
    meeting
        .starts(horizon)
        .last()
        .map_or(0, |(number, _)| *number)
}
