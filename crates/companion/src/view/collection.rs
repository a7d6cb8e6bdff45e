//! What is collected, rendered from the field registry; and the truth meter of the permissions.

use serde::{Deserialize, Serialize};

use super::{Road, StreamName};

/// What a road collects, what it never collects, and what its permissions could read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CollectionView {
    /// The road described.
    pub road: Road,
    /// One table a stream.
    pub streams: Vec<StreamCollection>,
    /// What never leaves, whatever the settings.
    pub never: Vec<NeverCollected>,
    /// The truth meter, one row a permission.
    pub permissions: Vec<PermissionTruth>,
}

/// The fields that one stream may send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StreamCollection {
    /// The stream.
    pub stream: StreamName,
    /// Its fields, in the order of the wire shape.
    pub fields: Vec<FieldRow>,
}

/// One field of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldRow {
    /// The field's name on the wire.
    pub name: String,
    /// A made-up example.
    pub example: String,
    /// What it is for, in English; faces translate by stream and name.
    pub purpose: String,
    /// How much it says about a person.
    pub sensitivity: Sensitivity,
    /// Who can see it at the service, in English.
    pub seen_by: String,
    /// How many days the service keeps it; absent where it lives as long as the connection.
    pub kept_days: Option<u32>,
    /// True when the admin can switch it off.
    pub switchable: bool,
    /// False when it is switched off in the tenant's policy.
    pub sent: bool,
}

/// How much a field says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Numbers, ids and flags that say little by themselves.
    Low,
    /// Times and habits.
    Medium,
    /// Names, addresses and words that people wrote.
    High,
}

/// Something that never leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NeverCollected {
    /// A stable code, for translation.
    pub code: String,
    /// What, in English.
    pub what: String,
    /// What makes sure of it, in English.
    pub because: String,
}

/// A permission: what it could read, what is asked for, what is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PermissionTruth {
    /// Microsoft's name of the permission.
    pub permission: String,
    /// What it could read, in English.
    pub could_read: String,
    /// What Vitrine asks for with it, in English.
    pub asks_for: String,
    /// What of that leaves the machine, in English.
    pub sends: String,
}
