//! From a bearer token to an [`Access`], or a 401 in Graph's words.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State as FromState};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde_json::json;

use super::Entra;
use super::directory::Account;
use super::permissions::Resource;
use super::state::{AccessToken, Standing};
use super::tokens::pairwise;
use crate::access::{Access, Origin, RequestIds};

/// Why a token opens nothing.
enum Rejected {
    Because(&'static str),
    Challenge(String),
}

/// Middleware of the Graph routes: inserts `Extension<Access>`, or answers 401.
pub async fn require_token(
    FromState(entra): FromState<Arc<Entra>>,
    mut request: Request,
    next: Next,
) -> Response {
    match entra.check_bearer(request.headers()) {
        Ok(access) => {
            request.extensions_mut().insert(access);
            next.run(request).await
        }
        Err(rejected) => {
            let origin = request.extensions().get::<Origin>().cloned();
            let ids = request
                .extensions()
                .get::<RequestIds>()
                .cloned()
                .unwrap_or_default();
            unauthorized(&rejected, origin.as_ref(), &ids)
        }
    }
}

/// `/oidc/userinfo`.
pub(super) async fn userinfo(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(origin): Extension<Origin>,
    Extension(ids): Extension<RequestIds>,
    headers: HeaderMap,
) -> Response {
    let access = match entra.check_bearer(&headers) {
        Ok(access) => access,
        Err(rejected) => return unauthorized(&rejected, Some(&origin), &ids),
    };
    let account = access.subject.map(|user| Account {
        tenant: access.tenant_id,
        user,
    });
    let Some((account, user)) = account.and_then(|account| Some((account, entra.user(account)?)))
    else {
        return unauthorized(
            &Rejected::Because("Access token validation failure."),
            Some(&origin),
            &ids,
        );
    };
    Json(json!({
        "sub": pairwise(account, access.app_id),
        "name": user.display_name,
        "email": user.mail,
    }))
    .into_response()
}

impl Entra {
    /// The rights of the token in `headers`, for layers that stand before the check.
    pub(crate) fn access_of(&self, headers: &HeaderMap) -> Option<Access> {
        let token = bearer(headers)?;
        self.state()
            .access_tokens
            .get(token)
            .map(|token| token.access.clone())
    }

    fn check_bearer(&self, headers: &HeaderMap) -> Result<Access, Rejected> {
        let token = bearer(headers).ok_or(Rejected::Because("Access token is empty."))?;
        let state = self.state();
        let Some(token) = state.access_tokens.get(token) else {
            let well_formed = token.split('.').count() == 3;
            let text = if well_formed {
                "Access token validation failure. Invalid signature."
            } else {
                "IDX14100: JWT is not well formed, there are no dots (.)."
            };
            return Err(Rejected::Because(text));
        };
        check(token)?;
        Ok(token.access.clone())
    }
}

fn check(token: &AccessToken) -> Result<(), Rejected> {
    if token.resource != Resource::Graph {
        return Err(Rejected::Because(
            "Access token validation failure. Invalid audience.",
        ));
    }
    if token.expires <= Timestamp::now() || token.standing == Standing::Expired {
        return Err(Rejected::Because(
            "Lifetime validation failed, the token is expired.",
        ));
    }
    if token.standing == Standing::Revoked {
        return Err(Rejected::Because(
            "Access token has expired or is not yet valid.",
        ));
    }
    if let Some(since) = token
        .challenged
        .filter(|_| token.access.client_capabilities_cp1)
    {
        let claims = json!({"access_token": {"nbf": {"essential": true, "value": since.as_second().to_string()}}});
        return Err(Rejected::Challenge(claims.to_string()));
    }
    Ok(())
}

/// The 401 that asks a client which declared `cp1` for a token with more claims.
pub(crate) fn claims_challenge(
    claims: &str,
    origin: Option<&Origin>,
    ids: &RequestIds,
) -> Response {
    unauthorized(&Rejected::Challenge(claims.to_owned()), origin, ids)
}

/// The 401 of a token that opens nothing.
pub(crate) fn token_refused(
    text: &'static str,
    origin: Option<&Origin>,
    ids: &RequestIds,
) -> Response {
    unauthorized(&Rejected::Because(text), origin, ids)
}

fn unauthorized(rejected: &Rejected, origin: Option<&Origin>, ids: &RequestIds) -> Response {
    let authority = origin.map_or("", |origin| origin.0.as_str());
    let realm =
        format!(r#"Bearer realm="", authorization_uri="{authority}/common/oauth2/authorize""#);
    let (message, challenge) = match rejected {
        Rejected::Because(text) => (
            *text,
            format!(r#"{realm}, client_id="00000003-0000-0000-c000-000000000000""#),
        ),
        Rejected::Challenge(claims) => (
            "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
            format!(
                r#"{realm}, error="insufficient_claims", claims="{}""#,
                STANDARD.encode(claims)
            ),
        ),
    };
    let mut response = ids.error(
        StatusCode::UNAUTHORIZED,
        "InvalidAuthenticationToken",
        message,
    );
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
