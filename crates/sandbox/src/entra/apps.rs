//! Application registrations: redirects, secrets, certificates, permissions.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;
use x509_cert::Certificate as X509;
use x509_cert::der::{Decode as _, DecodePem as _, Encode as _};

use super::permissions::{Permission, Resource};

/// The public client of the product.
pub const PUBLIC_CLIENT_ID: Uuid = Uuid::from_u128(0x8f1d_5c0e_3a57_4a1b_9c52_6d1f_0b7e_2a01);
/// The customer's own confidential registration.
pub const CUSTOMER_CLIENT_ID: Uuid = Uuid::from_u128(0x27c9_41f6_6be0_4d0f_8e13_915a_4c3d_7b02);
/// Its secret. It opens nothing but a sandbox.
pub const CUSTOMER_CLIENT_SECRET: &str = "demo~secret.not-real";

/// The optional claim with the account's primary address.
pub(super) const PRIMARY_ADDRESS: &str = "verified_primary_email";
/// The optional claim with the account's other addresses in the tenant's verified domains.
pub(super) const OTHER_ADDRESSES: &str = "verified_secondary_email";

/// One registered application.
#[derive(Clone)]
pub(super) struct Application {
    pub(super) id: Uuid,
    pub(super) display_name: String,
    /// The tenant that registered it; it is known elsewhere only after consent, unless `multi_tenant`.
    pub(super) home: Uuid,
    pub(super) multi_tenant: bool,
    pub(super) confidential: bool,
    pub(super) redirects: Vec<String>,
    pub(super) secret: Option<String>,
    pub(super) secret_expired: bool,
    pub(super) certificates: Vec<Certificate>,
    pub(super) delegated: Vec<Permission>,
    pub(super) roles: Vec<Permission>,
    /// Claims that its id_tokens carry beyond the usual ones.
    pub(super) optional_claims: Vec<&'static str>,
    pub(super) disabled: bool,
}

/// A certificate that may sign the application's assertions.
#[derive(Clone)]
pub(super) struct Certificate {
    pub(super) sha1: String,
    pub(super) sha256: String,
    pub(super) key: RsaPublicKey,
}

impl Application {
    pub(super) fn public_client(home: Uuid) -> Self {
        let employee = [
            "User.Read",
            "Mail.Read",
            "OnlineMeetings.Read",
            "OnlineMeetingTranscript.Read.All",
        ];
        Self {
            id: PUBLIC_CLIENT_ID,
            display_name: "Vitrine".to_owned(),
            home,
            multi_tenant: true,
            confidential: false,
            redirects: loopback_redirects(),
            secret: None,
            secret_expired: false,
            certificates: Vec::new(),
            delegated: employee
                .iter()
                .map(|name| (Resource::Graph, *name))
                .collect(),
            roles: Vec::new(),
            optional_claims: vec![PRIMARY_ADDRESS, OTHER_ADDRESSES],
            disabled: false,
        }
    }

    pub(super) fn customer(home: Uuid) -> Self {
        let organisation = ["Calendars.Read", "Mail.ReadBasic.All", "User.Read.All"];
        Self {
            id: CUSTOMER_CLIENT_ID,
            display_name: "Contoso connector".to_owned(),
            multi_tenant: false,
            confidential: true,
            secret: Some(CUSTOMER_CLIENT_SECRET.to_owned()),
            delegated: vec![(Resource::Graph, "User.Read")],
            roles: organisation
                .iter()
                .map(|name| (Resource::Graph, *name))
                .collect(),
            optional_claims: Vec::new(),
            ..Self::public_client(home)
        }
    }

    /// Matches as Entra does: the port of a loopback address is ignored, the path is not.
    pub(super) fn accepts_redirect(&self, uri: &str) -> bool {
        let Ok(asked) = Url::parse(uri) else {
            return false;
        };
        if asked.fragment().is_some() || asked.host_str() == Some("[::1]") {
            return false;
        }
        self.redirects
            .iter()
            .any(|registered| matches(registered, &asked))
    }
}

impl Certificate {
    pub(super) fn from_pem(pem: &str) -> Option<Self> {
        Self::from_x509(&X509::from_pem(pem).ok()?)
    }

    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        Self::from_x509(&X509::from_der(der).ok()?)
    }

    fn from_x509(certificate: &X509) -> Option<Self> {
        let der = certificate.to_der().ok()?;
        let key = certificate
            .tbs_certificate
            .subject_public_key_info
            .to_der()
            .ok()?;
        Some(Self {
            sha1: URL_SAFE_NO_PAD.encode(Sha1::digest(&der)),
            sha256: URL_SAFE_NO_PAD.encode(Sha256::digest(&der)),
            key: RsaPublicKey::from_public_key_der(&key).ok()?,
        })
    }
}

/// Any port and any path of this machine, which no portal would register: `*` stands for the rest of the path.
fn loopback_redirects() -> Vec<String> {
    [
        "http://localhost/*",
        "http://127.0.0.1/*",
        "https://localhost/*",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn matches(registered: &str, asked: &Url) -> bool {
    let (registered, any_path) = match registered.strip_suffix('*') {
        Some(prefix) => (prefix, true),
        None => (registered, false),
    };
    let Ok(registered) = Url::parse(registered) else {
        return false;
    };
    let loopback = matches!(registered.host_str(), Some("localhost" | "127.0.0.1"));
    registered.scheme() == asked.scheme()
        && registered.host_str() == asked.host_str()
        && (loopback || registered.port_or_known_default() == asked.port_or_known_default())
        && (registered.path() == asked.path()
            || any_path && asked.path().starts_with(registered.path()))
}
