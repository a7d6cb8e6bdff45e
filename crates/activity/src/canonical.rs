use crate::Activity;
use serde::{Deserialize, Serialize};
use sha2::Digest;
use std::fmt;

/// A SHA-256 digest, written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256([u8; 32]);

/// The text is not 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256: 64 hex digits are needed")]
pub struct NotASha256;

impl Sha256 {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hex digits.
    pub fn parse(text: &str) -> Result<Self, NotASha256> {
        let mut digest = [0; 32];
        hex::decode_to_slice(text.trim(), &mut digest).map_err(|_| NotASha256)?;
        Ok(Self(digest))
    }

    /// The digest's 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Sha256 {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<String> for Sha256 {
    type Error = NotASha256;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Sha256> for String {
    fn from(digest: Sha256) -> Self {
        digest.to_string()
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sha256({self})")
    }
}

/// An activity's exact bytes (RFC 8785) and their digest: what is previewed, stored, sent and acknowledged.
#[derive(Clone, PartialEq, Eq)]
pub struct Canonical {
    bytes: Vec<u8>,
    sha256: Sha256,
}

impl Canonical {
    /// The canonical form of an activity.
    pub fn of(activity: &Activity) -> Self {
        let bytes = canonical_bytes(activity);
        let sha256 = Sha256::of(&bytes);
        Self { bytes, sha256 }
    }

    /// The exact bytes, UTF-8 JSON.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The digest of the exact bytes.
    pub fn sha256(&self) -> Sha256 {
        self.sha256
    }
}

impl fmt::Debug for Canonical {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Canonical({} bytes, {})",
            self.bytes.len(),
            self.sha256
        )
    }
}

/// The RFC 8785 bytes of a value of this house's own types, all of which are plain JSON objects.
pub(crate) fn canonical_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    #[expect(
        clippy::expect_used,
        reason = "own types with string keys and integers always serialise"
    )]
    serde_jcs::to_vec(value).expect("plain JSON")
}
