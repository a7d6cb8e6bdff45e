use activity::Sha256;
use consent::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A refusal as the service answers it (RFC 9457); it never repeats content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("the service refused: {code}")]
pub struct Problem {
    /// `urn:vitrine:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code in words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// The closed code: what a client acts on.
    pub code: ProblemCode,
    /// What stands in the way, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The lines of the batch that stand in the way, at most 100 of them; nothing of the batch was stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemProblem>,
    /// The entries that were refused; nothing was saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryRefusal>,
}

/// One line of a batch that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// The digest of the activity's bytes, where the line could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub sha256: Option<Sha256>,
    /// Why.
    pub reason: ItemReason,
}

/// Why a line is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemReason {
    /// Not a canonical line of the right shape.
    Malformed,
    /// Its parts contradict each other.
    Inconsistent,
    /// A person in it is internal, or not on the allowlist.
    PersonNotAllowed,
    /// It carries a field that is switched off.
    FieldOff,
    /// It tells more of a transcript than the policy lets through.
    LevelNotAllowed,
    /// It names another tenant, or a mailbox or connection that is not the sender's.
    NotYours,
    /// The connection does not carry this stream.
    StreamNotOffered,
    /// It goes under another DPA version than the accepted one.
    OtherDpa,
    /// It names no consent in force.
    NoConsent,
    /// Its connection was disconnected.
    Disconnected,
    /// It claims a policy that does not exist yet.
    UnknownPolicy,
    /// The numbers of its review cycle are frozen.
    CycleFrozen,
}

/// An allowlist entry or domain that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryRefusal {
    /// As it was sent.
    pub entry: String,
    /// Why.
    #[schema(value_type = String)]
    pub reason: Refusal,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $title:literal;)+) => {
        /// Why the service refuses: a closed set, each with one next step.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
            /// A code that this version does not know; for readers only.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ProblemCode {
            /// Every code that a service sends.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                    Self::Unknown => "unknown",
                }
            }

            /// The status of the answer.
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)+
                    Self::Unknown => 500,
                }
            }

            /// The code in words.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)+
                    Self::Unknown => "The service refused",
                }
            }
        }
    };
}

codes! {
    /// The current DPA has not been accepted, or the batch goes under another version.
    DpaRequired = "dpa_required", 403, "The data processing agreement in force has not been accepted";
    /// The policy does not allow a domain or field in the batch.
    NotAllowedByPolicy = "not_allowed_by_policy", 403, "The policy does not allow this";
    /// The employee's consent is missing or withdrawn.
    ConsentRequired = "consent_required", 403, "The employee's consent is missing or withdrawn";
    /// No credential, or one that is unknown or revoked; sign in.
    Unauthorized = "unauthorized", 401, "Sign in first";
    /// The credential does not allow this.
    Forbidden = "forbidden", 403, "Not allowed for this person";
    /// The service does not know the invite.
    InviteInvalid = "invite_invalid", 404, "This invite is not known";
    /// The invite was used.
    InviteUsed = "invite_used", 410, "This invite was used already";
    /// The invite's time is over.
    InviteExpired = "invite_expired", 410, "This invite has expired";
    /// The invite was taken back.
    InviteRevoked = "invite_revoked", 410, "This invite was taken back";
    /// The invite is another tenant's.
    InviteForeign = "invite_foreign", 403, "This invite is for another organisation";
    /// Another account than the invited one signed in.
    WrongAccount = "wrong_account", 403, "Another account than the invited one signed in";
    /// The road takes no new connections.
    RoadClosed = "road_closed", 403, "This road takes no new connections";
    /// The connection was disconnected.
    Disconnected = "disconnected", 403, "This connection was disconnected";
    /// The body, a line, or the number of lines is over the limit.
    TooLarge = "too_large", 413, "Too large";
    /// The request has not the right shape.
    Malformed = "malformed", 400, "The request has not the right shape";
    /// The content type or encoding is not one that the service reads.
    UnsupportedMedia = "unsupported_media", 415, "The content type or encoding is not supported";
    /// Entries of a list are refused; nothing was saved.
    EntriesRefused = "entries_refused", 422, "Entries are refused";
    /// There is no such thing.
    NotFound = "not_found", 404, "Not found";
    /// The route does not know the method.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// It was changed meanwhile, or the idempotency key was used for something else.
    Conflict = "conflict", 409, "It was changed meanwhile";
    /// The cycle is frozen: its numbers, notes and disputes stay as they are.
    CycleFrozen = "cycle_frozen", 409, "This review cycle is frozen";
    /// The cycle is closed: nobody reviews by it any more.
    CycleClosed = "cycle_closed", 409, "This review cycle is closed";
    /// The rubric is none that can be used; nothing was saved.
    RubricRefused = "rubric_refused", 422, "The rubric cannot be used";
    /// There is a newer DPA text than the one accepted; show it.
    NewerDpa = "newer_dpa", 409, "There is a newer text of the agreement";
    /// Too many requests; come back later.
    RateLimited = "rate_limited", 429, "Too many requests";
    /// The request did not arrive in time.
    Timeout = "timeout", 408, "The request did not arrive in time";
    /// The service cannot reach what it needs; come back later.
    Unavailable = "unavailable", 503, "Not available at the moment";
    /// A fault of the service.
    Internal = "internal", 500, "A fault of the service";
}

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .description(Some(
                "Why the service refuses: a closed set, each with one next step.",
            ))
            .into()
    }
}

impl ToSchema for ProblemCode {}

impl fmt::Display for ProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Problem {
    /// The problem of a code.
    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("urn:vitrine:problem:{code}"),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: None,
            items: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// The problem with one sentence of detail, which must hold no content.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_a_newer_code_is_no_failure() {
        for code in ProblemCode::ALL {
            let json = serde_json::to_string(&Problem::new(*code)).unwrap();
            assert_eq!(
                serde_json::from_str::<Problem>(&json).unwrap().code,
                *code,
                "{json}"
            );
        }
        let newer: ProblemCode = serde_json::from_str("\"from_the_future\"").unwrap();
        assert_eq!(newer, ProblemCode::Unknown);
    }
}
