use crate::account::{Account, ExpectedAccount};
use crate::callback::CallbackWords;
use crate::challenge::{ClaimsChallenge, claims_parameter};
use crate::id_token::account_of;
use crate::loopback::{LoopbackListener, Parameters, Redirect};
use crate::platform::{Granted, Platform};
use crate::refusal::SignInRefusal;
use crate::refusal_code::PlatformError;
use crate::scopes::{missing_scopes, with_openid};
use crate::session::{TokenSource, Waiting};
use crate::token::TokenSet;
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use secrecy::SecretString;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;
use url::Url;

/// What a person is asked to sign in for.
#[derive(Clone, Debug)]
pub struct SignInRequest {
    /// Scopes of one resource; the OpenID scopes are added.
    pub scopes: Vec<String>,
    /// The name to fill in on the sign-in page.
    pub login_hint: Option<String>,
    /// Who has to sign in.
    pub expected: ExpectedAccount,
    /// The central service's nonce, if the id_token is to be shown there; else a random one.
    pub nonce: Option<String>,
    /// What the platform or a resource wants to see in the new token.
    pub challenge: Option<ClaimsChallenge>,
    /// Whether to force a page.
    pub prompt: Option<Prompt>,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// Where the browser is sent back to.
    pub redirect: Redirect,
    /// How long to wait for the person.
    pub deadline: Duration,
    /// What the last page says.
    pub words: CallbackWords,
}

/// A page that the platform shows even if it need not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Sign in anew.
    Login,
    /// Show the permissions again.
    Consent,
    /// Choose an account.
    SelectAccount,
}

/// How the platform's answer travels to the listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect.
    #[default]
    Query,
    /// In the body of a form, out of the browser's history.
    FormPost,
}

/// A sign-in that has begun: the browser can be sent to [`authorize_url`](Self::authorize_url).
#[derive(Debug)]
pub struct EmployeeSignIn {
    platform: Platform,
    request: SignInRequest,
    listener: LoopbackListener,
    authorize_url: Url,
    verifier: PkceCodeVerifier,
    redirect: RedirectUrl,
    nonce: String,
}

/// Somebody signed in, and it is who was expected.
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// The tokens; [`Session::open`](crate::Session::open) takes them.
    pub tokens: TokenSet,
    /// The id_token, to show to the central service.
    pub id_token: SecretString,
    /// Wanted scopes that were not granted.
    pub missing_scopes: Vec<String>,
}

impl SignInRequest {
    /// A sign-in for these scopes, by anybody, with ten minutes' time.
    pub fn new(scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            scopes: scopes.into_iter().map(Into::into).collect(),
            login_hint: None,
            expected: ExpectedAccount::default(),
            nonce: None,
            challenge: None,
            prompt: None,
            response_mode: ResponseMode::default(),
            redirect: Redirect::default(),
            deadline: Duration::from_mins(10),
            words: CallbackWords::default(),
        }
    }

    pub(crate) fn all_scopes(&self) -> Vec<String> {
        with_openid(&self.scopes)
    }
}

impl EmployeeSignIn {
    /// Opens the listener and makes the address of the sign-in page.
    pub async fn begin(platform: &Platform, request: SignInRequest) -> Result<Self, SignInRefusal> {
        let state = CsrfToken::new_random_len(32);
        let nonce = request
            .nonce
            .clone()
            .unwrap_or_else(|| CsrfToken::new_random_len(32).into_secret());
        let words = request.words.clone();
        let listener =
            LoopbackListener::open(&request.redirect, state.secret().clone(), words).await?;
        let redirect = RedirectUrl::new(listener.redirect_uri().to_owned());
        let redirect = redirect.map_err(|_| SignInRefusal::RedirectMismatch)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = platform.oauth()?;
        let mut authorize = client
            .authorize_url(move || state)
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .add_scopes(request.all_scopes().into_iter().map(Scope::new))
            .add_extra_param("nonce", nonce.clone())
            .add_extra_param("response_mode", request.response_mode.name())
            .add_extra_param("claims", claims_parameter(request.challenge.as_ref()));
        if let Some(hint) = &request.login_hint {
            authorize = authorize.add_extra_param("login_hint", hint.clone());
        }
        if let Some(prompt) = request.prompt {
            authorize = authorize.add_extra_param("prompt", prompt.name());
        }
        let (authorize_url, _) = authorize.url();
        Ok(Self {
            platform: platform.clone(),
            request,
            listener,
            authorize_url,
            verifier,
            redirect,
            nonce,
        })
    }

    /// The page to open in the system's browser.
    pub fn authorize_url(&self) -> &Url {
        &self.authorize_url
    }

    /// Waits for the person, redeems the code and checks who it was. Dropping it closes the listener.
    pub async fn wait(mut self) -> Result<SignedIn, SignInRefusal> {
        let parameters = self.listener.answer(self.request.deadline).await?;
        let code = code_of(parameters)?;
        let challenge = self.request.challenge.as_ref();
        let granted = self
            .platform
            .redeem(code, self.verifier, &self.redirect, challenge)
            .await?;
        signed_in(&self.platform, &self.request, granted, &self.nonce)
    }
}

/// Checks an answer with an id_token and takes it apart.
pub(crate) fn signed_in(
    platform: &Platform,
    request: &SignInRequest,
    granted: Granted,
    nonce: &str,
) -> Result<SignedIn, SignInRefusal> {
    let id_token = granted
        .answer
        .id_token()
        .ok_or(SignInRefusal::IdTokenRefused("missing"))?;
    let now = granted.server_time;
    let account = account_of(
        &id_token,
        platform.client_id(),
        platform.authority(),
        nonce,
        now,
    )?;
    request.expected.check(&account)?;
    let tokens = granted.into_set(platform.now(), None);
    let granted_scopes = tokens.scopes().iter().map(String::as_str);
    let missing_scopes = missing_scopes(&request.scopes, granted_scopes);
    Ok(SignedIn {
        account,
        tokens,
        id_token,
        missing_scopes,
    })
}

fn code_of(mut parameters: Parameters) -> Result<String, SignInRefusal> {
    if let Some(refusal) = refusal_in(&parameters) {
        return Err(refusal);
    }
    let code = parameters.remove("code").filter(|code| !code.is_empty());
    code.ok_or(SignInRefusal::CallbackMalformed)
}

/// The refusal that a redirect carries.
pub(crate) fn refusal_in(parameters: &Parameters) -> Option<SignInRefusal> {
    let error = PlatformError {
        error: parameters.get("error")?.clone(),
        error_description: parameters.get("error_description").cloned(),
        suberror: parameters.get("error_subcode").cloned(),
        claims: parameters.get("claims").cloned(),
        ..PlatformError::default()
    };
    Some(error.refusal())
}

impl Prompt {
    fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

impl ResponseMode {
    fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }
}

impl SignedIn {
    /// The access token as it came, for what has to be known before the tokens are kept.
    pub fn as_it_came(&self) -> UnrenewedToken {
        UnrenewedToken(self.tokens.access.clone())
    }
}

/// An access token that is not renewed: nothing is kept yet that could be.
pub struct UnrenewedToken(SecretString);

impl TokenSource for UnrenewedToken {
    fn access_token(&self) -> Waiting<'_, Result<SecretString, SignInRefusal>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn renew<'a>(
        &'a self,
        _refused: &'a SecretString,
        _challenge: Option<&'a ClaimsChallenge>,
    ) -> Waiting<'a, Result<SecretString, SignInRefusal>> {
        Box::pin(async { Err(SignInRefusal::NotSignedIn) })
    }
}

impl fmt::Debug for UnrenewedToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UnrenewedToken")
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignedIn({:?})", self.account)
    }
}
