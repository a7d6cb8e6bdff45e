//! What a review sees: of the person for themselves, and of others for the tenant's admin and for managers.

use crate::central::Device;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::DeskEvent;
use activity::{CycleId, ObjectId, Sha256};
use consent::Cycle;
use ledger::Connection;
use wire::{ExportLook, Review, ReviewAccess, ReviewablePerson, Role, RubricInForce};

impl Companion {
    /// The cycles that a connection's person may be reviewed by, the earliest first.
    pub async fn review_cycles(&self, connection: &Connection) -> Result<Vec<Cycle>, Obstacle> {
        let device = self.device(Role::Employee).await?;
        let policy = self.take_policy(&device, &connection.tenant).await?;
        Ok(policy.policy().cycles.clone())
    }

    /// What a review sees of this home's person.
    pub async fn my_review(&self, cycle: &CycleId) -> Result<Review, Obstacle> {
        whole(self.device(Role::Employee).await?.my_review(cycle).await?)
    }

    /// Adds a note to it.
    pub async fn add_note(&self, cycle: &CycleId, text: String) -> Result<Review, Obstacle> {
        whole(
            self.device(Role::Employee)
                .await?
                .add_note(cycle, text)
                .await?,
        )
    }

    /// Takes a note away.
    pub async fn remove_note(&self, cycle: &CycleId, note: &str) -> Result<Review, Obstacle> {
        whole(
            self.device(Role::Employee)
                .await?
                .remove_note(cycle, note)
                .await?,
        )
    }

    /// Disputes a mark.
    pub async fn dispute(
        &self,
        cycle: &CycleId,
        mark: &str,
        reason: Option<String>,
    ) -> Result<Review, Obstacle> {
        let device = self.device(Role::Employee).await?;
        whole(device.dispute(cycle, mark, reason).await?)
    }

    /// Undoes a dispute.
    pub async fn undo_dispute(&self, cycle: &CycleId, mark: &str) -> Result<Review, Obstacle> {
        whole(
            self.device(Role::Employee)
                .await?
                .undo_dispute(cycle, mark)
                .await?,
        )
    }

    /// Which reviewers looked at it, the latest first.
    pub async fn review_accesses(&self, cycle: &CycleId) -> Result<Vec<ReviewAccess>, Obstacle> {
        Ok(self.device(Role::Employee).await?.accesses(cycle).await?)
    }

    /// Which exports of the tenant's admin the content of this home's person was in, the latest first.
    pub async fn export_looks(&self) -> Result<Vec<ExportLook>, Obstacle> {
        Ok(self.device(Role::Employee).await?.exports().await?)
    }

    /// The people whose input this home may read: for the tenant's admin everybody, for a manager those whom they invited.
    pub async fn reviewable(&self, cycle: &CycleId) -> Result<Vec<ReviewablePerson>, Obstacle> {
        Ok(self.inviter().await?.reviewable(cycle).await?)
    }

    /// What a review sees of one of them, named by id or address; they are shown that somebody looked.
    pub async fn review_of(&self, cycle: &CycleId, person: &str) -> Result<Review, Obstacle> {
        let device = self.inviter().await?;
        let people = device.reviewable(cycle).await?;
        let is_meant = |one: &ReviewablePerson| {
            let by_address = one.address.as_deref();
            one.id.as_str() == person
                || by_address.is_some_and(|address| address.eq_ignore_ascii_case(person.trim()))
        };
        let found: Option<ObjectId> = people.into_iter().find(is_meant).map(|one| one.id);
        whole(
            device
                .review(cycle, &found.ok_or(Obstacle::NotFound)?)
                .await?,
        )
    }

    /// The service as it answers whoever may invite here: the tenant's admin, else a manager.
    pub(crate) async fn inviter(&self) -> Result<Device, Obstacle> {
        match self.device(Role::TenantAdmin).await {
            Err(Obstacle::NotAdmin) => self.device(Role::Manager).await,
            known => known,
        }
    }

    /// How measures become scores, as the service of that role's device has it.
    pub async fn rubric(&self, role: Role) -> Result<RubricInForce, Obstacle> {
        Ok(self.device(role).await?.rubric().await?)
    }

    /// Sets the tenant's rubric, or goes back to the product's own.
    pub async fn set_rubric(&self, toml: Option<String>) -> Result<RubricInForce, Obstacle> {
        let device = self.device(Role::TenantAdmin).await?;
        let rubric = match toml {
            Some(toml) => device.set_rubric(toml).await?,
            None => device.reset_rubric().await?,
        };
        self.announce(DeskEvent::StateChanged);
        Ok(rubric)
    }
}

/// A review whose digests are those of its bytes.
fn whole(review: Review) -> Result<Review, Obstacle> {
    let is_whole = Sha256::of(review.input.get().as_bytes()) == review.sha256
        && Sha256::of(review.text.as_bytes()) == review.text_sha256;
    is_whole.then_some(review).ok_or(Obstacle::ServiceUntrusted)
}
