use crate::assertion::AppCredential;
use crate::challenge::ClaimsChallenge;
use crate::platform::{Granted, Platform};
use crate::refusal::{NextStep, SignInRefusal};
use crate::token::TokenSet;
use crate::vault::{TokenVault, VaultError};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::Mutex;

/// An access token is renewed when fewer than this many seconds remain.
const RENEW_BEFORE: i64 = 300;
/// If renewing fails for a passing reason, the old token serves as long as this many seconds remain.
const LAST_RESORT: i64 = 30;

/// A future that can be named.
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Whoever can show an access token.
pub trait TokenSource: Send + Sync + 'static {
    /// A token with some life left.
    fn access_token(&self) -> Waiting<'_, Result<SecretString, SignInRefusal>>;
    /// Another token than `refused`, which a resource did not accept, perhaps for a challenge.
    fn renew<'a>(
        &'a self,
        refused: &'a SecretString,
        challenge: Option<&'a ClaimsChallenge>,
    ) -> Waiting<'a, Result<SecretString, SignInRefusal>>;
}

/// The tokens of one person or of one app, kept in the vault and renewed once for everybody who waits. Clones are one.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
}

struct Inner {
    platform: Platform,
    grant: Grant,
    vault: Arc<dyn TokenVault>,
    name: String,
    state: Mutex<State>,
}

enum Grant {
    /// A refresh token, renewed for these scopes.
    Delegated(Vec<String>),
    /// The app's own credential.
    Application(AppCredential, String),
}

#[derive(Default)]
struct State {
    tokens: Option<TokenSet>,
    /// A refusal that only a person can undo; asking again would only make the platform angry.
    refusal: Option<SignInRefusal>,
}

impl Session {
    /// A person's session after a sign-in: the tokens are in the vault when this returns.
    pub async fn open(
        platform: Platform,
        vault: Arc<dyn TokenVault>,
        name: impl Into<String>,
        scopes: Vec<String>,
        tokens: TokenSet,
    ) -> Result<Self, SignInRefusal> {
        let session = Self::new(platform, vault, name.into(), Grant::Delegated(scopes));
        session.inner.save(&tokens).await?;
        session.inner.state.lock().await.tokens = Some(tokens);
        Ok(session)
    }

    /// A person's session from the vault; [`SignInRefusal::NotSignedIn`] if there is none.
    pub async fn resume(
        platform: Platform,
        vault: Arc<dyn TokenVault>,
        name: impl Into<String>,
        scopes: Vec<String>,
    ) -> Result<Self, SignInRefusal> {
        let session = Self::new(platform, vault, name.into(), Grant::Delegated(scopes));
        let tokens = session
            .inner
            .load()
            .await?
            .ok_or(SignInRefusal::NotSignedIn)?;
        session.inner.state.lock().await.tokens = Some(tokens);
        Ok(session)
    }

    /// An app's own session at its tenant, for the application permissions of Microsoft Graph.
    pub async fn application(
        platform: Platform,
        credential: AppCredential,
        vault: Arc<dyn TokenVault>,
        name: impl Into<String>,
    ) -> Result<Self, SignInRefusal> {
        let grant = Grant::Application(credential, crate::GRAPH_DEFAULT_SCOPE.to_owned());
        let session = Self::new(platform, vault, name.into(), grant);
        let tokens = session.inner.load().await?;
        session.inner.state.lock().await.tokens = tokens;
        Ok(session)
    }

    /// Takes the tokens of another sign-in of the same person; they are in the vault when this returns.
    pub async fn adopt(&self, tokens: TokenSet) -> Result<(), SignInRefusal> {
        let mut state = self.inner.state.lock().await;
        self.inner.save(&tokens).await?;
        *state = State {
            tokens: Some(tokens),
            refusal: None,
        };
        Ok(())
    }

    /// Forgets the tokens, here and in the vault. The grant at the platform stays; only a person can take that back.
    pub async fn forget(&self) -> Result<(), SignInRefusal> {
        let mut state = self.inner.state.lock().await;
        *state = State {
            tokens: None,
            refusal: Some(SignInRefusal::NotSignedIn),
        };
        self.inner.on_vault(TokenVault::forget).await
    }

    /// The scopes that were granted; empty for an app.
    pub async fn scopes(&self) -> Vec<String> {
        let state = self.inner.state.lock().await;
        state
            .tokens
            .as_ref()
            .map_or_else(Vec::new, |tokens| tokens.scopes().to_vec())
    }

    fn new(platform: Platform, vault: Arc<dyn TokenVault>, name: String, grant: Grant) -> Self {
        let state = Mutex::default();
        Self {
            inner: Arc::new(Inner {
                platform,
                grant,
                vault,
                name,
                state,
            }),
        }
    }

    /// Runs to its end even if nobody waits any more: a rotated token must reach the vault.
    async fn token(
        &self,
        refused: Option<SecretString>,
        challenge: Option<ClaimsChallenge>,
    ) -> Result<SecretString, SignInRefusal> {
        let inner = Arc::clone(&self.inner);
        let renewing = tokio::spawn(async move { inner.token(refused, challenge).await });
        renewing.await.unwrap_or(Err(SignInRefusal::Unavailable))
    }
}

impl TokenSource for Session {
    fn access_token(&self) -> Waiting<'_, Result<SecretString, SignInRefusal>> {
        Box::pin(async {
            if let Ok(state) = self.inner.state.try_lock()
                && let Some(tokens) = &state.tokens
                && self.inner.remaining(tokens) >= RENEW_BEFORE
            {
                return Ok(tokens.access.clone());
            }
            self.token(None, None).await
        })
    }

    fn renew<'a>(
        &'a self,
        refused: &'a SecretString,
        challenge: Option<&'a ClaimsChallenge>,
    ) -> Waiting<'a, Result<SecretString, SignInRefusal>> {
        Box::pin(self.token(Some(refused.clone()), challenge.cloned()))
    }
}

impl Inner {
    async fn token(
        &self,
        refused: Option<SecretString>,
        challenge: Option<ClaimsChallenge>,
    ) -> Result<SecretString, SignInRefusal> {
        // The lock is what makes it one flight: whoever waited finds the new token.
        let mut state = self.state.lock().await;
        if let Some(tokens) = &state.tokens {
            let good = match &refused {
                Some(refused) => refused.expose_secret() != tokens.access.expose_secret(),
                None => true,
            };
            if good && self.remaining(tokens) >= RENEW_BEFORE {
                return Ok(tokens.access.clone());
            }
        }
        if let Some(refusal) = &state.refusal {
            return Err(refusal.clone());
        }
        match self.ask(state.tokens.as_ref(), challenge.as_ref()).await {
            Ok(tokens) => {
                self.save(&tokens).await?;
                let access = tokens.access.clone();
                state.tokens = Some(tokens);
                Ok(access)
            }
            Err(refusal) => self.without(&mut state, refused.is_none(), refusal).await,
        }
    }

    async fn ask(
        &self,
        tokens: Option<&TokenSet>,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<TokenSet, SignInRefusal> {
        let platform = &self.platform;
        let (granted, used): (Granted, _) = match &self.grant {
            Grant::Application(credential, scope) => (
                platform.app_token(credential, scope, challenge).await?,
                None,
            ),
            Grant::Delegated(scopes) => {
                let used = tokens
                    .and_then(|tokens| tokens.refresh.as_ref())
                    .ok_or(SignInRefusal::NotSignedIn)?;
                (platform.refresh(used, scopes, challenge).await?, Some(used))
            }
        };
        Ok(granted.into_set(platform.now(), used))
    }

    /// What to do when the platform gave nothing.
    async fn without(
        &self,
        state: &mut State,
        old_one_serves: bool,
        refusal: SignInRefusal,
    ) -> Result<SecretString, SignInRefusal> {
        if let Some(tokens) = &state.tokens
            && old_one_serves
            && refusal.is_passing()
            && self.remaining(tokens) >= LAST_RESORT
        {
            return Ok(tokens.access.clone());
        }
        let delegated = matches!(self.grant, Grant::Delegated(_));
        if delegated
            && matches!(
                refusal.next_step(),
                NextStep::SignInAgain | NextStep::ContinueInBrowser | NextStep::Stop
            )
        {
            state.refusal = Some(refusal.clone());
        }
        if delegated
            && matches!(
                refusal,
                SignInRefusal::SignInExpired | SignInRefusal::SignInRevoked
            )
        {
            state.tokens = None;
            self.on_vault(TokenVault::forget).await?;
        }
        tracing::info!(code = refusal.code(), "no access token");
        Err(refusal)
    }

    fn remaining(&self, tokens: &TokenSet) -> i64 {
        self.platform.now().seconds_until(tokens.expires_at)
    }

    async fn save(&self, tokens: &TokenSet) -> Result<(), SignInRefusal> {
        let secret = tokens.to_secret().ok_or(SignInRefusal::VaultFailed)?;
        self.on_vault(move |vault, name| vault.save(name, &secret))
            .await
    }

    async fn load(&self) -> Result<Option<TokenSet>, SignInRefusal> {
        let secret = self.on_vault(TokenVault::load).await?;
        Ok(secret.as_ref().and_then(TokenSet::from_secret))
    }

    async fn on_vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn TokenVault, &str) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, SignInRefusal> {
        let (vault, name) = (Arc::clone(&self.vault), self.name.clone());
        let done = tokio::task::spawn_blocking(move || work(vault.as_ref(), &name)).await;
        done.map_err(|_| SignInRefusal::VaultFailed)?
            .map_err(SignInRefusal::from)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.inner.grant {
            Grant::Delegated(_) => "Session(delegated)",
            Grant::Application(..) => "Session(application)",
        })
    }
}
