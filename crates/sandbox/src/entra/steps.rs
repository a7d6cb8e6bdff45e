//! One person's way through the sign-in pages, step by step: account, password, second factor, consent.

use std::collections::BTreeSet;

use axum::response::Response;
use http::StatusCode;
use uuid::Uuid;

use super::Entra;
use super::consent::Need;
use super::device;
use super::directory::Account;
use super::flow::{Flow, Purpose};
use super::pages::{self, Page};
use super::permissions::{CATALOGUE, Permission};
use super::refusal::{Refusal, Trace};
use super::respond::redirect;
use super::state::Authorization;
use super::tokens::random_text;

/// Sign-ins that nobody finishes are forgotten once there are this many.
const KEPT_FLOWS: usize = 2_000;

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
            return over("This sign-in has ended");
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
                let again = request.asks_consent_again();
                let need = self.consent_need(account, flow.app, &request.requested, again);
                let whole = self.may_consent_for_tenant(account);
                self.ask_consent(id, need, page, &user.upn, whole)
            }
            Purpose::Device(user_code) => {
                let Some(requested) = device::requested(self, user_code) else {
                    return device::expired();
                };
                let need = self.consent_need(account, flow.app, &requested, false);
                self.ask_consent(id, need, page, &user.upn, false)
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

    /// Asks for what is still needed, or goes on where nothing has to be asked.
    fn ask_consent(
        &self,
        id: &str,
        need: Need,
        page: impl Fn(&str) -> Page,
        upn: &str,
        may_for_tenant: bool,
    ) -> Response {
        if self.accepts_by_itself(&need) {
            return self.finish(id, false);
        }
        match need {
            Need::Admin(missing) => page("Need admin approval").admin_needed(upn, &words(&missing)),
            Need::Accept(missing) => {
                page("Permissions requested").consent(upn, &words(&missing), may_for_tenant)
            }
            Need::Nothing => self.finish(id, false),
        }
    }

    /// Ends a flow with what the person came for.
    pub(super) fn finish(&self, id: &str, for_tenant: bool) -> Response {
        let Some(flow) = self.state().flows.remove(id) else {
            return over("This sign-in has ended");
        };
        let Some(account) = flow.account else {
            return over("Nobody is signed in");
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

fn over(title: &str) -> Response {
    let next = "Go back to the application and start again.";
    pages::message(StatusCode::BAD_REQUEST, title, next)
}
