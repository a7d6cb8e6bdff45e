//! The rules and limits that requests pass before Entra and Graph.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, Uri};

use super::counts::Meter;
use super::limits::{InFlight, Key, Limits};
use super::pace::Pace;
use super::script::{Fault, Rule};
use super::{page, path, spoil};
use crate::access::{Access, Origin, RequestIds};
use crate::entra::{Entra, claims_challenge, outage as entra_outage, token_refused};
use crate::world::World;

/// First requests of delta rounds that are remembered for a 410's `Location`.
const KEPT_ROUNDS: usize = 10_000;

/// The rules in force, and what the layer needs to carry them out.
pub struct Gate {
    world: Arc<World>,
    pub(super) entra: Arc<Entra>,
    pub(super) meter: Arc<Meter>,
    pub(super) limits: Arc<Limits>,
    pace: Mutex<Pace>,
    rules: Mutex<Vec<Armed>>,
    rounds: Mutex<HashMap<String, String>>,
    links: AtomicU64,
}

/// A rule and how far it has come.
struct Armed {
    rule: Rule,
    matched: u32,
    spoiled: u32,
}

/// A request, as far as rules look at it.
pub(super) struct Asked<'a> {
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) access: Option<&'a Access>,
}

impl Gate {
    /// A gate without rules.
    pub fn new(world: Arc<World>, entra: Arc<Entra>, meter: Arc<Meter>, pace: Pace) -> Self {
        Self {
            world,
            entra,
            meter,
            limits: Arc::default(),
            pace: Mutex::new(pace),
            rules: Mutex::default(),
            rounds: Mutex::default(),
            links: AtomicU64::new(1),
        }
    }

    /// How fast Graph answers, and whether it enforces its limits.
    pub fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the pace from the next request on.
    pub fn set_pace(&self, pace: Pace) {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner) = pace;
    }

    /// Adds rules; the first that fits a request is the one that is carried out.
    pub fn add(&self, rules: impl IntoIterator<Item = Rule>) {
        self.rules().extend(rules.into_iter().map(|rule| Armed {
            rule,
            matched: 0,
            spoiled: 0,
        }));
    }

    /// Drops all rules.
    pub fn clear(&self) {
        self.rules().clear();
    }

    /// Every rule with the number of requests it matched and spoiled.
    pub fn progress(&self) -> Vec<(Rule, u32, u32)> {
        self.rules()
            .iter()
            .map(|armed| (armed.rule.clone(), armed.matched, armed.spoiled))
            .collect()
    }

    /// The most requests that any application had in flight for one mailbox.
    pub fn peak_in_flight(&self) -> u32 {
        self.limits.peak()
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault for a request; taking it uses it up.
    pub(super) fn fault(&self, asked: &Asked<'_>) -> Option<Fault> {
        let mut rules = self.rules();
        for armed in rules.iter_mut() {
            if armed.rule.times.is_some_and(|times| armed.spoiled >= times)
                || !self.fits(&armed.rule, asked)
            {
                continue;
            }
            armed.matched += 1;
            if armed.matched > armed.rule.after {
                armed.spoiled += 1;
                let fault = armed.rule.fault.clone();
                drop(rules);
                self.meter.fault();
                return Some(fault);
            }
        }
        None
    }

    fn fits(&self, rule: &Rule, asked: &Asked<'_>) -> bool {
        let method = rule
            .method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(asked.method.as_str()));
        let size = rule.page_size_above.is_none_or(|limit| {
            page::size(asked.uri, asked.headers).is_some_and(|size| size > limit)
        });
        let mailbox = || {
            rule.mailbox
                .as_ref()
                .is_none_or(|mailbox| self.is_mailbox(mailbox, asked))
        };
        method && size && path::fits(&rule.path, asked.uri.path()) && mailbox()
    }

    fn is_mailbox(&self, named: &str, asked: &Asked<'_>) -> bool {
        let Some(asked_for) = self.mailbox(asked) else {
            return false;
        };
        let named_id = asked
            .access
            .and_then(|access| self.world.user_by_upn_or_id(access.tenant_id, named))
            .map(|user| user.id.to_string());
        named.eq_ignore_ascii_case(&asked_for) || named_id.is_some_and(|id| id == asked_for)
    }

    /// The object id of the mailbox that a request reads, or its name where it has no id.
    pub(super) fn mailbox(&self, asked: &Asked<'_>) -> Option<String> {
        let named = path::mailbox(asked.uri.path())?;
        let access = asked.access?;
        if named == "me" {
            return access.subject.map(|user| user.to_string());
        }
        if uuid::Uuid::parse_str(&named).is_ok() {
            return Some(named.to_lowercase());
        }
        let user = self.world.user_by_upn_or_id(access.tenant_id, &named);
        Some(user.map_or_else(|| named.to_lowercase(), |user| user.id.to_string()))
    }

    /// Whose limit a request counts against: Outlook's limits are for each application and mailbox.
    pub(super) fn limited(&self, asked: &Asked<'_>) -> Option<Key> {
        if !path::is_outlook(asked.uri.path()) {
            return None;
        }
        Some((asked.access?.app_id, self.mailbox(asked)?))
    }

    /// A number that no link was given before.
    pub(super) fn next_link(&self) -> u64 {
        self.links.fetch_add(1, Ordering::Relaxed)
    }

    /// Counts the request; refuses it over a limit.
    pub(super) fn enter(
        &self,
        asked: &Asked<'_>,
        ids: &RequestIds,
    ) -> Result<Option<InFlight>, Box<Response>> {
        let Some(key) = self.limited(asked) else {
            return Ok(None);
        };
        match self.limits.enter(key, self.pace().enforce_limits) {
            Ok(entered) => Ok(Some(entered)),
            Err(over) => Err(Box::new(spoil::throttled(
                ids,
                over.message,
                Some(over.retry_after),
            ))),
        }
    }

    /// The answer of faults that need none of the route's own.
    pub(super) fn instead(
        &self,
        fault: &Fault,
        asked: &Asked<'_>,
        origin: &Origin,
        ids: &RequestIds,
    ) -> Option<Response> {
        let token = |text: &'static str| Some(token_refused(text, Some(origin), ids));
        match fault {
            Fault::TokenExpired => token("Lifetime validation failed, the token is expired."),
            Fault::ClaimsChallenge
                if asked
                    .access
                    .is_some_and(|access| access.client_capabilities_cp1) =>
            {
                let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
                Some(claims_challenge(claims, Some(origin), ids))
            }
            Fault::TokenRevoked | Fault::ClaimsChallenge => {
                token("Access token has expired or is not yet valid.")
            }
            Fault::Gone { location: true } => {
                let location = self.fresh_round(asked.uri.path(), origin);
                spoil::instead(fault, ids, Some(&location))
            }
            _ if !asked.uri.path().starts_with("/v1.0") && outage(fault).is_some() => {
                let (status, retry_after) = outage(fault)?;
                Some(spoil::retry_after_header(entra_outage(status), retry_after))
            }
            _ => spoil::instead(fault, ids, None),
        }
    }

    fn fresh_round(&self, path: &str, origin: &Origin) -> String {
        let rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        page::fresh_round(&origin.0, path, rounds.get(path).map(String::as_str))
    }

    pub(super) fn remember_round(&self, uri: &Uri) {
        if !page::starts_round(uri) || !uri.path().trim_end_matches("()").ends_with("/delta") {
            return;
        }
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        if rounds.len() < KEPT_ROUNDS {
            rounds.insert(
                uri.path().to_owned(),
                uri.query().unwrap_or_default().to_owned(),
            );
        }
    }
}

/// Status and `Retry-After` of a fault that Entra words in its own way.
fn outage(fault: &Fault) -> Option<(StatusCode, Option<u32>)> {
    match fault {
        Fault::TooManyRequests { retry_after } => {
            Some((StatusCode::TOO_MANY_REQUESTS, *retry_after))
        }
        Fault::ServiceUnavailable { retry_after } => {
            Some((StatusCode::SERVICE_UNAVAILABLE, *retry_after))
        }
        Fault::GatewayTimeout => Some((StatusCode::GATEWAY_TIMEOUT, None)),
        Fault::Status { status, .. } => StatusCode::from_u16(*status)
            .ok()
            .map(|status| (status, None)),
        _ => None,
    }
}
