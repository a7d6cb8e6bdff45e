//! Generated mail: message *i* of mailbox *m* as a pure function.

use jiff::{SignedDuration, Timestamp};

use super::address::{Address, ODD_OUTSIDERS, OUTSIDERS, odd_outsider, outsider};
use super::dice::Dice;
use super::folder::FolderKey;
use super::generator::{Generator, Place};
use super::mail_plan::{MailPlan, plan};
use super::meeting::{Holding, Role};
use super::meeting_plan;
use super::message::{MeetingNotice, Message, MessageKey, Stub};
use super::subjects;

/// Mail lies in this many seconds before the start of the world.
const SPAN: u64 = 150 * 86_400;

/// Who has part in one generated mail, as one of its holders sees it.
#[derive(Clone, Copy, Debug)]
struct Part {
    plan: MailPlan,
    company: usize,
    /// The slot whose mail it is: an earlier one for a second copy.
    slot: u64,
    group: u64,
    chair: u64,
    place: Place,
}

impl Generator {
    /// How many messages a mailbox starts with.
    pub(crate) fn mailbox_size(&self, account: u32) -> u64 {
        match self.place(account).1 {
            Place::Person(_) => self.messages,
            Place::Shared => (self.messages / 10).min(200),
            Place::Room | Place::Other => 0,
        }
    }

    /// The received second of a message: it never falls as the number rises.
    pub(crate) fn received(&self, account: u32, number: u64) -> i64 {
        let part = self.part(account, number);
        let sent = self.sent_second(account, &part);
        sent + if part.chair == 0 && part.plan.is_ours() {
            0
        } else {
            self.delay(account, part)
        }
    }

    /// What lists need of a message, without making it.
    pub(crate) fn stub(&self, account: u32, number: u64) -> Stub {
        let part = self.part(account, number);
        let copy = Dice::new(self.seed, &[4, u64::from(account), number]);
        let own = part.chair == 0 && part.plan.is_ours();
        let filed = if part.slot == number {
            part.plan
        } else {
            MailPlan::CopyOfPrevious
        };
        let own_invite = part.plan == MailPlan::Invite
            && self.invitation(account, &part).is_some_and(|(_, own)| own);
        // What one writes to oneself lies in Sent Items and comes back to the inbox.
        let came_back = part.plan == MailPlan::ToMyself && filed == MailPlan::CopyOfPrevious;
        let folder = if came_back {
            FolderKey::INBOX
        } else {
            filed.folder(own || own_invite, copy)
        };
        Stub {
            key: MessageKey(number),
            folder,
            received: self.received(account, number),
            is_read: own || copy.percent(1, 80),
            moves: 0,
            revision: 0,
        }
    }

    /// Makes a message.
    pub(crate) fn message(&self, account: u32, number: u64) -> Message {
        let part = self.part(account, number);
        let dice = self.mail_dice(&part, account);
        let stub = self.stub(account, number);
        let sent_second = self.sent_second(account, &part);
        let invitation = (part.plan == MailPlan::Invite)
            .then(|| self.invitation(account, &part))
            .flatten();
        let from_us = part.plan.is_ours();
        let transit = if from_us || invitation.is_some() {
            0
        } else {
            dice.pick(2, &[1, 2, 4, 9, 40, 90, 10_800])
        };
        let sent = instant(sent_second - transit);
        let mut message = Message {
            sent,
            created: instant(stub.received),
            internet_message_id: (part.plan != MailPlan::NoMessageId
                && !(part.plan == MailPlan::Draft && dice.percent(3, 50)))
            .then(|| {
                format!(
                    "<{:016X}{:08X}@mail.{}>",
                    dice.number(4),
                    dice.number(5) >> 32,
                    self.companies[part.company].tenant.default_domain()
                )
            }),
            subject: subject(
                part.plan,
                part.slot,
                dice,
                self.dice(5, part.company, part.slot / 4),
            ),
            sender: None,
            from: None,
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            is_draft: part.plan.is_draft(),
            thread: self.dice(6, account as usize, part.slot / 4).number(1),
            has_attachments: dice.percent(6, 15),
            importance: if dice.percent(7, 8) { "high" } else { "normal" },
            meeting: None,
            canary: format!("{account}-{number}"),
            stub,
        };
        match invitation {
            Some((holding, _)) => self.fill_invitation(&mut message, &holding),
            None => self.fill_participants(&mut message, &part, account, dice),
        }
        message
    }

    fn part(&self, account: u32, number: u64) -> Part {
        let (company, place) = self.place(account);
        let age = self
            .mailbox_size(account)
            .saturating_sub(1)
            .saturating_sub(number);
        let mut kind = plan(age);
        let mut slot = number;
        if kind == MailPlan::CopyOfPrevious {
            slot = number.saturating_sub(1);
            kind = if slot == number {
                MailPlan::Received
            } else {
                plan(age + 1)
            };
        }
        let Place::Person(person) = place else {
            // Nobody of us writes from a shared mailbox.
            let kind = if kind.size() > 1 || kind.is_ours() || kind == MailPlan::Invite {
                MailPlan::Received
            } else {
                kind
            };
            return Part {
                plan: kind,
                company,
                slot,
                group: 1 << 29,
                chair: 0,
                place,
            };
        };
        let seat = self.companies[company].partition.seat(
            self.dice(3, company, slot),
            kind.size(),
            person,
        );
        Part {
            plan: kind,
            company,
            slot,
            group: seat.group,
            chair: seat.chair,
            place,
        }
    }

    fn mail_dice(&self, part: &Part, account: u32) -> Dice {
        let dice = self.dice(3, part.company, part.slot).at(part.group);
        if matches!(part.place, Place::Person(_)) {
            dice
        } else {
            dice.at(u64::from(account))
        }
    }

    /// Slot times rise evenly; within its slot a mail is moved by less than half a slot, its delivery by a quarter.
    fn sent_second(&self, account: u32, part: &Part) -> i64 {
        let size = self.mailbox_size(account).max(1);
        let width = SPAN / size;
        let before = SPAN * (size - part.slot.min(size)) / size;
        let jitter = if part.plan == MailPlan::Invite {
            0
        } else {
            self.mail_dice(part, account).below(8, width / 2)
        };
        self.base.as_second() - before as i64 + jitter as i64
    }

    fn delay(&self, account: u32, part: Part) -> i64 {
        let width = SPAN / self.mailbox_size(account).max(1);
        let group = if part.plan == MailPlan::Invite {
            0
        } else {
            part.chair
        };
        self.dice(7, part.company, part.slot)
            .at(group)
            .below(1, (width / 4).min(5)) as i64
    }

    /// The calendar entry that a slot's meeting request is about, and whether the holder sent it.
    fn invitation(&self, account: u32, part: &Part) -> Option<(Holding, bool)> {
        let sent = instant(self.sent_second(account, part));
        let first = self.slot_after(sent);
        let chosen = (first..first + 6)
            .find(|slot| meeting_plan::plan(*slot).online())
            .unwrap_or(first);
        let holding = self.holding(account, chosen.min(self.events.checked_sub(1)?))?;
        let own = holding.role == Role::Organizer;
        Some((holding, own))
    }

    fn fill_invitation(&self, message: &mut Message, holding: &Holding) {
        let meeting = self.meeting(holding.meeting);
        let dice = Dice::new(self.seed, &[8, meeting.key.0]);
        message.internet_message_id = Some(format!(
            "<{:016X}{:08X}@calendar.example>",
            dice.number(1),
            message.sent.as_second()
        ));
        let prefix = if holding.state.cancelled {
            "Canceled: "
        } else {
            ""
        };
        message.subject = meeting
            .subject
            .as_ref()
            .map(|subject| format!("{prefix}{subject}"));
        message.sender = Some(meeting.organizer.clone());
        message.from = Some(meeting.organizer.clone());
        message.to = meeting
            .attendees
            .iter()
            .filter(|one| one.kind == "required")
            .map(|one| one.address.clone())
            .collect();
        message.cc = meeting
            .attendees
            .iter()
            .filter(|one| one.kind == "optional")
            .map(|one| one.address.clone())
            .collect();
        let kind = if holding.state.cancelled {
            "meetingCancelled"
        } else {
            "meetingRequest"
        };
        message.meeting = Some(MeetingNotice {
            meeting: holding.meeting,
            entry: holding.entry,
            kind,
        });
    }

    fn fill_participants(&self, message: &mut Message, part: &Part, account: u32, dice: Dice) {
        let outside = |salt: u64| {
            let dice = dice.at(salt);
            if dice.percent(1, 50) {
                outsider(dice.pick(2, &OUTSIDERS[..11]))
            } else {
                outsider(dice.pick(2, &OUTSIDERS[..27]))
            }
        };
        let odd = |salt: u64| odd_outsider(dice.at(salt).pick(3, &ODD_OUTSIDERS));
        let mut team = self.team(part, account, dice);
        if part.plan.is_ours() {
            let myself = team.remove(0);
            if part.plan == MailPlan::ToMyself {
                message.to.push(myself.clone());
            }
            message.sender = Some(myself.clone());
            message.from = Some(myself);
        } else {
            let author = match part.plan {
                MailPlan::Odd => odd(1),
                MailPlan::Bulk => outsider(OUTSIDERS[27]),
                _ => outside(1),
            };
            let delegate = dice.percent(9, 4).then(|| outside(2));
            message.sender = (part.plan != MailPlan::NoSender)
                .then(|| delegate.unwrap_or_else(|| author.clone()));
            message.from = Some(author);
        }
        let (to, cc) = team.split_at(team.len().min(1 + dice.below(10, 3) as usize));
        message.to.extend_from_slice(to);
        message.cc.extend_from_slice(cc);
        match part.plan {
            MailPlan::Sent
            | MailPlan::SentWithTeam
            | MailPlan::WithHiddenCopy
            | MailPlan::Draft
            | MailPlan::Outbox => {
                message.to.insert(0, outside(3));
            }
            MailPlan::Odd | MailPlan::OddTeam => {
                message.to.push(odd(4));
                message.cc.extend([odd(5), outside(6), odd(7)]);
            }
            _ if dice.percent(11, 25)
                && !matches!(part.plan, MailPlan::Internal(_) | MailPlan::ToMyself) =>
            {
                message.cc.push(outside(8));
            }
            _ => {}
        }
        if part.plan == MailPlan::WithHiddenCopy || (part.plan.is_ours() && dice.percent(12, 6)) {
            message.bcc.push(Address::new(
                "Hidden",
                &format!("canary-bcc-{account}-{}@hidden.example", part.slot),
            ));
        }
    }

    /// The addresses of the group, in the order of the chairs.
    fn team(&self, part: &Part, account: u32, dice: Dice) -> Vec<Address> {
        if !matches!(part.place, Place::Person(_)) {
            let user = &self.accounts[account as usize];
            return vec![Address::new(
                &user.display_name,
                user.mail.as_deref().unwrap_or(&user.upn),
            )];
        }
        let members = self.companies[part.company].partition.members(
            self.dice(3, part.company, part.slot),
            part.plan.size(),
            part.group,
        );
        members
            .into_iter()
            .map(|person| self.address_of(part.company, person, dice.at(300 + person)))
            .collect()
    }
}

fn subject(plan: MailPlan, slot: u64, dice: Dice, thread: Dice) -> Option<String> {
    match plan {
        MailPlan::NoSubject => None,
        MailPlan::BlankSubject => Some(dice.pick(13, &["", "   ", "\u{a0}\u{2003}"]).to_owned()),
        MailPlan::LongSubject => Some(subjects::long(dice)),
        _ => {
            let prefix = ["", "RE: ", "AW: ", "FW: "][(slot % 4) as usize];
            Some(format!("{prefix}{}", subjects::topic(thread)))
        }
    }
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH) + SignedDuration::ZERO
}
