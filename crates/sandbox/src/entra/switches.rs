//! Turning the switches.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as FromState};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Entra;
use super::apps::{Application, CUSTOMER_CLIENT_ID, Certificate, PUBLIC_CLIENT_ID};
use super::directory::{Account, TenantPath};
use super::permissions::{Permission, find};
use super::scopes::split;
use super::script::{AppSpec, ConsentSpec, EntraScript, ScriptError};
use super::state::Standing;

/// `GET /sandbox/entra`.
pub(super) async fn show(FromState(entra): FromState<Arc<Entra>>) -> Response {
    let state = entra.state();
    let settings = &state.settings;
    Json(json!({
        "consent_policy": settings.consent_policy,
        "second_factor": settings.second_factor,
        "sign_in_refusals": settings.sign_in_refusals,
        "token_seconds": settings.token_seconds,
        "code_seconds": settings.code_seconds,
        "device_seconds": settings.device_seconds,
        "apps": state.apps.values().map(|app| json!({
            "client_id": app.id,
            "display_name": app.display_name,
            "confidential": app.confidential,
            "disabled": app.disabled,
            "secret_expired": app.secret_expired,
            "certificates": app.certificates.len(),
        })).collect::<Vec<_>>(),
        "refresh_tokens": state.refresh_tokens.len(),
        "access_tokens": state.access_tokens.len(),
    }))
    .into_response()
}

/// `POST /sandbox/entra`.
pub(super) async fn apply(
    FromState(entra): FromState<Arc<Entra>>,
    Json(script): Json<Value>,
) -> Response {
    answer(
        serde_json::from_value(script)
            .map_err(ScriptError::from)
            .and_then(|script| entra.apply(&script)),
    )
}

/// `POST /sandbox/entra/{switch}`: the same with one field, `token-seconds` or `token_seconds`.
pub(super) async fn apply_one(
    FromState(entra): FromState<Arc<Entra>>,
    Path(switch): Path<String>,
    Json(value): Json<Value>,
) -> Response {
    let script = BTreeMap::from([(switch.replace('-', "_"), value)]);
    let script = serde_json::to_value(script).and_then(serde_json::from_value);
    answer(
        script
            .map_err(ScriptError::from)
            .and_then(|script| entra.apply(&script)),
    )
}

fn answer(result: Result<(), ScriptError>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (
            StatusCode::BAD_REQUEST,
            Json(json!({"error": error.to_string()})),
        )
            .into_response(),
    }
}

impl Entra {
    /// Carries out a script, in the order of its fields; what came before an error stays.
    pub fn apply(&self, script: &EntraScript) -> Result<(), ScriptError> {
        self.apply_settings(script);
        for spec in &script.apps {
            self.register(spec)?;
        }
        for spec in &script.certificates {
            self.trust_certificate(&spec.app, &spec.pem)?;
        }
        for spec in &script.grant {
            self.grant(spec)?;
        }
        for spec in &script.revoke_consent {
            self.revoke_consent(spec)?;
        }
        for app in &script.disable_apps {
            self.change_app(app, |app| app.disabled = true)?;
        }
        for app in &script.enable_apps {
            self.change_app(app, |app| app.disabled = false)?;
        }
        for app in &script.expire_secrets {
            self.change_app(app, |app| app.secret_expired = true)?;
        }
        for app in &script.renew_secrets {
            self.change_app(app, |app| app.secret_expired = false)?;
        }
        for spec in &script.revoke_tokens {
            self.revoke_sessions(&spec.user, spec.access_tokens)?;
        }
        for user in &script.expire_refresh_tokens {
            let whose = self.whose(user)?;
            let mut state = self.state();
            let tokens = state.refresh_tokens.values_mut();
            tokens
                .filter(|token| whose.covers(token.authorization.account))
                .for_each(|token| token.standing = Standing::Expired);
        }
        for user in &script.expire_access_tokens {
            let whose = self.whose(user)?;
            let mut state = self.state();
            let tokens = state
                .access_tokens
                .values_mut()
                .filter(|token| whose.covers_token(&token.access));
            tokens.for_each(|token| token.standing = Standing::Expired);
        }
        Ok(())
    }

    /// Registers a certificate (PEM) of an application.
    pub fn trust_certificate(&self, app: &str, pem: &str) -> Result<(), ScriptError> {
        let certificate = Certificate::from_pem(pem).ok_or(ScriptError::Certificate)?;
        self.change_app(app, |app| {
            app.confidential = true;
            app.certificates.push(certificate);
        })
    }

    /// Ends a user's sessions, as an administrator or a password reset does.
    pub fn revoke_sessions(&self, user: &str, access_tokens: bool) -> Result<(), ScriptError> {
        let whose = self.whose(user)?;
        let now = Timestamp::now();
        let mut state = self.state();
        state
            .sessions
            .retain(|_, session| !whose.covers(session.account));
        let refresh = state
            .refresh_tokens
            .values_mut()
            .filter(|token| whose.covers(token.authorization.account));
        refresh.for_each(|token| token.standing = Standing::Revoked);
        for token in state
            .access_tokens
            .values_mut()
            .filter(|token| whose.covers_token(&token.access))
        {
            token.challenged = Some(now);
            if access_tokens && !token.access.client_capabilities_cp1 {
                token.standing = Standing::Revoked;
            }
        }
        Ok(())
    }

    fn apply_settings(&self, script: &EntraScript) {
        let mut state = self.state();
        let settings = &mut state.settings;
        settings.consent_policy = script.consent_policy.unwrap_or(settings.consent_policy);
        settings.token_seconds = script.token_seconds.or(settings.token_seconds);
        settings.code_seconds = script.code_seconds.unwrap_or(settings.code_seconds);
        settings.device_seconds = script.device_seconds.unwrap_or(settings.device_seconds);
        if let Some(users) = &script.second_factor {
            settings.second_factor = users.iter().map(|user| user.to_lowercase()).collect();
        }
        if let Some(rules) = &script.sign_in_refusals {
            settings.sign_in_refusals = rules
                .iter()
                .map(|rule| (rule.user.to_lowercase(), rule.code))
                .collect();
        }
    }

    fn register(&self, spec: &AppSpec) -> Result<(), ScriptError> {
        let home = self.home_tenant().ok_or(ScriptError::Unknown("tenant"))?;
        let mut app = Application {
            id: spec.client_id,
            display_name: spec.display_name.clone(),
            redirects: spec.redirect_uris.clone(),
            secret: spec.secret.clone(),
            confidential: spec.secret.is_some() || spec.certificate.is_some(),
            delegated: permissions(&spec.scopes)?,
            roles: permissions(&spec.roles)?,
            ..Application::public_client(home)
        };
        if let Some(pem) = &spec.certificate {
            app.certificates
                .push(Certificate::from_pem(pem).ok_or(ScriptError::Certificate)?);
        }
        self.state().apps.insert(app.id, app);
        Ok(())
    }

    fn grant(&self, spec: &ConsentSpec) -> Result<(), ScriptError> {
        let (tenant, app, account) = self.consent_target(spec)?;
        let (scopes, roles) = (permissions(&spec.scopes)?, permissions(&spec.roles)?);
        let mut state = self.state();
        match account {
            Some(account) => state.grants.grant_personal(account, app, scopes),
            None => state.grants.grant_tenant(tenant, app, scopes),
        }
        if !roles.is_empty() {
            state.grants.grant_roles(tenant, app, roles);
        }
        Ok(())
    }

    fn revoke_consent(&self, spec: &ConsentSpec) -> Result<(), ScriptError> {
        let (tenant, app, account) = self.consent_target(spec)?;
        let mut state = self.state();
        match account {
            Some(account) => state.grants.revoke_personal(account, app),
            None => state.grants.revoke_tenant(tenant, app),
        }
        state.refresh_tokens.retain(|_, token| {
            let of = &token.authorization;
            of.app != app
                || of.account.tenant != tenant
                || account.is_some_and(|account| account != of.account)
        });
        Ok(())
    }

    fn consent_target(
        &self,
        spec: &ConsentSpec,
    ) -> Result<(Uuid, Uuid, Option<Account>), ScriptError> {
        let app = app_id(&spec.app)?;
        let tenant = match &spec.tenant {
            Some(key) => self.world.tenant(key).map(|tenant| tenant.id),
            None => self.home_tenant(),
        };
        let tenant = tenant.ok_or(ScriptError::Unknown("tenant"))?;
        let account = spec.user.as_deref().map(|user| {
            self.account(TenantPath::One(tenant), user)
                .map_err(|_| ScriptError::Unknown("user"))
        });
        Ok((tenant, app, account.transpose()?))
    }

    fn change_app(
        &self,
        app: &str,
        change: impl FnOnce(&mut Application),
    ) -> Result<(), ScriptError> {
        let id = app_id(app)?;
        let mut state = self.state();
        state
            .apps
            .get_mut(&id)
            .map(change)
            .ok_or(ScriptError::Unknown("application"))
    }

    fn whose(&self, user: &str) -> Result<Whose, ScriptError> {
        if user == "*" {
            return Ok(Whose::Everybody);
        }
        self.account(TenantPath::Any, user)
            .map(Whose::One)
            .map_err(|_| ScriptError::Unknown("user"))
    }
}

enum Whose {
    Everybody,
    One(Account),
}

impl Whose {
    fn covers(&self, account: Account) -> bool {
        match self {
            Self::Everybody => true,
            Self::One(one) => *one == account,
        }
    }

    fn covers_token(&self, access: &crate::access::Access) -> bool {
        match self {
            Self::Everybody => true,
            Self::One(one) => access.subject == Some(one.user) && access.tenant_id == one.tenant,
        }
    }
}

fn permissions(names: &[String]) -> Result<Vec<Permission>, ScriptError> {
    let one = |name: &String| {
        split(name)
            .and_then(|(resource, name)| find(resource, name))
            .map(|entry| entry.permission)
    };
    names
        .iter()
        .map(|name| one(name).ok_or(ScriptError::Unknown("permission")))
        .collect()
}

fn app_id(app: &str) -> Result<Uuid, ScriptError> {
    match app {
        "public" => Ok(PUBLIC_CLIENT_ID),
        "customer" => Ok(CUSTOMER_CLIENT_ID),
        id => Uuid::parse_str(id).map_err(|_| ScriptError::Unknown("application")),
    }
}
