//! From the platform's words to ours.

use crate::challenge::ClaimsChallenge;
use crate::refusal::SignInRefusal;
use serde::Deserialize;

/// An error as the platform gives it: in the body of a token answer or in the query of a redirect. Descriptions name people
/// and addresses, so only the number at their beginning is ever read.
#[derive(Deserialize, Default)]
pub(crate) struct PlatformError {
    #[serde(default)]
    pub(crate) error: String,
    #[serde(default)]
    pub(crate) error_description: Option<String>,
    #[serde(default)]
    pub(crate) error_codes: Vec<serde_json::Value>,
    #[serde(default)]
    pub(crate) suberror: Option<String>,
    #[serde(default)]
    pub(crate) claims: Option<String>,
}

impl PlatformError {
    pub(crate) fn from_body(body: &[u8]) -> Option<Self> {
        let error: Self = serde_json::from_slice(body).ok()?;
        (!error.error.is_empty()).then_some(error)
    }

    pub(crate) fn refusal(&self) -> SignInRefusal {
        let claims = self.claims.as_deref().and_then(ClaimsChallenge::from_json);
        let numbers = self.numbers();
        let known = numbers
            .iter()
            .find_map(|number| by_number(*number, claims.as_ref()));
        known
            .or_else(|| self.by_suberror(claims.as_ref()))
            .unwrap_or_else(|| self.by_error(claims, numbers.first().copied()))
    }

    fn numbers(&self) -> Vec<u32> {
        let listed = self.error_codes.iter().filter_map(|code| match code {
            serde_json::Value::Number(number) => number.as_u64(),
            serde_json::Value::String(text) => text.parse().ok(),
            _ => None,
        });
        let described = self.error_description.as_deref().and_then(described_number);
        listed
            .filter_map(|number| u32::try_from(number).ok())
            .chain(described)
            .collect()
    }

    fn by_suberror(&self, claims: Option<&ClaimsChallenge>) -> Option<SignInRefusal> {
        Some(match self.suberror.as_deref()? {
            "bad_token" | "token_expired" => SignInRefusal::SignInRevoked,
            "consent_required" => SignInRefusal::ConsentMissing,
            "user_password_expired" => SignInRefusal::PasswordExpired,
            "protection_policy_required" | "device_authentication_failed" => {
                SignInRefusal::ManagedDeviceNeeded
            }
            "client_mismatch" => SignInRefusal::AppMisconfigured,
            "basic_action" | "additional_action" | "message_only" => {
                SignInRefusal::InteractionNeeded(claims.cloned())
            }
            _ => return None,
        })
    }

    fn by_error(&self, claims: Option<ClaimsChallenge>, code: Option<u32>) -> SignInRefusal {
        match self.error.as_str() {
            "access_denied" | "authorization_declined" | "permission_denied" => {
                SignInRefusal::Declined
            }
            "consent_required" => SignInRefusal::ConsentMissing,
            "interaction_required" | "insufficient_claims" => {
                SignInRefusal::InteractionNeeded(claims)
            }
            "login_required" => SignInRefusal::NotSignedIn,
            "temporarily_unavailable" | "server_error" => SignInRefusal::Unavailable,
            "invalid_resource"
            | "unauthorized_client"
            | "invalid_request"
            | "unsupported_grant_type" => SignInRefusal::AppMisconfigured,
            "invalid_scope" => SignInRefusal::ScopeRefused,
            "expired_token" | "bad_verification_code" => SignInRefusal::CodeExpired,
            error => SignInRefusal::Unknown {
                error: plain_word(error),
                code,
            },
        }
    }
}

fn by_number(number: u32, claims: Option<&ClaimsChallenge>) -> Option<SignInRefusal> {
    use SignInRefusal as Refusal;
    Some(match number {
        65001 => Refusal::ConsentMissing,
        65004 => Refusal::Declined,
        90094 | 90095 => Refusal::AdminApprovalNeeded,
        90008 => Refusal::ProfilePermissionMissing,
        650_052 | 650_056 | 650_057 | 500_011 => Refusal::AppMisconfigured,
        700_016 => Refusal::AppUnknown,
        7_000_112 | 70001 => Refusal::AppDisabled,
        50011 | 900_971 | 70004 => Refusal::RedirectMismatch,
        7_000_215 => Refusal::SecretWrong,
        7_000_222 => Refusal::SecretExpired,
        700_027 | 50012 | 700_030 | 50027 => Refusal::CertificateRefused,
        700_025 | 7_000_218 => Refusal::PlatformMisconfigured,
        700_084 => Refusal::RedirectIsForWebPages,
        70008 | 700_082 => Refusal::SignInExpired,
        70000 | 50173 | 50133 | 50132 => Refusal::SignInRevoked,
        70043 => Refusal::FreshSignInRequired,
        50076 | 50074 | 50078 => Refusal::SecondFactorNeeded(claims.cloned()),
        50079 | 50072 => Refusal::SecondFactorSetUpNeeded(claims.cloned()),
        53000 | 53001 | 50097 | 530_003 => Refusal::ManagedDeviceNeeded,
        53003 | 530_032 | 50131 => Refusal::BlockedByPolicy,
        530_035 => Refusal::BlockedBySecurityDefaults,
        50020 | 50034 | 16000 | 51004 => Refusal::AccountNotInTenant,
        50105 => Refusal::NotAssigned,
        50057 => Refusal::AccountDisabled,
        50055 => Refusal::PasswordExpired,
        50053 => Refusal::AccountLocked,
        54005 => Refusal::CodeAlreadyUsed,
        501_481 => Refusal::CodeMismatch,
        70011 | 28002 | 700_022 => Refusal::ScopeRefused,
        50058 => Refusal::NotSignedIn,
        50196 => Refusal::Looping,
        50194 | 9_001_023 | 90130 | 90002 => Refusal::TenantUnknown,
        700_024 => Refusal::ClockOrCertificate,
        70018 | 70019 => Refusal::CodeExpired,
        90033 | 90006 | 50033 | 90024 | 90090 => Refusal::Unavailable,
        _ => return None,
    })
}

fn described_number(description: &str) -> Option<u32> {
    let digits = description.trim_start().strip_prefix("AADSTS")?;
    let end = digits
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

fn plain_word(error: &str) -> String {
    let plain = error.len() <= 40
        && error
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if plain {
        error.to_owned()
    } else {
        "other".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::NextStep;

    fn refusal(error: &str, description: &str) -> SignInRefusal {
        let error = PlatformError {
            error: error.to_owned(),
            error_description: Some(description.to_owned()),
            ..PlatformError::default()
        };
        error.refusal()
    }

    #[test]
    fn every_row_of_the_table_is_one_state_with_one_step() {
        for (numbers, code, step) in [
            (&[65001][..], "consent_missing", NextStep::AcceptPermissions),
            (&[65004], "declined", NextStep::BeginAgain),
            (
                &[90094, 90095],
                "admin_approval_needed",
                NextStep::SendAdminLink,
            ),
            (
                &[90008],
                "profile_permission_missing",
                NextStep::FixRegistration,
            ),
            (
                &[650_052, 650_056, 650_057, 500_011],
                "app_misconfigured",
                NextStep::FixRegistration,
            ),
            (&[700_016], "app_unknown", NextStep::FixRegistration),
            (
                &[7_000_112, 70001],
                "app_disabled",
                NextStep::FixRegistration,
            ),
            (
                &[50011, 900_971, 70004],
                "redirect_mismatch",
                NextStep::FixRegistration,
            ),
            (&[7_000_215], "secret_wrong", NextStep::ReplaceSecret),
            (&[7_000_222], "secret_expired", NextStep::ReplaceSecret),
            (
                &[700_025, 7_000_218],
                "platform_misconfigured",
                NextStep::FixRegistration,
            ),
            (&[70008, 700_082], "sign_in_expired", NextStep::SignInAgain),
            (
                &[700_084],
                "redirect_is_for_web_pages",
                NextStep::FixRegistration,
            ),
            (
                &[70000, 50173, 50133, 50132],
                "sign_in_revoked",
                NextStep::SignInAgain,
            ),
            (&[70043], "fresh_sign_in_required", NextStep::SignInAgain),
            (
                &[50076, 50074, 50078],
                "second_factor_needed",
                NextStep::ContinueInBrowser,
            ),
            (
                &[50079, 50072],
                "second_factor_set_up_needed",
                NextStep::ContinueInBrowser,
            ),
            (
                &[53000, 53001, 50097, 530_003],
                "managed_device_needed",
                NextStep::UseManagedDevice,
            ),
            (
                &[53003, 530_032, 50131],
                "blocked_by_policy",
                NextStep::ContactIt,
            ),
            (
                &[530_035],
                "blocked_by_security_defaults",
                NextStep::ContactIt,
            ),
            (
                &[50020, 50034, 16000, 51004],
                "account_not_in_tenant",
                NextStep::ChooseAnotherAccount,
            ),
            (&[50105], "not_assigned", NextStep::AskForAssignment),
            (&[50057], "account_disabled", NextStep::ContactIt),
            (&[50055], "password_expired", NextStep::ContactIt),
            (&[50053], "account_locked", NextStep::ContactIt),
            (&[54005], "code_already_used", NextStep::RestartSilently),
            (&[501_481], "code_mismatch", NextStep::RestartSilently),
            (
                &[70011, 28002, 700_022],
                "scope_refused",
                NextStep::FixRegistration,
            ),
            (&[50058], "not_signed_in", NextStep::SignInAgain),
            (&[50196], "looping", NextStep::Stop),
            (
                &[90033, 90006, 50033, 90024, 90090],
                "sign_in_unavailable",
                NextStep::Wait,
            ),
            (
                &[700_027, 50012, 700_030, 50027],
                "certificate_refused",
                NextStep::ReplaceCertificate,
            ),
        ] {
            for number in numbers {
                let refusal = refusal(
                    "invalid_grant",
                    &format!("AADSTS{number}: Ada said so. Trace ID: 1"),
                );
                assert_eq!(
                    (refusal.code(), refusal.next_step()),
                    (code, step),
                    "{number}"
                );
            }
        }
    }

    #[test]
    fn unknown_numbers_go_by_the_error_and_then_to_a_safe_default() {
        assert_eq!(
            refusal("temporarily_unavailable", "AADSTS999999: ?"),
            SignInRefusal::Unavailable
        );
        assert_eq!(
            refusal("access_denied", "no number"),
            SignInRefusal::Declined
        );
        let unknown = refusal("invalid_grant", "AADSTS999999: ada@contoso.example");
        assert_eq!(unknown.next_step(), NextStep::SignInAgain);
        assert!(!format!("{unknown:?} {unknown}").contains("ada"));
        let odd = refusal("ada@contoso.example", "");
        assert!(!format!("{odd:?}").contains("ada"));
    }

    #[test]
    fn listed_codes_and_claims_are_read() {
        let body = br#"{"error":"invalid_grant","error_codes":[50076],"claims":"{\"access_token\":{}}","error_description":"x"}"#;
        let refusal = PlatformError::from_body(body).expect("an error").refusal();
        assert!(refusal.claims().is_some());
        let bad = PlatformError::from_body(br#"{"error":"invalid_grant","suberror":"bad_token"}"#)
            .expect("an error");
        assert_eq!(bad.refusal(), SignInRefusal::SignInRevoked);
        assert!(PlatformError::from_body(b"<html>").is_none());
    }
}
