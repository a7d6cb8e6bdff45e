//! A local Microsoft 365: Entra, Graph and Teams over a world of invented people, with a script of faults.
//!
//! It owns one promise: a client written for the real service works here unchanged, and is refused here where the real
//! service refuses it. `access` is the seam inside: `entra` issues tokens and turns a checked one into an
//! [`access::Access`]; `graph` answers from the `world` and sees nothing of a token but that. `faults` stands before
//! both and spoils answers by script; `control` moves the world.
//!
//! It refuses to know the product: no crate of the product is a dependency, and the product never depends on it outside
//! of tests.

pub mod access;
mod certificate;
pub mod control;
pub mod entra;
pub mod faults;
pub mod graph;
pub mod import;
mod listener;
mod options;
mod scenario;
mod server;
pub mod world;

pub use certificate::CertificateError;
pub use options::Options;
pub use scenario::ScenarioError;
pub use server::{Ready, ReadyUser, Running, Sandbox, StartError};
