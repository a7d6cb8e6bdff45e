//! Reading the world: the generated items under the overlay of what changed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError, RwLockReadGuard};

use jiff::Timestamp;

use super::folder::{self, Folder, FolderKey};
use super::generator::Generator;
use super::mailbox::{Counts, Mailbox};
use super::meeting::{Holding, Meeting, MeetingKey};
use super::message::{Message, MessageKey, Stub};
use super::people::User;
use super::state::State;

/// The generated part of each mailbox's counts, once somebody asked.
pub(crate) type CountCache = Mutex<HashMap<u32, Arc<HashMap<FolderKey, Counts>>>>;

/// A consistent look at the world.
pub(crate) struct View<'w> {
    pub(crate) generator: &'w Generator,
    pub(crate) state: RwLockReadGuard<'w, State>,
    pub(crate) counts: &'w CountCache,
    pub(crate) now: Timestamp,
}

/// Where a walk over messages stands: after this received second and key.
pub(crate) type Position = (i64, MessageKey);

/// What a walk over messages takes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Walk {
    pub(crate) folder: Option<FolderKey>,
    /// Received seconds, both inclusive.
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) after: Option<Position>,
    pub(crate) ascending: bool,
}

impl View<'_> {
    pub(crate) fn user(&self, account: u32) -> &User {
        &self.state.accounts[account as usize]
    }

    pub(crate) fn mailbox(&self, account: u32) -> Option<&Mailbox> {
        self.state.mailboxes.get(&account)
    }

    /// A message as lists see it; `None` when there is none.
    pub(crate) fn stub(&self, account: u32, key: MessageKey) -> Option<Stub> {
        let mailbox = self.mailbox(account);
        if key.is_added() {
            return mailbox?.added.get(&key).map(|(message, _)| message.stub);
        }
        if key.0 >= self.generator.mailbox_size(account) {
            return None;
        }
        let made = self.generator.stub(account, key.0);
        mailbox.map_or(Some(made), |mailbox| mailbox.current(made))
    }

    pub(crate) fn message(&self, account: u32, key: MessageKey) -> Option<Message> {
        self.message_of(account, &self.stub(account, key)?)
    }

    /// The message that a stub stands for.
    pub(crate) fn message_of(&self, account: u32, stub: &Stub) -> Option<Message> {
        if stub.key.is_added() {
            return self
                .mailbox(account)?
                .added
                .get(&stub.key)
                .map(|(message, _)| message.clone());
        }
        Some(self.generator.message(account, *stub))
    }

    /// The messages of a mailbox in the order of their received times.
    pub(crate) fn walk(&self, account: u32, walk: Walk) -> impl Iterator<Item = Stub> + '_ {
        let generated = self.generated(account, walk);
        let added = self.added(account, walk);
        let mut generated = generated.peekable();
        let mut added = added.peekable();
        std::iter::from_fn(move || {
            let first_is_generated = match (generated.peek(), added.peek()) {
                (Some(left), Some(right)) => {
                    let before = (left.received, left.key) < (right.received, right.key);
                    before == walk.ascending
                }
                (left, _) => left.is_some(),
            };
            if first_is_generated {
                generated.next()
            } else {
                added.next()
            }
        })
    }

    pub(crate) fn folders(&self, account: u32) -> Vec<Folder> {
        let mut folders = folder::defaults(self.user(account).language);
        if let Some(mailbox) = self.mailbox(account) {
            for (key, changed) in &mailbox.folders {
                folders.retain(|folder| folder.key != *key);
                folders.extend(changed.clone());
            }
        }
        folders.sort_by_cached_key(|folder| (folder.name.to_lowercase(), folder.key));
        folders
    }

    pub(crate) fn folder(&self, account: u32, key: FolderKey) -> Option<Folder> {
        self.folders(account)
            .into_iter()
            .find(|folder| folder.key == key)
    }

    pub(crate) fn folder_counts(&self, account: u32, key: FolderKey) -> Counts {
        let made = self.generated_counts(account);
        if key == FolderKey::SEARCH {
            let inbox = self.folder_counts(account, FolderKey::INBOX).unread;
            return Counts {
                total: inbox,
                unread: inbox,
            };
        }
        let made = made.get(&key).copied().unwrap_or_default();
        let changed = self
            .mailbox(account)
            .and_then(|mailbox| mailbox.counts.get(&key).copied())
            .unwrap_or_default();
        Counts {
            total: made.total + changed.total,
            unread: made.unread + changed.unread,
        }
    }

    pub(crate) fn meeting(&self, key: MeetingKey) -> Cow<'_, Meeting> {
        match self.state.meetings.get(&key) {
            Some(meeting) => Cow::Borrowed(meeting),
            None => Cow::Owned(self.generator.meeting(key)),
        }
    }

    /// What a mailbox holds of a calendar entry; `None` when there is nothing, or no longer.
    pub(crate) fn holding(&self, account: u32, entry: u64) -> Option<Holding> {
        let holding = self.any_holding(account, entry)?;
        (!holding.state.gone).then_some(holding)
    }

    /// The same, also when the copy is gone.
    pub(crate) fn any_holding(&self, account: u32, entry: u64) -> Option<Holding> {
        any_holding(self.generator, &self.state, account, entry)
    }

    /// The entries of a calendar, generated ones first, that come after `after` and may have something in the window.
    pub(crate) fn entries(
        &self,
        account: u32,
        after: Option<u64>,
        window: Option<(Timestamp, Timestamp)>,
    ) -> impl Iterator<Item = Holding> + '_ {
        let first = after.map_or(0, |entry| entry + 1);
        let (company, _) = self.generator.place(account);
        let generated = (first..self.generator.calendar_size(account)).filter(move |entry| {
            let Some((from, until)) = window else {
                return true;
            };
            let Some(holding) = self.generator.holding(account, *entry) else {
                return false;
            };
            if self.state.meetings.contains_key(&holding.meeting) {
                return true;
            }
            let (_, slot, group) = holding.meeting.parts();
            self.generator
                .schedule(company, slot, group)
                .may_touch(from, until)
        });
        let added = self
            .mailbox(account)
            .into_iter()
            .flat_map(move |mailbox| mailbox.entries.range(first..).map(|(entry, _)| *entry));
        generated
            .chain(added)
            .filter_map(move |entry| self.holding(account, entry))
    }

    fn generated(&self, account: u32, walk: Walk) -> impl Iterator<Item = Stub> + '_ {
        let size = self.generator.mailbox_size(account);
        let mailbox = self.mailbox(account);
        let first_from = |second: i64| self.first_received(account, size, second);
        let mut low = walk.from.map_or(0, first_from);
        let mut high = walk.until.map_or(size, |second| first_from(second + 1));
        if let Some((second, key)) = walk.after {
            if walk.ascending {
                low = low.max(if key.is_added() {
                    first_from(second + 1)
                } else {
                    key.0 + 1
                });
            } else {
                high = high.min(if key.is_added() {
                    first_from(second + 1)
                } else {
                    key.0
                });
            }
        }
        let numbers = (low..high.max(low)).map(move |place| {
            if walk.ascending {
                place
            } else {
                low + (high - 1 - place)
            }
        });
        numbers.filter_map(move |number| {
            let changed = mailbox.and_then(|mailbox| mailbox.changed.get(&MessageKey(number)));
            if let Some(wanted) = walk.folder {
                let folder = match changed {
                    Some(changed) => changed.folder?,
                    None => self.generator.folder(account, number),
                };
                if folder != wanted {
                    return None;
                }
            }
            let made = self.generator.stub(account, number);
            mailbox.map_or(Some(made), |mailbox| mailbox.current(made))
        })
    }

    fn added(&self, account: u32, walk: Walk) -> Box<dyn Iterator<Item = Stub> + '_> {
        let Some(mailbox) = self.mailbox(account) else {
            return Box::new(std::iter::empty());
        };
        let mut low = walk.from.map_or(Bound::Unbounded, |from| {
            Bound::Included((from, MessageKey(0)))
        });
        let mut high = walk.until.map_or(Bound::Unbounded, |until| {
            Bound::Excluded((until + 1, MessageKey(0)))
        });
        match walk.after {
            Some(after) if walk.ascending => low = Bound::Excluded(after),
            Some(after) => high = Bound::Excluded(after),
            None => {}
        }
        if let (Bound::Included(first) | Bound::Excluded(first), Bound::Excluded(last)) =
            (low, high)
            && first >= last
        {
            return Box::new(std::iter::empty());
        }
        let stubs = mailbox
            .order
            .range((low, high))
            .filter_map(move |(_, key)| {
                let stub = mailbox.added.get(key)?.0.stub;
                walk.folder
                    .is_none_or(|folder| folder == stub.folder)
                    .then_some(stub)
            });
        if walk.ascending {
            Box::new(stubs)
        } else {
            Box::new(stubs.rev())
        }
    }

    /// The first generated message that was received at this second or later.
    fn first_received(&self, account: u32, size: u64, second: i64) -> u64 {
        let (mut low, mut high) = (0, size);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.generator.received(account, middle) < second {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn generated_counts(&self, account: u32) -> Arc<HashMap<FolderKey, Counts>> {
        let cached = self
            .counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&account)
            .cloned();
        if let Some(counts) = cached {
            return counts;
        }
        let mut counts: HashMap<FolderKey, Counts> = HashMap::new();
        for number in 0..self.generator.mailbox_size(account) {
            let stub = self.generator.stub(account, number);
            let entry = counts.entry(stub.folder).or_default();
            entry.total += 1;
            entry.unread += i64::from(!stub.is_read);
        }
        let counts = Arc::new(counts);
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(account, Arc::clone(&counts));
        counts
    }
}

pub(crate) fn any_holding(
    generator: &Generator,
    state: &State,
    account: u32,
    entry: u64,
) -> Option<Holding> {
    let mailbox = state.mailboxes.get(&account);
    let changed = mailbox
        .and_then(|mailbox| mailbox.copies.get(&entry))
        .cloned();
    if let Some((meeting, role)) = mailbox
        .and_then(|mailbox| mailbox.entries.get(&entry))
        .copied()
    {
        return Some(Holding {
            entry,
            meeting,
            role,
            state: changed?,
        });
    }
    if entry >= generator.calendar_size(account) {
        return None;
    }
    let mut holding = generator.holding(account, entry)?;
    if let Some(state) = changed {
        holding.state = state;
    }
    Some(holding)
}
