//! What a script of the switches says: under `entra` in a scenario, or posted to `/sandbox/entra`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// Changes of the identity platform; what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct EntraScript {
    /// Who may consent to mail, calendar and meeting permissions.
    pub consent_policy: Option<ConsentPolicy>,
    /// Users who need a second factor (`*` for everybody); replaces the list.
    pub second_factor: Option<BTreeSet<String>>,
    /// Users whose sign-in and refresh is refused; replaces the list.
    pub sign_in_refusals: Option<Vec<SignInRule>>,
    /// Seconds that access tokens live.
    pub token_seconds: Option<i64>,
    /// Seconds that authorization codes live.
    pub code_seconds: Option<i64>,
    /// Seconds that device codes live.
    pub device_seconds: Option<i64>,
    /// Registers applications.
    pub apps: Vec<AppSpec>,
    /// Registers certificates.
    pub certificates: Vec<CertificateSpec>,
    /// Consents to permissions.
    pub grant: Vec<ConsentSpec>,
    /// Takes consents back.
    pub revoke_consent: Vec<ConsentSpec>,
    /// Revokes the sessions of users.
    pub revoke_tokens: Vec<RevokeSpec>,
    /// Users whose refresh tokens expire now.
    pub expire_refresh_tokens: Vec<String>,
    /// Users (`*` for everybody and the applications) whose access tokens expire now.
    pub expire_access_tokens: Vec<String>,
    /// Applications that are disabled.
    pub disable_apps: Vec<String>,
    /// Applications that are enabled again.
    pub enable_apps: Vec<String>,
    /// Applications whose secret has expired.
    pub expire_secrets: Vec<String>,
    /// Applications whose secret is good again.
    pub renew_secrets: Vec<String>,
}

/// Who may consent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPolicy {
    /// People consent to everything that does not always need an administrator.
    #[default]
    Open,
    /// As Microsoft manages it for new tenants: mail, calendar and meetings need an administrator.
    Strict,
}

/// A sign-in that is refused.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SignInRule {
    /// Sign-in name, object id, or `*`.
    pub user: String,
    /// The AADSTS code: 53003 for Conditional Access.
    #[serde(default = "conditional_access")]
    pub code: u32,
}

/// An application to register.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AppSpec {
    /// Its client id.
    pub client_id: Uuid,
    /// Its name on the consent page.
    pub display_name: String,
    /// Redirect URIs; a trailing `*` stands for any rest of the path.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Its secret; with a secret or a certificate it is a confidential client.
    pub secret: Option<String>,
    /// Its certificate (PEM).
    pub certificate: Option<String>,
    /// Registered delegated permissions.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Registered application permissions.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A certificate of an application.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CertificateSpec {
    /// Client id, or `public` or `customer`.
    #[serde(default = "customer")]
    pub app: String,
    /// The certificate (PEM).
    pub pem: String,
}

/// A consent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ConsentSpec {
    /// Client id, or `public` or `customer`.
    pub app: String,
    /// GUID or verified domain; the first tenant when absent.
    pub tenant: Option<String>,
    /// The person who consents; an administrator for the whole tenant when absent.
    pub user: Option<String>,
    /// Delegated permissions; when revoking, everything goes.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Application permissions.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A revocation of a user's sessions.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RevokeSpec {
    /// Sign-in name, object id, or `*`.
    pub user: String,
    /// Refuse the access tokens too, and not only those of clients that declared `cp1`.
    #[serde(default)]
    pub access_tokens: bool,
}

/// Why a script cannot be carried out.
#[derive(Debug, Error)]
pub enum ScriptError {
    /// It is not the JSON we know.
    #[error("the script cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// No such application, tenant, user or permission.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// A certificate that cannot be read.
    #[error("the certificate cannot be read (PEM with an RSA key is wanted)")]
    Certificate,
}

fn conditional_access() -> u32 {
    53003
}

fn customer() -> String {
    "customer".to_owned()
}
