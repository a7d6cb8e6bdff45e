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
    account: u32,
    /// How many messages the mailbox has.
    size: u64,
    plan: MailPlan,
    company: usize,
    /// The slot whose mail it is: an earlier one for a second copy.
    slot: u64,
    group: u64,
    chair: u64,
    place: Place,
}

impl Part {
    /// Whether the holder wrote it.
    fn is_own(&self) -> bool {
        self.chair == 0 && self.plan.is_ours()
    }

    /// The seconds that each message has to itself.
    fn width(&self) -> u64 {
        SPAN / self.size.max(1)
    }
}

impl Generator {
    /// How many messages a mailbox starts with.
    pub(crate) fn mailbox_size(&self, account: u32) -> u64 {
        self.size_of(self.place(account).1)
    }

    /// The received second of a message: it never falls as the number rises.
    pub(crate) fn received(&self, account: u32, number: u64) -> i64 {
        self.received_second(&self.part(account, number))
    }

    /// The folder in which a message lies at the start.
    pub(crate) fn folder(&self, account: u32, number: u64) -> FolderKey {
        self.filed(&self.part(account, number), number)
    }

    /// What lists need of a message, without making it.
    pub(crate) fn stub(&self, account: u32, number: u64) -> Stub {
        let part = self.part(account, number);
        let copy = copy_dice(self.seed, account, number);
        Stub {
            key: MessageKey(number),
            folder: self.filed(&part, number),
            received: self.received_second(&part),
            is_read: part.is_own() || copy.percent(1, 80),
            moves: 0,
            revision: 0,
        }
    }

    /// Makes a message; `stub` is its present state.
    pub(crate) fn message(&self, account: u32, stub: Stub) -> Message {
        let number = stub.key.0;
        let part = self.part(account, number);
        let dice = self.mail_dice(&part);
        let sent_second = self.sent_second(&part);
        let invitation = (part.plan == MailPlan::Invite)
            .then(|| self.invitation(&part))
            .flatten();
        let transit = if part.plan.is_ours() || invitation.is_some() {
            0
        } else {
            dice.pick(2, &[1, 2, 4, 9, 40, 90, 10_800])
        };
        let nameless = part.plan == MailPlan::NoMessageId
            || (part.plan == MailPlan::Draft && dice.percent(3, 50));
        let domain = self.companies[part.company].tenant.default_domain();
        let mut message = Message {
            sent: instant(sent_second - transit),
            created: instant(stub.received),
            internet_message_id: (!nameless).then(|| {
                format!(
                    "<{:016X}{:08X}@mail.{domain}>",
                    dice.number(4),
                    dice.number(5) >> 32
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
            None => self.fill_participants(&mut message, &part, dice),
        }
        message
    }

    fn size_of(&self, place: Place) -> u64 {
        match place {
            Place::Person(_) => self.messages,
            Place::Shared => (self.messages / 10).min(200),
            Place::Room | Place::Other => 0,
        }
    }

    fn part(&self, account: u32, number: u64) -> Part {
        let (company, place) = self.place(account);
        let size = self.size_of(place);
        let age = size.saturating_sub(1).saturating_sub(number);
        let mut plan_of_slot = plan(age);
        let mut slot = number;
        if plan_of_slot == MailPlan::CopyOfPrevious {
            slot = number.saturating_sub(1);
            plan_of_slot = if slot == number {
                MailPlan::Received
            } else {
                plan(age + 1)
            };
        }
        let part = Part {
            account,
            size,
            plan: plan_of_slot,
            company,
            slot,
            group: 1 << 29,
            chair: 0,
            place,
        };
        let Place::Person(person) = place else {
            // Nobody of us writes from a shared mailbox.
            let ours = part.plan.size() > 1 || part.plan.is_ours() || part.plan == MailPlan::Invite;
            return Part {
                plan: if ours { MailPlan::Received } else { part.plan },
                ..part
            };
        };
        let seating = self.dice(3, company, slot);
        let seat = self.companies[company]
            .partition
            .seat(seating, part.plan.size(), person);
        Part {
            group: seat.group,
            chair: seat.chair,
            ..part
        }
    }

    fn filed(&self, part: &Part, number: u64) -> FolderKey {
        let again = part.slot != number;
        if again && part.plan == MailPlan::ToMyself {
            // What one writes to oneself lies in Sent Items and comes back to the inbox.
            return FolderKey::INBOX;
        }
        let own_invite =
            part.plan == MailPlan::Invite && self.invitation(part).is_some_and(|(_, own)| own);
        let filed = if again {
            MailPlan::CopyOfPrevious
        } else {
            part.plan
        };
        filed.folder(
            part.is_own() || own_invite,
            copy_dice(self.seed, part.account, number),
        )
    }

    fn mail_dice(&self, part: &Part) -> Dice {
        let dice = self.dice(3, part.company, part.slot).at(part.group);
        if matches!(part.place, Place::Person(_)) {
            dice
        } else {
            dice.at(u64::from(part.account))
        }
    }

    fn received_second(&self, part: &Part) -> i64 {
        self.sent_second(part) + if part.is_own() { 0 } else { self.delay(part) }
    }

    /// Slot times rise evenly; within its slot a mail is moved by less than half a slot, its delivery by a quarter.
    fn sent_second(&self, part: &Part) -> i64 {
        let size = part.size.max(1);
        let before = SPAN * (size - part.slot.min(size)) / size;
        let jitter = if part.plan == MailPlan::Invite {
            0
        } else {
            self.mail_dice(part).below(8, part.width() / 2)
        };
        self.base.as_second() - before as i64 + jitter as i64
    }

    fn delay(&self, part: &Part) -> i64 {
        let chair = if part.plan == MailPlan::Invite {
            0
        } else {
            part.chair
        };
        self.dice(7, part.company, part.slot)
            .at(chair)
            .below(1, (part.width() / 4).min(5)) as i64
    }

    /// The calendar entry that a slot's meeting request is about, and whether the holder sent it.
    fn invitation(&self, part: &Part) -> Option<(Holding, bool)> {
        let sent = instant(self.sent_second(part));
        let first = self.slot_after(sent);
        let chosen = (first..first + 6)
            .find(|slot| meeting_plan::plan(*slot).online())
            .unwrap_or(first);
        let holding = self.holding(part.account, chosen.min(self.events.checked_sub(1)?))?;
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
            occurrence: 0,
            kind,
        });
    }

    fn fill_participants(&self, message: &mut Message, part: &Part, dice: Dice) {
        let outside = |salt: u64| {
            let dice = dice.at(salt);
            if dice.percent(1, 50) {
                outsider(dice.pick(2, &OUTSIDERS[..11]))
            } else {
                outsider(dice.pick(2, &OUTSIDERS[..27]))
            }
        };
        let odd = |salt: u64| odd_outsider(dice.at(salt).pick(3, &ODD_OUTSIDERS));
        let mut team = self.team(part, dice);
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
                &format!("canary-bcc-{}-{}@hidden.example", part.account, part.slot),
            ));
        }
    }

    /// The addresses of the group, in the order of the chairs.
    fn team(&self, part: &Part, dice: Dice) -> Vec<Address> {
        if !matches!(part.place, Place::Person(_)) {
            let user = &self.accounts[part.account as usize];
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

fn copy_dice(seed: u64, account: u32, number: u64) -> Dice {
    Dice::new(seed, &[4, u64::from(account), number])
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH) + SignedDuration::ZERO
}
