//! Leaving: the credential at the service, the tokens and the ledger here.

use crate::companion::{Companion, role_of};
use crate::obstacle::Obstacle;
use crate::view::DeskEvent;
use jiff::Timestamp;
use ledger::Connection;
use wire::{ProblemCode, Role};

/// What leaving did, and what it cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Why the service could not be told, if it could not; it hears nothing more from here anyway.
    pub untold: Option<Obstacle>,
}

impl Left {
    /// What remains elsewhere, in sentences.
    pub const REMAINS: [&'static str; 2] = [
        "What was sent before stays at the central service until its erasure is asked for there.",
        "Microsoft still lists the permission; take it back under https://myapps.microsoft.com or in the Entra admin centre.",
    ];
}

impl Companion {
    /// Ends a connection: nothing of it is left on this machine but the record that it was made and ended.
    pub async fn disconnect(&self, connection: &Connection) -> Result<Left, Obstacle> {
        if let Some(running) = self.runs.of(&connection.id) {
            running.stop.cancel();
        }
        let _lock = self.home.lock().await?;
        let role = role_of(connection.road);
        let shares = |other: &Connection| other.id != connection.id && role_of(other.road) == role;
        let is_last = !self.connections().await?.iter().any(shares);
        let mut told = self.leave_service(connection).await;
        if is_last {
            if role == Role::Employee && self.managing().await?.is_some() {
                self.lend_credential(Role::Employee, Role::Manager).await?;
            }
            if told.is_ok() {
                told = self.sign_out(role).await;
            }
            self.forget_credential(role).await?;
        }
        let untold = told.err();
        if !connection.road.is_employee() {
            self.forget_registration().await?;
        }
        self.ledger().erase_all(&connection.id).await?;
        let ended = Connection {
            disconnected_at: Some(Timestamp::now().into()),
            ..connection.clone()
        };
        self.ledger().put_connection(&ended).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(Left { untold })
    }

    /// Ends the connection of that id.
    pub(crate) async fn leave(&self, id: &str) -> Result<Left, Obstacle> {
        let connection = self.connection(id).await?;
        self.disconnect(&connection).await
    }

    async fn leave_service(&self, connection: &Connection) -> Result<(), Obstacle> {
        let device = self.device(role_of(connection.road)).await?;
        match device.disconnect(&connection.id).await {
            // Somebody ended it there before; then the credential may be gone as well.
            Err(error) if matches!(error.problem(), Some(ProblemCode::Unauthorized)) => {
                return Ok(());
            }
            Err(error)
                if matches!(
                    error.problem(),
                    Some(ProblemCode::NotFound | ProblemCode::Disconnected)
                ) => {}
            told => told?,
        }
        Ok(())
    }

    /// Gives the role's own credential back at the service, where this home has one.
    pub(crate) async fn sign_out(&self, role: Role) -> Result<(), Obstacle> {
        let Some(device) = self.own_device(role).await? else {
            return Ok(());
        };
        match device.sign_out().await {
            Err(error) if error.problem() == Some(ProblemCode::Unauthorized) => Ok(()),
            told => Ok(told?),
        }
    }
}
