use crate::App;
use crate::fault::{Fault, refuse};
use crate::receive::Json;
use crate::store::Caller;
use activity::{ConnectionId, Road};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use consent::{ConsentRecord, SignedPolicy};
use std::sync::Arc;
use wire::{
    Connection, ConnectionRequest, ConsentGiven, ConsentWithdrawal, Me, Problem, ProblemCode,
};

/// Who this device is to the service.
#[utoipa::path(get, path = "/v1/me", tag = "me", security(("device" = [])), responses(
    (status = 200, body = Me),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn me(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<axum::Json<Me>, Fault> {
    let connections = app.store.live_connections(caller.clone()).await?;
    Ok(axum::Json(caller.me(connections)))
}

/// The tenant's policy in force, signed just now.
#[utoipa::path(get, path = "/v1/policy", tag = "me", security(("device" = [])), responses(
    (status = 200, body = Object, description = "`payload` (Base64 of the policy's JSON) and `signature` (Base64, Ed25519)"),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn policy(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<axum::Json<SignedPolicy>, Fault> {
    let config = app.store.config(caller.tenant, app.clock.now()).await?;
    let signed =
        SignedPolicy::sign(&config.policy, &app.signing).map_err(|_| Fault::Broken("policy"))?;
    Ok(axum::Json(signed))
}

/// My connections, past ones too.
#[utoipa::path(get, path = "/v1/connections", tag = "me", security(("device" = [])), responses(
    (status = 200, body = Vec<Connection>),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn connections(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<axum::Json<Vec<Connection>>, Fault> {
    app.store.connections(caller).await.map(axum::Json)
}

/// Registers a connection; asking again for the same road gives the same one.
#[utoipa::path(post, path = "/v1/connections", tag = "me", security(("device" = [])), request_body = ConnectionRequest,
    responses(
        (status = 200, body = Connection),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn connect(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<ConnectionRequest>,
) -> Result<axum::Json<Connection>, Fault> {
    let now = app.clock.now();
    match request.road {
        Road::Organisation if !caller.is_admin(now) => {
            return Err(refuse(
                ProblemCode::Forbidden,
                "the organisation's road is for its admin",
            ));
        }
        Road::EmployeeGraph if !caller.by_entra => {
            return Err(refuse(
                ProblemCode::Forbidden,
                "this road needs a Microsoft sign-in",
            ));
        }
        Road::EmployeeImap if !caller.by_entra && caller.address.is_none() => {
            return Err(refuse(
                ProblemCode::Forbidden,
                "this road needs an invite that is bound to an address",
            ));
        }
        _ => {}
    }
    app.store
        .connect(caller, request.road, now)
        .await
        .map(axum::Json)
}

/// Disconnects one of my connections; nothing more is taken from it.
#[utoipa::path(delete, path = "/v1/connections/{connection}", tag = "me", security(("device" = [])),
    params(("connection" = String, Path)),
    responses(
        (status = 204),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn disconnect(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(connection): Path<String>,
) -> Result<StatusCode, Fault> {
    app.store
        .disconnect(caller, id_of(connection)?, app.clock.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives consent to a stream of one of my connections.
#[utoipa::path(post, path = "/v1/connections/{connection}/consents", tag = "me", security(("device" = [])),
    params(("connection" = String, Path)), request_body = ConsentGiven,
    responses(
        (status = 200, body = Object, description = "The consent record as the service keeps it"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn give_consent(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(connection): Path<String>,
    Json(given): Json<ConsentGiven>,
) -> Result<axum::Json<ConsentRecord>, Fault> {
    let plain = |text: &str| {
        (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if !plain(&given.id) || !plain(&given.language) {
        return Err(refuse(
            ProblemCode::Malformed,
            "an id or a language has 1 to 64 printable characters",
        ));
    }
    app.store
        .give_consent(caller, id_of(connection)?, given)
        .await
        .map(axum::Json)
}

/// Withdraws a consent; what goes under it is refused from now on.
#[utoipa::path(post, path = "/v1/connections/{connection}/consents/{consent}/withdrawal", tag = "me",
    security(("device" = [])), params(("connection" = String, Path), ("consent" = String, Path)),
    request_body = ConsentWithdrawal,
    responses(
        (status = 200, body = Object, description = "The consent record as the service keeps it"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn withdraw_consent(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((connection, consent)): Path<(String, String)>,
    Json(withdrawal): Json<ConsentWithdrawal>,
) -> Result<axum::Json<ConsentRecord>, Fault> {
    let at = withdrawal.at.min(app.clock.now());
    app.store
        .withdraw_consent(caller, id_of(connection)?, consent, at)
        .await
        .map(axum::Json)
}

fn id_of(connection: String) -> Result<ConnectionId, Fault> {
    ConnectionId::new(connection).map_err(|_| ProblemCode::NotFound.into())
}
