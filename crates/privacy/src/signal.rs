use crate::directory::usable_proxy;
use crate::input::Message;
use crate::mail::identity;
use crate::traits::people;
use crate::{Filtered, Key, Keyer, Plain, Raw, Traits};
use activity::{
    Activity, Address, CycleId, Email, EmailSignal, EmailSignalProperties, Instant, ObjectId,
};
use consent::MayRead;
use std::collections::HashSet;

/// The employee's addresses: `userPrincipalName`, `mail` and `proxyAddresses` (RULES 18).
pub struct OwnAddresses {
    main: Address,
    all: HashSet<Address>,
}

/// Whether the employee sent a mail or received it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The employee sent it.
    Sent,
    /// The employee received it.
    Received,
}

/// One copy of a mail, as it counts for the email signal.
#[derive(Debug)]
pub struct AssessedSignal {
    /// The copy, in the mailbox.
    pub item: Key,
    /// The mail.
    pub mail: Key,
    /// Sent or received.
    pub direction: Direction,
    /// The time that counts: sent or received; absent where it is unusable.
    pub at: Option<Instant>,
    /// Whom it came from or went to and the words of its subject, as far as the employee's rules can be about them.
    pub traits: Traits,
    /// The same in plain words; in a preview only.
    pub plain: Option<Plain>,
}

impl OwnAddresses {
    /// The employee's addresses as they came; the first usable one is the one that is told. `None` if none is usable.
    pub fn new<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let usable: Vec<Address> = addresses.into_iter().filter_map(usable_proxy).collect();
        let main = usable.first()?.clone();
        Some(Self {
            main,
            all: usable.into_iter().collect(),
        })
    }

    /// The employee's own address as it is told.
    pub fn main(&self) -> &str {
        self.main.as_str()
    }

    /// Whether the address is the employee's.
    pub fn contains(&self, address: &Address) -> bool {
        self.all.contains(address)
    }

    fn include(&self, raw: Option<&str>) -> bool {
        raw.and_then(Address::parse)
            .is_some_and(|address| self.contains(&address))
    }

    /// Whom a mail came from or went to: for what was received its sender, for what was sent its recipients.
    fn others(&self, message: &Message, direction: Direction) -> Vec<Address> {
        let mut others = match direction {
            Direction::Received => people(message.sender.as_deref().or(message.from.as_deref())),
            Direction::Sent => people(message.to.iter().chain(&message.cc).map(String::as_str)),
        };
        others.retain(|address| !self.contains(address));
        others
    }
}

/// Sees how a copy of a mail counts; `None` for drafts.
pub fn assess_signal(
    raw: Raw<Message>,
    mailbox: &ObjectId,
    own: &OwnAddresses,
    keyer: &Keyer,
    proof: &impl MayRead,
) -> Option<AssessedSignal> {
    let message = raw.open();
    if message.is_draft {
        return None;
    }
    let sent = own.include(message.sender.as_deref()) || own.include(message.from.as_deref());
    let (direction, at) = if sent {
        (Direction::Sent, message.sent)
    } else {
        (Direction::Received, message.received)
    };
    let item = keyer.item(mailbox, &message.id);
    let others = own.others(&message, direction);
    let subject = message.subject.as_deref();
    Some(AssessedSignal {
        item,
        mail: identity(&message, keyer).unwrap_or(item),
        direction,
        at,
        traits: Traits::of_mail(&others, subject, keyer),
        plain: Plain::under(proof, &others, subject),
    })
}

/// The activity that tells an employee's counts in a cycle, as of an instant.
pub fn count_signal(
    own: &OwnAddresses,
    cycle: &CycleId,
    (sent, received): (u64, u64),
    as_of: Instant,
    _proof: &impl MayRead,
) -> Filtered<Activity> {
    Filtered::new(Activity::EmailSignal(EmailSignal {
        external_id: format!("o365_signal_{cycle}"),
        channel: Email::Email,
        occurred_at: as_of,
        person_external_id: own.main().to_owned(),
        properties: EmailSignalProperties {
            cycle_id: cycle.clone(),
            sent,
            received,
        },
    }))
}
