//! One person's way through the sign-in pages: account, password, second factor, consent.

use std::collections::BTreeSet;

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use uuid::Uuid;

use super::Entra;
use super::admin_consent::AdminConsent;
use super::authorize::AuthorizeRequest;
use super::consent::Need;
use super::device;
use super::directory::TenantPath;
use super::pages::{self, Page};
use super::permissions::{CATALOGUE, Permission};
use super::refusal::{Refusal, Trace};
use super::respond::redirect;
use super::state::{Account, Authorization, Session};
use super::tokens::random_text;

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

/// Sign-ins that nobody finishes are forgotten once there are this many.
const KEPT_FLOWS: usize = 2_000;

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

impl Entra {
    /// Remembers a flow and shows its next page.
    pub(super) fn begin(&self, flow: Flow) -> Response {
        let id = random_text(24);
        {
            let mut state = self.state();
            if state.flows.len() >= KEPT_FLOWS
                && let Some(oldest) = state
                    .flows
                    .iter()
                    .min_by_key(|(_, flow)| flow.started)
                    .map(|(id, _)| id.clone())
            {
                state.flows.remove(&oldest);
            }
            state.flows.insert(id.clone(), flow);
        }
        self.advance(&id, None)
    }

    /// Shows the next page of a flow, or ends it.
    pub(super) fn advance(&self, id: &str, notice: Option<&str>) -> Response {
        let Some(flow) = self.state().flows.get(id).cloned() else {
            return pages::message(
                StatusCode::BAD_REQUEST,
                "This sign-in has ended",
                "Go back to the application and start again.",
            );
        };
        let page = |title: &str| Page::new(id, &self.app_name(flow.app), title).notice(notice);
        let Some(account) = flow.account else {
            let offered = self.offered_accounts(flow.path);
            return page("Sign in").account(flow.hint.as_deref().unwrap_or_default(), &offered);
        };
        let Some(user) = self.user(account) else {
            return self.refuse_page(&Refusal::sign_in(50105), &flow, id);
        };
        if !flow.password_given {
            return page("Enter password").password(&user.upn);
        }
        if let Err(refusal) = self.sign_in_allowed(account) {
            return self.refuse_page(&refusal, &flow, id);
        }
        if self.needs_second_factor(account) && !flow.second_factor {
            return page("Verify your identity").second_factor(&user.upn);
        }
        match &flow.purpose {
            Purpose::Authorize(request) => {
                let need = self.consent_need(
                    account,
                    flow.app,
                    &request.requested,
                    request.asks_consent_again(),
                );
                match need {
                    need if self.accepts_by_itself(&need) => self.finish(id, false),
                    Need::Admin(missing) => {
                        page("Need admin approval").admin_needed(&user.upn, &words(&missing))
                    }
                    Need::Accept(missing) => {
                        let whole = self.may_consent_for_tenant(account);
                        page("Permissions requested").consent(&user.upn, &words(&missing), whole)
                    }
                    Need::Nothing => self.finish(id, false),
                }
            }
            Purpose::Device(user_code) => {
                let Some(requested) = device::requested(self, user_code) else {
                    return pages::message(
                        StatusCode::BAD_REQUEST,
                        "That code has expired",
                        "Start again in the application.",
                    );
                };
                match self.consent_need(account, flow.app, &requested, false) {
                    need if self.accepts_by_itself(&need) => self.finish(id, false),
                    Need::Admin(missing) => {
                        page("Need admin approval").admin_needed(&user.upn, &words(&missing))
                    }
                    Need::Accept(missing) => {
                        page("Permissions requested").consent(&user.upn, &words(&missing), false)
                    }
                    Need::Nothing => self.finish(id, false),
                }
            }
            Purpose::AdminConsent(request) => {
                let listed = request.words();
                if !self.may_accept(account, request) {
                    return page("Need admin approval").admin_needed(&user.upn, &listed);
                }
                let tenant = self
                    .world
                    .tenant(&account.tenant.to_string())
                    .map_or("", |tenant| tenant.display_name.as_str());
                page("Permissions requested").admin_consent(&user.upn, tenant, &listed)
            }
        }
    }

    /// Ends a flow with what the person came for.
    pub(super) fn finish(&self, id: &str, for_tenant: bool) -> Response {
        let Some(flow) = self.state().flows.remove(id) else {
            return pages::message(
                StatusCode::BAD_REQUEST,
                "This sign-in has ended",
                "Go back to the application and start again.",
            );
        };
        let Some(account) = flow.account else {
            return pages::message(
                StatusCode::BAD_REQUEST,
                "Nobody is signed in",
                "Go back to the application and start again.",
            );
        };
        match flow.purpose {
            Purpose::Authorize(request) => {
                self.accept(account, flow.app, &request.requested, for_tenant);
                let authorization = Authorization {
                    app: flow.app,
                    account,
                    requested: request.requested.clone(),
                    second_factor: flow.second_factor,
                    cp1: request.cp1,
                };
                self.issue_code(&request, authorization)
            }
            Purpose::Device(user_code) => {
                device::approve(self, &user_code, account, flow.second_factor)
            }
            Purpose::AdminConsent(request) => {
                redirect(&self.grant_admin_consent(&request, account))
            }
        }
    }

    /// The page of a refusal that the person cannot lift here, with a way back to the application.
    fn refuse_page(&self, refusal: &Refusal, flow: &Flow, id: &str) -> Response {
        let trace = Trace::new(None);
        tracing::debug!(code = refusal.code, "sign-in refused");
        let page = Page::new(
            id,
            &self.app_name(flow.app),
            "You cannot access this right now",
        );
        page.refused(&refusal.text, refusal.code, &trace)
    }

    /// Refuses an account that is disabled, or that the script refuses.
    pub(super) fn sign_in_allowed(&self, account: Account) -> Result<(), Refusal> {
        let user = self.user(account).ok_or_else(|| Refusal::sign_in(50057))?;
        if !user.enabled {
            return Err(Refusal::sign_in(50057));
        }
        let state = self.state();
        let refusals = &state.settings.sign_in_refusals;
        let names = [user.id.to_string(), user.upn.to_lowercase(), "*".to_owned()];
        names
            .iter()
            .find_map(|name| refusals.get(name))
            .map_or(Ok(()), |code| Err(Refusal::sign_in(*code)))
    }

    pub(super) fn needs_second_factor(&self, account: Account) -> bool {
        let Some(user) = self.user(account) else {
            return false;
        };
        let state = self.state();
        let names = [user.id.to_string(), user.upn.to_lowercase(), "*".to_owned()];
        names
            .iter()
            .any(|name| state.settings.second_factor.contains(name))
    }

    fn app_name(&self, app: Uuid) -> String {
        self.state()
            .apps
            .get(&app)
            .map(|app| app.display_name.clone())
            .unwrap_or_default()
    }
}

/// The everyday words of delegated permissions, sign-in first.
fn words(permissions: &BTreeSet<Permission>) -> Vec<(&'static str, &'static str)> {
    let entries = CATALOGUE
        .iter()
        .filter(|known| permissions.contains(&known.permission));
    entries
        .filter_map(|known| Some((known.permission.1, known.delegated?)))
        .collect()
}
