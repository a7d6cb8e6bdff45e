//! Every setting, and who decided it: a flag, the environment, the organisation's policy file, or what the home keeps.
//!
//! Flags win over the environment, the environment over the policy file, the file over what was saved in the home. What the
//! file lists under `locked` wins over everything. IT lays the file down for a machine at a fixed place; only where there is none
//! may flags or environment name one.

mod error;
mod file;
mod resolution;

pub use error::SettingsError;
pub use file::{AllowedRoad, Lockable, PolicyFile, UpdateServer};

use crate::view::LockedSetting;
use activity::{Road, TenantId};
use resolution::Resolution;
use secrecy::SecretString;
use std::fmt;
use std::path::PathBuf;
use url::Url;

const MICROSOFT_AUTHORITY: &str = "https://login.microsoftonline.com/";
const MICROSOFT_GRAPH: &str = "https://graph.microsoft.com/v1.0";
/// Without a port, any free one is taken.
const DEFAULT_REDIRECT: &str = "http://localhost";
const DEFAULT_EVERY_MINUTES: u32 = 60;

/// What the command line says; it wins over everything but a locked setting.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// The folder of this installation.
    pub home: Option<PathBuf>,
    /// The organisation's policy file.
    pub policy_file: Option<PathBuf>,
}

/// Every setting in force.
#[derive(Clone)]
pub struct Settings {
    /// The folder of this installation.
    pub home: PathBuf,
    /// Where people sign in.
    pub authority: Url,
    /// The root of Microsoft Graph.
    pub graph: Url,
    /// The central service, unless only an invite names it.
    pub service: Option<Url>,
    /// One more trust root, PEM.
    pub extra_root_ca_pem: Option<Vec<u8>>,
    /// The app registration.
    pub registration: Registration,
    /// The key of the home in hex, instead of the keyring.
    pub encryption_key: Option<SecretString>,
    /// The command that opens a page.
    pub browser: Option<String>,
    /// Minutes between two runs of the schedule.
    pub sync_every_minutes: u32,
    /// The language of texts for people (`en` or `de`).
    pub language: String,
    /// Whether the window starts with the session and stays when it is closed, where the organisation decided it.
    pub background: Option<bool>,
    /// Whether the schedule also runs over a network that is counted or paid for, where the organisation decided it.
    pub sync_on_metered: Option<bool>,
    /// The one tenant that may be connected from this machine, where the organisation decided it.
    pub tenant: Option<TenantId>,
    /// The roads that may be connected newly from this machine, where the organisation decided it.
    pub roads: Option<Vec<Road>>,
    /// Whether a person may record what helps to find a fault.
    pub diagnostics: bool,
    /// Where newer versions are looked for when a person asks, where the organisation names such a place.
    pub updates: Option<Updates>,
    /// What a person cannot change in the window.
    pub locked: Vec<LockedSetting>,
}

/// The app registration, as far as it is known.
#[derive(Clone, Default)]
pub struct Registration {
    /// The application (client) id.
    pub client_id: Option<String>,
    /// The client secret.
    pub client_secret: Option<SecretString>,
    /// The certificate with its private key, PEM.
    pub certificate: Option<Certificate>,
    /// Where Microsoft sends the browser back to, exactly as it is registered.
    pub redirect_uri: Option<String>,
}

/// Where newer versions are looked for, and who has to have signed them.
#[derive(Clone)]
pub struct Updates {
    /// The address of the description of the newest version.
    pub endpoint: Url,
    /// The public key that signs packages.
    pub public_key: String,
}

/// A certificate and its private key, both PEM.
#[derive(Clone)]
pub struct Certificate {
    /// The certificate.
    pub certificate_pem: String,
    /// The private key.
    pub key_pem: SecretString,
}

impl Settings {
    /// The settings of this process: its flags, its environment and the policy file that these name.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a face makes its flags for this call alone"
    )]
    pub fn load(flags: Flags) -> Result<Self, SettingsError> {
        Self::resolve(&flags, &|name| std::env::var(name).ok())
    }

    /// Brings flags, environment and policy file together.
    pub fn resolve(
        flags: &Flags,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let environment = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        let named = flags
            .policy_file
            .clone()
            .or_else(|| environment("VITRINE_POLICY_FILE").map(PathBuf::from));
        let path = policy_file(PolicyFile::laid_down(), named)?;
        let file = path.as_deref().map(PolicyFile::read).transpose()?;
        Resolution {
            file: file.unwrap_or_default(),
            environment: &environment,
            locked: Vec::new(),
        }
        .settings(flags)
    }

    /// Where Microsoft sends the browser back to, exactly as it is registered.
    pub fn redirect_uri(&self) -> &str {
        self.registration
            .redirect_uri
            .as_deref()
            .unwrap_or(DEFAULT_REDIRECT)
    }

    /// Whether sign-in or Graph is another than Microsoft's own.
    pub fn is_not_microsoft(&self) -> bool {
        let host = |url: &Url| url.host_str().map(str::to_owned);
        Some(host(&self.authority)) != web_address(MICROSOFT_AUTHORITY).as_ref().map(host)
            || Some(host(&self.graph)) != web_address(MICROSOFT_GRAPH).as_ref().map(host)
    }

    /// Whether a road may be connected newly from this machine.
    pub fn allows(&self, road: Road) -> bool {
        self.roads
            .as_ref()
            .is_none_or(|roads| roads.contains(&road))
    }

    /// Whether a tenant may be connected from this machine.
    pub fn is_for(&self, tenant: &TenantId) -> bool {
        self.tenant.as_ref().is_none_or(|own| own == tenant)
    }

    /// Whether the organisation decided this setting.
    pub fn is_locked(&self, name: &str) -> bool {
        self.locked.iter().any(|locked| locked.name == name)
    }
}

/// The file that counts: what IT laid down for the machine, else the one that is named. A person cannot name another one.
fn policy_file(
    laid_down: Option<PathBuf>,
    named: Option<PathBuf>,
) -> Result<Option<PathBuf>, SettingsError> {
    match (laid_down, named) {
        (Some(path), Some(named)) if path != named => {
            Err(SettingsError::PolicyFileLaidDown { path })
        }
        (Some(path), _) | (None, Some(path)) => Ok(Some(path)),
        (None, None) => Ok(None),
    }
}

/// An https address, or plain http on this machine.
pub(crate) fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    egress::Origin::of(&url).ok()?;
    Some(url)
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
