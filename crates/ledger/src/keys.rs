use crate::KeyError;
use hmac::{Hmac, Mac};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// The one secret of a home: 32 bytes from which every other key is derived. It is wiped from memory when dropped.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// The keys derived from a [`MasterKey`], one for each purpose.
pub(crate) struct SubKeys {
    /// Encrypts the database.
    pub(crate) database: Zeroizing<[u8; 32]>,
    /// Salts the database's own checksums; it stands at the front of the file and so tells whose file it is.
    pub(crate) salt: [u8; 16],
    /// Seals what is in the vault.
    pub(crate) vault: Zeroizing<[u8; 32]>,
    /// Makes item keys.
    pub(crate) keyer: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    /// Reads a key of 64 hex digits, as `CONNECTOR_ENCRYPTION_KEY` carries it.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut bytes = Zeroizing::new([0; 32]);
        match hex::decode_to_slice(text, bytes.as_mut_slice()) {
            Ok(()) => Ok(Self(bytes)),
            Err(hex::FromHexError::InvalidHexCharacter { .. }) => Err(KeyError::NotHex),
            Err(_) => Err(KeyError::WrongLength(text.chars().count())),
        }
    }

    /// Makes a new key from the operating system's randomness.
    pub fn random() -> Result<Self, KeyError> {
        let mut key = Self(Zeroizing::new([0; 32]));
        OsRng
            .try_fill_bytes(key.0.as_mut_slice())
            .map_err(|_| KeyError::Keyring)?;
        Ok(key)
    }

    /// The key as 64 hex digits, for where it is kept.
    pub(crate) fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(*self.0))
    }

    pub(crate) fn sub_keys(&self) -> SubKeys {
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.derive("vitrine ledger salt")[..16]);
        SubKeys {
            database: self.derive("vitrine ledger database"),
            salt,
            vault: self.derive("vitrine ledger vault"),
            keyer: self.derive("vitrine ledger keyer"),
        }
    }

    fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("any key length");
        mac.update(label.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_64_hex_digits() {
        assert!(MasterKey::from_hex(&"0a".repeat(32)).is_ok());
        assert!(MasterKey::from_hex(&format!(" {}\n", "0A".repeat(32))).is_ok());
        assert_eq!(
            MasterKey::from_hex("0a0b").unwrap_err(),
            KeyError::WrongLength(4)
        );
        assert_eq!(
            MasterKey::from_hex("").unwrap_err(),
            KeyError::WrongLength(0)
        );
        assert_eq!(
            MasterKey::from_hex(&"0a".repeat(33)).unwrap_err(),
            KeyError::WrongLength(66)
        );
        assert_eq!(
            MasterKey::from_hex(&"zz".repeat(32)).unwrap_err(),
            KeyError::NotHex
        );
    }

    #[test]
    fn every_purpose_has_its_own_key_and_debug_tells_none() {
        let master = MasterKey::from_hex(&"0a".repeat(32)).unwrap();
        let keys = master.sub_keys();
        assert_ne!(*keys.database, *keys.vault);
        assert_ne!(*keys.vault, *keys.keyer);
        assert_ne!(keys.database[..16], keys.salt);
        assert_eq!(format!("{master:?}"), "MasterKey(…)");
    }
}
