use crate::fault::Fault;
use crate::secret;
use activity::Instant;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use wire::Nonce;

/// How long a person has from the first page of the sign-in to its end.
const LIFE_SECONDS: i64 = 20 * 60;

/// Nonces for sign-ins: signed, so that giving one out needs no memory; only spent ones are remembered.
#[derive(Clone)]
pub(crate) struct Nonces([u8; 32]);

impl Nonces {
    /// Nonces under a key of their own.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A fresh nonce.
    pub(crate) fn give(&self, now: Instant) -> Result<Nonce, Fault> {
        let expires_at = now.plus_seconds(LIFE_SECONDS);
        let mut bytes = secret::random::<16>()?.to_vec();
        bytes.extend_from_slice(&expires_at.milliseconds().to_be_bytes());
        let tag = self.mac(&bytes)?.finalize().into_bytes();
        bytes.extend_from_slice(&tag);
        Ok(Nonce {
            nonce: URL_SAFE_NO_PAD.encode(bytes),
            expires_at,
        })
    }

    /// The end of a nonce's life, if this service gave it out.
    pub(super) fn check(&self, nonce: &str) -> Option<Instant> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).ok()?;
        let (content, tag) = bytes.split_at_checked(24)?;
        self.mac(content).ok()?.verify_slice(tag).ok()?;
        let milliseconds = i64::from_be_bytes(content.get(16..)?.try_into().ok()?);
        Instant::from_milliseconds(milliseconds).ok()
    }

    fn mac(&self, bytes: &[u8]) -> Result<Hmac<Sha256>, Fault> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0)
            .map_err(|_| Fault::Broken("hmac key"))?;
        mac.update(b"vitrine nonce v1\n");
        mac.update(bytes);
        Ok(mac)
    }
}
