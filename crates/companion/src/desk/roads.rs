//! Which road a person takes, among those that their organisation holds open.

use super::errand::Errand;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, InviteRole, InviteView, Road, RoadOffer, RoadStanding, Visit};
use consent::Policy;

/// The road that the person chose for the invite at hand.
const CHOSEN: &str = "chosen-road";

impl Companion {
    /// Keeps the road that the guide of the invite leads along.
    pub(super) async fn take_road(&self, road: Road) -> Result<(), Obstacle> {
        let invite = self.leading_invite().await?;
        let is_open = invite.is_some_and(|invite| is_open(&invite, road));
        if !is_open {
            return Err(Obstacle::RoadClosed(road));
        }
        self.home.keep(CHOSEN, &road).await?;
        // What came of signing in on the other road is not about this one.
        self.put_approval_away();
        self.end_visit(Errand::SignIn, Visit::Idle);
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    pub(super) async fn forget_road(&self) -> Result<(), Obstacle> {
        Ok(self.ledger().forget_document(CHOSEN).await?)
    }

    /// The road of an invite: the one that was chosen while it is open, else the first that is open, else the first.
    pub(super) async fn road_of(&self, invite: &InviteView) -> Result<Road, Obstacle> {
        let chosen: Option<Road> = self.home.document(CHOSEN).await?;
        let first_open = || {
            let mut roads = invite.roads.iter();
            roads.find(|offer| offer.standing == RoadStanding::Open)
        };
        Ok(chosen
            .filter(|road| is_open(invite, *road))
            .or_else(|| {
                first_open()
                    .or(invite.roads.first())
                    .map(|offer| offer.road)
            })
            .unwrap_or(Road::EmployeeGraph))
    }

    /// Where a road turned out to be closed, the invite is read again, so that the person sees which one is open.
    pub(super) async fn noting_roads<T>(&self, begun: Result<T, Obstacle>) -> Result<T, Obstacle> {
        if let Err(Obstacle::RoadClosed(_)) = begun
            && let Some(invite) = self.kept_invite_for(InviteRole::Employee).await?
        {
            self.accept(&invite).await?;
        }
        begun
    }

    /// The employees' roads under a policy.
    pub(super) fn roads_under(&self, policy: Option<&Policy>) -> Vec<RoadOffer> {
        let Some(policy) = policy else {
            return Vec::new();
        };
        let roads = [activity::Road::EmployeeGraph, activity::Road::EmployeeImap];
        roads
            .map(|road| self.offered(road, policy.roads.is_open(road)))
            .to_vec()
    }

    /// A road as this machine may take it, where the service holds it open or not.
    pub(super) fn offered(&self, road: activity::Road, is_open: bool) -> RoadOffer {
        RoadOffer {
            road: road.into(),
            standing: match (self.settings.allows(road), is_open) {
                (false, _) => RoadStanding::NotAllowedHere,
                (true, true) => RoadStanding::Open,
                (true, false) => RoadStanding::ClosedForNew,
            },
        }
    }
}

fn is_open(invite: &InviteView, road: Road) -> bool {
    let mut roads = invite.roads.iter();
    roads.any(|offer| offer.road == road && offer.standing == RoadStanding::Open)
}
