//! A mailbox on a mail server as a face connects it and sees which of its folders count.

use super::errand::Errand;
use super::visits::account;
use crate::companion::Companion;
use crate::connect::{Begun, MailAsked, MailSignIn as SignIn};
use crate::obstacle::Obstacle;
use crate::view::{
    FolderReason, FolderWish, InviteRole, MailAccountView, MailFolder, MailFolders, MailForm,
    MailServer, MailSetup, MailSignIn, Visit,
};
use activity::Road;
use imap::{FolderChoice, LeftOut, Security, Server};
use ledger::Connection;
use secrecy::SecretString;
use std::sync::Arc;

impl Companion {
    /// What is known of the mailbox before anybody is asked.
    pub(super) async fn known_mail(&self) -> Result<MailSetup, Obstacle> {
        let live = self.connections().await?;
        if let Some(connection) = live.iter().find(|one| one.road == Road::EmployeeImap) {
            let account = self.mail_account(connection).await?;
            return Ok(MailSetup {
                address: connection.account.clone(),
                server: Some(server_view(&account.server)),
                sign_in: Some(account.sign_in.into()),
            });
        }
        let connected = live.into_iter().find(|one| one.road.is_employee());
        let address = match connected.and_then(|connection| connection.account) {
            None => {
                let invite = self.leading_invite().await?;
                let managing = self.managing().await?;
                managing
                    .and_then(|managing| managing.address)
                    .or(invite.and_then(|invite| invite.invited_address))
            }
            address => address,
        };
        let server = address.as_deref().and_then(Server::known_for);
        Ok(MailSetup {
            sign_in: None,
            server: server.as_ref().map(server_view),
            address,
        })
    }

    /// Connects the mailbox: at once with a password, else by a visit to Microsoft's page.
    pub(super) async fn connect_mail(&self, form: MailForm) -> Result<Visit, Obstacle> {
        self.put_approval_away();
        self.end_visit(Errand::Mailbox, Visit::Idle);
        let live = self.connections().await?;
        let is_known = live.iter().any(|one| one.road.is_employee());
        let invite = match self.kept_invite_for(InviteRole::Employee).await? {
            Some(invite) if !is_known => Some(invite),
            _ => None,
        };
        let by_microsoft = form.sign_in == MailSignIn::Microsoft;
        self.bench.papers().form = by_microsoft.then(|| form.clone());
        let asked = self.asked_of(form).await?;
        let begun = self.begin_mailbox(invite.as_deref(), &asked).await;
        let visit = match self.noting_roads(begun).await? {
            Begun::Visit(visit) => *visit,
            Begun::Connected(connected) => {
                self.conclude(Errand::Mailbox, Ok(account(&connected.connection)))
                    .await;
                return Ok(self.sign_in_visit().await);
            }
        };
        let waiting = self.open_visit(visit.page().as_str());
        let this = self.itself()?;
        let task = async move {
            let answered = {
                let this = Arc::clone(&this);
                move || this.checking(Errand::Mailbox)
            };
            let connected = this.finish_mailbox(visit, &answered).await;
            let connected = connected.map(|connected| connected.connection);
            this.conclude(Errand::Mailbox, connected.as_ref().map(account))
                .await;
        };
        self.put_visit(Errand::Mailbox, &waiting, tokio::spawn(task));
        Ok(waiting)
    }

    /// How the mailbox of a connection is opened.
    pub(super) async fn mail_view(
        &self,
        connection: &Connection,
    ) -> Result<Option<MailAccountView>, Obstacle> {
        if connection.road != Road::EmployeeImap {
            return Ok(None);
        }
        let account = self.mail_account(connection).await?;
        Ok(Some(MailAccountView {
            server: server_view(&account.server),
            sign_in: account.sign_in.into(),
            addresses: account.addresses,
        }))
    }

    pub(super) async fn folders_of(&self, id: &str) -> Result<MailFolders, Obstacle> {
        let connection = self.mail_connection(id).await?;
        let account = self.mail_account(&connection).await?;
        let client = self.mailbox_client(&connection, &account).await?;
        let folders = client.folders().await;
        client.close().await;
        let folders = folders?;
        Ok(MailFolders {
            sent_is_known: folders.iter().any(|folder| folder.holds_sent),
            folders: folders.into_iter().map(folder_view).collect(),
        })
    }

    pub(super) async fn keep_folders(
        &self,
        id: &str,
        wish: FolderWish,
    ) -> Result<MailFolders, Obstacle> {
        let connection = self.mail_connection(id).await?;
        let mut account = self.mail_account(&connection).await?;
        let sent = wish.sent.or(account.choice.sent);
        account.choice = FolderChoice {
            sent: sent.filter(|name| !wish.leave_out.contains(name)),
            leave_out: wish.leave_out,
            count: wish.count,
        };
        self.keep_mail_account(&connection.id, &account, None)
            .await?;
        self.drop_preview(id);
        self.folders_of(id).await
    }

    async fn mail_connection(&self, id: &str) -> Result<Connection, Obstacle> {
        let connection = self.connection(id).await?;
        if connection.road == Road::EmployeeImap {
            Ok(connection)
        } else {
            Err(Obstacle::NotConnected)
        }
    }

    /// What the form says, with the folders that were chosen before.
    async fn asked_of(&self, form: MailForm) -> Result<MailAsked, Obstacle> {
        let live = self.connections().await?;
        let choice = match live.iter().find(|one| one.road == Road::EmployeeImap) {
            Some(connection) => self.mail_account(connection).await?.choice,
            None => FolderChoice::default(),
        };
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let server = form.server.filter(|server| !server.host.trim().is_empty());
        Ok(MailAsked {
            port: server.as_ref().map(|server| server.port),
            starttls: server.as_ref().is_some_and(|server| server.starttls),
            host: server.map(|server| server.host),
            user: filled(form.user),
            microsoft: form.sign_in == MailSignIn::Microsoft,
            password: form
                .password
                .filter(|password| !password.is_empty())
                .map(SecretString::from),
            aliases: form.aliases,
            choice,
        })
    }
}

fn server_view(server: &Server) -> MailServer {
    MailServer {
        host: server.host.clone(),
        port: server.port,
        starttls: server.security == Security::StartTls,
    }
}

fn folder_view(folder: imap::Folder) -> MailFolder {
    let left_out = folder.left_out.map(FolderReason::from);
    MailFolder {
        is_yours: !matches!(
            left_out,
            Some(FolderReason::NotSelectable | FolderReason::NotOwn | FolderReason::NoMail)
        ),
        name: folder.name,
        left_out,
        holds_sent: folder.holds_sent,
    }
}

impl From<SignIn> for MailSignIn {
    fn from(sign_in: SignIn) -> Self {
        match sign_in {
            SignIn::Password => Self::Password,
            SignIn::Microsoft => Self::Microsoft,
        }
    }
}

impl From<LeftOut> for FolderReason {
    fn from(reason: LeftOut) -> Self {
        match reason {
            LeftOut::Drafts => Self::Drafts,
            LeftOut::Outbox => Self::Outbox,
            LeftOut::Junk => Self::Junk,
            LeftOut::View => Self::View,
            LeftOut::NotSelectable => Self::NotSelectable,
            LeftOut::NotOwn => Self::NotOwn,
            LeftOut::NoMail => Self::NoMail,
            LeftOut::Chosen => Self::Chosen,
        }
    }
}
