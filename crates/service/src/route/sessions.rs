use crate::App;
use crate::edge::PeerAddress;
use crate::fault::{Fault, refuse};
use crate::identity::Claims;
use crate::receive::{CREDENTIAL_PREFIX, Json};
use crate::secret;
use crate::store::{Caller, SignIn};
use axum::extract::State;
use axum::http::StatusCode;
use std::sync::Arc;
use wire::{InviteLink, Nonce, Problem, ProblemCode, Session, SessionRequest};

/// A nonce for the next sign-in.
#[utoipa::path(get, path = "/v1/sessions/nonce", tag = "open", responses((status = 200, body = Nonce)))]
pub(crate) async fn nonce(State(app): State<Arc<App>>) -> Result<axum::Json<Nonce>, Fault> {
    app.nonces.give(app.clock.now()).map(axum::Json)
}

/// Signs a device in by a Microsoft id_token, an invite code, or both.
#[utoipa::path(post, path = "/v1/sessions", tag = "open", request_body = SessionRequest, responses(
    (status = 201, body = Session),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    Json(request): Json<SessionRequest>,
) -> Result<(StatusCode, axum::Json<Session>), Fault> {
    app.failures.check(peer)?;
    let attempt = attempt(&app, request).await;
    let session = app.failures.count(peer, attempt)?;
    Ok((StatusCode::CREATED, axum::Json(session)))
}

async fn attempt(app: &App, request: SessionRequest) -> Result<Session, Fault> {
    if !(16..=256).contains(&request.device.len()) {
        return Err(refuse(
            ProblemCode::Malformed,
            "the device's text has 16 to 256 bytes",
        ));
    }
    let invite = request
        .invite
        .as_deref()
        .map(|text| InviteLink::parse(text).map_err(|_| ProblemCode::InviteInvalid))
        .transpose()?;
    let now = app.clock.now();
    let claims = match &request.id_token {
        Some(token) => Some(Claims::verify(token, &app.issuers, &app.nonces, now).await?),
        None => None,
    };
    let id = uuid::Uuid::new_v4().simple().to_string();
    let secret = secret::random_text()?;
    let sign_in = SignIn {
        claims,
        invite: invite.map(|invite| secret::digest(invite.code())),
        device: secret::digest(&request.device),
        audiences: app.audiences.clone(),
        credential: (id.clone(), secret::digest(&secret)),
    };
    let caller = app.store.sign_in(sign_in, now).await?;
    let connections = app.store.live_connections(caller.clone()).await?;
    Ok(Session {
        credential: format!("{CREDENTIAL_PREFIX}{id}_{secret}"),
        me: caller.me(connections),
    })
}

/// Revokes the credential in use.
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "me", security(("device" = [])), responses(
    (status = 204),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<StatusCode, Fault> {
    app.store.revoke(caller, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
