use super::{CentralError, Device};
use activity::{CycleId, ObjectId};
use egress::Method;
use wire::{
    DisputeRequest, ExportLook, NoteRequest, Review, ReviewAccess, ReviewablePerson, RubricInForce,
    RubricRequest, path,
};

impl Device {
    /// What a review sees of me in a cycle.
    pub async fn my_review(&self, cycle: &CycleId) -> Result<Review, CentralError> {
        self.get(&path::my_review(cycle)).await
    }

    /// Adds a note to it.
    pub async fn add_note(&self, cycle: &CycleId, text: String) -> Result<Review, CentralError> {
        let note = NoteRequest { text };
        self.send(Method::POST, &path::my_notes(cycle), &note).await
    }

    /// Takes a note away.
    pub async fn remove_note(&self, cycle: &CycleId, note: &str) -> Result<Review, CentralError> {
        self.take_away(&path::my_note(cycle, note)).await
    }

    /// Disputes a mark.
    pub async fn dispute(
        &self,
        cycle: &CycleId,
        mark: &str,
        reason: Option<String>,
    ) -> Result<Review, CentralError> {
        let dispute = DisputeRequest { reason };
        self.send(Method::PUT, &path::my_dispute(cycle, mark), &dispute)
            .await
    }

    /// Undoes a dispute.
    pub async fn undo_dispute(&self, cycle: &CycleId, mark: &str) -> Result<Review, CentralError> {
        self.take_away(&path::my_dispute(cycle, mark)).await
    }

    /// Which reviewers looked at my input.
    pub async fn accesses(&self, cycle: &CycleId) -> Result<Vec<ReviewAccess>, CentralError> {
        self.get(&path::my_accesses(cycle)).await
    }

    /// Which exports of the tenant's admin my content was in.
    pub async fn exports(&self) -> Result<Vec<ExportLook>, CentralError> {
        self.get(path::MY_EXPORTS).await
    }

    /// The people whose input I may read.
    pub async fn reviewable(&self, cycle: &CycleId) -> Result<Vec<ReviewablePerson>, CentralError> {
        self.get(&path::reviews(cycle)).await
    }

    /// What a review sees of one of them; the look is recorded.
    pub async fn review(&self, cycle: &CycleId, person: &ObjectId) -> Result<Review, CentralError> {
        self.get(&path::review(cycle, person)).await
    }

    /// How measures become scores.
    pub async fn rubric(&self) -> Result<RubricInForce, CentralError> {
        self.get(path::RUBRIC).await
    }

    /// Sets the tenant's rubric.
    pub async fn set_rubric(&self, toml: String) -> Result<RubricInForce, CentralError> {
        let rubric = RubricRequest { toml };
        self.send(Method::PUT, path::ADMIN_RUBRIC, &rubric).await
    }

    /// Goes back to the product's own rubric.
    pub async fn reset_rubric(&self) -> Result<RubricInForce, CentralError> {
        self.take_away(path::ADMIN_RUBRIC).await
    }

    async fn take_away<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<T, CentralError> {
        let request = self.request(Method::DELETE, path)?;
        self.central().ask(request).await
    }
}
