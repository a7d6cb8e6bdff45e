//! The key that signs every token, and its public half as a JWKS.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rsa::pkcs1v15::SigningKey;
use rsa::rand_core::OsRng;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// An RSA key made at start, so that no token of one run is good in another.
pub(super) struct Keys {
    signing: SigningKey<Sha256>,
    public: RsaPublicKey,
    id: String,
}

impl Keys {
    pub(super) fn generate() -> Result<Self, rsa::Error> {
        let private = RsaPrivateKey::new(&mut OsRng, 2048)?;
        let public = private.to_public_key();
        let id = BASE64.encode(Sha256::digest(public.n().to_bytes_be()));
        Ok(Self {
            signing: SigningKey::new(private),
            public,
            id,
        })
    }

    /// A compact RS256 JWS of `claims`.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": self.id, "x5t": self.id});
        let signed = format!(
            "{}.{}",
            BASE64.encode(header.to_string()),
            BASE64.encode(claims.to_string())
        );
        let signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }

    pub(super) fn jwks(&self, issuer: &str) -> Value {
        json!({"keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "x5t": self.id,
            "n": BASE64.encode(self.public.n().to_bytes_be()),
            "e": BASE64.encode(self.public.e().to_bytes_be()),
            "issuer": issuer,
        }]})
    }
}
