//! The rubric by which this home scores what was said: the tenant's own, where it has one, as the service has it.

use crate::companion::{Companion, role_of};
use crate::obstacle::Obstacle;
use activity::{Sha256, TenantId};
use ledger::Connection;
use transcript::Rubric;
use wire::RubricInForce;

impl Companion {
    /// The tenant's rubric: the newest where the service answers, else the last one that was taken.
    pub(crate) async fn newest_rubric(&self, connection: &Connection) -> Result<Rubric, Obstacle> {
        match self.take_rubric(connection).await {
            Err(away @ Obstacle::ServiceUnreachable(_)) => {
                tracing::warn!(code = away.code(), "the last rubric serves");
                let kept = self.kept_rubric(connection).await?;
                Ok(kept.unwrap_or_else(|| Rubric::standard().clone()))
            }
            taken => taken,
        }
    }

    /// The rubric that was taken last, so that nothing waits for the service; asked for where none was.
    pub(crate) async fn last_rubric(&self, connection: &Connection) -> Result<Rubric, Obstacle> {
        match self.kept_rubric(connection).await? {
            Some(kept) => Ok(kept),
            None => self.newest_rubric(connection).await,
        }
    }

    /// Takes the rubric from the service and keeps it.
    pub(crate) async fn take_rubric(&self, connection: &Connection) -> Result<Rubric, Obstacle> {
        let device = self.device(role_of(connection.road)).await?;
        let taken = device.rubric().await?;
        if Sha256::of(taken.toml.as_bytes()) != taken.sha256 {
            return Err(Obstacle::ServiceUntrusted);
        }
        // One that names a measure which this program does not know cannot be scored by; a newer program can.
        let rubric = Rubric::parse(&taken.toml).map_err(|_| Obstacle::ServiceUntrusted)?;
        self.home.keep(&name_of(&connection.tenant), &taken).await?;
        Ok(rubric)
    }

    async fn kept_rubric(&self, connection: &Connection) -> Result<Option<Rubric>, Obstacle> {
        let kept: Option<RubricInForce> = self.home.document(&name_of(&connection.tenant)).await?;
        Ok(kept.and_then(|kept| Rubric::parse(&kept.toml).ok()))
    }
}

fn name_of(tenant: &TenantId) -> String {
    format!("rubric/{tenant}")
}
