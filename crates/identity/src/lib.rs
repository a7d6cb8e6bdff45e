//! Who is signed in, and the tokens that prove it: the Microsoft identity platform as Vitrine uses it.
//!
//! An employee signs in through the system's browser ([`EmployeeSignIn`]: authorization code and PKCE on a loopback
//! listener) or, as a fallback, on another device ([`DeviceSignIn`]). An admin consents once ([`AdminConsent`]), and the
//! tenant is proved by what its own tokens read. A [`Session`] then gives access tokens, renewed when fewer than five
//! minutes remain, once for everybody who waits.
//!
//! The invariants this crate owns: a renewed token is in the [`TokenVault`] before anyone uses it; every refusal of the
//! identity platform is one [`SignInRefusal`] with one [`NextStep`]; no token is ever in a `Debug`, a `Display` or an error.
//!
//! It refuses to know where tokens are kept and how they are sealed, and everything about mail and calendars.
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod account;
mod admin_consent;
mod assertion;
mod authority;
mod callback;
mod challenge;
mod device;
mod employee;
mod id_token;
mod loopback;
mod platform;
mod refusal;
mod refusal_code;
mod refusal_name;
mod scopes;
mod session;
mod token;
mod vault;

pub use account::{Account, ExpectedAccount};
pub use admin_consent::{AdminConsent, Consented, Proof, approval_page};
pub use assertion::{AppCertificate, AppCredential};
pub use authority::{Authority, BadAuthority};
pub use callback::CallbackWords;
pub use challenge::ClaimsChallenge;
pub use device::DeviceSignIn;
pub use employee::{EmployeeSignIn, Prompt, ResponseMode, SignInRequest, SignedIn, UnrenewedToken};
pub use loopback::Redirect;
pub use platform::Platform;
pub use refusal::{NextStep, SignInRefusal};
pub use scopes::missing_scopes;
pub use session::{Session, TokenSource, Waiting};
pub use token::TokenSet;
pub use vault::{MemoryVault, TokenVault, VaultError};

/// The resource scope that stands for every application permission of Microsoft Graph.
pub const GRAPH_DEFAULT_SCOPE: &str = "https://graph.microsoft.com/.default";
