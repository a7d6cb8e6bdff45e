use crate::{KeyError, MasterKey};
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

impl MasterKey {
    /// Takes the key from this machine's keyring, and makes it there on the first use.
    ///
    /// A store that the process set with `keyring_core::set_default_store` is used; otherwise the platform's own. It talks to
    /// the keyring over the desktop's bus and may ask the person to unlock it, so it blocks.
    pub fn from_keyring(service: &str, user: &str) -> Result<Self, KeyError> {
        let entry = entry(service, user)?;
        match read(&entry) {
            Err(Error::NoEntry) => create(&entry),
            found => parse(&found.map_err(|error| refusal(&error))?),
        }
    }

    /// Removes the key from this machine's keyring: what was encrypted with it can never be read again.
    pub fn forget_in_keyring(service: &str, user: &str) -> Result<(), KeyError> {
        match entry(service, user)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refusal(&error)),
        }
    }
}

fn entry(service: &str, user: &str) -> Result<Entry, KeyError> {
    if keyring_core::get_default_store().is_none() {
        keyring::Entry::new(service, user).map_err(|error| refusal(&error))?;
    }
    Entry::new(service, user).map_err(|error| refusal(&error))
}

fn create(entry: &Entry) -> Result<MasterKey, KeyError> {
    let key = MasterKey::random()?;
    entry
        .set_password(&key.to_hex())
        .map_err(|error| refusal(&error))?;
    // Another process may have made one at the same moment; what the keyring holds now is the key of both.
    parse(&read(entry).map_err(|error| refusal(&error))?)
}

fn read(entry: &Entry) -> Result<Zeroizing<String>, Error> {
    entry.get_password().map(Zeroizing::new)
}

fn parse(text: &str) -> Result<MasterKey, KeyError> {
    MasterKey::from_hex(text).map_err(|_| KeyError::Foreign)
}

fn refusal(error: &Error) -> KeyError {
    match error {
        Error::NoDefaultStore => KeyError::NoKeyring,
        Error::NoStorageAccess(_) => KeyError::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => KeyError::Foreign,
        _ => KeyError::Keyring,
    }
}
