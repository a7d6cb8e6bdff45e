//! What may help to find a fault: recorded only where the person wants it, shown to the byte before it is saved.

use serde::{Deserialize, Serialize};

/// What was recorded, and whether anything is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DiagnosticsView {
    /// Whether the person wants it; off unless they said so.
    pub recording: bool,
    /// What would be saved, byte for byte; absent while nothing is recorded.
    pub bundle: Option<DiagnosticsBundle>,
}

/// A bundle as it would be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DiagnosticsBundle {
    /// The exact text.
    pub text: String,
    /// Its SHA-256, in hex; saving takes it, so that what is saved is what was shown.
    pub sha256: String,
}
