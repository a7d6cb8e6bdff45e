use crate::App;
use crate::edge::PeerAddress;
use crate::fault::{Fault, refuse};
use crate::page::{self, Language};
use crate::receive::{Json, Shown};
use crate::secret;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;
use url::form_urlencoded;
use wire::{
    Approval, ApprovalAnswer, ApprovalRequest, InviteLink, Problem, ProblemCode, QUESTION_OPEN,
};

/// Says that somebody waits for an administrator's approval: a device, or whoever holds an invite.
#[utoipa::path(post, path = "/v1/approvals", tag = "open", security((), ("device" = [])), request_body = ApprovalRequest, responses(
    (status = 201, body = Approval),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    Shown(caller): Shown,
    Json(request): Json<ApprovalRequest>,
) -> Result<(StatusCode, axum::Json<Approval>), Fault> {
    app.failures.check(peer)?;
    let now = app.clock.now();
    let asker = match (caller, &request.invite) {
        (Some(caller), _) => Ok(secret::digest(&caller.credential)),
        (None, Some(invite)) => holder(&app, invite).await,
        (None, None) => Err(ProblemCode::Unauthorized.into()),
    };
    let asker = app.failures.count(peer, asker)?;
    app.approvals.count(asker)?;
    let state = digest(&request.state)
        .ok_or_else(|| refuse(ProblemCode::Malformed, "the state has 32 bytes"))?;
    let approval = app.store.await_approval(state, now).await?;
    Ok((StatusCode::CREATED, axum::Json(approval)))
}

/// How an approval stands. With `seen` it is told once it stands otherwise, or after a while all the same.
#[utoipa::path(get, path = "/v1/approvals/{state}", tag = "open", params(
    ("state" = String, Path), ("seen" = Option<String>, Query)
), responses(
    (status = 200, body = Approval),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    Path(state): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<axum::Json<Approval>, Fault> {
    app.failures.check(peer)?;
    let seen = first(query.as_deref(), "seen")
        .map(|name| ApprovalAnswer::from_name(&name).ok_or(ProblemCode::Malformed))
        .transpose()?;
    let state = digest(&state).ok_or(ProblemCode::NotFound.into());
    let state = app.failures.count(peer, state)?;
    let began = Instant::now();
    // Listening begins before looking, so that nothing is missed in between.
    let mut hearing = app.approvals.listen();
    let found = app.store.approval(state, app.clock.now()).await;
    let mut approval = app.failures.count(peer, found)?;
    let Some(_seat) = app.approvals.seat() else {
        return Ok(axum::Json(approval));
    };
    while seen == Some(approval.answer) {
        if !hearing
            .hear(QUESTION_OPEN.saturating_sub(began.elapsed()))
            .await
        {
            break;
        }
        approval = app.store.approval(state, app.clock.now()).await?;
    }
    Ok(axum::Json(approval))
}

/// Where Microsoft's page leads an administrator back to: what they decided is told to whoever waits, and nothing else is read.
#[utoipa::path(get, path = "/approval", tag = "open", responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = "default", body = String, content_type = "text/html")
))]
pub(crate) async fn come_back(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let query = query.as_deref();
    let Some(answer) = answer(query) else {
        return page::no_answer(language);
    };
    match note(&app, peer, first(query, "state").as_deref(), answer).await {
        Ok(()) => page::approval(answer, true, language),
        Err(Fault::Refused(problem)) if problem.code == ProblemCode::NotFound => {
            page::approval(answer, false, language)
        }
        Err(fault) => page::refusal(&fault, language),
    }
}

/// What came back: a refusal also says `admin_consent=True`, so only `error` tells.
fn answer(query: Option<&str>) -> Option<ApprovalAnswer> {
    if first(query, "error").is_some() {
        Some(ApprovalAnswer::Refused)
    } else if first(query, "admin_consent").is_some() {
        Some(ApprovalAnswer::Granted)
    } else {
        None
    }
}

async fn note(
    app: &App,
    peer: Option<std::net::IpAddr>,
    state: Option<&str>,
    answer: ApprovalAnswer,
) -> Result<(), Fault> {
    app.failures.check(peer)?;
    let noted = match state.and_then(digest) {
        Some(state) => {
            let now = app.clock.now();
            app.store.answer_approval(state, answer, now).await
        }
        None => Err(ProblemCode::NotFound.into()),
    };
    app.failures.count(peer, noted)?;
    app.approvals.tell();
    Ok(())
}

/// The digest of the invite that a holder shows.
async fn holder(app: &App, invite: &str) -> Result<[u8; 32], Fault> {
    let link = InviteLink::parse(invite).map_err(|_| ProblemCode::InviteInvalid)?;
    let code = secret::digest(link.code());
    app.store.usable_invite(code, app.clock.now()).await?;
    Ok(code)
}

/// The digest under which a state is kept, if it is one.
fn digest(state: &str) -> Option<[u8; 32]> {
    wire::is_approval_state(state).then(|| secret::digest(state))
}

fn first(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}
