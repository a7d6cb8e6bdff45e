//! The one door to the network.
//!
//! Every byte that Vitrine sends over HTTP passes [`Egress::fetch`], and every byte to a mail server a [`SecureStream`]. The invariant it owns: nothing goes to an origin that
//! is not on the list given at the start (or added by [`Egress::allow`]), nothing goes unencrypted except over HTTP to this very
//! machine, and everything that went is counted and written down by [`Egress::exchanges`], without bodies, query values or
//! ids. Redirects are never followed.
//!
//! It bounds what it reads (bytes, attempts) and how long it waits for a connection and for the next byte ([`SILENCE`]), honours `Retry-After`, paces the requests of one mailbox under
//! Microsoft Graph's limits ([`Request::mailbox`]) and takes its clock and its randomness from outside ([`Pacing`]).
//! Dropping the future cancels the request.
//!
//! It refuses to know what it carries: no tokens of its own, no Graph, no sign-in, no meaning of a body.
//!
//! ```
//! use egress::{Egress, EgressConfig, EgressError, Origin, Request, Role};
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let graph = Origin::parse("https://graph.microsoft.com/v1.0").expect("an origin");
//! let egress = Egress::new(EgressConfig::new().allow(Role::Graph, graph)).expect("an egress");
//! let elsewhere = "https://tracker.example/".parse().expect("an address");
//! let answer = egress.fetch(Request::get(elsewhere)).await;
//! assert!(matches!(answer, Err(EgressError::RefusedHost { .. })));
//! # });
//! ```
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod answer;
mod clients;
mod config;
mod door;
mod error;
mod finishing;
mod lane;
mod origin;
mod pacing;
mod record;
mod request;
mod retry;
mod secure;
mod starttls;

pub use answer::{Answer, Stream};
pub use config::{ConfigError, EgressConfig, Role, SILENCE};
pub use door::Egress;
pub use error::{EgressError, StatusAnswer, TlsFault};
pub use origin::{NotAnOrigin, Origin, Security};
pub use pacing::{Pacing, RealPacing, VirtualPacing};
pub use record::{Exchange, Outcome, Totals};
pub use request::Request;
pub use retry::Retry;
pub use secure::SecureStream;

/// The HTTP vocabulary that requests and answers use.
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
/// The address type that requests take.
pub use url::Url;
