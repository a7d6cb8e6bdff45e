//! The central service: takes filtered activities in, shows everybody what it holds of them, and lets nobody else in.
//!
//! [`Service::start`] serves HTTP from a folder (SQLite in WAL mode, one signing key) until it is stopped; the binary
//! `vitrine-service` is a thin shell round it. A request passes the edge (limits, headers, one log line), proves its sender by
//! a device credential, and is answered from the store; every refusal is a problem with a closed code.
//!
//! The invariants this crate owns: nothing is stored that the tenant's policy does not allow today, that the accepted DPA or
//! a consent in force does not cover, or that is not the sender's own; a batch is stored whole or not at all; and no route
//! reaches another tenant's or another person's data.
//!
//! It refuses to know where activities come from, and no log line of it holds anything a person wrote.
//!
//! ```no_run
//! # async fn demo() -> Result<(), Box<dyn std::error::Error>> {
//! let running = vitrine_service::Service::start(vitrine_service::Options::new("data")).await?;
//! println!("serving at {}", running.url());
//! running.stop().await;
//! # Ok(()) }
//! ```

mod app;
mod approvals;
mod clock;
pub mod command;
mod edge;
mod fault;
mod identity;
mod invites;
mod keys;
mod options;
mod page;
mod receive;
mod retention;
mod review;
mod route;
mod secret;
mod serve;
mod store;

pub use app::{App, openapi, router};
pub use clock::Clock;
pub use fault::{Fault, StorageFault};
pub use identity::{BadIssuer, BadRoots};
pub use options::Options;
pub use serve::{Running, Service, StartFault};
