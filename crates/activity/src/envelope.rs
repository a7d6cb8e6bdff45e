use crate::{Activity, ConnectionId, ObjectId, Stream, TenantId};
use serde::{Deserialize, Serialize};

/// What goes round an activity on its way: whose mailbox it came from and under which agreement.
///
/// It holds ids only, never an address. The activity inside keeps its own shape and its own hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Envelope {
    /// The tenant.
    pub tenant: TenantId,
    /// The `oid` of the mailbox.
    pub mailbox: ObjectId,
    /// The connection that collected it.
    pub connection: ConnectionId,
    /// The stream.
    pub stream: Stream,
    /// The version of the policy that it passed.
    pub policy_version: u64,
    /// The version of the DPA in force.
    pub dpa_version: u32,
    /// The consent record it goes under, on the employee roads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The activity itself.
    pub activity: Activity,
}
