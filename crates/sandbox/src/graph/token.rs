//! Sync states: tokens that hold all that a next page needs, unreadable to clients.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

/// Packs a state; `kind` keeps tokens of different resources apart.
pub(crate) fn seal<T: Serialize>(kind: &str, state: &T) -> String {
    let mut bytes = serde_json::to_vec(state).unwrap_or_default();
    let check = check(kind, &bytes);
    veil(&mut bytes, check);
    let mut packed = check.to_vec();
    packed.extend_from_slice(&bytes);
    URL_SAFE_NO_PAD.encode(packed)
}

/// Unpacks a state; `None` when it is none of ours.
pub(crate) fn open<T: DeserializeOwned>(kind: &str, token: &str) -> Option<T> {
    let packed = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (sum, bytes) = packed.split_at_checked(8)?;
    let sum: [u8; 8] = sum.try_into().ok()?;
    let mut bytes = bytes.to_vec();
    veil(&mut bytes, sum);
    if check(kind, &bytes) != sum {
        return None;
    }
    serde_json::from_slice(&bytes).ok()
}

fn check(kind: &str, bytes: &[u8]) -> [u8; 8] {
    let digest = Sha256::new()
        .chain_update(kind)
        .chain_update([0])
        .chain_update(bytes)
        .finalize();
    let mut short = [0; 8];
    short.copy_from_slice(&digest[..8]);
    short
}

fn veil(bytes: &mut [u8], key: [u8; 8]) {
    let mut stream = u64::from_be_bytes(key);
    for byte in bytes {
        stream = stream
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *byte ^= (stream >> 33) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_for_its_own_kind_only_and_not_when_altered() {
        let token = seal("messages", &(7_u64, "inbox"));
        assert_eq!(
            open::<(u64, String)>("messages", &token),
            Some((7, "inbox".to_owned()))
        );
        assert_eq!(open::<(u64, String)>("events", &token), None);
        assert_eq!(
            open::<(u64, String)>("messages", &format!("A{}", &token[1..])),
            None
        );
        assert_eq!(open::<(u64, String)>("messages", ""), None);
    }
}
