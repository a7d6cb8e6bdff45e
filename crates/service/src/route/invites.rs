use crate::App;
use crate::edge::PeerAddress;
use crate::fault::Fault;
use crate::invites::{self, Maker};
use crate::receive::{Inviter, Json};
use crate::secret;
use crate::store::StoredInvite;
use activity::Road;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use std::net::IpAddr;
use std::sync::Arc;
use wire::{
    InviteLink, InviteMade, InviteRequest, InviteSummary, InviteView, Problem, ProblemCode,
    RoadOffer, Role, TenantConfig,
};

/// What an invite says to whoever holds its code, before anything is signed in to.
#[utoipa::path(get, path = "/v1/invites/{code}", tag = "open", params(("code" = String, Path)), responses(
    (status = 200, body = InviteView),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn view(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    Path(code): Path<String>,
) -> Result<axum::Json<InviteView>, Fault> {
    look_up(&app, peer, &code).await.map(axum::Json)
}

/// What an invite says; failed look-ups are counted.
pub(super) async fn look_up(
    app: &App,
    peer: Option<IpAddr>,
    code: &str,
) -> Result<InviteView, Fault> {
    app.failures.check(peer)?;
    let found = match InviteLink::parse(code) {
        Ok(link) => {
            app.store
                .usable_invite(secret::digest(link.code()), app.clock.now())
                .await
        }
        Err(_) => Err(ProblemCode::InviteInvalid.into()),
    };
    let (invite, config) = app.failures.count(peer, found)?;
    Ok(view_of(invite, config))
}

fn view_of(invite: StoredInvite, config: TenantConfig) -> InviteView {
    let roads: &[Road] = match (invite.role, &invite.road) {
        (_, Some(road)) => std::slice::from_ref(road),
        (Role::TenantAdmin, None) => &[Road::Organisation],
        (Role::Employee | Role::Manager, None) => &[Road::EmployeeGraph, Road::EmployeeImap],
    };
    let switches = config.policy.roads;
    let offer = |road: &Road| RoadOffer {
        road: *road,
        open: switches.is_open(*road),
    };
    InviteView {
        role: invite.role,
        tenant: invite.tenant,
        organisation: config.organisation.or(invite.organisation),
        invited_by: invite.made_by_name,
        address: invite.address,
        purpose: invite.purpose.or(config.purpose),
        legal_basis: invite.legal_basis.or(config.legal_basis),
        expires_at: invite.expires_at,
        mail_scope: config.policy.mail_scope,
        roads: roads.iter().map(offer).collect(),
    }
}

/// Makes an invite: an admin any, a manager those of employees.
#[utoipa::path(post, path = "/v1/admin/invites", tag = "admin", security(("device" = [])), request_body = InviteRequest,
    responses(
        (status = 201, body = InviteMade),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    Inviter(caller): Inviter,
    Json(request): Json<InviteRequest>,
) -> Result<(StatusCode, axum::Json<InviteMade>), Fault> {
    let now = app.clock.now();
    if request.role != Role::Employee && !caller.is_admin(now) {
        return Err(ProblemCode::Forbidden.into());
    }
    let maker = Maker {
        actor: caller.actor().to_owned(),
        name: caller.name.clone().or_else(|| caller.address.clone()),
        organisation: None,
    };
    let made = invites::make(
        &app.store,
        Some(&app.public_url),
        caller.tenant,
        request,
        maker,
        now,
    )
    .await?;
    Ok((StatusCode::CREATED, axum::Json(made)))
}

/// The tenant's invites; a manager sees their own.
#[utoipa::path(get, path = "/v1/admin/invites", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = Vec<InviteSummary>),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Inviter(caller): Inviter,
) -> Result<axum::Json<Vec<InviteSummary>>, Fault> {
    app.store
        .invites(caller, app.clock.now())
        .await
        .map(axum::Json)
}

/// Puts an invite that is not used yet under a new code, for the same person and words; the old code is void.
#[utoipa::path(post, path = "/v1/admin/invites/{invite}/resend", tag = "admin", security(("device" = [])),
    params(("invite" = String, Path)),
    responses(
        (status = 200, body = InviteMade),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn resend(
    State(app): State<Arc<App>>,
    Inviter(caller): Inviter,
    Path(invite): Path<String>,
) -> Result<axum::Json<InviteMade>, Fault> {
    let now = app.clock.now();
    invites::make_anew(&app.store, Some(&app.public_url), caller, invite, now)
        .await
        .map(axum::Json)
}

/// Takes an invite back.
#[utoipa::path(delete, path = "/v1/admin/invites/{invite}", tag = "admin", security(("device" = [])),
    params(("invite" = String, Path)),
    responses(
        (status = 204),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Inviter(caller): Inviter,
    Path(invite): Path<String>,
) -> Result<StatusCode, Fault> {
    app.store
        .revoke_invite(caller, invite, app.clock.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
