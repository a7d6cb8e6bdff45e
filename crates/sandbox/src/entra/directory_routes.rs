//! The few Graph routes that read or change what Entra remembers: sessions and delegated grants.

use std::sync::Arc;

use axum::extract::{Extension, Path, State as FromState};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Entra;
use super::grants::Holder;
use super::permissions::Resource;
use crate::access::{Access, Origin, RequestIds};

/// Names of object ids that follow from others.
const GRANTS: Uuid = Uuid::from_u128(0x6b1f_7c1e_52d8_4f3a_9d07_35c8_20e4_a903);

/// The routes, below `/v1.0`.
pub fn directory_routes(entra: Arc<Entra>) -> Router {
    Router::new()
        .route("/me/revokeSignInSessions", post(revoke_sessions))
        .route("/oauth2PermissionGrants", get(list))
        .route("/oauth2PermissionGrants/{id}", delete(withdraw))
        .with_state(entra)
}

async fn revoke_sessions(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(access): Extension<Access>,
    Extension(ids): Extension<RequestIds>,
) -> Response {
    let Some(user) = access
        .subject
        .filter(|_| access.allows_delegated(&["User.RevokeSessions.All"]))
    else {
        return denied(&ids);
    };
    match entra.revoke_sessions(&user.to_string(), false) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => not_found(&ids),
    }
}

async fn list(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(access): Extension<Access>,
    Extension(origin): Extension<Origin>,
    Extension(ids): Extension<RequestIds>,
) -> Response {
    let reading = [
        "Directory.Read.All",
        "DelegatedPermissionGrant.ReadWrite.All",
    ];
    if !access.allows_delegated(&reading) && !access.allows_application(&reading) {
        return denied(&ids);
    }
    let grants = entra.state().grants.delegated_grants(access.tenant_id);
    let value: Vec<Value> = grants
        .iter()
        .map(|(holder, permissions)| {
            let names: Vec<&str> = permissions.iter().map(|(_, name)| *name).collect();
            json!({
                "id": id_of(holder),
                "clientId": service_principal(holder.tenant, holder.app),
                "consentType": if holder.user.is_some() { "Principal" } else { "AllPrincipals" },
                "principalId": holder.user,
                "resourceId": Uuid::new_v5(&holder.tenant, Resource::Graph.audience().as_bytes()),
                "scope": names.join(" "),
            })
        })
        .collect();
    let context = format!("{}/$metadata#oauth2PermissionGrants", origin.graph());
    Json(json!({"@odata.context": context, "value": value})).into_response()
}

async fn withdraw(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(access): Extension<Access>,
    Extension(ids): Extension<RequestIds>,
    Path(id): Path<String>,
) -> Response {
    let changing = ["DelegatedPermissionGrant.ReadWrite.All"];
    if !access.allows_delegated(&changing) && !access.allows_application(&changing) {
        return denied(&ids);
    }
    let mut state = entra.state();
    let grants = state.grants.delegated_grants(access.tenant_id);
    let Some((holder, _)) = grants.into_iter().find(|(holder, _)| id_of(holder) == id) else {
        return not_found(&ids);
    };
    state.grants.withdraw(&holder);
    StatusCode::NO_CONTENT.into_response()
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

fn not_found(ids: &RequestIds) -> Response {
    let text =
        "Resource does not exist or one of its queried reference-property objects are not present.";
    ids.error(StatusCode::NOT_FOUND, "Request_ResourceNotFound", text)
}
