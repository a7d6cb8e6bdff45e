use activity::fields::Field;
use activity::{Instant, ObjectId, Sha256};
use consent::{DpaText, MailScope, Policy, RoadSwitches, TranscriptPolicy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The texts of one DPA version, one for each language; asked for without a version, of the one in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DpaInForce {
    /// The version.
    pub version: u32,
    /// The texts.
    #[schema(value_type = Vec<Object>)]
    pub texts: Vec<DpaText>,
}

/// A tenant's connector and everything that its admin set (`o365_config`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantConfig {
    /// The connector's id.
    pub connector: String,
    /// The organisation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// What the data is for, in the organisation's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The legal basis, in the organisation's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The applications whose id_tokens are accepted.
    pub clients: Vec<String>,
    /// When the latest acceptance of the DPA was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub dpa_accepted_at: Option<Instant>,
    /// Who accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub dpa_accepted_by_user_id: Option<ObjectId>,
    /// The policy in force, as the service would sign it now.
    #[schema(value_type = Object)]
    pub policy: Policy,
}

/// Accepts the DPA: exactly the text that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DpaAcceptRequest {
    /// The version shown.
    pub version: u32,
    /// The digest of the text shown.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// The language of the text shown.
    pub language: String,
}

/// What Microsoft's `/organization` said about the tenant, told by its admin's client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TenantProofRequest {
    /// The organisation's display name.
    pub organisation: String,
    /// Every verified domain.
    pub verified_domains: Vec<String>,
}

/// Sets the whole allowlist; all entries are taken or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllowlistRequest {
    /// The entries, as typed.
    pub entries: Vec<String>,
    /// The policy version that the change starts from; with it, a change made meanwhile is a `conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_policy_version: Option<u64>,
}

/// Changes what is given and leaves the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsChange {
    /// The mapped fields that are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub fields_off: Option<BTreeSet<Field>>,
    /// Which roads take new connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub roads: Option<RoadSwitches>,
    /// The mail permission that employees are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub mail_scope: Option<MailScope>,
    /// Whether a plain deletion upstream retracts what was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retract_on_delete: Option<bool>,
    /// How many days what arrived is kept; 0 takes the limit away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// How much of transcripts may be sent, and of which meetings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub transcripts: Option<TranscriptPolicy>,
    /// What the data is for; blank takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The legal basis; blank takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The policy version that the change starts from; with it, a change made meanwhile is a `conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_policy_version: Option<u64>,
}

/// The longest retention that can be set, in days.
pub const LONGEST_RETENTION: u32 = 3_660;

/// Adds applications whose id_tokens are accepted for this tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientsRequest {
    /// Application (client) ids.
    pub clients: Vec<String>,
}

/// One change of a tenant's configuration: who, and the names of settings only, never their values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Who: an `oid`, an invite's id, or `operator`.
    pub actor: String,
    /// Their name, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was changed, such as `allowed_external_domains`.
    pub setting: String,
    /// The policy version from then on.
    pub policy_version: u64,
}
