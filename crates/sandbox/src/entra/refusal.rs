//! Entra's refusals: one code, one OAuth error, one body.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// Why Entra says no.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    pub(super) code: u32,
    pub(super) text: String,
    pub(super) suberror: Option<&'static str>,
    pub(super) claims: Option<String>,
}

impl Refusal {
    pub(super) fn new(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        let status = if error == "invalid_client" {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::BAD_REQUEST
        };
        Self {
            status,
            error,
            code,
            text: text.into(),
            suberror: None,
            claims: None,
        }
    }

    pub(super) fn suberror(self, suberror: &'static str) -> Self {
        Self {
            suberror: Some(suberror),
            ..self
        }
    }

    pub(super) fn invalid_request(code: u32, text: impl Into<String>) -> Self {
        Self::new("invalid_request", code, text)
    }

    pub(super) fn invalid_grant(code: u32, text: impl Into<String>) -> Self {
        Self::new("invalid_grant", code, text)
    }

    pub(super) fn invalid_scope(code: u32, text: impl Into<String>) -> Self {
        Self::new("invalid_scope", code, text)
    }

    pub(super) fn invalid_client(code: u32, text: impl Into<String>) -> Self {
        Self::new("invalid_client", code, text)
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::invalid_request(
            900_144,
            format!("The request body must contain the following parameter: '{parameter}'."),
        )
    }

    pub(super) fn only_post(method: &http::Method) -> Self {
        let text = format!("The endpoint only accepts POST requests. Received a {method} request.");
        Self::invalid_request(900_561, text)
    }

    pub(super) fn unknown_tenant(name: &str) -> Self {
        let text = format!(
            "Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
        );
        Self::invalid_request(90002, text)
    }

    pub(super) fn unknown_app(app: &str, tenant: &str) -> Self {
        let text = format!(
            "Application with identifier '{app}' was not found in the directory '{tenant}'."
        );
        Self::new("unauthorized_client", 700_016, text)
    }

    pub(super) fn unknown_scope(asked: &str) -> Self {
        let text = format!(
            "The provided value for the input parameter 'scope' is not valid. The scope '{asked}' does not exist."
        );
        Self::invalid_scope(70011, text)
    }

    pub(super) fn unknown_resource(asked: &str) -> Self {
        let text =
            format!("The resource principal named in '{asked}' was not found in the tenant.");
        Self::new("invalid_resource", 500_011, text)
    }

    pub(super) fn declined() -> Self {
        let text = "User declined to consent to access the app.";
        Self::new("access_denied", 65004, text)
    }

    pub(super) fn admin_needed() -> Self {
        let text = "An administrator of the organization must consent to the permissions this application asks for.";
        Self::new("access_denied", 90094, text)
    }

    pub(super) fn consent_required() -> Self {
        let text = "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.";
        Self::invalid_grant(65001, text).suberror("consent_required")
    }

    /// A refusal that a person can lift by signing in again with a second factor.
    pub(super) fn mfa_required() -> Self {
        let text = "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.";
        let claims = json!({"access_token": {"capolids": {"essential": true, "values": ["5eb1b0ce-0000-4000-8000-0000000ca001"]}}});
        Self {
            claims: Some(claims.to_string()),
            ..Self::new("interaction_required", 50076, text).suberror("basic_action")
        }
    }

    /// The refusal behind a scripted sign-in code.
    pub(super) fn sign_in(code: u32) -> Self {
        let (error, text) = match code {
            53003 => (
                "access_denied",
                "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
            ),
            530_032 => ("access_denied", "Blocked by security policy."),
            530_035 => (
                "access_denied",
                "Access has been blocked by security defaults.",
            ),
            53000 | 53001 => (
                "interaction_required",
                "Device is not in required device state. Conditional Access policy requires a compliant device.",
            ),
            50057 => ("invalid_grant", "The user account is disabled."),
            50055 => ("invalid_grant", "The password is expired."),
            50053 => ("invalid_grant", "The account is locked."),
            50105 => (
                "access_denied",
                "The signed in user is not assigned to a role for the application.",
            ),
            70043 => (
                "invalid_grant",
                "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access.",
            ),
            50079 | 50072 => (
                "interaction_required",
                "The user must enroll in multi-factor authentication.",
            ),
            90033 | 90006 | 50033 => (
                "temporarily_unavailable",
                "A transient error has occurred. Please try again.",
            ),
            _ => (
                "access_denied",
                "Access has been refused by the organization.",
            ),
        };
        Self::new(error, code, text)
    }

    /// `AADSTSn: …` with the ids that support asks for.
    pub(super) fn description(&self, trace: &Trace) -> String {
        format!(
            "AADSTS{}: {} Trace ID: {} Correlation ID: {} Timestamp: {}",
            self.code, self.text, trace.id, trace.correlation_id, trace.timestamp
        )
    }

    /// The JSON answer of the token and device endpoints.
    pub(super) fn answer(&self, trace: &Trace) -> Response {
        let mut body = json!({
            "error": self.error,
            "error_description": self.description(trace),
            "error_codes": [self.code],
            "timestamp": trace.timestamp,
            "trace_id": trace.id,
            "correlation_id": trace.correlation_id,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
        });
        if let Value::Object(fields) = &mut body {
            fields.extend(
                self.suberror
                    .map(|suberror| ("suberror".to_owned(), json!(suberror))),
            );
            fields.extend(
                self.claims
                    .as_ref()
                    .map(|claims| ("claims".to_owned(), json!(claims))),
            );
        }
        let headers = [
            (header::CACHE_CONTROL, "no-store, no-cache".to_owned()),
            (header::PRAGMA, "no-cache".to_owned()),
            (HeaderName::from_static("x-ms-request-id"), trace.id.clone()),
            (
                HeaderName::from_static("client-request-id"),
                trace.correlation_id.clone(),
            ),
        ];
        (self.status, headers, Json(body)).into_response()
    }
}

/// Entra's answer while it is out of order.
pub(crate) fn outage(status: StatusCode) -> Response {
    let refusal = Refusal {
        status,
        ..Refusal::sign_in(90033)
    };
    refusal.answer(&Trace::new(None))
}

/// The ids of one request, as Entra prints them in every error.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) id: String,
    pub(super) correlation_id: String,
    pub(super) timestamp: String,
}

impl Trace {
    /// New ids; the correlation id is the client's when it sent a GUID.
    pub(super) fn new(correlation: Option<&str>) -> Self {
        let correlation = correlation
            .and_then(|id| Uuid::parse_str(id).ok())
            .unwrap_or_else(Uuid::new_v4);
        Self {
            id: Uuid::new_v4().to_string(),
            correlation_id: correlation.to_string(),
            timestamp: Timestamp::now().strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        }
    }
}
