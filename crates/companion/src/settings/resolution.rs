use super::{
    Certificate, DEFAULT_EVERY_MINUTES, Flags, Lockable, MICROSOFT_AUTHORITY, MICROSOFT_GRAPH,
    PolicyFile, Registration, Settings, SettingsError, UpdateServer, Updates, web_address,
};
use crate::view::{LockedBy, LockedSetting};
use activity::TenantId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use url::Url;

/// The work of finding each setting's value and who decided it.
pub(super) struct Resolution<'environment> {
    pub(super) file: PolicyFile,
    pub(super) environment: &'environment dyn Fn(&str) -> Option<String>,
    pub(super) locked: Vec<LockedSetting>,
}

impl Resolution<'_> {
    pub(super) fn settings(mut self, flags: &Flags) -> Result<Settings, SettingsError> {
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
        let encryption_key = self.encryption_key(file.encryption_key_file.as_deref())?;
        let browser = (self.environment)("VITRINE_BROWSER")
            .or_else(|| (self.environment)("BROWSER"))
            .or(file.browser);
        self.laid_down(Lockable::Language, file.language.clone());
        let background = file.background.map(|background| background.to_string());
        self.laid_down(Lockable::Background, background);
        let on_metered = file.sync_on_metered.map(|may| may.to_string());
        self.laid_down(Lockable::SyncOnMetered, on_metered);
        let tenant = self.tenant(file.tenant.as_ref())?;
        let roads = file.roads.as_ref();
        let named: Option<Vec<&str>> =
            roads.map(|roads| roads.iter().map(|road| road.name()).collect());
        self.laid_down(Lockable::Roads, named.map(|named| named.join(" ")));
        self.laid_down(
            Lockable::Diagnostics,
            file.diagnostics.map(|may| may.to_string()),
        );
        let updates = self.updates(file.updates.as_ref())?;
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
            background: file.background,
            sync_on_metered: file.sync_on_metered,
            tenant,
            roads: file
                .roads
                .map(|roads| roads.into_iter().map(Into::into).collect()),
            diagnostics: file.diagnostics.unwrap_or(true),
            updates,
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

    fn encryption_key(&self, in_file: Option<&str>) -> Result<Option<SecretString>, SettingsError> {
        if let Some(key) = (self.environment)("CONNECTOR_ENCRYPTION_KEY") {
            return Ok(Some(key.into()));
        }
        let Some(path) = in_file else {
            return Ok(None);
        };
        let text = read_text("encryption_key_file", path)?;
        Ok(Some(text.trim().into()))
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

    /// The organisation's word on something that each person chooses otherwise.
    fn laid_down(&mut self, setting: Lockable, value: Option<String>) {
        self.locked.extend(value.map(|value| LockedSetting {
            name: setting.name().to_owned(),
            value: Some(value),
            by: LockedBy::PolicyFile,
        }));
    }

    fn tenant(&mut self, in_file: Option<&String>) -> Result<Option<TenantId>, SettingsError> {
        let tenant = in_file.map(|tenant| tenant.trim().to_ascii_lowercase());
        self.laid_down(Lockable::Tenant, tenant.clone());
        let is_id = |tenant: &String| {
            tenant.len() == 36
                && tenant
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        };
        match tenant {
            None => Ok(None),
            Some(tenant) if is_id(&tenant) => TenantId::new(tenant)
                .map(Some)
                .map_err(|_| SettingsError::NotATenant),
            Some(_) => Err(SettingsError::NotATenant),
        }
    }

    fn updates(
        &mut self,
        in_file: Option<&UpdateServer>,
    ) -> Result<Option<Updates>, SettingsError> {
        let endpoint = in_file.map(|server| server.endpoint.clone());
        self.laid_down(Lockable::Updates, endpoint);
        let Some(server) = in_file else {
            return Ok(None);
        };
        let endpoint = web_address(&server.endpoint).ok_or(SettingsError::NotAnAddress {
            setting: Lockable::Updates.name(),
        })?;
        let public_key = server.public_key.trim().to_owned();
        if !is_public_key(&public_key) {
            return Err(SettingsError::NotAPublicKey);
        }
        Ok(Some(Updates {
            endpoint,
            public_key,
        }))
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

/// Whether a text is a public key as Tauri's signer prints it: minisign's two lines in Base64, the second one Base64 again.
fn is_public_key(text: &str) -> bool {
    let lines = STANDARD
        .decode(text)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let key = lines.as_deref().and_then(|lines| lines.lines().nth(1));
    let key = key.and_then(|key| STANDARD.decode(key.trim()).ok());
    key.is_some_and(|key| key.len() == 42 && key.starts_with(b"Ed"))
}

fn default_home() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "vitrine")?;
    Some(folders.data_dir().to_owned())
}

fn read_file(setting: &'static str, path: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(path).map_err(|_| SettingsError::UnreadableFile { setting })
}

fn read_text(setting: &'static str, path: &str) -> Result<String, SettingsError> {
    let bytes = read_file(setting, Path::new(path))?;
    String::from_utf8(bytes).map_err(|_| SettingsError::UnreadableFile { setting })
}

fn read_certificate(path: &str, key: Option<&str>) -> Result<Certificate, SettingsError> {
    let certificate_pem = read_text("client_certificate", path)?;
    let key_pem = match key {
        Some(path) => read_text("client_certificate_key", path)?,
        None => certificate_pem.clone(),
    };
    Ok(Certificate {
        certificate_pem,
        key_pem: SecretString::from(key_pem),
    })
}
