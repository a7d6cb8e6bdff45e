use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The content type of lines of JSON.
pub const NDJSON: &str = "application/x-ndjson";
/// The content type of a refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What the service says about itself to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceCard {
    /// The name of the service.
    pub service: String,
    /// Its version.
    pub version: String,
    /// The Ed25519 public key that signs policies, 32 bytes in Base64.
    pub policy_key: String,
    /// What a batch may hold.
    pub limits: Limits,
}

/// What one batch may hold; beyond it the service answers `too_large`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Bytes of the request's body as sent.
    pub compressed_bytes: usize,
    /// Bytes of the body once expanded.
    pub expanded_bytes: usize,
    /// Bytes of one line.
    pub line_bytes: usize,
    /// Lines.
    pub lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            compressed_bytes: 8 * 1024 * 1024,
            expanded_bytes: 32 * 1024 * 1024,
            line_bytes: 1028 * 1024,
            lines: 10_000,
        }
    }
}

/// The service works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Always `ok`.
    pub status: String,
    /// The service's version.
    pub version: String,
}
