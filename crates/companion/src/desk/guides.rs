//! The guides, from facts alone.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{Guide, GuideStep, InviteRole, InviteView, Road, StepName, StepState};
use consent::Policy;
use ledger::Connection;

impl Companion {
    /// The guides under way.
    pub(super) async fn guides(&self, invite: Option<&InviteView>) -> Result<Vec<Guide>, Obstacle> {
        let connections = self.connections().await?;
        let organisation = connections
            .iter()
            .find(|connection| !connection.road.is_employee());
        let invited = |role: InviteRole| invite.is_some_and(|invite| invite.role == role);
        let is_invited = invited(InviteRole::Employee);
        let mut guides = Vec::new();
        let employees = connections.iter().filter(|one| one.road.is_employee());
        for employee in employees.clone() {
            // Whoever is connected already takes another invite by signing in once more.
            let is_anew = is_invited && employee.road == activity::Road::EmployeeGraph;
            if is_anew || !self.has_synced(Some(employee)).await? {
                let guide = self.employee_guide(employee.road.into(), Some(employee), is_anew);
                guides.push(guide.await?);
            }
        }
        let leading = self.leading_invite().await?;
        let managing = self.managing().await?;
        let is_wished = managing.is_some_and(|managing| managing.wants_mailbox);
        if employees.count() == 0 && (leading.is_some() || is_wished) {
            let road = match &leading {
                Some(leading) => self.road_of(leading).await?,
                None => Road::EmployeeGraph,
            };
            guides.push(self.employee_guide(road, None, false).await?);
        }
        let registered = self.saved_registration().await?.is_some();
        let begun = organisation.is_some() || registered || invited(InviteRole::TenantAdmin);
        if begun && !self.has_synced(organisation).await? {
            guides.push(self.admin_guide(organisation).await?);
        }
        Ok(guides)
    }

    async fn has_synced(&self, connection: Option<&Connection>) -> Result<bool, Obstacle> {
        let Some(connection) = connection else {
            return Ok(false);
        };
        Ok(self.ledger().last_finished(&connection.id).await?.is_some())
    }

    async fn employee_guide(
        &self,
        road: Road,
        connection: Option<&Connection>,
        is_anew: bool,
    ) -> Result<Guide, Obstacle> {
        let connected = connection.is_some();
        let agreed = match connection {
            Some(connection) => {
                let consents = self.ledger().consents(&connection.id).await?;
                let streams = connection.road.streams();
                streams.iter().any(|stream| {
                    consents
                        .iter()
                        .any(|one| one.stream == *stream && one.is_in_force())
                })
            }
            None => false,
        };
        let previewed =
            connection.is_some_and(|connection| self.is_previewed(connection.id.as_str()));
        let steps = [
            (StepName::WhoAsks, true, true),
            (StepName::WhatIsCollected, connected, true),
            (StepName::SignIn, connected && !is_anew, true),
            (StepName::Preview, previewed || agreed, connected),
            (StepName::Consent, agreed, connected),
            (
                StepName::FirstSync,
                self.has_synced(connection).await?,
                agreed,
            ),
        ];
        Ok(Guide {
            road,
            steps: steps.map(step).to_vec(),
        })
    }

    async fn admin_guide(&self, connection: Option<&Connection>) -> Result<Guide, Obstacle> {
        let registered = self.saved_registration().await?.is_some()
            && self.client_id().await.is_ok()
            && self.credential().await.is_ok();
        let policy = match connection {
            Some(connection) => self.last_policy(connection).await?,
            None => None,
        };
        let holds = |fact: fn(&Policy) -> bool| policy.as_ref().is_some_and(fact);
        let accepted = holds(|policy| policy.dpa.in_force(&policy.tenant).is_some());
        let connected = connection.is_some();
        let steps = [
            (StepName::Register, registered || connected, true),
            (StepName::AdminConsent, connected, registered),
            (StepName::Dpa, accepted, connected),
            (
                StepName::Domains,
                holds(|policy| !policy.verified_domains.is_empty()),
                connected,
            ),
            (
                StepName::Allowlist,
                holds(|policy| !policy.allowed_external_domains.is_empty()),
                connected,
            ),
            (StepName::FirstSync, false, connected && accepted),
            (StepName::Health, false, connected),
        ];
        Ok(Guide {
            road: Road::Organisation,
            steps: steps.map(step).to_vec(),
        })
    }
}

fn step((step, is_done, is_possible): (StepName, bool, bool)) -> GuideStep {
    let state = match (is_done, is_possible) {
        (true, _) => StepState::Done,
        (false, true) => StepState::Ready,
        (false, false) => StepState::Blocked,
    };
    GuideStep { step, state }
}
