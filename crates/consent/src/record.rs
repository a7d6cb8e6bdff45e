use activity::{ConnectionId, Instant, Sha256, Stream};
use serde::{Deserialize, Serialize};

/// An employee's consent to one stream, as given and as long as it is not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentRecord {
    /// Names the record in every envelope that goes under it.
    pub id: String,
    /// The connection that it is for.
    pub connection: ConnectionId,
    /// The stream that it is for.
    pub stream: Stream,
    /// When it was given.
    pub given_at: Instant,
    /// The digest of the exact text shown.
    pub text_sha256: Sha256,
    /// The language of the text shown.
    pub language: String,
    /// When it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Instant>,
}

impl ConsentRecord {
    /// Whether it has not been withdrawn.
    pub fn is_in_force(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}
