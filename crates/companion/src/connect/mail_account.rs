use crate::companion::Companion;
use crate::obstacle::Obstacle;
use activity::{Address, ConnectionId};
use identity::{Session, TokenSource};
use imap::{Access, Credential, FolderChoice, ImapClient, ImapRefusal, Security, Server};
use ledger::Connection;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a person says about their mail server.
#[derive(Clone, Debug, Default)]
pub struct MailAsked {
    /// The server's host; absent where it is to be found out.
    pub host: Option<String>,
    /// The port; 993, or 143 for an upgrade, where absent.
    pub port: Option<u16>,
    /// Whether the stream begins unencrypted and must be upgraded.
    pub starttls: bool,
    /// The name to sign in with; the invited address where absent.
    pub user: Option<String>,
    /// Whether Microsoft vouches for the person instead of a password.
    pub microsoft: bool,
    /// The password, or an app password.
    pub password: Option<SecretString>,
    /// Further addresses of the person's own.
    pub aliases: Vec<String>,
    /// What the person says about folders.
    pub choice: FolderChoice,
}

/// Where an employee's mailbox is and how it is opened; a password or tokens are in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailAccount {
    /// The mail server.
    pub server: Server,
    /// The name to sign in with.
    pub user: String,
    /// Who vouches for the person.
    pub sign_in: MailSignIn,
    /// The person's own addresses; the first is the one that is told.
    pub addresses: Vec<String>,
    /// What the person says about folders.
    #[serde(default)]
    pub choice: FolderChoice,
}

/// Who vouches for the person at the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSignIn {
    /// A password, or an app password.
    Password,
    /// Microsoft, by a token.
    Microsoft,
}

impl MailAsked {
    /// The account that is meant: what was not said is found out by the address, or asked for.
    pub(super) fn account(&self, address: &str) -> Result<MailAccount, Obstacle> {
        let server = match &self.host {
            Some(host) => self.server(host),
            None => match Server::known_for(address) {
                Some(known) => known,
                // The domains of Microsoft's customers are not listed anywhere; whoever has their mail there says so.
                None if self.microsoft => Server::at(Server::EXCHANGE_ONLINE),
                None => return Err(Obstacle::MailServerUnknown),
            },
        };
        server.origin().map_err(|_| Obstacle::MailServerUnknown)?;
        let sign_in = if self.microsoft || server.is_exchange_online() {
            MailSignIn::Microsoft
        } else {
            MailSignIn::Password
        };
        let user = self.user.clone().unwrap_or_else(|| address.to_owned());
        let mut addresses = vec![address.to_owned()];
        addresses.extend(Address::parse(&user).map(|_| user.clone()));
        addresses.extend(self.aliases.iter().cloned());
        Ok(MailAccount {
            server,
            user,
            sign_in,
            addresses,
            choice: self.choice.clone(),
        })
    }

    fn server(&self, host: &str) -> Server {
        let (security, port) = if self.starttls {
            (Security::StartTls, 143)
        } else {
            (Security::Tls, 993)
        };
        Server {
            host: host.trim().to_owned(),
            port: self.port.unwrap_or(port),
            security,
        }
    }
}

impl Companion {
    /// Where the mailbox of a connection is.
    pub(crate) async fn mail_account(
        &self,
        connection: &Connection,
    ) -> Result<MailAccount, Obstacle> {
        let account = self.home.document(&account_name(&connection.id)).await?;
        account.ok_or(Obstacle::Internal("mail_account"))
    }

    pub(crate) async fn keep_mail_account(
        &self,
        connection: &ConnectionId,
        account: &MailAccount,
        password: Option<&SecretString>,
    ) -> Result<(), Obstacle> {
        if let Some(password) = password {
            self.home.seal(&password_name(connection), password).await?;
        }
        self.home.keep(&account_name(connection), account).await
    }

    /// A client for the mailbox of a connection.
    pub(crate) async fn mailbox_client(
        &self,
        connection: &Connection,
        account: &MailAccount,
    ) -> Result<ImapClient, Obstacle> {
        let credential = match account.sign_in {
            MailSignIn::Password => {
                let password = self.home.unseal(&password_name(&connection.id)).await?;
                Credential::Password(password.ok_or(ImapRefusal::PasswordRefused)?)
            }
            MailSignIn::Microsoft => {
                let session: Session = self.employee_session(connection).await?;
                Credential::Token(Arc::new(session) as Arc<dyn TokenSource>)
            }
        };
        self.mailbox_client_with(account, credential)
    }

    /// A client for a mailbox, with what is shown to its server.
    pub(super) fn mailbox_client_with(
        &self,
        account: &MailAccount,
        credential: Credential,
    ) -> Result<ImapClient, Obstacle> {
        let origin = account.server.origin();
        let origin = origin.map_err(|_| Obstacle::MailServerUnknown)?;
        self.egress.allow(egress::Role::Imap, origin);
        let access = Access {
            server: account.server.clone(),
            user: account.user.clone(),
            credential,
            choice: account.choice.clone(),
        };
        Ok(ImapClient::new(self.egress.clone(), access))
    }
}

fn account_name(connection: &ConnectionId) -> String {
    format!("{connection}/mail")
}

fn password_name(connection: &ConnectionId) -> String {
    format!("{connection}/password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_found_out_or_asked_for() {
        let asked = MailAsked::default();
        let known = asked.account(&["ada", "gmail.com"].join("@")).unwrap();
        assert_eq!(known.server, Server::at("imap.gmail.com"));
        assert_eq!(known.sign_in, MailSignIn::Password);
        assert_eq!(
            asked.account("ada@contoso.example"),
            Err(Obstacle::MailServerUnknown)
        );
        let microsoft = MailAsked {
            microsoft: true,
            ..MailAsked::default()
        };
        let account = microsoft.account("ada@contoso.example").unwrap();
        assert!(account.server.is_exchange_online());
        assert_eq!(account.sign_in, MailSignIn::Microsoft);
        let said = MailAsked {
            host: Some("mail.contoso.example".to_owned()),
            starttls: true,
            user: Some("ada".to_owned()),
            aliases: vec!["office@contoso.example".to_owned()],
            ..MailAsked::default()
        };
        let account = said.account("ada@contoso.example").unwrap();
        assert_eq!((account.server.port, account.user.as_str()), (143, "ada"));
        assert_eq!(
            account.addresses,
            ["ada@contoso.example", "office@contoso.example"]
        );
    }
}
