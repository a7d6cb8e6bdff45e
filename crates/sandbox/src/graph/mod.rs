//! Microsoft Graph v1.0 over the world.
use std::sync::Arc;

pub use crate::access::Origin;
use crate::world::World;

/// The Graph routes, below `/v1.0`.
pub fn router(_world: Arc<World>) -> axum::Router {
    axum::Router::new()
}
