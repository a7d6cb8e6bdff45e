//! `/{tenant}/oauth2/v2.0/token`.

use std::sync::Arc;

use axum::extract::{Extension, Path, State as FromState};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::HeaderMap;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Entra;
use super::apps::Application;
use super::device;
use super::directory::TenantPath;
use super::flow::Challenge;
use super::form::Submitted;
use super::form::{Parameters, declares_cp1};
use super::permissions::Resource;
use super::refusal::Refusal;
use super::scopes::{Requested, split};
use super::state::{Authorization, Code, Standing};
use super::tokens::Wishes;
use crate::access::Origin;

/// Redeems a code, a refresh token, a device code or the application's own credentials.
pub(super) async fn token(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    form: Submitted,
) -> Response {
    let answer = entra.redeem(&origin, &tenant, &headers, &form.fields);
    answer.unwrap_or_else(|refusal| {
        tracing::debug!(code = refusal.code, "token refused");
        refusal.answer(&form.trace())
    })
}

impl Entra {
    fn redeem(
        &self,
        origin: &Origin,
        tenant: &str,
        headers: &HeaderMap,
        form: &Parameters,
    ) -> Result<Response, Refusal> {
        let path = self.tenant_path(tenant)?;
        let grant_type = form
            .get("grant_type")
            .ok_or_else(|| Refusal::missing("grant_type"))?;
        let app = self.authenticate(origin, path, tenant, headers, form)?;
        match grant_type.as_str() {
            "authorization_code" => self.redeem_code(origin, path, &app, form),
            "refresh_token" => self.redeem_refresh_token(origin, path, &app, form),
            "client_credentials" => self.redeem_credentials(origin, path, &app, form),
            "device_code" | "urn:ietf:params:oauth:grant-type:device_code" => {
                let (authorization, asked) = device::redeem(self, &app, form)?;
                let resource = asked
                    .resources()
                    .into_iter()
                    .next()
                    .unwrap_or(Resource::Graph);
                Ok(self.user_answer(
                    origin,
                    authorization,
                    &asked.narrowed(resource),
                    resource,
                    &wishes(form, None),
                ))
            }
            other => {
                let text = format!("The app requested an unsupported grant type '{other}'.");
                Err(Refusal::new("unsupported_grant_type", 70003, text))
            }
        }
    }

    fn redeem_code(
        &self,
        origin: &Origin,
        path: TenantPath,
        app: &Application,
        form: &Parameters,
    ) -> Result<Response, Refusal> {
        let text = form.get("code").ok_or_else(|| Refusal::missing("code"))?;
        let code = self.checked_code(text, app, form)?;
        let mut authorization = code.authorization;
        same_tenant(path, &authorization)?;
        authorization.cp1 |= declares_cp1(form);
        self.still_allowed(&authorization)?;
        let asked = asked(form, &authorization)?;
        let resource = asked.only_resource()?;
        self.ensure_consented(authorization.account, app.id, &asked)?;
        self.spend_code(text)?;
        Ok(self.user_answer(
            origin,
            authorization,
            &asked,
            resource,
            &wishes(form, code.nonce),
        ))
    }

    /// Checks a code against what it was issued for.
    fn checked_code(
        &self,
        text: &str,
        app: &Application,
        form: &Parameters,
    ) -> Result<Code, Refusal> {
        let state = self.state();
        let unknown = || {
            Refusal::invalid_grant(
                9_002_313,
                "Invalid request. The authorization code is malformed or unknown.",
            )
        };
        let code = state.codes.get(text).ok_or_else(unknown)?;
        if code.authorization.app != app.id {
            return Err(Refusal::invalid_grant(
                70000,
                "The provided grant was issued to another client.",
            ));
        }
        if code.redeemed {
            return Err(already_redeemed());
        }
        if code.expires <= Timestamp::now() {
            return Err(Refusal::invalid_grant(
                70008,
                "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
            ));
        }
        let same_redirect = form.get("redirect_uri").is_some_and(|uri| {
            uri.trim_end_matches('/') == code.redirect_uri.trim_end_matches('/')
        });
        if !same_redirect {
            let text = "The reply address does not match the reply address provided when requesting Authorization code.";
            return Err(Refusal::invalid_grant(500_112, text));
        }
        check_verifier(
            code.challenge.as_ref(),
            form.get("code_verifier").map(String::as_str),
        )?;
        Ok(code.clone())
    }

    /// A code is good for one answer, whoever comes first.
    fn spend_code(&self, text: &str) -> Result<(), Refusal> {
        match self.state().codes.get_mut(text) {
            Some(code) if !code.redeemed => {
                code.redeemed = true;
                Ok(())
            }
            _ => Err(already_redeemed()),
        }
    }

    fn redeem_refresh_token(
        &self,
        origin: &Origin,
        path: TenantPath,
        app: &Application,
        form: &Parameters,
    ) -> Result<Response, Refusal> {
        let text = form
            .get("refresh_token")
            .ok_or_else(|| Refusal::missing("refresh_token"))?;
        let stored = self.state().refresh_tokens.get(text).cloned();
        let malformed = || {
            Refusal::invalid_grant(
                9_002_313,
                "Invalid request. Request is malformed or invalid: the refresh token is not known.",
            )
        };
        let stored = stored.ok_or_else(malformed)?;
        let mut authorization = stored.authorization;
        if authorization.app != app.id {
            return Err(
                Refusal::invalid_grant(70000, "Provided grant is invalid or malformed.")
                    .suberror("client_mismatch"),
            );
        }
        match stored.standing {
            Standing::Good => {}
            Standing::Expired => {
                let text = "The refresh token has expired due to inactivity.";
                return Err(Refusal::invalid_grant(700_082, text).suberror("token_expired"));
            }
            Standing::Revoked => {
                let text = "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.";
                return Err(Refusal::invalid_grant(50173, text).suberror("bad_token"));
            }
        }
        same_tenant(path, &authorization)?;
        authorization.cp1 |= declares_cp1(form);
        self.still_allowed(&authorization)?;
        let asked = asked(form, &authorization)?;
        let resource = asked.only_resource()?;
        self.ensure_consented(authorization.account, app.id, &asked)?;
        // A refresh always answers with the next refresh token; the old one stays good.
        let mut asked = asked;
        asked.sign_in.insert("offline_access");
        Ok(self.user_answer(origin, authorization, &asked, resource, &wishes(form, None)))
    }

    fn redeem_credentials(
        &self,
        origin: &Origin,
        path: TenantPath,
        app: &Application,
        form: &Parameters,
    ) -> Result<Response, Refusal> {
        let TenantPath::One(tenant) = path else {
            let text = "Usage of the /common endpoint isn't supported for client credentials. Use a tenant-specific endpoint.";
            return Err(Refusal::invalid_request(50194, text));
        };
        if !app.confidential {
            let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return Err(Refusal::invalid_client(7_000_218, text));
        }
        let scope = form.get("scope").ok_or_else(|| Refusal::missing("scope"))?;
        let resource = match scope.split_whitespace().collect::<Vec<_>>().as_slice() {
            [one] => split(one)
                .filter(|(_, name)| *name == ".default")
                .map(|(resource, _)| resource),
            _ => None,
        };
        let resource = resource.ok_or_else(|| {
            let text = format!("The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");
            Refusal::invalid_scope(70011, text)
        })?;
        Ok(self.application_answer(origin, tenant, app.id, resource, declares_cp1(form)))
    }

    /// Refuses when a policy changed since the sign-in.
    fn still_allowed(&self, authorization: &Authorization) -> Result<(), Refusal> {
        self.sign_in_allowed(authorization.account)?;
        if self.needs_second_factor(authorization.account) && !authorization.second_factor {
            return Err(Refusal::mfa_required());
        }
        Ok(())
    }
}

/// What the request asks for; without `scope`, the first resource of what was authorized.
fn asked(form: &Parameters, authorization: &Authorization) -> Result<Requested, Refusal> {
    if let Some(scope) = form.get("scope").filter(|scope| !scope.trim().is_empty()) {
        let mut asked = Requested::parse(scope)?;
        if asked.sign_in.is_empty() {
            asked.sign_in.clone_from(&authorization.requested.sign_in);
        }
        return Ok(asked);
    }
    let first = authorization
        .requested
        .resources()
        .into_iter()
        .next()
        .unwrap_or(Resource::Graph);
    Ok(authorization.requested.narrowed(first))
}

fn already_redeemed() -> Refusal {
    let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.";
    Refusal::invalid_grant(54005, text)
}

fn same_tenant(path: TenantPath, authorization: &Authorization) -> Result<(), Refusal> {
    if path
        .id()
        .is_none_or(|tenant| tenant == authorization.account.tenant)
    {
        return Ok(());
    }
    let text =
        "The user account does not exist in this tenant and cannot access the application in it.";
    Err(Refusal::invalid_grant(50020, text))
}

fn check_verifier(challenge: Option<&Challenge>, verifier: Option<&str>) -> Result<(), Refusal> {
    let matches = match (challenge, verifier) {
        (None, _) => true,
        (Some(_), None) => {
            return Err(Refusal::invalid_grant(
                50148,
                "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
            ));
        }
        (Some(Challenge::S256(challenge)), Some(verifier)) => {
            BASE64.encode(Sha256::digest(verifier)) == *challenge
        }
        (Some(Challenge::Plain(challenge)), Some(verifier)) => challenge == verifier,
    };
    if matches {
        return Ok(());
    }
    Err(Refusal::invalid_grant(
        501_481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    ))
}

fn wishes(form: &Parameters, nonce: Option<String>) -> Wishes {
    Wishes {
        nonce,
        client_info: form.get("client_info").is_some_and(|value| value == "1"),
    }
}
