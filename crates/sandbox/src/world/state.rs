//! Everything of the world that can change.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::generator::Generator;
use super::mailbox::Mailbox;
use super::meeting::{Meeting, MeetingKey};
use super::people::User;
use super::spoken::AddedTranscript;
use super::tenant::TranscriptSwitches;

/// The overlay over the generated world.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) accounts: Vec<User>,
    index: HashMap<String, u32>,
    pub(crate) mailboxes: HashMap<u32, Mailbox>,
    /// Meetings that were added or changed.
    pub(crate) meetings: HashMap<MeetingKey, Meeting>,
    pub(crate) next_meeting: u64,
    /// Counts all changes of the world.
    pub(crate) sequence: u64,
    pub(crate) directory_log: Vec<(u64, u32)>,
    pub(crate) transcripts: HashMap<MeetingKey, Vec<AddedTranscript>>,
    pub(crate) deleted_transcripts: HashSet<Uuid>,
    /// Online meetings that are no longer kept, with their transcripts.
    pub(crate) expired_meetings: HashSet<MeetingKey>,
    /// For each tenant.
    pub(crate) switches: Vec<TranscriptSwitches>,
    /// Sync states of older generations are gone.
    pub(crate) generation: u64,
}

impl State {
    pub(crate) fn new(generator: &Generator) -> Self {
        let mut state = Self {
            accounts: generator.accounts.clone(),
            index: HashMap::new(),
            mailboxes: HashMap::new(),
            meetings: HashMap::new(),
            next_meeting: 0,
            sequence: 0,
            directory_log: Vec::new(),
            transcripts: HashMap::new(),
            deleted_transcripts: HashSet::new(),
            expired_meetings: HashSet::new(),
            switches: vec![TranscriptSwitches::default(); generator.companies.len()],
            generation: 1,
        };
        for account in 0..state.accounts.len() as u32 {
            state.index_account(account);
        }
        state
    }

    /// Makes an account findable by its id, sign-in name and addresses.
    pub(crate) fn index_account(&mut self, account: u32) {
        let user = &self.accounts[account as usize];
        let mut keys = vec![user.id.to_string()];
        if user.kind == super::people::AccountKind::Guest {
            keys.push(user.upn.to_lowercase());
        } else {
            keys.extend(user.addresses().map(str::to_lowercase));
        }
        for key in keys {
            self.index.entry(key).or_insert(account);
        }
    }

    /// The account with this object id, sign-in name or address, of any tenant.
    pub(crate) fn account(&self, key: &str) -> Option<u32> {
        let key = key.trim().to_lowercase();
        let account = *self.index.get(&key)?;
        (!self.accounts[account as usize].deleted).then_some(account)
    }

    pub(crate) fn account_of(&self, id: Uuid) -> Option<u32> {
        self.account(&id.to_string())
    }

    pub(crate) fn mailbox(&mut self, account: u32) -> &mut Mailbox {
        self.mailboxes.entry(account).or_default()
    }

    pub(crate) fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }
}
