//! What the tenant's admin sets up: registration, consent of the tenant, domains and policy.

use serde::{Deserialize, Serialize};

use super::Visit;

/// The customer's own app registration as it is known here; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RegistrationView {
    /// The tenant's directory id or domain.
    pub tenant: String,
    /// The application (client) id.
    pub client_id: String,
    /// What proves the application.
    pub credential: CredentialStanding,
    /// Where Microsoft sends the admin back to.
    pub redirect_uri: String,
    /// Fields that the policy file or the environment decides.
    pub locked: Vec<RegistrationField>,
    /// The permissions to enter in the registration, with what each is for.
    pub permissions: Vec<RequiredPermission>,
}

/// What is known of the application's credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CredentialStanding {
    /// None yet.
    Missing,
    /// A client secret is sealed here.
    Secret,
    /// A certificate is sealed here.
    Certificate {
        /// SHA-256 thumbprint, in hex.
        thumbprint: String,
        /// When it ends, where it says so.
        expires_at: Option<String>,
    },
}

/// A permission that the registration needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequiredPermission {
    /// Microsoft's name of it.
    pub permission: String,
    /// What it is for, in English.
    pub purpose: String,
    /// Whether the tenant granted it; absent before the proof.
    pub granted: Option<bool>,
}

/// The registration as the admin filled it in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RegistrationForm {
    /// The tenant's directory id or domain.
    pub tenant: String,
    /// The application (client) id.
    pub client_id: String,
    /// The new credential, or the one that is there.
    pub credential: CredentialForm,
    /// Where Microsoft sends the admin back to.
    pub redirect_uri: String,
}

impl std::fmt::Debug for RegistrationForm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RegistrationForm")
            .finish_non_exhaustive()
    }
}

/// A credential on its way in; it never comes out again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CredentialForm {
    /// Keep the one that is there.
    Keep,
    /// A client secret's value.
    Secret {
        /// The value.
        value: String,
    },
    /// A certificate with its private key.
    Certificate {
        /// Both, in PEM.
        pem: String,
    },
}

/// A field of the registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationField {
    /// The tenant.
    Tenant,
    /// The client id.
    ClientId,
    /// The secret or certificate.
    Credential,
    /// The redirect address.
    RedirectUri,
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldProblem {
    /// The field.
    pub field: RegistrationField,
    /// What is wrong.
    pub problem: ProblemKind,
}

/// Ways in which a field can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Empty.
    Missing,
    /// Neither an id nor a domain.
    NotATenant,
    /// Not an id of the form 00000000-0000-0000-0000-000000000000.
    NotAnId,
    /// It looks like the secret's id instead of its value.
    SecretIdInsteadOfValue,
    /// Not a certificate with its key.
    NotACertificate,
    /// Not an address that Microsoft can send the browser back to.
    NotARedirect,
    /// Not the tenant that the invite is for.
    OtherTenant,
}

/// The consent of the tenant and its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AdminConsentView {
    /// The visit to Microsoft's page.
    pub visit: Visit,
    /// The proof: a token for the tenant and its `/organization`.
    pub proof: Option<TenantProof>,
}

/// What Microsoft itself said about the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TenantProof {
    /// The directory id.
    pub tenant_id: String,
    /// The organisation's name.
    pub organisation: String,
    /// When it was proved.
    pub proved_at: String,
    /// The permissions that the token carried.
    pub granted: Vec<String>,
}

/// The tenant's verified domains: always internal, with all below them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DomainsView {
    /// The domains.
    pub verified: Vec<DomainRow>,
    /// When Microsoft was asked.
    pub read_at: Option<String>,
}

/// One verified domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DomainRow {
    /// The domain.
    pub name: String,
    /// True for the tenant's default.
    pub is_default: bool,
    /// True for the `onmicrosoft` one.
    pub is_initial: bool,
}

/// What the rules say about entries before they are saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EntryCheck {
    /// As it was typed.
    pub entry: String,
    /// As it would be saved; absent when refused.
    pub normalised: Option<String>,
    /// Why it is refused.
    pub refused: Option<EntryProblem>,
}

/// Why an allowlist entry is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum EntryProblem {
    /// Empty.
    Empty,
    /// An address, not a domain.
    Address,
    /// A web address, not a domain.
    WebAddress,
    /// A bare `*`, or a `*` elsewhere than in front.
    Wildcard,
    /// A public suffix, or a wildcard directly over one.
    PublicSuffix,
    /// One of the tenant's own domains, or below one.
    Internal,
    /// Not a domain.
    NotADomain,
}
