//! From Graph's refusals to ours.

use crate::refusal::GraphRefusal;
use egress::{EgressError, TlsFault};
use serde::Deserialize;
use std::time::Duration;

/// A refusal, with what the caller may do about it by itself.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) refusal: GraphRefusal,
    /// Asking for a smaller page may help.
    pub(crate) too_much: bool,
    /// Nothing was said in time.
    pub(crate) silent: bool,
    /// Graph did not like the request itself.
    pub(crate) bad_request: bool,
    /// Where Graph says to go on after a lost sync state.
    pub(crate) location: Option<String>,
}

#[derive(Deserialize, Default)]
struct WireError {
    #[serde(default)]
    error: Fault,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault {
    code: Option<String>,
    message: Option<String>,
    #[serde(rename = "innerError", alias = "innererror")]
    inner: Option<Inner>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Inner {
    code: Option<String>,
    #[serde(rename = "innerError", alias = "innererror")]
    inner: Option<Box<Inner>>,
}

impl From<GraphRefusal> for Failed {
    fn from(refusal: GraphRefusal) -> Self {
        Self {
            refusal,
            too_much: false,
            silent: false,
            bad_request: false,
            location: None,
        }
    }
}

impl Failed {
    pub(crate) fn of(error: EgressError, about_a_mailbox: bool) -> Self {
        let refusal = match error {
            EgressError::Status(answer) => {
                let refusal = classify(
                    answer.code,
                    &answer.body,
                    answer.retry_after,
                    about_a_mailbox,
                );
                tracing::info!(
                    status = answer.code,
                    code = refusal.code(),
                    request_id = answer.request_id,
                    "Graph refused"
                );
                return Self {
                    refusal,
                    too_much: answer.code == 504,
                    silent: false,
                    bad_request: answer.code == 400,
                    location: answer.location,
                };
            }
            EgressError::TooLarge { .. } => {
                return Self {
                    too_much: true,
                    ..GraphRefusal::TooLarge.into()
                };
            }
            EgressError::Timeout => {
                return Self {
                    silent: true,
                    ..GraphRefusal::Unreachable(error.code()).into()
                };
            }
            EgressError::Torn => GraphRefusal::Torn,
            EgressError::Tls(TlsFault::NotValidNow) => GraphRefusal::ClockOrCertificate,
            EgressError::RefusedHost { .. } => GraphRefusal::LinkElsewhere,
            other => GraphRefusal::Unreachable(other.code()),
        };
        refusal.into()
    }
}

/// What a status and an error body mean.
pub(crate) fn classify(
    status: u16,
    body: &[u8],
    retry_after: Option<Duration>,
    about_a_mailbox: bool,
) -> GraphRefusal {
    let fault = serde_json::from_slice::<WireError>(body)
        .unwrap_or_default()
        .error;
    let code = fault.code.as_deref().unwrap_or_default();
    let message = fault.message.as_deref().unwrap_or_default();
    if let Some(refusal) = fault.inner.as_ref().and_then(by_inner_code) {
        return refusal;
    }
    if status == 410 || is_lost(code) {
        return GraphRefusal::SyncStateLost { location: None };
    }
    if let Some(refusal) = by_code(code, message, about_a_mailbox) {
        return refusal;
    }
    match status {
        401 => GraphRefusal::SignInAgain,
        402 => GraphRefusal::PaymentRequired,
        403 => GraphRefusal::ScopeMissing,
        404 => GraphRefusal::NotFound,
        429 | 509 => GraphRefusal::Throttled { retry_after },
        500..=599 if retry_after.is_some() => GraphRefusal::Throttled { retry_after },
        500..=599 if status != 501 => GraphRefusal::Unavailable,
        _ => GraphRefusal::Unknown {
            status,
            code: plain_word(code),
        },
    }
}

fn by_inner_code(inner: &Inner) -> Option<GraphRefusal> {
    match inner.code.as_deref() {
        Some("GraphAccessToTranscriptsDisabled") => Some(GraphRefusal::TranscriptsDisabled),
        Some("SpeakerAttributionNotAllowed") => Some(GraphRefusal::SpeakerAttributionNotAllowed),
        _ => inner.inner.as_deref().and_then(by_inner_code),
    }
}

fn is_lost(code: &str) -> bool {
    [
        "SyncStateNotFound",
        "resyncRequired",
        "SyncStateInvalid",
        "ErrorInvalidSyncStateData",
    ]
    .iter()
    .any(|lost| lost.eq_ignore_ascii_case(code))
}

fn by_code(code: &str, message: &str, about_a_mailbox: bool) -> Option<GraphRefusal> {
    // Graph says to leave messages alone, but nothing else tells these four apart.
    Some(match code {
        "MailboxNotEnabledForRESTAPI"
        | "MailboxNotSupportedForRESTAPI"
        | "ErrorNonExistentMailbox"
        | "ErrorInvalidUser"
        | "ResourceNotFound"
            if about_a_mailbox =>
        {
            GraphRefusal::MailboxMissing
        }
        "MailboxNotEnabledForRESTAPI"
        | "MailboxNotSupportedForRESTAPI"
        | "ErrorNonExistentMailbox" => GraphRefusal::MailboxMissing,
        "Request_ResourceNotFound" if about_a_mailbox => GraphRefusal::MailboxMissing,
        "ErrorAccessDenied" if message.contains("[RAOP]") => GraphRefusal::MailboxFenced,
        "ErrorAccessDenied" | "Authorization_RequestDenied" => GraphRefusal::ScopeMissing,
        "Authorization_IdentityNotFound" => GraphRefusal::ConsentMissing,
        "Forbidden" if message.starts_with("3003") => GraphRefusal::NoLookupAccess,
        "Forbidden" if message.to_lowercase().contains("application access policy") => {
            GraphRefusal::NoApplicationAccessPolicy
        }
        "Forbidden" if message.starts_with("Application is not allowed to perform operations") => {
            GraphRefusal::NoApplicationAccessPolicy
        }
        "ErrorItemNotFound" | "ErrorFolderNotFound" => GraphRefusal::NotFound,
        _ => return None,
    })
}

fn plain_word(code: &str) -> String {
    let plain = code.len() <= 60
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
    if plain {
        code.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::GraphStep;

    fn refusal(status: u16, body: &str) -> GraphRefusal {
        classify(status, body.as_bytes(), None, true)
    }

    fn error(code: &str, message: &str) -> String {
        format!(
            r#"{{"error":{{"code":"{code}","message":"{message}","innerError":{{"date":"x"}}}}}}"#
        )
    }

    #[test]
    fn every_documented_refusal_is_one_state_with_one_step() {
        let cases = [
            (404, error("MailboxNotEnabledForRESTAPI", "inactive"), GraphRefusal::MailboxMissing, GraphStep::SkipMailbox),
            (403, error("ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked"), GraphRefusal::MailboxFenced, GraphStep::SkipMailbox),
            (403, error("ErrorAccessDenied", "Access is denied."), GraphRefusal::ScopeMissing, GraphStep::AskAdminToConsent),
            (403, error("Authorization_RequestDenied", "no"), GraphRefusal::ScopeMissing, GraphStep::AskAdminToConsent),
            (403, error("Authorization_IdentityNotFound", "no"), GraphRefusal::ConsentMissing, GraphStep::AskAdminToConsent),
            (403, error("Forbidden", "3003: User does not have access to lookup meeting"), GraphRefusal::NoLookupAccess, GraphStep::LeaveOut),
            (403, error("Forbidden", "No Application Access Policy found for this app"), GraphRefusal::NoApplicationAccessPolicy, GraphStep::AskTeamsAdmin),
            (410, error("SyncStateNotFound", "generation"), GraphRefusal::SyncStateLost { location: None }, GraphStep::RestartChain),
            (400, error("RESYNCREQUIRED", ""), GraphRefusal::SyncStateLost { location: None }, GraphStep::RestartChain),
            (402, error("PaymentRequired", ""), GraphRefusal::PaymentRequired, GraphStep::AskTeamsAdmin),
            (429, error("ApplicationThrottled", ""), GraphRefusal::Throttled { retry_after: None }, GraphStep::Wait),
            (503, error("ErrorMailboxMoveInProgress", ""), GraphRefusal::Unavailable, GraphStep::Wait),
            (404, error("ErrorItemNotFound", ""), GraphRefusal::NotFound, GraphStep::LeaveOut),
            (403, r#"{"error":{"code":"","message":"no","innererror":{"code":"x","innerError":{"code":"GraphAccessToTranscriptsDisabled"}}}}"#.to_owned(), GraphRefusal::TranscriptsDisabled, GraphStep::AskTeamsAdmin),
            (403, r#"{"error":{"code":"Forbidden","innerError":{"code":"SpeakerAttributionNotAllowed"}}}"#.to_owned(), GraphRefusal::SpeakerAttributionNotAllowed, GraphStep::ReadWithoutSpeakers),
            (501, "<html>".to_owned(), GraphRefusal::Unknown { status: 501, code: String::new() }, GraphStep::Report),
        ];
        for (status, body, expected, step) in cases {
            let refusal = refusal(status, &body);
            assert_eq!(refusal, expected, "{status} {body}");
            assert_eq!(refusal.next_step(), step);
        }
    }

    #[test]
    fn what_people_wrote_is_not_kept() {
        let unknown = refusal(400, &error("ada@contoso.example", "Ada Lovelace"));
        assert!(!format!("{unknown:?} {unknown}").contains("ada"));
    }
}
