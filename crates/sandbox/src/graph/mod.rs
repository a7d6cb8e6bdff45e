//! Placeholder until the Graph routes land.
use std::sync::Arc;

use crate::world::World;

/// The Graph routes, below `/v1.0`.
pub fn router(_world: Arc<World>) -> axum::Router {
    axum::Router::new()
}
