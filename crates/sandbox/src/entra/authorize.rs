//! `/{tenant}/oauth2/v2.0/authorize`.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State as FromState};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Entra;
use super::apps::Application;
use super::directory::TenantPath;
use super::flow::{AuthorizeRequest, Challenge, Flow, Purpose};
use super::form::{Parameters, declares_cp1};
use super::pages;
use super::refusal::{Refusal, Trace};
use super::respond::ResponseMode;
use super::scopes::Requested;
use super::session::Session;
use super::state::{Authorization, Code};
use super::tokens::{client_info, random_text};

pub(super) async fn get(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    entra.authorize(&tenant, &headers, &parameters)
}

pub(super) async fn post(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
    entra.authorize(&tenant, &headers, &parameters)
}

impl Entra {
    fn authorize(&self, tenant: &str, headers: &HeaderMap, parameters: &Parameters) -> Response {
        let (path, app) = match self.known_application(tenant, parameters) {
            Ok(known) => known,
            Err(refusal) => return pages::error(&refusal, &Trace::new(None)),
        };
        let request = match read(&app, parameters) {
            Ok(request) => request,
            Err(unread) => {
                return match *unread {
                    (Some(request), refusal) => request.refuse(&refusal),
                    (None, refusal) => pages::error(&refusal, &Trace::new(None)),
                };
            }
        };
        let hint = parameters
            .get("login_hint")
            .map(String::as_str)
            .filter(|hint| !hint.is_empty());
        self.start(path, headers, &request, hint)
    }

    fn start(
        &self,
        path: TenantPath,
        headers: &HeaderMap,
        request: &AuthorizeRequest,
        hint: Option<&str>,
    ) -> Response {
        let hinted = hint.and_then(|hint| self.account(path, hint).ok());
        let session = self.session(headers).filter(|session| {
            let right_account = hint.is_none() || hinted == Some(session.account);
            let in_tenant = path
                .id()
                .is_none_or(|tenant| tenant == session.account.tenant);
            right_account && in_tenant
        });
        let purpose = Purpose::Authorize(request.clone());
        let mut flow = Flow::new(purpose, path, request.app, hint.map(str::to_owned));
        match request.prompt.as_deref() {
            Some("none") => match self.silent_session(request, session) {
                Ok(session) => flow.resume(&session),
                Err(refusal) => return request.refuse(&refusal),
            },
            _ if self.auto_consent && hinted.is_some() => {
                flow.account = hinted;
                flow.password_given = true;
                flow.second_factor = true;
            }
            Some("login" | "select_account") => {}
            _ => {
                if let Some(session) = session {
                    flow.resume(&session);
                }
            }
        }
        self.begin(flow)
    }

    /// The session behind `prompt=none`, which may show no page.
    fn silent_session(
        &self,
        request: &AuthorizeRequest,
        session: Option<Session>,
    ) -> Result<Session, Refusal> {
        let session = session.ok_or_else(|| {
            let text = "Session information is not sufficient for single-sign-on.";
            Refusal::new("login_required", 50058, text)
        })?;
        self.sign_in_allowed(session.account)?;
        if self.needs_second_factor(session.account) && !session.second_factor {
            return Err(Refusal::mfa_required());
        }
        self.ensure_consented(session.account, request.app, &request.requested)
            .map_err(|refusal| Refusal {
                error: "consent_required",
                ..refusal
            })?;
        Ok(session)
    }

    /// The tenant of the path and the registered application that asks, with its redirect checked.
    fn known_application(
        &self,
        tenant: &str,
        parameters: &Parameters,
    ) -> Result<(TenantPath, Application), Refusal> {
        let path = self.tenant_path(tenant)?;
        let id = parameters
            .get("client_id")
            .ok_or_else(|| Refusal::missing("client_id"))?;
        let app = self.application(id, path, tenant)?;
        let Some(redirect_uri) = parameters.get("redirect_uri") else {
            return Err(Refusal::invalid_request(
                900_971,
                "No reply address provided.",
            ));
        };
        if !app.accepts_redirect(redirect_uri) {
            return Err(redirect_mismatch(redirect_uri, id));
        }
        Ok((path, app))
    }

    /// Sends the browser back with a new code.
    pub(super) fn issue_code(
        &self,
        request: &AuthorizeRequest,
        authorization: Authorization,
    ) -> Response {
        let account = authorization.account;
        let text = format!("1.{}", random_text(48));
        let mut state = self.state();
        let seconds = SignedDuration::from_secs(state.settings.code_seconds);
        let code = Code {
            authorization,
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge.clone(),
            nonce: request.nonce.clone(),
            expires: Timestamp::now()
                .saturating_add(seconds)
                .unwrap_or(Timestamp::MAX),
            redeemed: false,
        };
        state.codes.insert(text.clone(), code);
        drop(state);
        let mut fields = vec![("code", text)];
        if request.client_info {
            fields.push(("client_info", client_info(account)));
        }
        fields.push(("session_state", Uuid::new_v4().to_string()));
        request.send(fields)
    }
}

pub(super) fn redirect_mismatch(redirect_uri: &str, app: &str) -> Refusal {
    let text = format!(
        "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured for the application '{app}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal."
    );
    Refusal {
        status: StatusCode::BAD_REQUEST,
        ..Refusal::invalid_request(50011, text)
    }
}

/// Reads a request whose redirect is good; refusals from here on go back to the application.
fn read(
    app: &Application,
    parameters: &Parameters,
) -> Result<AuthorizeRequest, Box<(Option<AuthorizeRequest>, Refusal)>> {
    let text = |name: &str| {
        parameters
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned()
    };
    let Some(mode) = ResponseMode::parse(parameters.get("response_mode").map(String::as_str))
    else {
        return Err(Box::new((
            None,
            Refusal::invalid_request(
                90023,
                "The provided value for the input parameter 'response_mode' is not allowed.",
            ),
        )));
    };
    let mut request = AuthorizeRequest {
        app: app.id,
        redirect_uri: text("redirect_uri").unwrap_or_default(),
        mode,
        state: parameters.get("state").cloned(),
        nonce: text("nonce"),
        requested: Requested::default(),
        challenge: None,
        prompt: text("prompt"),
        cp1: declares_cp1(parameters),
        client_info: parameters
            .get("client_info")
            .is_some_and(|value| value == "1"),
    };
    let refuse =
        |request: &AuthorizeRequest, refusal: Refusal| Box::new((Some(request.clone()), refusal));
    match text("response_type").as_deref() {
        Some("code") => {}
        None => return Err(refuse(&request, Refusal::missing("response_type"))),
        Some(_) => {
            let text = "The provided value for the input parameter 'response_type' is not allowed for this client.";
            return Err(refuse(
                &request,
                Refusal::new("unsupported_response_type", 700_051, text),
            ));
        }
    }
    let Some(scope) = text("scope") else {
        return Err(refuse(&request, Refusal::missing("scope")));
    };
    request.requested = Requested::parse(&scope).map_err(|refusal| refuse(&request, refusal))?;
    request.challenge = match (
        text("code_challenge"),
        text("code_challenge_method").as_deref(),
    ) {
        (None, _) => None,
        (Some(challenge), Some("S256")) => Some(Challenge::S256(challenge)),
        (Some(challenge), None | Some("plain")) => Some(Challenge::Plain(challenge)),
        (Some(_), Some(_)) => {
            let text = "The code_challenge_method parameter must be 'S256' or 'plain'.";
            return Err(refuse(&request, Refusal::invalid_request(501_491, text)));
        }
    };
    Ok(request)
}
