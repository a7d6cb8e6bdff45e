//! The few Graph routes that read or change what Entra remembers: sessions and delegated grants.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State as FromState};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Entra;
use super::grants::Holder;
use super::permissions::Resource;
use crate::access::{Access, Origin, RequestIds};
use crate::graph::filter::{Comparison, Filter, Operator};

/// Names of object ids that follow from others.
const GRANTS: Uuid = Uuid::from_u128(0x6b1f_7c1e_52d8_4f3a_9d07_35c8_20e4_a903);

/// One request for a route that may be among them.
pub(crate) struct DirectoryCall<'r> {
    pub(crate) method: &'r Method,
    /// Below the version root.
    pub(crate) path: &'r str,
    pub(crate) query: &'r str,
    pub(crate) access: &'r Access,
    pub(crate) origin: &'r Origin,
    pub(crate) ids: &'r RequestIds,
}

/// Answers what Entra remembers, and lets everything else pass.
pub async fn directory_routes(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(access): Extension<Access>,
    Extension(origin): Extension<Origin>,
    Extension(ids): Extension<RequestIds>,
    request: Request,
    next: Next,
) -> Response {
    let uri = request.uri();
    let call = DirectoryCall {
        method: request.method(),
        path: uri.path().strip_prefix("/v1.0").unwrap_or(uri.path()),
        query: uri.query().unwrap_or_default(),
        access: &access,
        origin: &origin,
        ids: &ids,
    };
    match entra.directory_answer(&call) {
        Some(answer) => answer,
        None => next.run(request).await,
    }
}

impl Entra {
    /// The answer, if the route is one of these.
    pub(crate) fn directory_answer(&self, call: &DirectoryCall<'_>) -> Option<Response> {
        let segments = crate::graph::segments(call.path);
        let words: Vec<String> = segments.iter().map(|word| word.to_lowercase()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (call.method, words.as_slice()) {
            (&Method::POST, ["me", "revokesigninsessions"]) => Some(self.end_sessions(call)),
            (&Method::GET, ["oauth2permissiongrants"]) => Some(self.list_grants(call)),
            (&Method::DELETE, ["oauth2permissiongrants", _]) => {
                Some(self.withdraw_grant(call, &segments[1]))
            }
            _ => None,
        }
    }

    fn end_sessions(&self, call: &DirectoryCall<'_>) -> Response {
        let Some(user) = call
            .access
            .subject
            .filter(|_| call.access.allows_delegated(&["User.RevokeSessions.All"]))
        else {
            return denied(call.ids);
        };
        match self.revoke_sessions(&user.to_string(), false) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(_) => not_found(call.ids),
        }
    }

    fn list_grants(&self, call: &DirectoryCall<'_>) -> Response {
        let reading = [
            "Directory.Read.All",
            "DelegatedPermissionGrant.ReadWrite.All",
        ];
        if !call.access.allows_delegated(&reading) && !call.access.allows_application(&reading) {
            return denied(call.ids);
        }
        let query: Vec<(String, String)> = url::form_urlencoded::parse(call.query.as_bytes())
            .into_owned()
            .collect();
        let option = |name: &str| {
            let found = query.iter().find(|(found, _)| found == name);
            found.map(|(_, value)| value.as_str())
        };
        let top = option("$top").and_then(|top| top.parse().ok());
        let grants = self.state().grants.delegated_grants(call.access.tenant_id);
        let mut value = Vec::new();
        for (holder, permissions) in &grants {
            let names: Vec<&str> = permissions.iter().map(|(_, name)| *name).collect();
            let grant = json!({
                "id": id_of(holder),
                "clientId": service_principal(holder.tenant, holder.app),
                "consentType": if holder.user.is_some() { "Principal" } else { "AllPrincipals" },
                "principalId": holder.user,
                "resourceId": Uuid::new_v5(&holder.tenant, Resource::Graph.audience().as_bytes()),
                "scope": names.join(" "),
            });
            let held = Filter::read(option("$filter"))
                .and_then(|filter| filter.holds(&|one| passes(&grant, one)).ok());
            match held {
                Some(true) => value.push(grant),
                Some(false) => {}
                None => return unsupported(call.ids),
            }
        }
        value.truncate(top.unwrap_or(usize::MAX));
        let context = format!("{}/$metadata#oauth2PermissionGrants", call.origin.graph());
        Json(json!({"@odata.context": context, "value": value})).into_response()
    }

    fn withdraw_grant(&self, call: &DirectoryCall<'_>, id: &str) -> Response {
        let changing = ["DelegatedPermissionGrant.ReadWrite.All"];
        if !call.access.allows_delegated(&changing) && !call.access.allows_application(&changing) {
            return denied(call.ids);
        }
        let mut state = self.state();
        let grants = state.grants.delegated_grants(call.access.tenant_id);
        let Some((holder, _)) = grants.into_iter().find(|(holder, _)| id_of(holder) == id) else {
            return not_found(call.ids);
        };
        state.grants.withdraw(&holder);
        StatusCode::NO_CONTENT.into_response()
    }
}

fn passes(grant: &Value, comparison: &Comparison) -> Result<bool, ()> {
    let name = ["clientId", "consentType", "principalId", "resourceId", "id"]
        .into_iter()
        .find(|name| name.eq_ignore_ascii_case(&comparison.field))
        .filter(|_| comparison.operator == Operator::Equal)
        .ok_or(())?;
    let texts: Vec<&str> = grant[name].as_str().into_iter().collect();
    comparison.matches_text(&texts).ok_or(())
}

/// The object id of an application in a tenant.
pub(super) fn service_principal(tenant: Uuid, app: Uuid) -> Uuid {
    Uuid::new_v5(&tenant, app.as_bytes())
}

fn id_of(holder: &Holder) -> String {
    let name = format!("{}/{}/{:?}", holder.tenant, holder.app, holder.user);
    Uuid::new_v5(&GRANTS, name.as_bytes()).simple().to_string()
}

fn denied(ids: &RequestIds) -> Response {
    let text = "Insufficient privileges to complete the operation.";
    ids.error(StatusCode::FORBIDDEN, "Authorization_RequestDenied", text)
}

fn unsupported(ids: &RequestIds) -> Response {
    ids.error(
        StatusCode::BAD_REQUEST,
        "Request_UnsupportedQuery",
        "Unsupported Query.",
    )
}

fn not_found(ids: &RequestIds) -> Response {
    let text =
        "Resource does not exist or one of its queried reference-property objects are not present.";
    ids.error(StatusCode::NOT_FOUND, "Request_ResourceNotFound", text)
}
