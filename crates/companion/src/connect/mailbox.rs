//! The employee's road by IMAP: an invite, a mail server, and a password or a sign-in at Microsoft.

use super::mail_account::{MailAccount, MailAsked, MailSignIn};
use crate::central::Device;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, InviteProblem, Road as ShownRoad};
use activity::{Road, TenantId};
use identity::{ExpectedAccount, MemoryVault, Session, SignedIn};
use imap::{Credential, EXCHANGE_SCOPE, Folder};
use ledger::Connection;
use secrecy::SecretString;
use std::sync::Arc;
use wire::{Role, SessionRequest};

/// A mailbox that was connected, and its folders.
#[derive(Clone, Debug)]
pub struct ConnectedMailbox {
    /// The connection.
    pub connection: Connection,
    /// Where the mailbox is.
    pub account: MailAccount,
    /// Its folders, and which of them count.
    pub folders: Vec<Folder>,
}

/// Whose mailbox is to be connected, and by what right.
struct Guest {
    tenant: TenantId,
    address: String,
    code: Option<String>,
    organisation: Option<String>,
    /// The connection that is there already, if it is connected again.
    known: Option<Connection>,
}

impl Companion {
    /// Connects an employee's mailbox by IMAP: by an invite, or beside the connection that is there.
    ///
    /// Server and credential are tried before the service hears of anything.
    pub async fn connect_mailbox(
        &self,
        invite: Option<&str>,
        asked: &MailAsked,
    ) -> Result<ConnectedMailbox, Obstacle> {
        let guest = match invite {
            Some(invite) => self.invited_guest(invite).await?,
            None => self.known_guest().await?,
        };
        let account = asked.account(&guest.address)?;
        match account.sign_in {
            MailSignIn::Password => {
                let password = asked.password.clone().ok_or(Obstacle::PasswordMissing)?;
                self.connect_by_password(guest, account, password).await
            }
            MailSignIn::Microsoft => self.connect_by_microsoft(guest, account).await,
        }
    }

    async fn connect_by_password(
        &self,
        guest: Guest,
        account: MailAccount,
        password: SecretString,
    ) -> Result<ConnectedMailbox, Obstacle> {
        let credential = Credential::Password(password.clone());
        let folders = self.try_mailbox(&account, credential).await?;
        let device = match self.device(Role::Employee).await {
            Ok(device) if guest.code.is_none() => device,
            _ => self.redeem(guest.code.clone()).await?,
        };
        let connection = self.register_mailbox(&device, &guest).await?;
        self.keep_mail_account(&connection.id, &account, Some(&password))
            .await?;
        self.settle(&device, &guest, &connection).await?;
        Ok(ConnectedMailbox {
            connection,
            account,
            folders,
        })
    }

    async fn connect_by_microsoft(
        &self,
        guest: Guest,
        account: MailAccount,
    ) -> Result<ConnectedMailbox, Obstacle> {
        let expected = match &guest.known {
            Some(known) => ExpectedAccount {
                tenant: Some(known.tenant.clone()),
                object: known.mailbox.clone(),
                address: None,
            },
            None => ExpectedAccount::anyone_of(guest.tenant.clone()),
        };
        let hint = Some(guest.address.clone());
        let scopes = vec![EXCHANGE_SCOPE.to_owned()];
        let visit = self
            .begin_sign_in(&guest.tenant, expected, hint, scopes.clone())
            .await?;
        self.shell.open_page(visit.page().as_str());
        let (signed_in, platform) = visit.answered().await?;
        if guest.known.is_none() && !signed_in.account.is_at(&guest.address) {
            return Err(super::employee::wrong_account(&guest.address));
        }
        if !signed_in.missing_scopes.is_empty() {
            return Err(identity::SignInRefusal::ConsentMissing.into());
        }
        let platform = platform.for_tenant(&signed_in.account.tenant);
        let (vault, tokens) = (Arc::new(MemoryVault::new()), signed_in.tokens.clone());
        let trial = Session::open(platform.clone(), vault, "trial", scopes.clone(), tokens).await?;
        let folders = self
            .try_mailbox(&account, Credential::Token(Arc::new(trial)))
            .await?;
        let device = self.device_of(&guest, &signed_in).await?;
        let connection = self.register_mailbox(&device, &guest).await?;
        let (vault, name) = (
            self.home.token_vault(),
            crate::companion::tokens_name(&connection.id),
        );
        Session::open(platform, vault, name, scopes, signed_in.tokens).await?;
        self.keep_mail_account(&connection.id, &account, None)
            .await?;
        self.settle(&device, &guest, &connection).await?;
        Ok(ConnectedMailbox {
            connection,
            account,
            folders,
        })
    }

    /// Opens the mailbox once, as a test of server and credential, and looks at its folders.
    async fn try_mailbox(
        &self,
        account: &MailAccount,
        credential: Credential,
    ) -> Result<Vec<Folder>, Obstacle> {
        let client = self.mailbox_client_with(account, credential)?;
        let folders = client.folders().await;
        client.close().await;
        Ok(folders?)
    }

    /// The device's own credential at the service: the one that is there, or a new one for this sign-in.
    async fn device_of(&self, guest: &Guest, signed_in: &SignedIn) -> Result<Device, Obstacle> {
        match self.device(Role::Employee).await {
            Ok(device) if guest.code.is_none() => Ok(device),
            _ => self.sign_in_at_service(signed_in, guest.code.clone()).await,
        }
    }

    /// Shows the invite alone to the service: it is bound to the address whose mailbox was opened.
    async fn redeem(&self, code: Option<String>) -> Result<Device, Obstacle> {
        let request = SessionRequest {
            id_token: None,
            invite: code,
            device: self.device_secret().await?,
        };
        let session = self.known_service().await?.sign_in(&request).await?;
        self.keep_credential(Role::Employee, &session.credential)
            .await?;
        self.device(Role::Employee).await
    }

    async fn register_mailbox(
        &self,
        device: &Device,
        guest: &Guest,
    ) -> Result<Connection, Obstacle> {
        let registered = device.connect(Road::EmployeeImap).await;
        let registered = registered.map_err(|error| match Obstacle::from(error) {
            Obstacle::RoadClosed(_) => Obstacle::RoadClosed(ShownRoad::EmployeeImap),
            other => other,
        })?;
        Ok(Connection {
            id: registered.id,
            tenant: guest.tenant.clone(),
            road: Road::EmployeeImap,
            mailbox: registered.mailbox,
            account: Some(guest.address.clone()),
            display_name: None,
            created_at: registered.connected_at,
            disconnected_at: None,
        })
    }

    async fn settle(
        &self,
        device: &Device,
        guest: &Guest,
        connection: &Connection,
    ) -> Result<(), Obstacle> {
        self.ledger().put_connection(connection).await?;
        if let Some(organisation) = &guest.organisation {
            self.keep_organisation_name(connection, organisation)
                .await?;
        }
        self.take_policy(device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
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
        })
    }

    async fn known_guest(&self) -> Result<Guest, Obstacle> {
        let live = self.connections().await?;
        let known = live
            .into_iter()
            .find(|connection| connection.road.is_employee())
            .ok_or(Obstacle::NotConnected)?;
        let address = known.account.clone();
        Ok(Guest {
            tenant: known.tenant.clone(),
            address: address.ok_or(Obstacle::NotConnected)?,
            code: None,
            organisation: Some(self.organisation_name(&known).await?),
            known: Some(known),
        })
    }
}
