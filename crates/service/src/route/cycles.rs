use crate::App;
use crate::fault::{Fault, refuse};
use crate::receive::{Admin, Json};
use activity::CycleId;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use consent::{Cycle, CycleState};
use std::sync::Arc;
use wire::{CycleChange, CycleRequest, Problem, ProblemCode};

/// The tenant's review cycles, the earliest first; every policy holds the same.
#[utoipa::path(get, path = "/v1/admin/cycles", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = Vec<Object>, description = "`id`, `name`, `start`, `end`, `timeZone` and `state` of each"),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<axum::Json<Vec<Cycle>>, Fault> {
    app.store.cycles(caller).await.map(axum::Json)
}

/// Makes a review cycle.
#[utoipa::path(post, path = "/v1/admin/cycles", tag = "admin", security(("device" = [])), request_body = CycleRequest,
    responses(
        (status = 201, body = Object, description = "The cycle"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<CycleRequest>,
) -> Result<(StatusCode, axum::Json<Cycle>), Fault> {
    if request.id.as_ref().is_some_and(|id| !is_plain(id)) {
        return Err(refuse(
            ProblemCode::Malformed,
            "an id has letters, digits, dots, hyphens and underscores",
        ));
    }
    let cycle = app
        .store
        .make_cycle(caller, request, app.clock.now())
        .await?;
    Ok((StatusCode::CREATED, axum::Json(cycle)))
}

/// Changes a review cycle while it is open.
#[utoipa::path(patch, path = "/v1/admin/cycles/{cycle}", tag = "admin", security(("device" = [])),
    params(("cycle" = String, Path)), request_body = CycleChange,
    responses(
        (status = 200, body = Object, description = "The cycle"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(cycle): Path<String>,
    Json(change): Json<CycleChange>,
) -> Result<axum::Json<Cycle>, Fault> {
    app.store
        .change_cycle(caller, id_of(cycle)?, change, app.clock.now())
        .await
        .map(axum::Json)
}

/// Freezes a review cycle: its numbers stay as they are.
#[utoipa::path(post, path = "/v1/admin/cycles/{cycle}/freeze", tag = "admin", security(("device" = [])),
    params(("cycle" = String, Path)),
    responses(
        (status = 200, body = Object, description = "The cycle"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn freeze(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(cycle): Path<String>,
) -> Result<axum::Json<Cycle>, Fault> {
    app.store
        .move_cycle(caller, id_of(cycle)?, CycleState::Frozen, app.clock.now())
        .await
        .map(axum::Json)
}

/// Closes a review cycle: its review is over.
#[utoipa::path(post, path = "/v1/admin/cycles/{cycle}/close", tag = "admin", security(("device" = [])),
    params(("cycle" = String, Path)),
    responses(
        (status = 200, body = Object, description = "The cycle"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn close(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(cycle): Path<String>,
) -> Result<axum::Json<Cycle>, Fault> {
    app.store
        .move_cycle(caller, id_of(cycle)?, CycleState::Closed, app.clock.now())
        .await
        .map(axum::Json)
}

fn id_of(cycle: String) -> Result<CycleId, Fault> {
    CycleId::new(cycle).map_err(|_| ProblemCode::NotFound.into())
}

/// Whether the id can stand in an address as it is.
fn is_plain(id: &CycleId) -> bool {
    id.as_str()
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
