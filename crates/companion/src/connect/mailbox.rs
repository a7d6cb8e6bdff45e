//! The employee's road by IMAP: an invite, a mail server, and a password or a sign-in at Microsoft.

use super::employee::EmployeeVisit;
use super::guest::Guest;
use super::mail_account::{MailAccount, MailAsked, MailSignIn};
use crate::central::Device;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, Road as ShownRoad};
use activity::Road;
use identity::{MemoryVault, Session, SignedIn};
use imap::{Credential, EXCHANGE_SCOPE, Folder};
use ledger::Connection;
use secrecy::SecretString;
use std::sync::Arc;
use url::Url;
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

/// A sign-in at Microsoft for a mail server that has begun: the page can be opened.
#[derive(Debug)]
pub(crate) struct MailboxVisit {
    visit: EmployeeVisit,
    guest: Guest,
    account: MailAccount,
}

impl MailboxVisit {
    /// The page to open in the browser.
    pub(crate) fn page(&self) -> &Url {
        self.visit.page()
    }
}

/// What connecting a mailbox asks for first.
#[derive(Debug)]
pub(crate) enum Begun {
    /// Nothing: the password was taken.
    Connected(Box<ConnectedMailbox>),
    /// A sign-in in the browser.
    Visit(Box<MailboxVisit>),
}

impl Companion {
    /// Connects an employee's mailbox by IMAP from start to end: the page is opened, where there is one, the person waited for.
    ///
    /// Server and credential are tried before the service hears of anything.
    pub async fn connect_mailbox(
        &self,
        invite: Option<&str>,
        asked: &MailAsked,
    ) -> Result<ConnectedMailbox, Obstacle> {
        match self.begin_mailbox(invite, asked).await? {
            Begun::Connected(connected) => Ok(*connected),
            Begun::Visit(visit) => {
                self.shell.open_page(visit.page().as_str());
                self.finish_mailbox(*visit, &|| {}).await
            }
        }
    }

    /// Begins to connect an employee's mailbox: by an invite, or beside the connection that is there.
    pub(crate) async fn begin_mailbox(
        &self,
        invite: Option<&str>,
        asked: &MailAsked,
    ) -> Result<Begun, Obstacle> {
        let guest = self.guest(invite).await?;
        let account = asked.account(&guest.address)?;
        match account.sign_in {
            MailSignIn::Password => {
                let password = asked.password.clone().ok_or(Obstacle::PasswordMissing)?;
                let connected = self.connect_by_password(guest, account, password).await?;
                Ok(Begun::Connected(Box::new(connected)))
            }
            MailSignIn::Microsoft => {
                let visit = self.begin_by_microsoft(guest, account).await?;
                Ok(Begun::Visit(Box::new(visit)))
            }
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

    async fn begin_by_microsoft(
        &self,
        guest: Guest,
        account: MailAccount,
    ) -> Result<MailboxVisit, Obstacle> {
        if let Some(known) = &guest.known
            && !self.is_vouched_for(known).await?
        {
            return Err(Obstacle::AlreadyConnected);
        }
        let hint = Some(guest.address.clone());
        let visit = self
            .begin_sign_in(&guest.tenant, guest.expected(), hint, scopes())
            .await?;
        Ok(MailboxVisit {
            visit,
            guest,
            account,
        })
    }

    /// Waits for the person, says that the answer came, then opens the mailbox once and connects.
    pub(crate) async fn finish_mailbox(
        &self,
        visit: MailboxVisit,
        answered: &(dyn Fn() + Send + Sync),
    ) -> Result<ConnectedMailbox, Obstacle> {
        let MailboxVisit {
            visit,
            guest,
            account,
        } = visit;
        let (signed_in, platform) = visit.answered().await?;
        answered();
        if guest.person.is_none() && !signed_in.account.is_at(&guest.address) {
            return Err(super::employee::wrong_account(&guest.address));
        }
        if !signed_in.missing_scopes.is_empty() {
            return Err(identity::SignInRefusal::ConsentMissing.into());
        }
        let platform = platform.for_tenant(&signed_in.account.tenant);
        let (vault, tokens) = (Arc::new(MemoryVault::new()), signed_in.tokens.clone());
        let trial = Session::open(platform.clone(), vault, "trial", scopes(), tokens).await?;
        let folders = self
            .try_mailbox(&account, Credential::Token(Arc::new(trial)))
            .await?;
        let device = self.device_of(&guest, &signed_in).await?;
        let connection = self.register_mailbox(&device, &guest).await?;
        let (vault, name) = (
            self.home.token_vault(),
            crate::companion::tokens_name(&connection.id),
        );
        Session::open(platform, vault, name, scopes(), signed_in.tokens).await?;
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
        self.note_manager(&session.me).await?;
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
}

fn scopes() -> Vec<String> {
    vec![EXCHANGE_SCOPE.to_owned()]
}
