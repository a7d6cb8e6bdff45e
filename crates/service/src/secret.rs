use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::fault::Fault;

const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| Fault::Broken("the operating system gives no randomness"))?;
    Ok(bytes)
}

/// 32 random bytes as text.
pub(crate) fn random_text() -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// A fresh invite code: 128 random bits in Crockford's Base32.
pub(crate) fn invite_code() -> Result<String, Fault> {
    let bits = u128::from_be_bytes(random()?);
    Ok((0..26)
        .map(|place| {
            let digit = (bits >> (125 - 5 * place)) & 31;
            CROCKFORD
                .get(digit as usize)
                .copied()
                .map_or('0', char::from)
        })
        .collect())
}

/// The digest under which a secret is stored.
pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether a secret has the stored digest, in a time that does not depend on the answer.
pub(crate) fn matches(secret: &str, stored: &[u8]) -> bool {
    digest(secret).ct_eq(stored).into()
}
