//! The home of an installation: a folder of its owner's alone, with the ledger and its key.

use crate::obstacle::Obstacle;
use crate::settings::Settings;
use identity::{TokenVault, VaultError};
use ledger::{HomeLock, KeyError, Ledger, LedgerError, MasterKey};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// The name under which the keyring keeps the key of a home.
const KEYRING_SERVICE: &str = "vitrine";
const LEDGER_FILE: &str = "ledger.db";
/// How long a run waits for the run of another process on the same home.
const LOCK_PATIENCE: Duration = Duration::from_mins(10);

/// An open home.
#[derive(Clone, Debug)]
pub struct Home {
    path: PathBuf,
    ledger: Ledger,
}

impl Home {
    /// Opens the home that the settings name, and makes it where there is none.
    pub async fn open(settings: &Settings) -> Result<Self, Obstacle> {
        let (path, key) = (settings.home.clone(), settings.encryption_key.clone());
        let opened = tokio::task::spawn_blocking(move || {
            make_private(&path)?;
            let key = master_key(&path, key.as_ref())?;
            let ledger = Ledger::open(&path.join(LEDGER_FILE), &key)?;
            Ok(Self { path, ledger })
        });
        opened
            .await
            .unwrap_or(Err(Obstacle::Internal("home_opening")))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The ledger in it.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// How many bytes the ledger's files take up, with what is on its way into them.
    pub async fn ledger_bytes(&self) -> Result<u64, Obstacle> {
        let path = self.path.clone();
        let sized = tokio::task::spawn_blocking(move || {
            let of_ledger =
                ["", "-wal", "-shm"].map(|end| path.join(format!("{LEDGER_FILE}{end}")));
            let sizes = of_ledger.iter().filter_map(|file| fs::metadata(file).ok());
            sizes.map(|file| file.len()).sum()
        });
        sized.await.map_err(|_| Obstacle::Internal("sizing"))
    }

    /// Waits until no other process syncs this home.
    pub async fn lock(&self) -> Result<HomeLock, Obstacle> {
        if let Some(lock) = HomeLock::acquire(&self.path)? {
            return Ok(lock);
        }
        tracing::info!("another process syncs this home; waiting for it");
        match tokio::time::timeout(LOCK_PATIENCE, HomeLock::wait(&self.path)).await {
            Ok(lock) => Ok(lock?),
            Err(_) => Err(Obstacle::Busy),
        }
    }

    /// Keeps a secret, sealed.
    pub async fn seal(&self, name: &str, secret: &SecretString) -> Result<(), Obstacle> {
        Ok(self
            .ledger
            .vault_save(name, secret.expose_secret().as_bytes())
            .await?)
    }

    /// The secret of that name.
    pub async fn unseal(&self, name: &str) -> Result<Option<SecretString>, Obstacle> {
        let secret = self.ledger.vault_load(name).await?;
        secret
            .map(|bytes| text_of(&bytes).map_err(|_| LedgerError::Torn.into()))
            .transpose()
    }

    /// Destroys the secret of that name.
    pub async fn forget(&self, name: &str) -> Result<(), Obstacle> {
        Ok(self.ledger.vault_forget(name).await?)
    }

    /// Keeps a small document.
    pub async fn keep<T: Serialize>(&self, name: &str, document: &T) -> Result<(), Obstacle> {
        let json = serde_json::to_string(document).map_err(|_| Obstacle::Internal("document"))?;
        Ok(self.ledger.put_document(name, &json).await?)
    }

    /// The document of that name; one that this version cannot read counts as absent.
    pub async fn document<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Obstacle> {
        let json = self.ledger.document(name).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// The vault for tokens, over the same ledger.
    pub fn token_vault(&self) -> Arc<dyn TokenVault> {
        Arc::new(SealedTokens {
            ledger: self.ledger.clone(),
            runtime: Handle::current(),
        })
    }
}

/// Tokens in the ledger's vault. `identity` calls it from threads that may block.
struct SealedTokens {
    ledger: Ledger,
    runtime: Handle,
}

impl TokenVault for SealedTokens {
    fn load(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        let found = self
            .runtime
            .block_on(self.ledger.vault_load(name))
            .map_err(|error| vault_error(&error))?;
        found.map(|bytes| text_of(&bytes)).transpose()
    }

    fn save(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        let saving = self
            .ledger
            .vault_save(name, secret.expose_secret().as_bytes());
        self.runtime
            .block_on(saving)
            .map_err(|error| vault_error(&error))
    }

    fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.runtime
            .block_on(self.ledger.vault_forget(name))
            .map_err(|error| vault_error(&error))
    }
}

fn vault_error(error: &LedgerError) -> VaultError {
    match error {
        LedgerError::WrongKey | LedgerError::Torn => VaultError::Sealed,
        LedgerError::DiskFull => VaultError::Full,
        _ => VaultError::Unavailable,
    }
}

fn text_of(bytes: &[u8]) -> Result<SecretString, VaultError> {
    std::str::from_utf8(bytes)
        .map(SecretString::from)
        .map_err(|_| VaultError::Sealed)
}

/// The key of a home: the one given, or the keyring's.
fn master_key(home: &Path, given: Option<&SecretString>) -> Result<MasterKey, KeyError> {
    if let Some(key) = given {
        return MasterKey::from_hex(key.expose_secret());
    }
    let place = fs::canonicalize(home).unwrap_or_else(|_| home.to_owned());
    MasterKey::from_keyring(KEYRING_SERVICE, &place.to_string_lossy())
}

/// Makes the folder, and keeps everybody but its owner out.
fn make_private(home: &Path) -> Result<(), LedgerError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(home)?;
        let permissions = fs::metadata(home)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            fs::set_permissions(home, fs::Permissions::from_mode(0o700))?;
        }
    }
    #[cfg(not(unix))]
    fs::create_dir_all(home)?;
    Ok(())
}
