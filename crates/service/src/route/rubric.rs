use crate::App;
use crate::fault::Fault;
use crate::receive::{Admin, Json};
use crate::store::Caller;
use axum::extract::State;
use std::sync::Arc;
use wire::{Problem, RubricInForce, RubricRequest};

/// How measures become scores: the tenant's own rubric, or the product's.
#[utoipa::path(get, path = "/v1/rubric", tag = "me", security(("device" = [])), responses(
    (status = 200, body = RubricInForce),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<axum::Json<RubricInForce>, Fault> {
    app.store.rubric(caller.tenant).await.map(axum::Json)
}

/// Sets the tenant's rubric. A version stands for one text for good.
#[utoipa::path(put, path = "/v1/admin/rubric", tag = "admin", security(("device" = [])), request_body = RubricRequest,
    responses(
        (status = 200, body = RubricInForce),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<RubricRequest>,
) -> Result<axum::Json<RubricInForce>, Fault> {
    app.store
        .set_rubric(caller, Some(request.toml), app.clock.now())
        .await
        .map(axum::Json)
}

/// Goes back to the product's own rubric.
#[utoipa::path(delete, path = "/v1/admin/rubric", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = RubricInForce),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn reset(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<axum::Json<RubricInForce>, Fault> {
    app.store
        .set_rubric(caller, None, app.clock.now())
        .await
        .map(axum::Json)
}
