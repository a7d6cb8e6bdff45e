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
use wire::{
    InviteLink, InviteRedemption, Me, Nonce, Problem, ProblemCode, Session, SessionRequest,
};

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
    let device = device_of(&request.device)?;
    let invite = request.invite.as_deref().map(code_of).transpose()?;
    let now = app.clock.now();
    let claims = match &request.id_token {
        Some(token) => Some(Claims::verify(token, &app.issuers, &app.nonces, now).await?),
        None => None,
    };
    let id = uuid::Uuid::new_v4().simple().to_string();
    let secret = secret::random_text()?;
    let sign_in = SignIn {
        claims,
        invite,
        device,
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

/// Takes a manager's invite without another sign-in: for whom Microsoft vouched by the very address that it is bound to.
#[utoipa::path(post, path = "/v1/me/invites", tag = "me", security(("device" = [])), request_body = InviteRedemption,
    responses(
        (status = 200, body = Me),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn take_invite(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    caller: Caller,
    Json(request): Json<InviteRedemption>,
) -> Result<axum::Json<Me>, Fault> {
    app.failures.check(peer)?;
    let taken = taken(&app, caller, &request).await;
    app.failures.count(peer, taken).map(axum::Json)
}

async fn taken(app: &App, caller: Caller, request: &InviteRedemption) -> Result<Me, Fault> {
    let (code, device) = (code_of(&request.invite)?, device_of(&request.device)?);
    let caller = app
        .store
        .take_invite(caller, code, device, app.clock.now())
        .await?;
    let connections = app.store.live_connections(caller.clone()).await?;
    Ok(caller.me(connections))
}

/// The digest of a device's own text.
fn device_of(text: &str) -> Result<[u8; 32], Fault> {
    if (16..=256).contains(&text.len()) {
        Ok(secret::digest(text))
    } else {
        Err(refuse(
            ProblemCode::Malformed,
            "the device's text has 16 to 256 bytes",
        ))
    }
}

/// The digest of an invite's code.
fn code_of(text: &str) -> Result<[u8; 32], Fault> {
    let link = InviteLink::parse(text).map_err(|_| ProblemCode::InviteInvalid)?;
    Ok(secret::digest(link.code()))
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
