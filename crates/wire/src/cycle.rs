use activity::CycleId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Makes a review cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CycleRequest {
    /// Its id, such as `2026-Q4`, which never changes; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub id: Option<CycleId>,
    /// What people call it.
    pub name: String,
    /// The first day in it, or the first moment (`2026-10-01`, `2026-10-01T06:00`), by the clocks of the time zone.
    pub start: String,
    /// The first day or moment after it.
    pub end: String,
    /// The time zone by its IANA name, such as `Europe/Berlin`.
    pub time_zone: String,
}

/// Changes what is given of a review cycle that is open, and leaves the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CycleChange {
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first day or moment in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The first day or moment after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// The time zone by its IANA name; start and end keep what their clocks show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}
