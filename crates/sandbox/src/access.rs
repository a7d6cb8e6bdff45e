//! What a request that carries one of our access tokens may do.

use std::collections::BTreeSet;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use uuid::Uuid;

/// The rights of one checked bearer token; inserted as `Extension<Access>` before any Graph route runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The tenant that the token speaks for.
    pub tenant_id: Uuid,
    /// The application that holds the token.
    pub app_id: Uuid,
    /// The signed-in user's object id; `None` for an application without a user.
    pub subject: Option<Uuid>,
    /// Delegated permissions, as short names in canonical case (`Mail.Read`).
    pub scopes: BTreeSet<String>,
    /// Application permissions, as short names in canonical case (`Mail.ReadBasic.All`).
    pub roles: BTreeSet<String>,
    /// Whether the client declared that it understands claims challenges (`cp1`).
    pub client_capabilities_cp1: bool,
    /// The token's own id (`uti`), for counts and logs.
    pub token_id: String,
}

impl Access {
    /// Says whether a user signed in and granted at least one of `permissions`.
    pub fn allows_delegated(&self, permissions: &[&str]) -> bool {
        self.subject.is_some() && permissions.iter().any(|name| self.scopes.contains(*name))
    }

    /// Says whether an administrator gave the application at least one of `permissions`.
    pub fn allows_application(&self, permissions: &[&str]) -> bool {
        self.subject.is_none() && permissions.iter().any(|name| self.roles.contains(*name))
    }

    /// Says whether the token stands for the application itself, without a user.
    pub fn is_application(&self) -> bool {
        self.subject.is_none()
    }
}

/// The origin that the client addressed (`https://localhost:41873`); inserted as `Extension<Origin>` on every request.
///
/// Absolute links (next links, delta links, discovery) start with it, so that a client stays on the address it chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(pub String);

impl Origin {
    /// The root of the Graph endpoints below this origin.
    pub fn graph(&self) -> String {
        format!("{}/v1.0", self.0)
    }
}

/// The ids and the date of one request, as Graph puts them in headers and errors; inserted as `Extension<RequestIds>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestIds {
    /// Made here (`request-id`).
    pub request_id: String,
    /// The client's own, or ours again (`client-request-id`).
    pub client_request_id: String,
    /// The world's time (`2026-11-22T08:00:00`).
    pub date: String,
}

impl RequestIds {
    /// An error in Graph's shape.
    pub fn error(&self, status: StatusCode, code: &str, message: &str) -> Response {
        let body =
            json!({"error": {"code": code, "message": message, "innerError": self.inner_error()}});
        (status, Json(body)).into_response()
    }

    /// The `innerError` of every Graph error.
    pub fn inner_error(&self) -> serde_json::Value {
        json!({"date": self.date, "request-id": self.request_id, "client-request-id": self.client_request_id})
    }
}
