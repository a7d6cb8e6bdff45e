//! Who somebody is, as Entra vouches for it.
//!
//! A token counts only if one of the trusted issuers signed it (RS256), for the tenant in that issuer's own address, over a
//! nonce that this service gave out and that no other device has used, within its life. Which application it is for is checked
//! where the tenant's applications are known, in the store.

mod fetch;
mod issuer;
mod nonce;
mod token;

pub use fetch::BadRoots;
pub(crate) use fetch::Roots;
pub use issuer::BadIssuer;
pub(crate) use issuer::Issuers;
pub(crate) use nonce::Nonces;
pub(crate) use token::Claims;
