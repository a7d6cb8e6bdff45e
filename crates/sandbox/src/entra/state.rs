//! Everything the platform remembers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use uuid::Uuid;

use super::apps::Application;
use super::directory::Account;
use super::flow::{Challenge, Flow};
use super::grants::Grants;
use super::permissions::Resource;
use super::scopes::Requested;
use super::script::ConsentPolicy;
use super::session::Session;
use crate::access::Access;

#[derive(Default)]
pub(super) struct State {
    pub(super) apps: BTreeMap<Uuid, Application>,
    pub(super) grants: Grants,
    pub(super) settings: Settings,
    pub(super) flows: HashMap<String, Flow>,
    pub(super) sessions: HashMap<String, Session>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) devices: HashMap<String, Device>,
    pub(super) refresh_tokens: HashMap<String, RefreshToken>,
    pub(super) access_tokens: HashMap<String, AccessToken>,
}

/// The switches.
pub(super) struct Settings {
    pub(super) consent_policy: ConsentPolicy,
    /// Users (lower-case sign-in names or ids, or `*`) who need a second factor.
    pub(super) second_factor: BTreeSet<String>,
    /// Users whose sign-in is refused with a code.
    pub(super) sign_in_refusals: BTreeMap<String, u32>,
    pub(super) token_seconds: Option<i64>,
    pub(super) code_seconds: i64,
    pub(super) device_seconds: i64,
    pub(super) device_interval: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            consent_policy: ConsentPolicy::Open,
            second_factor: BTreeSet::new(),
            sign_in_refusals: BTreeMap::new(),
            token_seconds: None,
            code_seconds: 600,
            device_seconds: 900,
            device_interval: 1,
        }
    }
}

/// What an authorization stands on, from sign-in to the last refresh.
#[derive(Clone, Debug)]
pub(super) struct Authorization {
    pub(super) app: Uuid,
    pub(super) account: Account,
    pub(super) requested: Requested,
    pub(super) second_factor: bool,
    pub(super) cp1: bool,
}

/// An authorization code.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) authorization: Authorization,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<Challenge>,
    pub(super) nonce: Option<String>,
    pub(super) expires: Timestamp,
    pub(super) redeemed: bool,
}

/// A device code, under its user code.
#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) secret: String,
    pub(super) app: Uuid,
    pub(super) tenant: Option<Uuid>,
    pub(super) requested: Requested,
    pub(super) cp1: bool,
    pub(super) expires: Timestamp,
    pub(super) answer: DeviceAnswer,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum DeviceAnswer {
    Pending,
    Approved {
        account: Account,
        second_factor: bool,
    },
    Declined,
}

/// A refresh token.
#[derive(Clone, Debug)]
pub(super) struct RefreshToken {
    pub(super) authorization: Authorization,
    pub(super) standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Expired,
    Revoked,
}

/// An access token.
#[derive(Clone, Debug)]
pub(super) struct AccessToken {
    pub(super) access: Access,
    pub(super) resource: Resource,
    pub(super) expires: Timestamp,
    pub(super) standing: Standing,
    /// Set when the user's sessions were revoked; a client that declared `cp1` is challenged.
    pub(super) challenged: Option<Timestamp>,
}
