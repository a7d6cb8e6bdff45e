//! Where everything is: the discovery document and the keys.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, Query, State as FromState};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Entra;
use super::directory::TenantPath;
use super::form::Parameters;
use super::refusal::Trace;
use crate::access::Origin;

/// `/{tenant}/v2.0/.well-known/openid-configuration`.
pub(super) async fn configuration(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    Extension(origin): Extension<Origin>,
) -> Response {
    let path = match entra.tenant_path(&tenant) {
        Ok(path) => path,
        Err(refusal) => return refusal.answer(&Trace::new(None)),
    };
    let origin = &origin.0;
    let (segment, issuer) = match path {
        TenantPath::One(id) => (id.to_string(), format!("{origin}/{id}/v2.0")),
        TenantPath::Any => (tenant, format!("{origin}/{{tenantid}}/v2.0")),
    };
    let base = format!("{origin}/{segment}");
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "userinfo_endpoint": format!("{origin}/oidc/userinfo"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver", "oid", "wids", "email",
        ],
        "request_uri_parameter_supported": false,
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "tenant_region_scope": null,
        "cloud_instance_name": "localhost",
        "msgraph_host": origin.split_once("://").map_or(origin.as_str(), |(_, host)| host),
    }))
    .into_response()
}

/// `/{tenant}/discovery/v2.0/keys`.
pub(super) async fn keys(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    Extension(origin): Extension<Origin>,
) -> Response {
    match entra.tenant_path(&tenant) {
        Ok(_) => Json(entra.keys.jwks(&format!("{}/{tenant}/v2.0", origin.0))).into_response(),
        Err(refusal) => refusal.answer(&Trace::new(None)),
    }
}

/// `/common/discovery/instance`: this host is its own cloud.
pub(super) async fn instance(
    Extension(origin): Extension<Origin>,
    Query(parameters): Query<Parameters>,
) -> Response {
    let host = origin
        .0
        .split_once("://")
        .map_or(origin.0.as_str(), |(_, host)| host);
    let asked = parameters
        .get("authorization_endpoint")
        .and_then(|endpoint| url::Url::parse(endpoint).ok());
    let tenant = asked
        .as_ref()
        .and_then(|url| url.path_segments()?.next().map(str::to_owned))
        .unwrap_or_else(|| "common".to_owned());
    Json(json!({
        "tenant_discovery_endpoint": format!("{}/{tenant}/v2.0/.well-known/openid-configuration", origin.0),
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
    }))
    .into_response()
}
