//! The invented world: two tenants, their people, mail, calendars and meetings, and the time there.
//!
//! It owns one promise: the same seed gives the same world at any size, and what is not changed is not kept. Message *i* of
//! mailbox *m* is a pure function of (seed, *m*, *i*); imports and `control` lie over it as an overlay with a log of
//! changes, from which every delta is answered. It refuses to know tokens, permissions and HTTP.

pub(crate) mod address;
mod calendar;
pub(crate) mod dice;
pub(crate) mod edit;
pub(crate) mod edit_calendar;
mod edit_folder;
pub(crate) mod folder;
mod generator;
mod mail;
mod mail_plan;
pub(crate) mod mailbox;
pub(crate) mod meeting;
mod meeting_attendees;
pub(crate) mod meeting_mail;
mod meeting_maker;
mod meeting_plan;
pub(crate) mod message;
mod names;
mod object_id;
mod partition;
mod people;
pub(crate) mod series;
pub(crate) mod spoken;
mod state;
mod subjects;
pub(crate) mod tenant;
pub(crate) mod transcript;
pub(crate) mod view;
pub(crate) mod zones;

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use edit::Editor;
use generator::Generator;
use state::State;
use view::{CountCache, View};

pub use people::{
    AccountKind, CLOUD_APPLICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, MailboxAccess, User,
};
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
    generator: Generator,
    state: RwLock<State>,
    counts: CountCache,
    /// Milliseconds that the world's clock is ahead of the real one.
    ahead: AtomicI64,
}

impl World {
    /// The time in the world.
    pub fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_millis(self.ahead.load(Ordering::Relaxed));
        Timestamp::now()
            .checked_add(ahead)
            .unwrap_or(Timestamp::MAX)
    }

    /// Moves the world's clock forward.
    pub fn advance(&self, by: SignedDuration) -> Timestamp {
        let millis = i64::try_from(by.as_millis()).unwrap_or_default().max(0);
        self.ahead.fetch_add(millis, Ordering::Relaxed);
        self.now()
    }

    /// The tenants; the first is the main one.
    pub fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// The tenant with this GUID or verified domain.
    pub fn tenant(&self, key: &str) -> Option<&Tenant> {
        let id = Uuid::parse_str(key).ok();
        self.tenants.iter().find(|tenant| {
            Some(tenant.id) == id
                || tenant
                    .verified_domains
                    .iter()
                    .any(|domain| domain.eq_ignore_ascii_case(key))
        })
    }

    /// The account of a tenant with this sign-in name, address or object id.
    pub fn user_by_upn_or_id(&self, tenant_id: Uuid, key: &str) -> Option<User> {
        let view = self.view();
        let user = view.user(view.state.account(key)?);
        (user.tenant_id == tenant_id).then(|| user.clone())
    }

    /// All accounts of a tenant, people with a mailbox first.
    pub fn users(&self, tenant_id: Uuid) -> Vec<User> {
        let view = self.view();
        view.state
            .accounts
            .iter()
            .filter(|user| user.tenant_id == tenant_id && !user.deleted)
            .cloned()
            .collect()
    }

    pub(crate) fn view(&self) -> View<'_> {
        View {
            generator: &self.generator,
            state: self.state.read().unwrap_or_else(PoisonError::into_inner),
            counts: &self.counts,
            now: self.now(),
        }
    }

    pub(crate) fn edit(&self) -> Editor<'_> {
        Editor {
            generator: &self.generator,
            state: self.state.write().unwrap_or_else(PoisonError::into_inner),
            now: self.now(),
        }
    }

    /// A world by its seed alone, without imports and without a scenario's changes.
    pub(crate) fn generated(options: &WorldOptions) -> Arc<Self> {
        let tenants = tenant::tenants(options.seed);
        let real = Timestamp::now();
        let start = options.now.unwrap_or(real);
        let ahead = i64::try_from(start.duration_since(real).as_millis()).unwrap_or_default();
        // Whole minutes keep generated times tidy.
        let base = Timestamp::from_second(start.as_second().div_euclid(60) * 60).unwrap_or(start);
        let generator = Generator::new(
            options.seed,
            base,
            options.mailboxes,
            options.messages,
            options.events,
            &tenants,
        );
        let state = RwLock::new(State::new(&generator));
        Arc::new(Self {
            tenants,
            generator,
            state,
            counts: CountCache::default(),
            ahead: AtomicI64::new(ahead),
        })
    }
}
