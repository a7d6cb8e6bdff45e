//! Tokens as Microsoft signs them, and the key that Dovecot checks them by.

use crate::dovecot::TokenKey;
use crate::reader::ADA;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use std::time::{SystemTime, UNIX_EPOCH};

/// Whoever signs tokens.
pub(crate) struct Signer(SigningKey<Sha256>);

/// What a token says.
#[derive(Clone, Copy)]
pub(crate) struct Claims {
    pub(crate) user: &'static str,
    pub(crate) audience: &'static str,
    pub(crate) scope: &'static str,
    /// Seconds from now.
    pub(crate) ends: i64,
}

impl Default for Claims {
    fn default() -> Self {
        Self {
            user: ADA,
            audience: "https://outlook.office.com",
            scope: "IMAP.AccessAsUser.All",
            ends: 3_600,
        }
    }
}

impl Signer {
    pub(crate) fn new() -> Self {
        Self(SigningKey::new(
            RsaPrivateKey::new(&mut OsRng, 2_048).unwrap(),
        ))
    }

    /// The public half, always under the same name.
    pub(crate) fn key(&self) -> TokenKey {
        let public = self.0.as_ref().to_public_key();
        TokenKey {
            id: "the-key".to_owned(),
            pem: public.to_public_key_pem(LineEnding::LF).unwrap(),
            permits: Claims::default().scope,
        }
    }

    pub(crate) fn token(&self, claims: Claims) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = i64::try_from(now.as_secs()).unwrap();
        let Claims {
            user,
            audience,
            scope,
            ends,
        } = claims;
        let (begun, ends) = (now - 7_200, now + ends);
        let header = r#"{"typ":"JWT","alg":"RS256","kid":"the-key"}"#;
        let claims = format!(
            r#"{{"iss":"x","sub":"s","aud":"{audience}","upn":"{user}","scp":"{scope}","iat":{begun},"nbf":{begun},"exp":{ends}}}"#
        );
        let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let signature = self.0.sign(signed.as_bytes()).to_bytes();
        format!("{signed}.{}", BASE64.encode(signature))
    }
}
