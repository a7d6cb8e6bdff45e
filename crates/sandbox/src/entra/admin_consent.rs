//! `/{tenant}/v2.0/adminconsent` and the older `/{tenant}/adminconsent`.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, Query, State as FromState};
use axum::response::Response;
use http::HeaderMap;
use url::Url;
use uuid::Uuid;

use super::Entra;
use super::authorize::redirect_mismatch;
use super::consent::Need;
use super::directory::{Account, TenantPath};
use super::flow::{AdminConsent, Flow, Purpose};
use super::form::Parameters;
use super::pages;
use super::permissions::find;
use super::refusal::{Refusal, Trace};
use super::respond::redirect;
use super::scopes::{Requested, full_name, split};

/// Asks for the permissions in `scope`.
pub(super) async fn version_two(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    entra.admin_consent(&tenant, &headers, &parameters, false)
}

/// Asks for all registered permissions.
pub(super) async fn version_one(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    entra.admin_consent(&tenant, &headers, &parameters, true)
}

impl Entra {
    fn admin_consent(
        &self,
        tenant: &str,
        headers: &HeaderMap,
        parameters: &Parameters,
        older: bool,
    ) -> Response {
        let (path, request) = match self.read_admin_consent(tenant, parameters, older) {
            Ok(read) => read,
            Err(refusal) => return pages::error(&refusal, &Trace::new(None)),
        };
        if self.auto_consent
            && let Some(admin) = self.first_admin(path)
        {
            return redirect(&self.grant_admin_consent(&request, admin));
        }
        let mut flow = Flow::new(
            Purpose::AdminConsent(request.clone()),
            path,
            request.app,
            parameters.get("login_hint").cloned(),
        );
        let session = self.session(headers);
        if let Some(session) =
            session.filter(|session| path.id().is_none_or(|id| id == session.account.tenant))
        {
            flow.resume(&session);
        }
        self.begin(flow)
    }

    fn read_admin_consent(
        &self,
        tenant: &str,
        parameters: &Parameters,
        older: bool,
    ) -> Result<(TenantPath, AdminConsent), Refusal> {
        if tenant == "common" && !older {
            let text = "The grant is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.";
            return Err(Refusal::invalid_request(9_001_023, text));
        }
        let path = self.tenant_path(tenant)?;
        let id = parameters
            .get("client_id")
            .ok_or_else(|| Refusal::missing("client_id"))?;
        let app = Uuid::parse_str(id)
            .ok()
            .and_then(|id| self.state().apps.get(&id).cloned());
        let app = app.ok_or_else(|| Refusal::unknown_app(id, tenant))?;
        let redirect_uri = parameters
            .get("redirect_uri")
            .ok_or_else(|| Refusal::invalid_request(900_971, "No reply address provided."))?;
        if !app.accepts_redirect(redirect_uri) {
            return Err(redirect_mismatch(redirect_uri, id));
        }
        let (mut delegated, mut application) = (BTreeSet::new(), BTreeSet::new());
        let everything = older
            .then_some("https://graph.microsoft.com/.default https://outlook.office.com/.default");
        let scope = everything
            .or(parameters.get("scope").map(String::as_str))
            .filter(|scope| !scope.trim().is_empty())
            .ok_or_else(|| Refusal::missing("scope"))?;
        for asked in scope.split_whitespace() {
            let (resource, name) = split(asked).ok_or_else(|| Refusal::unknown_resource(asked))?;
            if name.eq_ignore_ascii_case(".default") {
                delegated.extend(app.delegated.iter().filter(|(of, _)| *of == resource));
                application.extend(app.roles.iter().filter(|(of, _)| *of == resource));
            } else {
                let entry = find(resource, name).ok_or_else(|| Refusal::unknown_scope(asked))?;
                let kind = if entry.delegated.is_some() {
                    &mut delegated
                } else {
                    &mut application
                };
                kind.insert(entry.permission);
            }
        }
        let redirect_uri =
            Url::parse(redirect_uri).map_err(|_| redirect_mismatch(redirect_uri, id))?;
        let state = parameters.get("state").cloned();
        Ok((
            path,
            AdminConsent {
                app: app.id,
                redirect_uri,
                state,
                tenant: path.id(),
                delegated,
                application,
                older,
            },
        ))
    }

    /// Records the consent and says where the browser goes.
    pub(super) fn grant_admin_consent(&self, request: &AdminConsent, admin: Account) -> Url {
        {
            let mut state = self.state();
            state
                .grants
                .grant_tenant(admin.tenant, request.app, request.delegated.iter().copied());
            state.grants.grant_roles(
                admin.tenant,
                request.app,
                request.application.iter().copied(),
            );
        }
        let granted = request
            .delegated
            .union(&request.application)
            .map(|permission| full_name(*permission));
        let scope = granted.collect::<Vec<_>>().join(" ");
        let mut target = request.redirect_uri.clone();
        {
            let mut query = target.query_pairs_mut();
            query.append_pair("admin_consent", "True");
            query.append_pair("tenant", &admin.tenant.to_string());
            query.append_pair("scope", &scope);
            query.extend_pairs(request.state.as_ref().map(|state| ("state", state)));
        }
        target
    }

    /// Says whether this account may give everything that the request asks for.
    pub(super) fn may_accept(&self, account: Account, request: &AdminConsent) -> bool {
        if request.application.is_empty() {
            return self.may_consent_for_tenant(account);
        }
        self.may_grant_application_permissions(account)
    }

    /// Says whether the flow's last page let this account accept.
    pub(super) fn may_accept_flow(&self, flow: &Flow, account: Account) -> bool {
        let needs_admin = |requested: &Requested| {
            matches!(
                self.consent_need(account, flow.app, requested, false),
                Need::Admin(_)
            )
        };
        match &flow.purpose {
            Purpose::Authorize(request) => !needs_admin(&request.requested),
            Purpose::Device(user_code) => super::device::requested(self, user_code)
                .is_some_and(|requested| !needs_admin(&requested)),
            Purpose::AdminConsent(request) => self.may_accept(account, request),
        }
    }
}
