use crate::approvals::Approvals;
use crate::edge;
use crate::fault::Fault;
use crate::identity::{Issuers, Nonces};
use crate::route;
use crate::store::Store;
use crate::{Clock, keys};
use axum::Router;
use ed25519_dalek::SigningKey;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use url::Url;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use wire::Limits;

/// Everything that a request may need.
pub struct App {
    pub(crate) store: Store,
    pub(crate) signing: SigningKey,
    pub(crate) nonces: Nonces,
    pub(crate) issuers: Issuers,
    pub(crate) audiences: Vec<String>,
    pub(crate) public_url: Url,
    pub(crate) download: Option<Url>,
    pub(crate) is_behind_proxy: bool,
    pub(crate) limits: Limits,
    pub(crate) patience: Duration,
    pub(crate) clock: Clock,
    pub(crate) failures: edge::Failures,
    pub(crate) approvals: Approvals,
    /// Told when an admin changed what a policy says of what is held.
    pub(crate) policies_changed: tokio::sync::Notify,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vitrine central service",
        description = "Refusals are RFC 9457 problems; act on `code`, which comes from a closed set.",
        license(name = "Apache-2.0 OR MIT")
    ),
    components(schemas(
        wire::Ack,
        wire::HeldActivity,
        wire::Retraction,
        wire::ReviewInput,
        wire::Problem
    ))
)]
struct Description;

/// The folder's store and signing key.
pub(crate) fn open(folder: &Path) -> Result<(Store, SigningKey), Fault> {
    let store = Store::open(folder)?;
    let _turn = crate::store::turn(folder)?;
    Ok((store, keys::open(folder)?))
}

/// Every route, behind the edge.
pub fn router(app: Arc<App>) -> Router {
    let (router, _) = parts();
    edge::around(router.with_state(app))
}

/// The description of every route.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, mut description) = parts();
    let device = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    if let Some(components) = &mut description.components {
        components.add_security_scheme("device", device);
    }
    description
}

fn parts() -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(route::open())
        .merge(route::personal())
        .merge(route::batches())
        .merge(route::review())
        .merge(route::admin())
        .split_for_parts()
}
