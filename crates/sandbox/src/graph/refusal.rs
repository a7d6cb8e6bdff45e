//! Refusals in the shapes of the real service: the one place where error answers are made.

use http::StatusCode;

/// A refused request: status, code and message as Graph words them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) inner_code: Option<&'static str>,
    /// Where a lost sync state starts anew.
    pub(crate) location: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            inner_code: None,
            location: None,
        }
    }

    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn no_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "InvalidAuthenticationToken",
            "Access token is empty.",
        )
    }

    /// Outlook's answer to a token without the permission.
    pub(crate) fn access_denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "ErrorAccessDenied",
            "Access is denied. Check credentials and try again.",
        )
    }

    /// The directory's answer to a token without the permission.
    pub(crate) fn request_denied() -> Self {
        let message = "Insufficient privileges to complete the operation.";
        Self::new(
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            message,
        )
    }

    /// Teams' answer to a token without the permission.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message)
    }

    pub(crate) fn no_mailbox() -> Self {
        let message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
        Self::new(
            StatusCode::NOT_FOUND,
            "MailboxNotEnabledForRESTAPI",
            message,
        )
    }

    pub(crate) fn fenced() -> Self {
        let message = "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.";
        Self::new(StatusCode::FORBIDDEN, "ErrorAccessDenied", message)
    }

    pub(crate) fn no_item() -> Self {
        let message = "The specified object was not found in the store.";
        Self::new(StatusCode::NOT_FOUND, "ErrorItemNotFound", message)
    }

    pub(crate) fn bad_id() -> Self {
        Self::bad_request("ErrorInvalidIdMalformed", "Id is malformed.")
    }

    pub(crate) fn no_resource(name: &str) -> Self {
        let message = format!(
            "Resource '{name}' does not exist or one of its queried reference-property objects are not present."
        );
        Self::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
    }

    pub(crate) fn no_segment(name: &str) -> Self {
        Self::bad_request(
            "BadRequest",
            format!("Resource not found for the segment '{name}'."),
        )
    }

    pub(crate) fn not_for_applications() -> Self {
        Self::bad_request(
            "BadRequest",
            "/me request is only valid with delegated authentication flow.",
        )
    }

    pub(crate) fn no_delta_of_messages() -> Self {
        let message = "Unsupported request: Change tracking is not supported against 'microsoft.graph.message'.";
        Self::bad_request("BadRequest", message)
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "Specified HTTP method is not allowed for the request target.";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Request_BadRequest",
            message,
        )
    }

    pub(crate) fn not_implemented() -> Self {
        let message = "This operation target is not yet supported.";
        Self::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message)
    }

    pub(crate) fn sync_state_not_found(generation: u64, highest: u64) -> Self {
        let message = format!(
            "The sync state generation is not found; generation={generation};[highest={highest}]."
        );
        Self::new(StatusCode::GONE, "SyncStateNotFound", message)
    }

    pub(crate) fn bad_token() -> Self {
        Self::bad_request(
            "ErrorInvalidSyncStateData",
            "The sync state data is invalid.",
        )
    }

    pub(crate) fn with_inner(self, code: &'static str) -> Self {
        Self {
            inner_code: Some(code),
            ..self
        }
    }

    /// The body of the answer.
    pub(crate) fn body(
        &self,
        date: &str,
        request_id: &str,
        client_request_id: &str,
    ) -> serde_json::Value {
        let mut inner = serde_json::json!({
            "date": date,
            "request-id": request_id,
            "client-request-id": client_request_id,
        });
        if let Some(code) = self.inner_code {
            inner["code"] = code.into();
        }
        serde_json::json!({"error": {"code": self.code, "message": self.message, "innerError": inner}})
    }
}
