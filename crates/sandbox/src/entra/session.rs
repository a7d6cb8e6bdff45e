//! The browser's session, and signing out of it.

use std::sync::Arc;

use axum::extract::{Extension, Query, State as FromState};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use url::Url;

use super::Entra;
use super::directory::Account;
use super::form::Parameters;
use super::pages;
use super::respond::redirect;
use crate::access::Origin;

const COOKIE: &str = "ESTSAUTH";

/// A browser in which somebody signed in.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) account: Account,
    pub(super) second_factor: bool,
}

/// `/{tenant}/oauth2/v2.0/logout`: ends the browser's session; tokens stay good.
pub(super) async fn logout(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    if let Some(id) = session_id(&headers) {
        entra.state().sessions.remove(id);
    }
    let target = parameters
        .get("post_logout_redirect_uri")
        .and_then(|uri| Url::parse(uri).ok());
    let registered = target.filter(|uri| {
        entra
            .state()
            .apps
            .values()
            .any(|app| app.accepts_redirect(uri.as_str()))
    });
    let mut response = match registered {
        Some(mut target) => {
            if let Some(state) = parameters.get("state") {
                target.query_pairs_mut().append_pair("state", state);
            }
            redirect(&target).into_response()
        }
        None => pages::message(
            StatusCode::OK,
            "You signed out of your account",
            "It's a good idea to close all browser windows.",
        ),
    };
    if let Ok(cookie) = HeaderValue::from_str(&format!("{}; Max-Age=0", cookie("", &origin))) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub(super) fn cookie(id: &str, origin: &Origin) -> String {
    let secure = if origin.0.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

impl Entra {
    /// Who is signed in in this browser.
    pub(super) fn session(&self, headers: &HeaderMap) -> Option<Session> {
        self.state().sessions.get(session_id(headers)?).cloned()
    }
}

fn session_id(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, id)| id)
}
