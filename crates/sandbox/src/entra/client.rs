//! Who the application is: its id, and the proof that it is itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode, header};
use url::form_urlencoded;
use uuid::Uuid;

use super::Entra;
use super::apps::Application;
use super::directory::TenantPath;
use super::form::Parameters;
use super::refusal::Refusal;
use crate::access::Origin;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Entra {
    /// The application of that id, as the tenant of the path knows it.
    pub(super) fn application(
        &self,
        id: &str,
        path: TenantPath,
        tenant: &str,
    ) -> Result<Application, Refusal> {
        let state = self.state();
        let app = Uuid::parse_str(id)
            .ok()
            .and_then(|id| state.apps.get(&id).cloned());
        let known = app.filter(|app| {
            let Some(tenant) = path.id() else { return true };
            app.multi_tenant || app.home == tenant || state.grants.knows(tenant, app.id)
        });
        let app = known.ok_or_else(|| Refusal::unknown_app(id, tenant))?;
        if app.disabled {
            let text = format!("Application '{id}'({}) is disabled.", app.display_name);
            return Err(Refusal::new("unauthorized_client", 7_000_112, text));
        }
        Ok(app)
    }

    /// The application behind a token request, with its secret or assertion checked.
    pub(super) fn authenticate(
        &self,
        origin: &Origin,
        path: TenantPath,
        tenant: &str,
        headers: &HeaderMap,
        form: &Parameters,
    ) -> Result<Application, Refusal> {
        let basic = basic(headers);
        let assertion = form.get("client_assertion");
        let id = form
            .get("client_id")
            .cloned()
            .or_else(|| basic.as_ref().map(|(id, _)| id.clone()));
        let id = id.ok_or_else(|| Refusal::missing("client_id"))?;
        let app = self.application(&id, path, tenant)?;
        let secret = form
            .get("client_secret")
            .cloned()
            .or_else(|| basic.map(|(_, secret)| secret));
        if !app.confidential {
            if secret.is_some() || assertion.is_some() {
                let text = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
                return Err(Refusal::invalid_client(700_025, text));
            }
            return Ok(app);
        }
        match (secret, assertion) {
            (Some(secret), _) => check_secret(&app, &secret)?,
            (None, Some(assertion)) => {
                if form.get("client_assertion_type").map(String::as_str) != Some(ASSERTION_TYPE) {
                    return Err(Refusal::missing("client_assertion_type"));
                }
                self.check_assertion(origin, path, &app, assertion)?;
            }
            (None, None) => {
                let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
                return Err(Refusal::invalid_client(7_000_218, text));
            }
        }
        Ok(app)
    }
}

fn check_secret(app: &Application, secret: &str) -> Result<(), Refusal> {
    if app.secret.as_deref() != Some(secret) {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'.",
            app.id
        );
        return Err(Refusal::invalid_client(7_000_215, text));
    }
    if app.secret_expired {
        let text = format!(
            "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys for your app.",
            app.id
        );
        return Err(Refusal {
            status: StatusCode::UNAUTHORIZED,
            ..Refusal::invalid_client(7_000_222, text)
        });
    }
    Ok(())
}

/// Id and secret of an HTTP Basic header, both form-decoded as RFC 6749 has it.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}
