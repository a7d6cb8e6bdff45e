//! A sign-in under way, and what the person came for.

use std::collections::BTreeSet;

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use url::Url;
use uuid::Uuid;

use super::directory::{Account, TenantPath};
use super::pages;
use super::permissions::{CATALOGUE, Permission};
use super::refusal::{Refusal, Trace};
use super::respond::{ResponseMode, redirect};
use super::scopes::Requested;
use super::session::Session;

/// A sign-in under way; its id travels in the pages' hidden `ctx` field.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) purpose: Purpose,
    pub(super) path: TenantPath,
    pub(super) app: Uuid,
    pub(super) hint: Option<String>,
    pub(super) account: Option<Account>,
    pub(super) password_given: bool,
    pub(super) second_factor: bool,
    pub(super) started: Timestamp,
}

/// What the person came for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Authorize(AuthorizeRequest),
    Device(String),
    AdminConsent(AdminConsent),
}

impl Flow {
    pub(super) fn new(purpose: Purpose, path: TenantPath, app: Uuid, hint: Option<String>) -> Self {
        let started = Timestamp::now();
        Self {
            purpose,
            path,
            app,
            hint,
            account: None,
            password_given: false,
            second_factor: false,
            started,
        }
    }

    /// Takes over who is signed in already.
    pub(super) fn resume(&mut self, session: &Session) {
        self.account = Some(session.account);
        self.password_given = true;
        self.second_factor = session.second_factor;
    }

    /// The way back to the application with a refusal, if there is one.
    pub(super) fn refuse(&self, refusal: &Refusal) -> Response {
        match &self.purpose {
            Purpose::Authorize(request) => request.refuse(refusal),
            Purpose::AdminConsent(request) => request.refuse(self.account, refusal),
            Purpose::Device(_) => {
                pages::message(StatusCode::OK, "You declined", "You can close this window.")
            }
        }
    }
}

/// A checked authorize request.
#[derive(Clone, Debug)]
pub(super) struct AuthorizeRequest {
    pub(super) app: Uuid,
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) requested: Requested,
    pub(super) challenge: Option<Challenge>,
    pub(super) prompt: Option<String>,
    pub(super) cp1: bool,
    pub(super) client_info: bool,
}

impl AuthorizeRequest {
    pub(super) fn asks_consent_again(&self) -> bool {
        self.prompt.as_deref() == Some("consent")
    }

    /// Sends a refusal back to the application.
    pub(super) fn refuse(&self, refusal: &Refusal) -> Response {
        let mut fields = vec![("error", refusal.error.to_owned())];
        if refusal.code == 65004 {
            fields.push(("error_subcode", "cancel".to_owned()));
        }
        fields.push(("error_description", refusal.description(&Trace::new(None))));
        fields.extend(refusal.claims.clone().map(|claims| ("claims", claims)));
        self.send(fields)
    }

    pub(super) fn send(&self, mut fields: Vec<(&str, String)>) -> Response {
        fields.extend(self.state.clone().map(|state| ("state", state)));
        self.mode.send(&self.redirect_uri, &fields)
    }
}

/// A PKCE challenge.
#[derive(Clone, Debug)]
pub(super) enum Challenge {
    S256(String),
    Plain(String),
}

/// A checked request for an administrator's consent.
#[derive(Clone, Debug)]
pub(super) struct AdminConsent {
    pub(super) app: Uuid,
    pub(super) redirect_uri: Url,
    pub(super) state: Option<String>,
    pub(super) tenant: Option<Uuid>,
    pub(super) delegated: BTreeSet<Permission>,
    pub(super) application: BTreeSet<Permission>,
    pub(super) older: bool,
}

impl AdminConsent {
    /// A refusal; it still says `admin_consent=True`, so that only `error` tells.
    pub(super) fn refuse(&self, account: Option<Account>, refusal: &Refusal) -> Response {
        let error = if self.older {
            "permission_denied"
        } else {
            "consent_required"
        };
        let text = "The resource owner or authorization server denied the request.";
        let denied = Refusal::new(error, 65004, text);
        let refusal = if matches!(refusal.code, 65004 | 90094) {
            &denied
        } else {
            refusal
        };
        let mut target = self.redirect_uri.clone();
        let tenant = account.map(|account| account.tenant).or(self.tenant);
        {
            let mut query = target.query_pairs_mut();
            query.append_pair("admin_consent", "True");
            query.append_pair("error", refusal.error);
            query.append_pair("error_description", &refusal.description(&Trace::new(None)));
            query.extend_pairs(tenant.map(|tenant| ("tenant", tenant.to_string())));
            query.extend_pairs(self.state.as_ref().map(|state| ("state", state)));
        }
        redirect(&target)
    }

    /// The everyday words of what it asks for, and the names behind them.
    pub(super) fn words(&self) -> Vec<(&'static str, &'static str)> {
        let application = CATALOGUE
            .iter()
            .filter(|known| self.application.contains(&known.permission));
        let delegated = CATALOGUE
            .iter()
            .filter(|known| self.delegated.contains(&known.permission));
        let application =
            application.filter_map(|known| Some((known.permission.1, known.application?)));
        application
            .chain(delegated.filter_map(|known| Some((known.permission.1, known.delegated?))))
            .collect()
    }
}
