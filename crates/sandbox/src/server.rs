//! The listeners, and what they say when they are ready.

use std::sync::Arc;

use serde::Serialize;
use thiserror::Error;

use crate::Options;
use crate::world::World;

/// One person of the first tenant, as the ready line names them.
#[derive(Clone, Debug, Serialize)]
pub struct ReadyUser {
    /// Object id.
    pub id: String,
    /// User principal name.
    pub upn: String,
    /// Name as shown.
    pub display_name: String,
    /// Template ids of the directory roles held.
    pub roles: Vec<String>,
}

/// The line printed when the sandbox answers.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    /// Always true.
    pub ready: bool,
}

/// Why a sandbox could not start.
#[derive(Debug, Error)]
pub enum StartError {}

/// A local Microsoft 365.
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that answers until it is stopped or dropped.
pub struct Running {
    ready: Ready,
    world: Arc<World>,
}

impl Sandbox {
    /// Starts a sandbox in this process.
    #[expect(clippy::unused_async, reason = "listens soon")]
    pub async fn start(options: Options) -> Result<Running, StartError> {
        Ok(Running { ready: Ready { ready: true }, world: World::new(&options.world()) })
    }
}

impl Running {
    /// What the ready line says.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The world behind the answers.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Stops answering.
    pub fn stop(self) {}
}
