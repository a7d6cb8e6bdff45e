//! Placeholder until the world's control routes land.
use std::sync::Arc;

use crate::world::World;

/// The routes that move the world, below `/sandbox`.
pub fn router(_world: Arc<World>) -> axum::Router {
    axum::Router::new()
}
