use crate::refusal::SignInRefusal;
use activity::Instant;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::pss::BlindedSigningKey;
use rsa::rand_core::OsRng;
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::Arc;
use x509_cert::Certificate;
use x509_cert::der::{DecodePem as _, Encode as _};

/// How long an assertion holds, in seconds.
const LIFE: i64 = 600;

/// What proves the customer's own app: a secret or a certificate.
#[derive(Clone)]
pub enum AppCredential {
    /// The client secret's value.
    Secret(SecretString),
    /// A certificate with its private key.
    Certificate(AppCertificate),
}

/// A certificate with its RSA key, which signs a PS256 assertion for each token request.
#[derive(Clone)]
pub struct AppCertificate {
    key: Arc<RsaPrivateKey>,
    digest: [u8; 32],
    expires_at: Instant,
}

impl AppCertificate {
    /// Reads a PEM certificate and a PEM private key (PKCS #8 or PKCS #1), which may be in one file.
    pub fn from_pem(certificate: &str, key: &SecretString) -> Result<Self, SignInRefusal> {
        let unusable = SignInRefusal::CertificateUnusable;
        let block = pem_block(certificate, "CERTIFICATE").ok_or(unusable("certificate"))?;
        let certificate =
            Certificate::from_pem(block.as_bytes()).map_err(|_| unusable("certificate"))?;
        let key = private_key(key.expose_secret()).ok_or(unusable("key"))?;
        let public = key
            .to_public_key()
            .to_public_key_der()
            .map_err(|_| unusable("key"))?;
        let certified = certificate.tbs_certificate.subject_public_key_info.to_der();
        if certified.map_err(|_| unusable("certificate"))? != public.as_bytes() {
            return Err(unusable("mismatch"));
        }
        let der = certificate.to_der().map_err(|_| unusable("certificate"))?;
        let until = certificate.tbs_certificate.validity.not_after;
        let until = i64::try_from(until.to_unix_duration().as_secs()).unwrap_or(i64::MAX / 1_000);
        Ok(Self {
            key: Arc::new(key),
            digest: Sha256::digest(der).into(),
            expires_at: Instant::from_milliseconds(until * 1_000)
                .map_err(|_| unusable("certificate"))?,
        })
    }

    /// The SHA-256 thumbprint in hex, by which a person recognises the certificate.
    pub fn thumbprint(&self) -> String {
        activity::Sha256::from(self.digest).to_string()
    }

    /// When the certificate ends.
    pub fn expires_at(&self) -> Instant {
        self.expires_at
    }

    /// A signed statement that we are this app, for this endpoint, now.
    pub(crate) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        now: Instant,
    ) -> Result<String, SignInRefusal> {
        let at = now.milliseconds() / 1_000;
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(self.digest) });
        let claims = json!({
            "aud": audience, "iss": client_id, "sub": client_id, "jti": uuid::Uuid::new_v4(),
            "nbf": at, "iat": at, "exp": at + LIFE,
        });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let key = BlindedSigningKey::<Sha256>::new(self.key.as_ref().clone());
        let signature = key
            .try_sign_with_rng(&mut OsRng, signed.as_bytes())
            .map_err(|_| SignInRefusal::CertificateUnusable("key"))?;
        Ok(format!(
            "{signed}.{}",
            URL_SAFE_NO_PAD.encode(signature.to_bytes())
        ))
    }
}

fn private_key(pem: &str) -> Option<RsaPrivateKey> {
    let pkcs8 =
        pem_block(pem, "PRIVATE KEY").and_then(|block| RsaPrivateKey::from_pkcs8_pem(block).ok());
    pkcs8.or_else(|| RsaPrivateKey::from_pkcs1_pem(pem_block(pem, "RSA PRIVATE KEY")?).ok())
}

fn pem_block<'pem>(pem: &'pem str, label: &str) -> Option<&'pem str> {
    let (begin, end) = (
        format!("-----BEGIN {label}-----"),
        format!("-----END {label}-----"),
    );
    let start = pem.find(&begin)?;
    let length = pem.get(start..)?.find(&end)? + end.len();
    pem.get(start..start + length)
}

impl fmt::Debug for AppCredential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Secret(_) => "AppCredential::Secret(…)",
            Self::Certificate(_) => "AppCredential::Certificate(…)",
        })
    }
}

impl fmt::Debug for AppCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AppCertificate(…)")
    }
}
