//! Signs packages as `tauri signer` does: minisign's format, with the version in the trusted comment.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};

/// An organisation's key pair.
pub(crate) struct Signer {
    key: SigningKey,
    id: [u8; 8],
}

impl Signer {
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_bytes(&[seed; 32]),
            id: [seed; 8],
        }
    }

    /// What the policy file holds.
    pub(crate) fn public_key(&self) -> String {
        let key = self.part(self.key.verifying_key().as_bytes());
        STANDARD.encode(format!("untrusted comment: minisign public key\n{key}\n"))
    }

    /// What the description of the version holds.
    pub(crate) fn sign(&self, package: &[u8], version: &str) -> String {
        let signature = self.key.sign(package).to_bytes();
        let comment = format!("timestamp:1764100000\tfile:package\tversion:{version}");
        let whole = [&signature[..], comment.as_bytes()].concat();
        let global = STANDARD.encode(self.key.sign(&whole).to_bytes());
        let own = self.part(&signature);
        STANDARD.encode(format!(
            "untrusted comment: signature\n{own}\ntrusted comment: {comment}\n{global}\n"
        ))
    }

    fn part(&self, bytes: &[u8]) -> String {
        STANDARD.encode([b"Ed", &self.id[..], bytes].concat())
    }
}
