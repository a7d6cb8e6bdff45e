use crate::assertion::AppCredential;
use crate::authority::Authority;
use crate::challenge::{ClaimsChallenge, claims_parameter};
use crate::refusal::SignInRefusal;
use crate::refusal_code::PlatformError;
use crate::token::{TokenAnswer, TokenSet};
use activity::Instant;
use egress::{Egress, EgressError, Request, Retry};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub(crate) type OauthClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The identity platform as one app of one tenant sees it.
#[derive(Clone, Debug)]
pub struct Platform {
    egress: Egress,
    authority: Authority,
    client_id: String,
}

/// A token answer with the platform's clock.
pub(crate) struct Granted {
    pub(crate) answer: TokenAnswer,
    pub(crate) server_time: Instant,
}

impl Platform {
    /// An app, told by its client id, at an authority.
    pub fn new(egress: Egress, authority: Authority, client_id: impl Into<String>) -> Self {
        Self {
            egress,
            authority,
            client_id: client_id.into(),
        }
    }

    /// Where sign-in happens.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The app's client id.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The same app at another tenant of the same host.
    pub fn for_tenant(&self, tenant: &activity::TenantId) -> Self {
        Self {
            authority: self.authority.for_tenant(tenant),
            ..self.clone()
        }
    }

    pub(crate) fn egress(&self) -> &Egress {
        &self.egress
    }

    pub(crate) fn now(&self) -> Instant {
        self.egress.pacing().wall()
    }

    /// The platform's own clock where it has told it: this machine's may be hours off.
    pub(crate) fn platform_time(&self) -> Instant {
        self.egress
            .server_time_of(egress::Role::Authority)
            .unwrap_or_else(|| self.now())
    }

    pub(crate) fn oauth(&self) -> Result<OauthClient, SignInRefusal> {
        let authorize = AuthUrl::new(self.authority.authorize().to_string());
        let token = TokenUrl::new(self.authority.token().to_string());
        let (Ok(authorize), Ok(token)) = (authorize, token) else {
            return Err(SignInRefusal::AppMisconfigured);
        };
        let client = Client::new(ClientId::new(self.client_id.clone()));
        // A public client must send no credential; an app's own goes into the body.
        Ok(client
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(authorize)
            .set_token_uri(token))
    }

    pub(crate) async fn redeem(
        &self,
        code: String,
        verifier: PkceCodeVerifier,
        redirect: &RedirectUrl,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Granted, SignInRefusal> {
        let client = self.oauth()?;
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(verifier)
            .set_redirect_uri(Cow::Borrowed(redirect))
            .add_extra_param("claims", claims_parameter(challenge));
        self.granted(request.request_async(self).await)
    }

    pub(crate) async fn refresh(
        &self,
        token: &SecretString,
        scopes: &[String],
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Granted, SignInRefusal> {
        let client = self.oauth()?;
        let token = RefreshToken::new(token.expose_secret().to_owned());
        let request = client
            .exchange_refresh_token(&token)
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .add_extra_param("claims", claims_parameter(challenge));
        self.granted(request.request_async(self).await)
    }

    pub(crate) async fn app_token(
        &self,
        credential: &AppCredential,
        scope: &str,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Granted, SignInRefusal> {
        match self.app_token_once(credential, scope, challenge).await {
            // The refusal told the platform's time; the next assertion is made for that.
            Err(SignInRefusal::ClockOrCertificate) => {
                self.app_token_once(credential, scope, challenge).await
            }
            result => result,
        }
    }

    async fn app_token_once(
        &self,
        credential: &AppCredential,
        scope: &str,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Granted, SignInRefusal> {
        let mut client = self.oauth()?;
        if let AppCredential::Secret(secret) = credential {
            client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        let mut request = client
            .exchange_client_credentials()
            .add_scope(Scope::new(scope.to_owned()))
            .add_extra_param("claims", claims_parameter(challenge));
        if let AppCredential::Certificate(certificate) = credential {
            let (endpoint, now) = (self.authority.token(), self.platform_time());
            let assertion = certificate.assertion(&self.client_id, endpoint.as_str(), now)?;
            request = request
                .add_extra_param("client_assertion_type", ASSERTION_TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        self.granted(request.request_async(self).await)
    }

    /// One request over the door: what `oauth2` is given as its HTTP client.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, SignInRefusal> {
        let (parts, body) = request.into_parts();
        let url = parts
            .uri
            .to_string()
            .parse()
            .map_err(|_| SignInRefusal::AppMisconfigured)?;
        let request = Request::new(parts.method, url)
            .headers(parts.headers)
            .body(body)
            .body_limit(1024 * 1024)
            .retry(Retry::standard().attempts(5).total(Duration::from_mins(1)));
        let answer = self.egress.fetch(request).await.map_err(refusal_of)?;
        let mut response = HttpResponse::new(answer.body().to_vec());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }

    fn granted(
        &self,
        result: Result<TokenAnswer, RequestTokenError<SignInRefusal, BasicErrorResponse>>,
    ) -> Result<Granted, SignInRefusal> {
        match result {
            Ok(answer) => Ok(Granted {
                answer,
                server_time: self.platform_time(),
            }),
            Err(RequestTokenError::Request(refusal)) => Err(refusal),
            Err(_) => Err(SignInRefusal::WrongShape),
        }
    }
}

impl<'call> AsyncHttpClient<'call> for Platform {
    type Error = SignInRefusal;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, SignInRefusal>> + Send + 'call>>;

    fn call(&'call self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Granted {
    pub(crate) fn into_set(self, now: Instant, used: Option<&SecretString>) -> TokenSet {
        self.answer.into_set(now, used)
    }
}

fn refusal_of(error: EgressError) -> SignInRefusal {
    if let EgressError::Status(answer) = &error
        && let Some(error) = PlatformError::from_body(&answer.body)
    {
        return error.refusal();
    }
    match error.status() {
        Some(404) => SignInRefusal::TenantUnknown,
        Some(429 | 500..) | None => error.into(),
        Some(_) => SignInRefusal::WrongShape,
    }
}
