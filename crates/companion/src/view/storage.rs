//! What Vitrine takes up on this computer.

use serde::{Deserialize, Serialize};

use super::StreamName;

/// What Vitrine takes up on this computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StorageView {
    /// The bytes of the ledger's files, for all connections together.
    pub bytes: f64,
    /// What this connection has in it, by stream.
    pub streams: Vec<StoredStream>,
    /// When the oldest of that happened.
    pub oldest: Option<String>,
}

/// A stream in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StoredStream {
    /// The stream.
    pub stream: StreamName,
    /// How many items of it are remembered.
    pub items: u32,
}
