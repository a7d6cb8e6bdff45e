//! Invites as a face shows and keeps them.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, InviteRole, InviteView, RoadStanding};
use activity::Road;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

/// What an accepted invite says; the invite itself is sealed in the vault.
const INVITE: &str = "invite";

impl Companion {
    pub(super) async fn inspected(&self, link: &str) -> Result<InviteView, Obstacle> {
        let (link, view) = self.read_invite(link).await?;
        let central = self.meet_service(link.service()).await?;
        Ok(self.invite_view(view, central.base()))
    }

    pub(super) async fn accept(&self, link: &str) -> Result<(), Obstacle> {
        let view = self.inspected(link).await?;
        match view.role {
            InviteRole::Employee => self.check_mailboxes().await?,
            InviteRole::Manager if self.take_as_known(link).await?.is_some() => {
                return self.home.keep(INVITE, &view).await;
            }
            InviteRole::Manager | InviteRole::TenantAdmin => {}
        }
        self.home
            .seal(INVITE, &SecretString::from(link.trim()))
            .await?;
        self.home.keep(INVITE, &view).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    /// Whoever is connected by a mail server alone cannot show that another invite is for the same person.
    async fn check_mailboxes(&self) -> Result<(), Obstacle> {
        let live = self.connections().await?;
        let has = |road: Road| live.iter().any(|one| one.road == road);
        if has(Road::EmployeeImap) && !has(Road::EmployeeGraph) {
            return Err(Obstacle::AlreadyConnected);
        }
        Ok(())
    }

    pub(super) async fn forget_invite(&self) -> Result<(), Obstacle> {
        self.ledger().forget_document(INVITE).await?;
        self.spend_invite().await
    }

    /// Forgets the invite itself once it led to a connection; what it said can be read on.
    pub(super) async fn spend_invite(&self) -> Result<(), Obstacle> {
        self.home.forget(INVITE).await?;
        self.forget_road().await?;
        self.forget_approvals().await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    /// Forgets what the invite said with the last connection.
    pub(super) async fn forget_who_asked(&self) -> Result<(), Obstacle> {
        let is_nobody = self.connections().await?.is_empty() && self.managing().await?.is_none();
        if is_nobody && self.kept_invite().await?.is_none() {
            self.ledger().forget_document(INVITE).await?;
        }
        Ok(())
    }

    /// The accepted invite as it was pasted.
    pub(super) async fn kept_invite(&self) -> Result<Option<String>, Obstacle> {
        let invite = self.home.unseal(INVITE).await?;
        Ok(invite.map(|invite| invite.expose_secret().to_owned()))
    }

    /// The same, where it is for that role.
    pub(super) async fn kept_invite_for(
        &self,
        role: InviteRole,
    ) -> Result<Option<String>, Obstacle> {
        let view = self.who_asked().await?;
        match view.filter(|view| view.role == role) {
            Some(_) => self.kept_invite().await,
            None => Ok(None),
        }
    }

    /// What the invite says whose guide leads to a mailbox of the person's own: an employee's at hand, or the one that made a
    /// manager of somebody who wants to connect theirs.
    pub(super) async fn leading_invite(&self) -> Result<Option<InviteView>, Obstacle> {
        if self.kept_invite_for(InviteRole::Employee).await?.is_some() {
            return self.who_asked().await;
        }
        let managing = self.managing().await?;
        match managing.filter(|managing| managing.wants_mailbox) {
            Some(_) => self.who_asked().await,
            None => Ok(None),
        }
    }

    /// What the accepted invite says while it can lead somewhere.
    pub(super) async fn kept_invite_view(&self) -> Result<Option<InviteView>, Obstacle> {
        match self.kept_invite().await? {
            Some(_) => self.who_asked().await,
            None => Ok(None),
        }
    }

    /// What the invite that was accepted last says; what this machine may is said as it is now.
    pub(super) async fn who_asked(&self) -> Result<Option<InviteView>, Obstacle> {
        let mut kept: Option<InviteView> = self.home.document(INVITE).await?;
        for offer in kept.iter_mut().flat_map(|view| &mut view.roads) {
            let is_open = offer.standing != RoadStanding::ClosedForNew;
            *offer = self.offered(offer.road.into(), is_open);
        }
        Ok(kept)
    }

    fn invite_view(&self, view: wire::InviteView, service: &Url) -> InviteView {
        InviteView {
            role: view.role.into(),
            organisation: view.organisation.unwrap_or_else(|| view.tenant.to_string()),
            tenant_id: Some(view.tenant.to_string()),
            invited_by: view.invited_by,
            invited_address: view.address,
            purpose: view.purpose.unwrap_or_default(),
            legal_basis: view.legal_basis,
            expires_at: view.expires_at.to_string(),
            service_host: host_of(service),
            roads: view
                .roads
                .into_iter()
                .map(|offer| self.offered(offer.road, offer.open))
                .collect(),
        }
    }
}

/// Host and port of an address.
pub(super) fn host_of(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    address
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
