//! The invented world: two tenants, their people, mail, calendars and meetings, and the time there.
//!
//! It owns one promise: the same seed gives the same world at any size, and what is not changed is not kept. Message *i* of
//! mailbox *m* is a pure function of (seed, *m*, *i*); imports and `control` lie over it as an overlay with a log of
//! changes, from which every delta is answered. It refuses to know tokens, permissions and HTTP.

mod dice;
mod names;
mod people;
mod tenant;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use people::{AccountKind, CLOUD_APPLICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, MailboxAccess, User};
pub use tenant::Tenant;

/// What a world is made from.
#[derive(Clone, Debug)]
pub struct WorldOptions {
    /// The same seed gives the same world.
    pub seed: u64,
    /// People with a mailbox in the first tenant.
    pub mailboxes: usize,
    /// Messages in each person's mailbox.
    pub messages: usize,
    /// Entries in each person's calendar; a series is one entry.
    pub events: usize,
    /// The world's time at the start; the real time when absent.
    pub now: Option<Timestamp>,
    /// Mailboxes (mbox) to import.
    pub import_mbox: Vec<PathBuf>,
    /// Folders of iCalendar files to import.
    pub import_ics: Vec<PathBuf>,
    /// Folders of WebVTT transcripts to import.
    pub import_vtt: Vec<PathBuf>,
    /// Changes made at the start: `{"world": [{"do": "mail", …}, …]}`, each as `POST /sandbox/…` takes it.
    pub scenario: serde_json::Value,
}

impl Default for WorldOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            mailboxes: 8,
            messages: 60,
            events: 24,
            now: None,
            import_mbox: Vec::new(),
            import_ics: Vec::new(),
            import_vtt: Vec::new(),
            scenario: serde_json::Value::Null,
        }
    }
}

/// The world behind one sandbox.
#[derive(Debug)]
pub struct World {
    tenants: Vec<Tenant>,
    people: Vec<User>,
    offset: SignedDuration,
}

impl World {
    /// Makes a world.
    pub fn new(options: &WorldOptions) -> Arc<Self> {
        let tenants = tenant::tenants(options.seed);
        let sizes = [options.mailboxes.max(1), options.mailboxes.clamp(1, 3)];
        let people = tenants
            .iter()
            .zip(sizes)
            .enumerate()
            .flat_map(|(number, (tenant, size))| people::directory(options.seed, tenant, number as u64, size))
            .collect();
        let real = Timestamp::now();
        let offset = options.now.map_or(SignedDuration::ZERO, |now| now.duration_since(real));
        Arc::new(Self { tenants, people, offset })
    }

    /// The time in the world.
    pub fn now(&self) -> Timestamp {
        Timestamp::now().checked_add(self.offset).unwrap_or(Timestamp::MAX)
    }

    /// The tenants; the first is the main one.
    pub fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// The tenant with this GUID or verified domain.
    pub fn tenant(&self, key: &str) -> Option<&Tenant> {
        let id = Uuid::parse_str(key).ok();
        self.tenants.iter().find(|tenant| {
            Some(tenant.id) == id || tenant.verified_domains.iter().any(|domain| domain.eq_ignore_ascii_case(key))
        })
    }

    /// The account of a tenant with this sign-in name, address or object id.
    pub fn user_by_upn_or_id(&self, tenant_id: Uuid, key: &str) -> Option<User> {
        let id = Uuid::parse_str(key).ok();
        self.users(tenant_id).into_iter().find(|user| Some(user.id) == id || user.upn.eq_ignore_ascii_case(key))
    }

    /// All accounts of a tenant, people with a mailbox first.
    pub fn users(&self, tenant_id: Uuid) -> Vec<User> {
        self.people.iter().filter(|user| user.tenant_id == tenant_id && !user.deleted).cloned().collect()
    }
}
