use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Where tokens are kept between two starts of the program. Whoever implements it seals what it keeps.
pub trait TokenVault: Send + Sync + 'static {
    /// What was saved under that name.
    fn load(&self, name: &str) -> Result<Option<SecretString>, VaultError>;
    /// Keeps a secret, durably, in place of an earlier one of that name.
    fn save(&self, name: &str, secret: &SecretString) -> Result<(), VaultError>;
    /// Destroys what was saved under that name.
    fn forget(&self, name: &str) -> Result<(), VaultError>;
}

/// The vault failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It cannot be opened or written.
    #[error("the vault cannot be used")]
    Unavailable,
    /// There is no room left for what it should keep.
    #[error("the vault has no room left")]
    Full,
    /// What is in it cannot be opened with today's key.
    #[error("the vault's content cannot be opened with this key")]
    Sealed,
}

/// A vault that forgets everything when the program ends.
#[derive(Default)]
pub struct MemoryVault(Mutex<HashMap<String, SecretString>>);

impl MemoryVault {
    /// An empty vault.
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenVault for MemoryVault {
    fn load(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned())
    }

    fn save(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn forget(&self, name: &str) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.remove(name);
        Ok(())
    }
}
