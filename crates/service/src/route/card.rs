use crate::App;
use crate::fault::Fault;
use axum::Json;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use wire::{DpaInForce, Health, Problem, ProblemCode, ServiceCard};

/// What the service says about itself.
#[utoipa::path(get, path = "/.well-known/vitrine.json", tag = "open", responses((status = 200, body = ServiceCard)))]
pub(crate) async fn card(State(app): State<Arc<App>>) -> Json<ServiceCard> {
    Json(ServiceCard {
        service: "vitrine-service".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        policy_key: STANDARD.encode(app.signing.verifying_key().as_bytes()),
        limits: app.limits,
    })
}

/// Whether the service works: its database answers.
#[utoipa::path(get, path = "/v1/health", tag = "open", responses(
    (status = 200, body = Health),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn health(State(app): State<Arc<App>>) -> Result<Json<Health>, Fault> {
    app.store.setting("public_url").await?;
    Ok(Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}

/// This description.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "open", responses((status = 200, body = Object)))]
pub(crate) async fn description() -> Json<utoipa::openapi::OpenApi> {
    Json(crate::openapi())
}

/// The DPA texts in force, the same for every tenant.
#[utoipa::path(get, path = "/v1/dpa", tag = "open", responses(
    (status = 200, body = DpaInForce),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn dpa(State(app): State<Arc<App>>) -> Result<Json<DpaInForce>, Fault> {
    app.store.dpa().await.map(Json)
}

/// The DPA texts of one version, so that what changed since it was accepted can be read.
#[utoipa::path(get, path = "/v1/dpa/{version}", tag = "open", params(("version" = u32, Path, description = "The version")), responses(
    (status = 200, body = DpaInForce),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn dpa_version(
    State(app): State<Arc<App>>,
    Path(version): Path<String>,
) -> Result<Json<DpaInForce>, Fault> {
    let version = version.parse().map_err(|_| ProblemCode::NotFound)?;
    app.store.dpa_version(version).await.map(Json)
}
