//! Measures of how people talk with each other: deterministic, each with what shows it and where its idea was published.

mod analysis;
mod declare;

pub use analysis::{Analysis, Gap, Measured, Passage};
pub use declare::{Declaration, MeasureId, Reference};
