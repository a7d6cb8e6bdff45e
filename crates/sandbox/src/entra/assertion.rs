//! Client assertions: a JWT signed with the application's certificate.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rsa::signature::Verifier as _;
use rsa::{RsaPublicKey, pkcs1v15, pss};
use serde_json::Value;
use sha2::Sha256;
use url::Url;

use super::Entra;
use super::apps::{Application, Certificate};
use super::directory::TenantPath;
use super::refusal::Refusal;
use crate::access::Origin;

/// Clocks of clients may be this far off; one library rounds `nbf` up.
const SKEW_SECONDS: f64 = 300.0;

impl Entra {
    pub(super) fn check_assertion(
        &self,
        origin: &Origin,
        path: TenantPath,
        app: &Application,
        assertion: &str,
    ) -> Result<(), Refusal> {
        let parts = Parts::split(assertion)
            .ok_or_else(|| invalid(50027, "The client assertion is not a well-formed JWT."))?;
        let certificate = self.certificate(app, &parts.header)?;
        let good = match parts.header["alg"].as_str() {
            Some("PS256") => is_pss(&certificate.key, &parts),
            Some("RS256") => is_pkcs1(&certificate.key, &parts),
            _ => {
                return Err(invalid(
                    50027,
                    "The client assertion is signed with an algorithm that is not supported.",
                ));
            }
        };
        if !good {
            return Err(invalid(
                700_027,
                "Client assertion failed signature validation. The signature does not match the key.",
            ));
        }
        self.check_claims(origin, path, app, &parts.claims)
    }

    /// The registered certificate that the header's thumbprint names.
    ///
    /// Under `--auto-consent` an application for which none was registered may bring its own along in `x5c`.
    fn certificate(&self, app: &Application, header: &Value) -> Result<Certificate, Refusal> {
        let named = |certificate: &&Certificate| {
            thumbprint(&header["x5t#S256"]).is_some_and(|print| print == certificate.sha256)
                || thumbprint(&header["x5t"]).is_some_and(|print| print == certificate.sha1)
        };
        if let Some(certificate) = app.certificates.iter().find(named) {
            return Ok(certificate.clone());
        }
        let brought = if self.auto_consent && app.certificates.is_empty() {
            chain_leaf(&header["x5c"])
        } else {
            None
        };
        if let Some(certificate) = brought.filter(|certificate| named(&certificate)) {
            return Ok(certificate);
        }
        let text = format!(
            "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Please visit the Azure Portal to see the certificates of app '{}'.]",
            app.id
        );
        Err(invalid(700_027, text))
    }

    fn check_claims(
        &self,
        origin: &Origin,
        path: TenantPath,
        app: &Application,
        claims: &Value,
    ) -> Result<(), Refusal> {
        let id = app.id.to_string();
        let is_app = |claim: &Value| {
            claim
                .as_str()
                .is_some_and(|value| value.eq_ignore_ascii_case(&id))
        };
        if !is_app(&claims["iss"]) || !is_app(&claims["sub"]) {
            return Err(invalid(
                700_021,
                "Client assertion application identifier doesn't match 'client_id' parameter.",
            ));
        }
        let now = Timestamp::now().as_second() as f64;
        let (Some(not_before), Some(expires)) = (
            claims["nbf"].as_f64().or(claims["iat"].as_f64()),
            claims["exp"].as_f64(),
        ) else {
            return Err(invalid(50027, "The client assertion has no validity."));
        };
        if not_before > now + SKEW_SECONDS || expires < now - SKEW_SECONDS {
            return Err(invalid(
                700_024,
                "Client assertion is not within its valid time range.",
            ));
        }
        let audiences: Vec<&str> = match &claims["aud"] {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        if audiences
            .iter()
            .any(|audience| self.is_own_endpoint(origin, path, audience))
        {
            return Ok(());
        }
        Err(invalid(
            700_023,
            "Client assertion audience claim does not match Realm issuer.",
        ))
    }

    /// Says whether `audience` is the token endpoint (or the issuer) of the tenant asked.
    fn is_own_endpoint(&self, origin: &Origin, path: TenantPath, audience: &str) -> bool {
        let (Ok(url), Ok(own)) = (Url::parse(audience), Url::parse(&origin.0)) else {
            return false;
        };
        let here = url.scheme() == own.scheme()
            && url.port_or_known_default() == own.port_or_known_default()
            && matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        let Some((tenant, rest)) = url.path().trim_start_matches('/').split_once('/') else {
            return false;
        };
        here && matches!(rest, "oauth2/v2.0/token" | "v2.0")
            && self.tenant_path(tenant).is_ok_and(|of| of == path)
    }
}

struct Parts<'a> {
    header: Value,
    claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn split(assertion: &'a str) -> Option<Self> {
        let (signed, signature) = assertion.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let json = |text: &str| {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?).ok()
        };
        Some(Self {
            header: json(header)?,
            claims: json(claims)?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }
}

fn is_pss(key: &RsaPublicKey, parts: &Parts<'_>) -> bool {
    let verifying = pss::VerifyingKey::<Sha256>::new(key.clone());
    let signature = pss::Signature::try_from(parts.signature.as_slice());
    signature.is_ok_and(|signature| {
        verifying
            .verify(parts.signed.as_bytes(), &signature)
            .is_ok()
    })
}

fn is_pkcs1(key: &RsaPublicKey, parts: &Parts<'_>) -> bool {
    let verifying = pkcs1v15::VerifyingKey::<Sha256>::new(key.clone());
    let signature = pkcs1v15::Signature::try_from(parts.signature.as_slice());
    signature.is_ok_and(|signature| {
        verifying
            .verify(parts.signed.as_bytes(), &signature)
            .is_ok()
    })
}

/// A thumbprint without padding and in the URL alphabet, as we keep it.
fn thumbprint(header: &Value) -> Option<String> {
    Some(
        header
            .as_str()?
            .trim_end_matches('=')
            .replace('+', "-")
            .replace('/', "_"),
    )
}

/// The first certificate of `x5c`, which may be a list or one string (PEM or bare base64).
fn chain_leaf(header: &Value) -> Option<Certificate> {
    let text = match header {
        Value::Array(list) => list.first()?.as_str()?,
        one => one.as_str()?,
    };
    if text.contains("BEGIN CERTIFICATE") {
        return Certificate::from_pem(text);
    }
    let bare: String = text.split_whitespace().collect();
    Certificate::from_der(&STANDARD.decode(bare).ok()?)
}

fn invalid(code: u32, text: impl Into<String>) -> Refusal {
    Refusal::invalid_client(code, text)
}
