use activity::Instant;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use utoipa::ToSchema;

/// How long the service keeps a question for an approval open: less than the app, and what lies between, put up with in silence.
pub const QUESTION_OPEN: Duration = Duration::from_secs(20);

/// Says that somebody waits for an administrator to approve the app at Microsoft.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRequest {
    /// What the approval page is given as `state`: 32 random bytes of the asker's own, in Base64 for addresses.
    pub state: String,
    /// The invite's code, where the asker has no credential yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<String>,
}

impl fmt::Debug for ApprovalRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApprovalRequest")
            .field("invite", &self.invite.is_some())
            .finish_non_exhaustive()
    }
}

/// How an approval stands. It proves nothing: only the permissions in a token do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// What came back from Microsoft's page.
    pub answer: ApprovalAnswer,
    /// When it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Instant>,
    /// When the service forgets it.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
}

/// What came back from Microsoft's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalAnswer {
    /// Nobody came back yet.
    Waiting,
    /// Somebody came back without having approved.
    Refused,
    /// Somebody came back who said that they approved.
    Granted,
}

impl ApprovalAnswer {
    /// The name that it has on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Granted => "granted",
        }
    }

    /// The answer of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Refused, Self::Granted]
            .into_iter()
            .find(|answer| answer.name() == name)
    }
}

/// Whether a text is a state as an asker makes it: 32 bytes, in the one spelling that Base64 for addresses has for them.
pub fn is_approval_state(text: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(text)
        .is_ok_and(|bytes| bytes.len() == 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_32_bytes_in_one_spelling() {
        let state = URL_SAFE_NO_PAD.encode([7; 32]);
        assert!(is_approval_state(&state));
        for other in [
            "",
            "short",
            &format!("{state}="),
            &format!("{state}AA"),
            &state.replace('c', "+"),
        ] {
            assert!(!is_approval_state(other), "{other}");
        }
    }
}
