//! An administrator's approval that an employee waits for: the page to hand over, and what came of it (ADR 24).

use crate::central::CentralError;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use activity::{Road, TenantId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use url::Url;
use wire::{
    Approval, ApprovalAnswer, ApprovalRequest, InviteLink, ProblemCode, QUESTION_OPEN, Role, path,
};

/// How long the service is left alone after a question that it did not keep open.
const REST: Duration = Duration::from_secs(30);

/// What takes longer was kept open.
const KEPT_OPEN: Duration = Duration::from_secs(5);

const _: () = assert!(
    QUESTION_OPEN.as_secs() < egress::SILENCE.as_secs(),
    "a question that is kept open is no silence"
);

/// An approval that an administrator is asked for.
#[derive(Clone)]
pub struct ApprovalAsked {
    page: Url,
    /// Whether it was said to be granted before, and Microsoft refused all the same.
    pub came_to_nothing: bool,
    pub(crate) road: Road,
    state: String,
    invite: Option<String>,
}

/// What a home remembers of it, so that a link which was handed over goes on being waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    tenant: TenantId,
    state: String,
    is_granted: bool,
}

impl ApprovalAsked {
    /// The page on which an administrator approves, to be handed over.
    pub fn page(&self) -> &Url {
        &self.page
    }
}

impl fmt::Debug for ApprovalAsked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApprovalAsked({:?})", self.road)
    }
}

impl Companion {
    /// Makes the page for an administrator, by the invite at hand or the connection that is there, and lets the service know
    /// that it is waited for. The page is the same until it was approved, so that an older message still counts.
    pub async fn ask_for_approval(
        &self,
        road: Road,
        invite: Option<&str>,
    ) -> Result<ApprovalAsked, Obstacle> {
        let tenant = self.tenant_that_asks(invite).await?;
        let kept = self.kept_approval(road).await?;
        let kept = kept.filter(|kept| kept.tenant == tenant);
        let came_to_nothing = kept.as_ref().is_some_and(|kept| kept.is_granted);
        let kept = match kept {
            Some(kept) if !kept.is_granted => kept,
            _ => Kept {
                tenant,
                state: URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>()),
                is_granted: false,
            },
        };
        self.home.keep(name(road), &kept).await?;
        let asked = self.asked(road, &kept, invite, came_to_nothing).await?;
        if let Err(error) = self.let_know(&asked).await {
            tracing::info!(code = error.code(), "the service does not listen yet");
        }
        Ok(asked)
    }

    /// The approval that was asked for before this program was started, if nobody came back yet; nothing is asked.
    pub(crate) async fn approval_asked_before(
        &self,
        road: Road,
        invite: &str,
    ) -> Result<Option<ApprovalAsked>, Obstacle> {
        let tenant = self.tenant_that_asks(Some(invite)).await?;
        let kept = self.kept_approval(road).await?;
        match kept.filter(|kept| kept.tenant == tenant && !kept.is_granted) {
            Some(kept) => self.asked(road, &kept, Some(invite), false).await.map(Some),
            None => Ok(None),
        }
    }

    /// Waits until the service hears something else than was `seen`: a question that it keeps open, asked again and again.
    pub async fn hear_of_approval(
        &self,
        asked: &ApprovalAsked,
        seen: ApprovalAnswer,
    ) -> Result<ApprovalAnswer, Obstacle> {
        let mut is_known = false;
        loop {
            let began = self.egress.pacing().elapsed();
            let heard = if is_known {
                let central = self.known_service().await?;
                central.approval(&asked.state, seen).await
            } else {
                self.let_know(asked).await
            };
            match heard {
                Ok(approval) if approval.answer != seen => {
                    if approval.answer == ApprovalAnswer::Granted {
                        self.note_granted(asked.road).await?;
                    }
                    return Ok(approval.answer);
                }
                Ok(_) if !is_known => {
                    is_known = true;
                    continue;
                }
                Ok(_) => {}
                // It was forgotten: too old, or the service began anew.
                Err(error) if error.problem() == Some(ProblemCode::NotFound) && is_known => {
                    is_known = false;
                }
                Err(error) if error.is_passing() => {}
                Err(error) => return Err(error.into()),
            }
            if self.egress.pacing().elapsed().saturating_sub(began) < KEPT_OPEN {
                self.egress.pacing().sleep(REST).await;
            }
        }
    }

    /// Forgets what was asked for: it is no longer needed.
    pub(crate) async fn forget_approvals(&self) -> Result<(), Obstacle> {
        for road in [Road::EmployeeGraph, Road::EmployeeImap] {
            self.ledger().forget_document(name(road)).await?;
        }
        Ok(())
    }

    async fn asked(
        &self,
        road: Road,
        kept: &Kept,
        invite: Option<&str>,
        came_to_nothing: bool,
    ) -> Result<ApprovalAsked, Obstacle> {
        let central = self.known_service().await?;
        let back = central.address_of(path::APPROVAL_PAGE)?;
        let platform = self.platform(kept.tenant.as_str(), &self.client_id().await?)?;
        let scopes = self.scopes_of(&kept.tenant, road).await?;
        Ok(ApprovalAsked {
            page: identity::approval_page(&platform, &scopes, back.as_str(), &kept.state),
            came_to_nothing,
            road,
            state: kept.state.clone(),
            invite: invite
                .and_then(|invite| InviteLink::parse(invite).ok())
                .map(|link| link.code().to_owned()),
        })
    }

    /// Tells the service what is waited for: as the device that it knows, else by the invite.
    async fn let_know(&self, asked: &ApprovalAsked) -> Result<Approval, CentralError> {
        let request = ApprovalRequest {
            state: asked.state.clone(),
            invite: asked.invite.clone(),
        };
        if let Ok(device) = self.device(Role::Employee).await {
            match device.ask_for_approval(&request).await {
                Err(CentralError::Refused(_)) if asked.invite.is_some() => {}
                answered => return answered,
            }
        }
        let central = self.known_service().await;
        let central = central.map_err(|_| CentralError::NotAnAddress)?;
        central.ask_for_approval(&request).await
    }

    async fn tenant_that_asks(&self, invite: Option<&str>) -> Result<TenantId, Obstacle> {
        if invite.is_some()
            && let Some(view) = self.last_invite().await?
        {
            return Ok(view.tenant);
        }
        let live = self.connections().await?;
        let own = live.into_iter().find(|one| one.road.is_employee());
        Ok(own.ok_or(Obstacle::NotConnected)?.tenant)
    }

    async fn kept_approval(&self, road: Road) -> Result<Option<Kept>, Obstacle> {
        self.home.document(name(road)).await
    }

    async fn note_granted(&self, road: Road) -> Result<(), Obstacle> {
        if let Some(kept) = self.kept_approval(road).await? {
            let kept = Kept {
                is_granted: true,
                ..kept
            };
            self.home.keep(name(road), &kept).await?;
        }
        Ok(())
    }
}

fn name(road: Road) -> &'static str {
    match road {
        Road::EmployeeImap => "approval-imap",
        Road::EmployeeGraph | Road::Organisation => "approval",
    }
}
