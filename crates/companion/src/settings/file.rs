use super::SettingsError;
use activity::Road;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};

/// What an organisation lays down for its machines, as TOML. Every key is optional.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Vitrine policy file")]
pub struct PolicyFile {
    /// The folder of this installation.
    pub home: Option<String>,
    /// Where people sign in; Microsoft's own if absent.
    pub authority: Option<String>,
    /// The root of Microsoft Graph; Microsoft's own if absent.
    pub graph: Option<String>,
    /// The central service.
    pub service_url: Option<String>,
    /// The one tenant (directory id) that may be connected from this machine; any if absent.
    pub tenant: Option<String>,
    /// The roads that may be connected newly from this machine; all if absent.
    pub roads: Option<Vec<AllowedRoad>>,
    /// Whether a person may record what helps to find a fault; they may if absent.
    pub diagnostics: Option<bool>,
    /// A PEM file with one more trust root.
    pub ca_file: Option<String>,
    /// The application (client) id of the customer's own registration.
    pub client_id: Option<String>,
    /// The client secret of that registration; better kept in the keyring or the environment.
    pub client_secret: Option<String>,
    /// A PEM file with the registration's certificate (and its private key, unless that has a file of its own).
    pub client_certificate: Option<String>,
    /// A PEM file with the certificate's private key.
    pub client_certificate_key: Option<String>,
    /// Where Microsoft sends the browser back to: a loopback address with a port.
    pub redirect_uri: Option<String>,
    /// A file with the key of the home, 64 hex digits; the keyring if absent.
    pub encryption_key_file: Option<String>,
    /// The command that opens a page in the browser.
    pub browser: Option<String>,
    /// Minutes between two runs of the schedule; 60 if absent.
    pub sync_every_minutes: Option<u32>,
    /// The language of texts for people.
    pub language: Option<String>,
    /// Whether the window starts with the session and stays when it is closed; each person chooses if absent.
    pub background: Option<bool>,
    /// Whether the schedule also runs over a network that is counted or paid for; each person chooses if absent.
    pub sync_on_metered: Option<bool>,
    /// Where newer versions of the program are looked for when a person asks; nowhere if absent.
    pub updates: Option<UpdateServer>,
    /// Settings of this file that nothing overrides, not even the environment.
    pub locked: Vec<Lockable>,
}

/// An update server as a policy file names it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateServer {
    /// The address of the description of the newest version, as Tauri's updater reads it; packages lie on the same host.
    pub endpoint: String,
    /// The public key that signs packages, as `tauri signer generate` prints it.
    pub public_key: String,
}

/// A setting that a policy file can lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lockable {
    /// The folder of this installation.
    Home,
    /// Where people sign in.
    Authority,
    /// The root of Microsoft Graph.
    Graph,
    /// The central service.
    ServiceUrl,
    /// The trust root.
    CaFile,
    /// The client id.
    ClientId,
    /// The client secret.
    ClientSecret,
    /// The certificate.
    ClientCertificate,
    /// The redirect address.
    RedirectUri,
    /// The language of texts for people.
    Language,
    /// Whether the window starts with the session and stays when it is closed.
    Background,
    /// Whether the schedule also runs over a network that is counted or paid for.
    SyncOnMetered,
    /// The one tenant.
    Tenant,
    /// The roads.
    Roads,
    /// Whether a person may record what helps to find a fault.
    Diagnostics,
    /// Where newer versions are looked for.
    Updates,
}

/// A road as a policy file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllowedRoad {
    /// An employee's own mailbox, by Microsoft Graph.
    EmployeeGraph,
    /// An employee's own mailbox, by IMAP.
    EmployeeImap,
    /// The whole organisation.
    Organisation,
}

impl AllowedRoad {
    /// The road's name in the policy file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmployeeGraph => "employee_graph",
            Self::EmployeeImap => "employee_imap",
            Self::Organisation => "organisation",
        }
    }
}

impl From<AllowedRoad> for Road {
    fn from(road: AllowedRoad) -> Self {
        match road {
            AllowedRoad::EmployeeGraph => Self::EmployeeGraph,
            AllowedRoad::EmployeeImap => Self::EmployeeImap,
            AllowedRoad::Organisation => Self::Organisation,
        }
    }
}

impl Lockable {
    /// The setting's name in the policy file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Authority => "authority",
            Self::Graph => "graph",
            Self::ServiceUrl => "service_url",
            Self::CaFile => "ca_file",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::ClientCertificate => "client_certificate",
            Self::RedirectUri => "redirect_uri",
            Self::Language => "language",
            Self::Background => "background",
            Self::SyncOnMetered => "sync_on_metered",
            Self::Tenant => "tenant",
            Self::Roads => "roads",
            Self::Diagnostics => "diagnostics",
            Self::Updates => "updates",
        }
    }
}

impl PolicyFile {
    /// The file that IT lays down for everybody on this machine, where there is one. A place that cannot be looked into counts
    /// as one, so that it is named instead of passed over.
    pub fn laid_down() -> Option<PathBuf> {
        let path = place()?;
        path.try_exists().unwrap_or(true).then_some(path)
    }

    /// Reads the file; a key it does not know is an error, so that a typing mistake never loosens anything.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let unreadable = |_| SettingsError::PolicyFileUnreadable {
            path: path.to_owned(),
        };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        toml::from_str(&text).map_err(|error| named(path, &text, &error))
    }

    /// The JSON schema of the file.
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }
}

#[cfg(target_os = "windows")]
fn place() -> Option<PathBuf> {
    let folder = std::env::var_os("ProgramData")?;
    Some(PathBuf::from(folder).join("Vitrine").join("policy.toml"))
}

#[cfg(target_os = "macos")]
#[expect(clippy::unnecessary_wraps, reason = "other systems may name no place")]
fn place() -> Option<PathBuf> {
    Some(PathBuf::from(
        "/Library/Application Support/Vitrine/policy.toml",
    ))
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
#[expect(clippy::unnecessary_wraps, reason = "other systems may name no place")]
fn place() -> Option<PathBuf> {
    Some(PathBuf::from("/etc/vitrine/policy.toml"))
}

/// The parser's own message may repeat a value, so only the name of an unknown key is taken from it.
fn named(path: &Path, text: &str, error: &toml::de::Error) -> SettingsError {
    let line = error.span().map(|span| line_of(text, span.start));
    let path = path.to_owned();
    match error
        .message()
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'))
    {
        Some((key, _)) => SettingsError::PolicyFileUnknownKey {
            path,
            key: key.to_owned(),
            line,
        },
        None => SettingsError::PolicyFileMalformed { path, line },
    }
}

fn line_of(text: &str, offset: usize) -> u32 {
    let before = text.get(..offset).unwrap_or_default();
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}

impl fmt::Debug for PolicyFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PolicyFile(…)")
    }
}
