//! The rubric by which this home scores what was said, and the scores by it: the tenant's own rubric, where it has one, as the
//! service has it.

use crate::companion::{Companion, role_of};
use crate::obstacle::Obstacle;
use crate::view::SkillView;
use activity::{Sha256, TenantId};
use ledger::Connection;
use transcript::{Rubric, SkillScore};
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

/// Scores with the names of their skills.
pub(crate) fn skills(rubric: &Rubric, scores: Vec<SkillScore>) -> Vec<SkillView> {
    let named = |scored: SkillScore| {
        let skill = rubric.skills.iter().find(|skill| skill.id == scored.skill);
        let name = |language: fn(&transcript::Name) -> &String| {
            skill.map_or_else(
                || scored.skill.clone(),
                |skill| language(&skill.name).clone(),
            )
        };
        SkillView {
            name_en: name(|name| &name.en),
            name_de: name(|name| &name.de),
            score: scored.score,
            weight: scored.weight,
            measures: scored
                .parts
                .iter()
                .map(|part| part.measure.name().to_owned())
                .collect(),
            id: scored.skill,
        }
    };
    scores.into_iter().map(named).collect()
}

fn name_of(tenant: &TenantId) -> String {
    format!("rubric/{tenant}")
}
