//! Making tokens.

use std::collections::BTreeSet;

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::header;
use jiff::{SignedDuration, Timestamp};
use rand::Rng as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Entra;
use super::apps::PRIMARY_ADDRESS;
use super::directory::Account;
use super::directory_routes::service_principal;
use super::permissions::{Permission, Resource, SIGN_IN};
use super::scopes::Requested;
use super::state::{AccessToken, Authorization, RefreshToken, Standing};
use crate::access::{Access, Origin};
use crate::world::User;

/// Every member of a directory holds this template id.
const MEMBER_ROLE: &str = "b79fbf4d-3ef9-4689-8143-76b194e85509";
/// Access tokens live longer for clients that can be challenged.
const CHALLENGEABLE_SECONDS: std::ops::Range<i64> = 72_000..100_800;
const ORDINARY_SECONDS: std::ops::Range<i64> = 3_600..5_400;
const KEPT_TOKENS: usize = 20_000;

/// What a token answer says besides the tokens.
pub(super) struct Wishes {
    pub(super) nonce: Option<String>,
    pub(super) client_info: bool,
}

impl Entra {
    /// The answer to a user's grant: access token, and id and refresh token where they were asked for.
    pub(super) fn user_answer(
        &self,
        origin: &Origin,
        authorization: Authorization,
        asked: &Requested,
        resource: Resource,
        wishes: &Wishes,
    ) -> Response {
        let account = authorization.account;
        let granted = self.state().grants.delegated(account, authorization.app);
        let scopes = granted
            .iter()
            .filter(|(of, name)| *of == resource && !SIGN_IN.contains(name));
        let scopes: BTreeSet<String> = scopes
            .map(|(_, name)| (*name).to_owned())
            .chain(asked.sign_in.iter().map(|name| (*name).to_owned()))
            .collect();
        let access = Access {
            tenant_id: account.tenant,
            app_id: authorization.app,
            subject: Some(account.user),
            scopes,
            roles: BTreeSet::new(),
            client_capabilities_cp1: authorization.cp1,
            token_id: random_text(16),
        };
        let (access_token, seconds) = self.access_token(origin, access, resource);
        let mut answer = json!({
            "token_type": "Bearer",
            "scope": asked.answer(&granted, resource),
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": access_token,
        });
        if asked.sign_in.contains("openid") {
            answer["id_token"] =
                json!(self.id_token(origin, &authorization, asked, wishes.nonce.as_deref()));
        }
        if wishes.client_info {
            answer["client_info"] = json!(client_info(account));
        }
        if asked.sign_in.contains("offline_access") {
            let token = format!("1.{}", random_text(96));
            let stored = RefreshToken {
                authorization,
                standing: Standing::Good,
            };
            self.state().refresh_tokens.insert(token.clone(), stored);
            answer["refresh_token"] = json!(token);
        }
        token_json(&answer)
    }

    /// The answer to an application's own grant: nothing but an access token.
    pub(super) fn application_answer(
        &self,
        origin: &Origin,
        tenant: Uuid,
        app: Uuid,
        resource: Resource,
        cp1: bool,
    ) -> Response {
        let roles = self.application_permissions(tenant, app);
        let roles = roles
            .into_iter()
            .filter(|(of, _)| *of == resource)
            .map(|(_, name)| name.to_owned())
            .collect();
        let access = Access {
            tenant_id: tenant,
            app_id: app,
            subject: None,
            scopes: BTreeSet::new(),
            roles,
            client_capabilities_cp1: cp1,
            token_id: random_text(16),
        };
        let (access_token, seconds) = self.access_token(origin, access, resource);
        token_json(&json!({
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": access_token,
        }))
    }

    fn application_permissions(&self, tenant: Uuid, app: Uuid) -> BTreeSet<Permission> {
        let state = self.state();
        let mut permissions = state.grants.application(tenant, app);
        if self.auto_consent {
            permissions.extend(
                state
                    .apps
                    .get(&app)
                    .into_iter()
                    .flat_map(|app| app.roles.iter().copied()),
            );
            let meetings = [
                "OnlineMeetings.Read.All",
                "OnlineMeetingTranscript.Read.All",
            ];
            permissions.extend(meetings.map(|name| (Resource::Graph, name)));
        }
        permissions
    }

    fn access_token(&self, origin: &Origin, access: Access, resource: Resource) -> (String, i64) {
        let now = Timestamp::now();
        let lifetime = self.state().settings.token_seconds;
        let range = if access.client_capabilities_cp1 {
            CHALLENGEABLE_SECONDS
        } else {
            ORDINARY_SECONDS
        };
        let seconds = lifetime.unwrap_or_else(|| rand::rng().random_range(range));
        let mut claims = json!({
            "aud": resource.audience(),
            "iss": issuer(origin, access.tenant_id),
            "iat": now.as_second(),
            "nbf": now.as_second(),
            "exp": now.as_second() + seconds,
            "appid": access.app_id,
            "tid": access.tenant_id,
            "uti": access.token_id,
            "ver": "1.0",
        });
        if let Some(user) = access.subject {
            let account = Account {
                tenant: access.tenant_id,
                user,
            };
            claims["oid"] = json!(user);
            claims["sub"] = json!(pairwise(account, access.app_id));
            if let Some(user) = self.user(account) {
                claims["upn"] = json!(user.upn);
                claims["unique_name"] = json!(user.upn);
            }
            claims["idtyp"] = json!("user");
            claims["scp"] = json!(access.scopes.iter().cloned().collect::<Vec<_>>().join(" "));
            claims["wids"] = json!(self.directory_roles(account));
        } else {
            claims["oid"] = json!(service_principal(access.tenant_id, access.app_id));
            claims["idtyp"] = json!("app");
            if !access.roles.is_empty() {
                claims["roles"] = json!(access.roles);
            }
        }
        if access.client_capabilities_cp1 {
            claims["xms_cc"] = json!(["CP1"]);
        }
        let token = self.keys.sign(&claims);
        let expires = now
            .saturating_add(SignedDuration::from_secs(seconds))
            .unwrap_or(Timestamp::MAX);
        let stored = AccessToken {
            access,
            resource,
            expires,
            standing: Standing::Good,
            challenged: None,
        };
        let mut state = self.state();
        if state.access_tokens.len() > KEPT_TOKENS {
            state.access_tokens.retain(|_, token| token.expires > now);
        }
        state.access_tokens.insert(token.clone(), stored);
        (token, seconds)
    }

    fn id_token(
        &self,
        origin: &Origin,
        authorization: &Authorization,
        asked: &Requested,
        nonce: Option<&str>,
    ) -> String {
        let now = Timestamp::now().as_second();
        let account = authorization.account;
        let mut claims = json!({
            "aud": authorization.app,
            "iss": issuer(origin, account.tenant),
            "iat": now,
            "nbf": now,
            "exp": now + 3_600,
            "sub": pairwise(account, authorization.app),
            "tid": account.tenant,
            "uti": random_text(16),
            "rh": random_text(24),
            "ver": "2.0",
            "wids": self.directory_roles(account),
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        if let Some(user) = self.user(account) {
            claims["oid"] = json!(user.id);
            if asked.sign_in.contains("profile") {
                claims["name"] = json!(user.display_name);
                claims["preferred_username"] = json!(user.upn);
            }
            if asked.sign_in.contains("email") && user.mail.is_some() {
                claims["email"] = json!(user.mail);
            }
            for claim in self.optional_claims(authorization.app) {
                claims[claim] = json!(self.verified_addresses(&user, claim));
            }
        }
        self.keys.sign(&claims)
    }

    fn optional_claims(&self, app: Uuid) -> Vec<&'static str> {
        let state = self.state();
        let app = state.apps.get(&app);
        app.map(|app| app.optional_claims.clone())
            .unwrap_or_default()
    }

    /// The primary address or the others, as far as they are in a domain that the tenant has verified.
    fn verified_addresses(&self, user: &User, claim: &str) -> Vec<String> {
        let domains: Vec<String> = self
            .world
            .tenants()
            .iter()
            .filter(|tenant| tenant.id == user.tenant_id)
            .flat_map(|tenant| tenant.verified_domains.clone())
            .collect();
        let scheme = if claim == PRIMARY_ADDRESS {
            "SMTP"
        } else {
            "smtp"
        };
        user.proxy_addresses
            .iter()
            .filter_map(|entry| entry.split_once(':'))
            .filter(|(kind, address)| {
                *kind == scheme
                    && domains.iter().any(|domain| {
                        address
                            .rsplit_once('@')
                            .is_some_and(|(_, of)| of.eq_ignore_ascii_case(domain))
                    })
            })
            .map(|(_, address)| address.to_owned())
            .collect()
    }

    fn directory_roles(&self, account: Account) -> Vec<String> {
        let roles = self
            .user(account)
            .map(|user| user.roles)
            .unwrap_or_default();
        roles.into_iter().chain([MEMBER_ROLE.to_owned()]).collect()
    }
}

/// `{origin}/{tenant}/v2.0`.
pub(super) fn issuer(origin: &Origin, tenant: Uuid) -> String {
    format!("{}/{tenant}/v2.0", origin.0)
}

/// The account id in the form that Microsoft's libraries read.
pub(super) fn client_info(account: Account) -> String {
    BASE64.encode(json!({"uid": account.user, "utid": account.tenant}).to_string())
}

/// The subject of a person for one application; another application sees another.
pub(super) fn pairwise(account: Account, app: Uuid) -> String {
    BASE64.encode(Sha256::digest(
        [account.user.as_bytes().as_slice(), app.as_bytes()].concat(),
    ))
}

/// Unguessable text of `bytes` random bytes.
pub(super) fn random_text(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::rng().fill(buffer.as_mut_slice());
    BASE64.encode(buffer)
}

fn token_json(answer: &Value) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store, no-cache"),
        (header::PRAGMA, "no-cache"),
    ];
    (headers, Json(answer)).into_response()
}
