use activity::{ConnectionId, Instant, ObjectId, Road, Sha256, Stream};
use consent::ConsentRecord;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Registers a connection; asking again for the same road gives the same connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionRequest {
    /// The road by which data will come.
    #[schema(value_type = String)]
    pub road: Road,
}

/// A connection as the service knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Its id, which every envelope names.
    #[schema(value_type = String)]
    pub id: ConnectionId,
    /// Its road.
    #[schema(value_type = String)]
    pub road: Road,
    /// The mailbox, on the employee roads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub mailbox: Option<ObjectId>,
    /// When it was registered.
    #[schema(value_type = String, format = DateTime)]
    pub connected_at: Instant,
    /// When it was disconnected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub disconnected_at: Option<Instant>,
    /// The consent records, withdrawn ones too.
    #[schema(value_type = Vec<Object>)]
    pub consents: Vec<ConsentRecord>,
}

/// Somebody whose own mailbox is connected, for the tenant's admin: never what they send, nor whether they agreed to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedPerson {
    /// Their address, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Their name, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The roads by which they are connected.
    #[schema(value_type = Vec<String>)]
    pub roads: Vec<Road>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub connected_at: Instant,
}

/// An employee's consent to one stream; giving the same record twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentGiven {
    /// The record's id, made by the employee's device; 1 to 64 printable characters.
    pub id: String,
    /// The stream.
    #[schema(value_type = String)]
    pub stream: Stream,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    pub given_at: Instant,
    /// The digest of the exact text shown.
    #[schema(value_type = String)]
    pub text_sha256: Sha256,
    /// The language of the text shown.
    pub language: String,
}

impl ConsentGiven {
    /// What is told to the service of a record.
    pub fn of(record: &ConsentRecord) -> Self {
        Self {
            id: record.id.clone(),
            stream: record.stream,
            given_at: record.given_at,
            text_sha256: record.text_sha256,
            language: record.language.clone(),
        }
    }
}

/// Withdraws a consent record; the time of the service counts where `at` lies after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentWithdrawal {
    /// When the employee withdrew it.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}
