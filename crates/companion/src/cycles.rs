//! The tenant's review cycles, as its admin sees to them.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::DeskEvent;
use activity::CycleId;
use consent::{Cycle, CycleState};
use wire::{CycleChange, CycleRequest, Role};

impl Companion {
    /// The tenant's cycles, the earliest first.
    pub async fn cycles(&self) -> Result<Vec<Cycle>, Obstacle> {
        Ok(self.device(Role::TenantAdmin).await?.cycles().await?)
    }

    /// Makes a cycle.
    pub async fn make_cycle(&self, cycle: &CycleRequest) -> Result<Cycle, Obstacle> {
        let device = self.device(Role::TenantAdmin).await?;
        let made = device.make_cycle(cycle).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(made)
    }

    /// Changes a cycle that is open.
    pub async fn change_cycle(
        &self,
        cycle: &CycleId,
        change: &CycleChange,
    ) -> Result<Cycle, Obstacle> {
        let device = self.device(Role::TenantAdmin).await?;
        let changed = device.change_cycle(cycle, change).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(changed)
    }

    /// Moves a cycle forward: frozen, then closed.
    pub async fn move_cycle(&self, cycle: &CycleId, state: CycleState) -> Result<Cycle, Obstacle> {
        let device = self.device(Role::TenantAdmin).await?;
        let moved = device.move_cycle(cycle, state).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(moved)
    }
}
