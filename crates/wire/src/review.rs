use crate::Role;
use activity::{CycleId, Instant, ObjectId, Sha256, TenantId};
use consent::CycleState;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The format of [`ReviewInput`] and of its text block; any change of either gets a new number.
pub const REVIEW_FORMAT: &str = "vitrine.review-input/1";

/// What a review sees of one person in one cycle: the same bytes for the person and for whoever reviews.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// [`ReviewInput`] as its exact bytes (RFC 8785).
    #[schema(value_type = ReviewInput)]
    pub input: Box<RawValue>,
    /// The digest of `input`.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// The exact text block that is handed to a review prompt, written from `input` alone.
    pub text: String,
    /// The digest of `text`.
    #[schema(value_type = String)]
    pub text_sha256: Sha256,
    /// Where the cycle stands now.
    #[schema(value_type = String)]
    pub state: CycleState,
}

/// The review input as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewInput {
    /// [`REVIEW_FORMAT`].
    pub format: String,
    /// The tenant.
    #[schema(value_type = String)]
    pub tenant: TenantId,
    /// Whose input it is.
    pub person: ReviewedPerson,
    /// The cycle.
    pub cycle: ReviewedCycle,
    /// The email-signal aggregation; absent where no count was sent: not enough evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_signals: Option<ReviewedSignals>,
    /// The per-skill scoring of meetings.
    pub call_quality: CallQuality,
    /// What the person says about it, the earliest first.
    pub notes: Vec<ReviewNote>,
    /// The marks that the person disputes, in the order of their names.
    pub disputes: Vec<ReviewDispute>,
}

/// A person under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedPerson {
    /// Their id at the service.
    #[schema(value_type = String)]
    pub id: ObjectId,
    /// The address that they were invited by, or that Entra named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The cycle as the input was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedCycle {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CycleId,
    /// What people call it.
    pub name: String,
    /// The first instant in it.
    #[schema(value_type = String, format = DateTime)]
    pub start: Instant,
    /// The first instant after it.
    #[schema(value_type = String, format = DateTime)]
    pub end: Instant,
    /// The time zone (IANA) in which both were chosen.
    pub time_zone: String,
    /// When it was frozen; absent while numbers, notes and disputes may still change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub frozen_at: Option<Instant>,
}

/// How many mails a person sent and received in the cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedSignals {
    /// Sent.
    pub sent: u64,
    /// Received.
    pub received: u64,
    /// As of when the numbers hold.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Instant,
    /// The digest of the activity that told them: the same as in the person's own ledger.
    #[schema(value_type = String)]
    pub sha256: Sha256,
}

/// The scores of a person's meetings in the cycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallQuality {
    /// The version of the rubric.
    pub rubric: String,
    /// The digest of the rubric's text.
    #[schema(value_type = String)]
    pub rubric_sha256: Sha256,
    /// The skills, in the rubric's order.
    pub skills: Vec<ReviewedSkill>,
    /// The meetings behind them, the earliest first.
    pub meetings: Vec<ReviewedMeeting>,
}

/// A skill over the cycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedSkill {
    /// Its stable word.
    pub skill: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in German.
    pub name_de: String,
    /// How much it weighs among the skills.
    pub weight: u32,
    /// The mean of the meetings that could be scored, 0 to 100; absent where there is not enough evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
    /// Whether no meeting could be scored.
    pub not_enough_evidence: bool,
    /// How many meetings could be scored.
    pub meetings: u32,
    /// The measures behind it: the mean of each over those meetings.
    pub measures: BTreeMap<String, f64>,
}

/// A meeting behind the scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedMeeting {
    /// The activity's id: the same as in the person's own ledger.
    pub external_id: String,
    /// When it was.
    #[schema(value_type = String, format = DateTime)]
    pub occurred_at: Instant,
    /// How long it was.
    pub duration_minutes: u64,
    /// How many people spoke.
    pub speaker_count: u64,
    /// The measures as they were sent.
    pub measures: BTreeMap<String, f64>,
    /// The score of each skill that could be scored.
    pub scores: BTreeMap<String, u32>,
}

/// What a person says about their input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewNote {
    /// Names the note.
    pub id: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// The person's own words.
    pub text: String,
}

/// A mark that a person disputes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewDispute {
    /// `email.sent`, `email.received`, or `skill.` and the skill's word.
    pub mark: String,
    /// When it was disputed.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Why, in the person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Adds a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NoteRequest {
    /// The person's own words, 1 to 4000 bytes.
    pub text: String,
}

/// Disputes a mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisputeRequest {
    /// Why, in the person's own words, at most 2000 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A reviewer's look at somebody's input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewAccess {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Who looked, by id.
    #[schema(value_type = String)]
    pub reader: ObjectId,
    /// Who looked, by name or address, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// As what they looked.
    pub role: Role,
    /// The digest of the JSON that they got.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// The digest of the text block that they got.
    #[schema(value_type = String)]
    pub text_sha256: Sha256,
    /// Whether the cycle was frozen by then.
    pub frozen: bool,
}

/// An export of the tenant's admin that somebody's content was in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportLook {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Who exported, by id.
    #[schema(value_type = String)]
    pub reader: ObjectId,
    /// Who exported, by name or address, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many activities of the person were in it.
    pub activities: u64,
}

/// Somebody whose input a reviewer may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewablePerson {
    /// Their id at the service.
    #[schema(value_type = String)]
    pub id: ObjectId,
    /// Their address, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Their name, where the service knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The rubric in force: how measures become scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RubricInForce {
    /// Its version.
    pub version: String,
    /// Its text (TOML).
    pub toml: String,
    /// The digest of the text.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// When the tenant's admin set it; absent for the product's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub set_at: Option<Instant>,
}

/// Sets the tenant's rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RubricRequest {
    /// The whole rubric (TOML).
    pub toml: String,
}
