use crate::command::Command;
use crate::dialogue::{Dialogue, Ended, Told};
use crate::refusal::ImapRefusal;
use identity::TokenSource;
use imap_next::imap_types::auth::AuthMechanism;
use imap_next::imap_types::response::{Capability, Code, Data, StatusKind};
use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;
use std::sync::Arc;

/// What a person shows to the mail server.
#[derive(Clone)]
pub enum Credential {
    /// A password, or an app password.
    Password(SecretString),
    /// A token for the mail server's resource.
    Token(Arc<dyn TokenSource>),
}

impl Dialogue {
    /// Signs in with what the server takes; a token that it does not take is `TokenRefused`.
    pub(crate) async fn sign_in(
        &mut self,
        user: &str,
        credential: &Shown,
    ) -> Result<(), ImapRefusal> {
        if self.capabilities.is_empty() {
            self.learn_capabilities().await?;
        }
        let ended = match credential {
            Shown::Token(token) => self.by_token(user, token).await?,
            Shown::Password(password) => self.by_password(user, password).await?,
        };
        if ended.kind != StatusKind::Ok {
            return Err(refusal(&ended, credential));
        }
        // What may be said changes with the sign-in.
        if !self.offers("IMAP4rev1") {
            self.learn_capabilities().await?;
        }
        Ok(())
    }

    /// Whether the server offers something of that name.
    pub(crate) fn offers(&self, name: &str) -> bool {
        self.capabilities
            .iter()
            .any(|capability| capability.to_string().eq_ignore_ascii_case(name))
    }

    async fn by_token(&mut self, user: &str, token: &SecretString) -> Result<Ended, ImapRefusal> {
        if !self.offers("AUTH=XOAUTH2") {
            return Err(ImapRefusal::TokenNotTaken);
        }
        let bearer = format!(
            "user={user}\x01auth=Bearer {}\x01\x01",
            token.expose_secret()
        );
        self.by_mechanism(AuthMechanism::XOAuth2, bearer.into_bytes())
            .await
    }

    async fn by_password(
        &mut self,
        user: &str,
        password: &SecretString,
    ) -> Result<Ended, ImapRefusal> {
        if self.offers("AUTH=PLAIN") {
            let plain = format!("\0{user}\0{}", password.expose_secret());
            return self
                .by_mechanism(AuthMechanism::Plain, plain.into_bytes())
                .await;
        }
        if self.offers("LOGINDISABLED") {
            return Err(ImapRefusal::LoginDisabled);
        }
        self.capabilities.clear();
        let mut told = Vec::new();
        let command = Command::Login { user, password };
        let ended = self
            .ask(command, |heard| told.extend(capabilities(heard)))
            .await?;
        self.take(told, &ended);
        Ok(ended)
    }

    /// After what is told first, an empty answer: it is what a server that explains its refusal waits for.
    async fn by_mechanism(
        &mut self,
        mechanism: AuthMechanism<'static>,
        first: Vec<u8>,
    ) -> Result<Ended, ImapRefusal> {
        let (initial, answers) = if self.offers("SASL-IR") {
            (Some(first), Vec::new())
        } else {
            (None, vec![first])
        };
        self.capabilities.clear();
        let mut told = Vec::new();
        let command = Command::Authenticate { mechanism, initial };
        let ended = self
            .authenticate(command, answers, |heard| told.extend(capabilities(heard)))
            .await?;
        self.take(told, &ended);
        Ok(ended)
    }

    async fn learn_capabilities(&mut self) -> Result<(), ImapRefusal> {
        let mut told = Vec::new();
        let ended = self
            .ask(Command::Capability, |heard| {
                told.extend(capabilities(heard));
            })
            .await?;
        self.take(told, &ended);
        if self.offers("IMAP4rev1") {
            Ok(())
        } else {
            Err(ImapRefusal::NotImap)
        }
    }

    fn take(&mut self, told: Vec<Capability<'static>>, ended: &Ended) {
        if !told.is_empty() {
            self.capabilities = told;
        }
        if let Some(Code::Capability(capabilities)) = &ended.code {
            self.capabilities = capabilities.clone().into_iter().collect();
        }
    }
}

/// A credential at the moment of a sign-in.
pub(crate) enum Shown {
    Password(SecretString),
    Token(SecretString),
}

fn capabilities(heard: Told) -> Vec<Capability<'static>> {
    match heard {
        Told::Data(Data::Capability(capabilities)) | Told::Code(Code::Capability(capabilities)) => {
            capabilities.into_iter().collect()
        }
        Told::Data(_) | Told::Code(_) => Vec::new(),
    }
}

fn refusal(ended: &Ended, shown: &Shown) -> ImapRefusal {
    if ended.not_connected || ended.says("CONTACTADMIN") {
        return ImapRefusal::AccountUnavailable;
    }
    if ended.is_busy() {
        return ImapRefusal::Busy;
    }
    match shown {
        Shown::Password(_) => ImapRefusal::PasswordRefused,
        Shown::Token(_) => ImapRefusal::TokenRefused,
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Password(_) => "Credential(password)",
            Self::Token(_) => "Credential(token)",
        })
    }
}
