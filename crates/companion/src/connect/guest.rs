//! Whose mailbox is to be connected by IMAP, and by what right.

use super::MailSignIn;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{InviteProblem, Road as ShownRoad};
use activity::{ObjectId, Road, TenantId};
use identity::ExpectedAccount;
use ledger::Connection;
use wire::Role;

/// Whose mailbox is to be connected, and by what right.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) tenant: TenantId,
    pub(super) address: String,
    pub(super) code: Option<String>,
    pub(super) organisation: Option<String>,
    /// The connection that is there already, if it is connected again or another one comes beside it.
    pub(super) known: Option<Connection>,
    /// Who it must be, where Microsoft has said so.
    pub(super) person: Option<ObjectId>,
}

impl Guest {
    /// The account that may sign in at Microsoft.
    pub(super) fn expected(&self) -> ExpectedAccount {
        ExpectedAccount {
            tenant: Some(self.tenant.clone()),
            object: self.person.clone(),
            address: None,
        }
    }
}

impl Companion {
    pub(super) async fn guest(&self, invite: Option<&str>) -> Result<Guest, Obstacle> {
        match invite {
            Some(invite) => self.invited_guest(invite).await,
            None => self.known_guest().await,
        }
    }

    /// Whether Microsoft said who the person of a connection is; else only an invite did.
    pub(super) async fn is_vouched_for(&self, connection: &Connection) -> Result<bool, Obstacle> {
        match connection.road {
            Road::EmployeeGraph | Road::Organisation => Ok(true),
            Road::EmployeeImap => {
                let account = self.mail_account(connection).await?;
                Ok(account.sign_in == MailSignIn::Microsoft)
            }
        }
    }

    /// A connection of the employee whom Microsoft vouched for; where only an invite did, nobody else can come beside them,
    /// since the service cannot know that it is the same person (ADR 21).
    pub(super) async fn known_person(&self) -> Result<Option<Connection>, Obstacle> {
        let live = self.connections().await?;
        let mut known = None;
        for connection in live.into_iter().filter(|one| one.road.is_employee()) {
            if !self.is_vouched_for(&connection).await? {
                return Err(Obstacle::AlreadyConnected);
            }
            known.get_or_insert(connection);
        }
        Ok(known)
    }

    /// Whether a road may be taken, as far as is known here: one that is connected may, a new one only while it is open.
    pub(super) async fn check_road(&self, tenant: &TenantId, road: Road) -> Result<(), Obstacle> {
        let live = self.connections().await?;
        let policy = self.kept_policy(tenant).await?;
        let is_closed = !self.settings.allows(road)
            || policy.is_some_and(|policy| !policy.policy().roads.is_open(road));
        if is_closed && !live.iter().any(|one| one.road == road) {
            return Err(Obstacle::RoadClosed(road.into()));
        }
        Ok(())
    }

    async fn invited_guest(&self, invite: &str) -> Result<Guest, Obstacle> {
        let (link, view) = self.read_invite_for(invite, Role::Employee).await?;
        let is_open = view
            .roads
            .iter()
            .any(|offer| offer.road == Road::EmployeeImap && offer.open);
        if !is_open {
            return Err(Obstacle::RoadClosed(ShownRoad::EmployeeImap));
        }
        // Two invites are two people to the service, so a second connection goes without one.
        let live = self.connections().await?;
        if live.iter().any(|other| other.road.is_employee()) {
            return Err(Obstacle::AlreadyConnected);
        }
        Ok(Guest {
            tenant: view.tenant,
            address: view
                .address
                .ok_or(Obstacle::Invite(InviteProblem::Foreign))?,
            code: Some(link.code().to_owned()),
            organisation: view.organisation,
            known: None,
            person: None,
        })
    }

    /// The person of the mail server that is connected, else of the other road, else the manager.
    async fn known_guest(&self) -> Result<Guest, Obstacle> {
        let live = self.connections().await?;
        let by_imap = live.iter().find(|one| one.road == Road::EmployeeImap);
        let Some(known) = by_imap.or(live.iter().find(|one| one.road.is_employee())) else {
            return self.managing_guest().await;
        };
        self.check_road(&known.tenant, Road::EmployeeImap).await?;
        let address = known.account.clone();
        Ok(Guest {
            tenant: known.tenant.clone(),
            address: address.ok_or(Obstacle::NotConnected)?,
            code: None,
            organisation: Some(self.organisation_name(known).await?),
            known: Some(known.clone()),
            person: known.mailbox.clone(),
        })
    }

    /// A manager who connects their own mailbox as well.
    async fn managing_guest(&self) -> Result<Guest, Obstacle> {
        let known = self.managing().await?.ok_or(Obstacle::NotConnected)?;
        self.check_road(&known.tenant, Road::EmployeeImap).await?;
        Ok(Guest {
            tenant: known.tenant,
            address: known.address.ok_or(Obstacle::NotConnected)?,
            code: None,
            organisation: known.organisation,
            known: None,
            person: Some(known.person),
        })
    }
}
