use crate::wire_event::Master;
use activity::{ItemId, ObjectId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Masters kept of one mailbox, and mailboxes that are in the middle of a round; beyond that the oldest knowledge goes.
const MASTERS: usize = 512;
const MAILBOXES: usize = 64;

/// The series masters met in a round over a calendar, so that each is fetched once.
#[derive(Default)]
pub(crate) struct Masters(Mutex<HashMap<ObjectId, HashMap<ItemId, Arc<Master>>>>);

impl Masters {
    /// A new round must not see what an earlier one saw: series change.
    pub(crate) fn forget(&self, mailbox: &ObjectId) {
        self.lock().remove(mailbox);
    }

    pub(crate) fn keep(&self, mailbox: &ObjectId, id: ItemId, master: Arc<Master>) {
        let mut mailboxes = self.lock();
        if mailboxes.len() >= MAILBOXES && !mailboxes.contains_key(mailbox) {
            // Whoever is put out fetches its masters again; nothing is lost but a request.
            let someone = mailboxes.keys().next().cloned();
            someone.map(|mailbox| mailboxes.remove(&mailbox));
        }
        let masters = mailboxes.entry(mailbox.clone()).or_default();
        if masters.len() >= MASTERS {
            masters.clear();
        }
        masters.insert(id, master);
    }

    pub(crate) fn get(&self, mailbox: &ObjectId, id: &ItemId) -> Option<Arc<Master>> {
        self.lock().get(mailbox)?.get(id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ObjectId, HashMap<ItemId, Arc<Master>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
