//! Faults by script, Graph's limits, and counts of what was asked.
//!
//! It owns the rule that a script is data: every fault is a value of [`Fault`], so that a test can generate scripts and
//! print the one that failed. It refuses to know what a route means; it sees paths, pages and bodies.

mod batch;
mod control;
mod counts;
mod gate;
mod layer;
mod limits;
mod pace;
mod page;
mod path;
mod script;
mod shape;
mod spoil;

pub use control::router as control;
pub use counts::{Counts, Meter, meter};
pub use gate::Gate;
pub use layer::gate;
pub use pace::Pace;
pub use script::{Fault, Named, Rule, Shape};
pub(crate) use spoil::Disconnect;
