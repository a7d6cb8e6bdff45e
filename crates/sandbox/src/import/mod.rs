//! Placeholder until the imports land.
