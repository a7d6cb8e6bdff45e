//! Every setting, and who decided it: a flag, the environment, the organisation's policy file, or what the home keeps.
//!
//! Flags win over the environment, the environment over the policy file, the file over what was saved in the home. What the
//! file lists under `locked` wins over everything.

mod error;
mod file;

pub use error::SettingsError;
pub use file::{Lockable, PolicyFile};

use crate::obstacle::Obstacle;
use crate::view::{LockedBy, LockedSetting};
use secrecy::SecretString;
use std::fmt;
use std::path::{Path, PathBuf};
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
    pub fn load(flags: Flags) -> Result<Self, Obstacle> {
        Ok(Self::resolve(&flags, &|name| std::env::var(name).ok())?)
    }

    /// Brings flags, environment and policy file together.
    pub fn resolve(
        flags: &Flags,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let environment = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        let path = flags
            .policy_file
            .clone()
            .or_else(|| environment("VITRINE_POLICY_FILE").map(PathBuf::from));
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

    /// Whether the organisation decided this setting.
    pub fn is_locked(&self, name: &str) -> bool {
        self.locked.iter().any(|locked| locked.name == name)
    }
}

/// The work of finding each setting's value and who decided it.
struct Resolution<'environment> {
    file: PolicyFile,
    environment: &'environment dyn Fn(&str) -> Option<String>,
    locked: Vec<LockedSetting>,
}

impl Resolution<'_> {
    fn settings(mut self, flags: &Flags) -> Result<Settings, SettingsError> {
        let file = self.file.clone();
        let home = flags
            .home
            .clone()
            .or_else(|| {
                self.decided(Lockable::Home, "VITRINE_HOME", file.home.as_ref())
                    .map(PathBuf::from)
            })
            .or_else(default_home)
            .ok_or(SettingsError::NoHome)?;
        let authority = self.address(
            Lockable::Authority,
            "VITRINE_AUTHORITY",
            file.authority.as_ref(),
        )?;
        let graph = self.address(Lockable::Graph, "VITRINE_GRAPH", file.graph.as_ref())?;
        let service = self.address(
            Lockable::ServiceUrl,
            "VITRINE_SERVICE_URL",
            file.service_url.as_ref(),
        )?;
        let ca_file = self.decided(Lockable::CaFile, "VITRINE_CA_FILE", file.ca_file.as_ref());
        let registration = self.registration(&file)?;
        let encryption_key = (self.environment)("CONNECTOR_ENCRYPTION_KEY").map(SecretString::from);
        let browser = (self.environment)("VITRINE_BROWSER")
            .or_else(|| (self.environment)("BROWSER"))
            .or(file.browser);
        Ok(Settings {
            home,
            authority: authority
                .or_else(|| web_address(MICROSOFT_AUTHORITY))
                .ok_or(SettingsError::NoHome)?,
            graph: graph
                .or_else(|| web_address(MICROSOFT_GRAPH))
                .ok_or(SettingsError::NoHome)?,
            service,
            extra_root_ca_pem: ca_file
                .map(|path| read_file("ca_file", Path::new(&path)))
                .transpose()?,
            registration,
            encryption_key,
            browser,
            sync_every_minutes: file
                .sync_every_minutes
                .map_or(DEFAULT_EVERY_MINUTES, |minutes| minutes.max(1)),
            language: self.language(file.language),
            locked: self.locked,
        })
    }

    fn registration(&mut self, file: &PolicyFile) -> Result<Registration, SettingsError> {
        let client_id = self.decided(
            Lockable::ClientId,
            "O365_CLIENT_ID",
            file.client_id.as_ref(),
        );
        let client_secret = self.decided(
            Lockable::ClientSecret,
            "O365_CLIENT_SECRET",
            file.client_secret.as_ref(),
        );
        let certificate = self.decided(
            Lockable::ClientCertificate,
            "O365_CLIENT_CERTIFICATE",
            file.client_certificate.as_ref(),
        );
        let key = (self.environment)("O365_CLIENT_CERTIFICATE_KEY")
            .or_else(|| file.client_certificate_key.clone());
        Ok(Registration {
            client_id,
            client_secret: client_secret.map(SecretString::from),
            certificate: certificate
                .map(|path| read_certificate(&path, key.as_deref()))
                .transpose()?,
            redirect_uri: self.redirect(file.redirect_uri.as_ref())?,
        })
    }

    fn redirect(&mut self, in_file: Option<&String>) -> Result<Option<String>, SettingsError> {
        let Some(text) = self.decided(Lockable::RedirectUri, "O365_REDIRECT_URI", in_file) else {
            return Ok(None);
        };
        match web_address(&text) {
            Some(_) => Ok(Some(text.trim().to_owned())),
            None => Err(SettingsError::NotAnAddress {
                setting: Lockable::RedirectUri.name(),
            }),
        }
    }

    /// The value that counts, with a note of who decided it.
    fn decided(
        &mut self,
        setting: Lockable,
        variable: &str,
        in_file: Option<&String>,
    ) -> Option<String> {
        let from_environment = (self.environment)(variable);
        let is_locked = self.file.locked.contains(&setting);
        let (value, by) = match (from_environment, in_file) {
            (_, Some(value)) if is_locked => (value.clone(), LockedBy::PolicyFile),
            (Some(value), _) => (value, LockedBy::Environment),
            (None, Some(value)) => (value.clone(), LockedBy::PolicyFile),
            (None, None) => return None,
        };
        let shown = (setting != Lockable::ClientSecret).then(|| value.clone());
        self.locked.push(LockedSetting {
            name: setting.name().to_owned(),
            value: shown,
            by,
        });
        Some(value)
    }

    fn address(
        &mut self,
        setting: Lockable,
        variable: &str,
        in_file: Option<&String>,
    ) -> Result<Option<Url>, SettingsError> {
        let Some(text) = self.decided(setting, variable, in_file) else {
            return Ok(None);
        };
        web_address(&text)
            .map(Some)
            .ok_or(SettingsError::NotAnAddress {
                setting: setting.name(),
            })
    }

    fn language(&self, in_file: Option<String>) -> String {
        let from_locale = || (self.environment)("LC_ALL").or_else(|| (self.environment)("LANG"));
        let named = in_file.or_else(from_locale).unwrap_or_default();
        if named.to_ascii_lowercase().starts_with("de") {
            "de"
        } else {
            "en"
        }
        .to_owned()
    }
}

/// An https address, or plain http on this machine.
pub(crate) fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    egress::Origin::of(&url).ok()?;
    Some(url)
}

fn default_home() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "vitrine")?;
    Some(folders.data_dir().to_owned())
}

fn read_file(setting: &'static str, path: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(path).map_err(|_| SettingsError::UnreadableFile { setting })
}

fn read_certificate(path: &str, key: Option<&str>) -> Result<Certificate, SettingsError> {
    let read = |setting, path: &str| {
        let bytes = read_file(setting, Path::new(path))?;
        String::from_utf8(bytes).map_err(|_| SettingsError::UnreadableFile { setting })
    };
    let certificate_pem = read("client_certificate", path)?;
    let key_pem = match key {
        Some(path) => read("client_certificate_key", path)?,
        None => certificate_pem.clone(),
    };
    Ok(Certificate {
        certificate_pem,
        key_pem: SecretString::from(key_pem),
    })
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
