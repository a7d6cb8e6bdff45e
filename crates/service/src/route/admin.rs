use crate::App;
use crate::fault::{Fault, refuse};
use crate::receive::{Admin, Json};
use crate::store::Change;
use activity::Domain;
use axum::extract::State;
use consent::{Allowlist, DpaAcceptance, Entry, Refusal};
use std::sync::Arc;
use wire::{
    AllowlistRequest, AuditEntry, ClientsRequest, ConnectedPerson, DpaAcceptRequest, EntryRefusal,
    LONGEST_RETENTION, Problem, ProblemCode, SettingsChange, TenantConfig, TenantProofRequest,
};

/// The longest text that an admin may enter.
const LONGEST_TEXT: usize = 4_000;

/// The longest allowlist.
const MOST_ENTRIES: usize = 10_000;

/// The tenant's configuration.
#[utoipa::path(get, path = "/v1/admin/config", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = TenantConfig),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn config(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<axum::Json<TenantConfig>, Fault> {
    app.store
        .config(caller.tenant, app.clock.now())
        .await
        .map(axum::Json)
}

/// Accepts the DPA text in force, exactly as it was shown.
#[utoipa::path(post, path = "/v1/admin/dpa", tag = "admin", security(("device" = [])), request_body = DpaAcceptRequest,
    responses(
        (status = 200, body = Object, description = "The acceptance as the service keeps it"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn accept_dpa(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<DpaAcceptRequest>,
) -> Result<axum::Json<DpaAcceptance>, Fault> {
    app.store
        .accept_dpa(caller, request, app.clock.now())
        .await
        .map(axum::Json)
}

/// Takes over what Microsoft said about the tenant: its name and its verified domains.
#[utoipa::path(put, path = "/v1/admin/proof", tag = "admin", security(("device" = [])), request_body = TenantProofRequest,
    responses(
        (status = 200, body = TenantConfig),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn prove(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<TenantProofRequest>,
) -> Result<axum::Json<TenantConfig>, Fault> {
    let organisation = request.organisation.trim().to_owned();
    if organisation.is_empty()
        || organisation.len() > LONGEST_TEXT
        || request.verified_domains.is_empty()
    {
        return Err(refuse(
            ProblemCode::Malformed,
            "a name and at least one verified domain are needed",
        ));
    }
    let domains = read_all(&request.verified_domains, |text| {
        Domain::parse(text).map_err(|_| Refusal::NotADomain)
    })?;
    change(
        app,
        caller,
        Change::Proof {
            organisation,
            domains,
        },
        None,
    )
    .await
}

/// Sets the allowlist: every entry is taken or none.
#[utoipa::path(put, path = "/v1/admin/allowlist", tag = "admin", security(("device" = [])), request_body = AllowlistRequest,
    responses(
        (status = 200, body = TenantConfig),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn allow(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<AllowlistRequest>,
) -> Result<axum::Json<TenantConfig>, Fault> {
    if request.entries.len() > MOST_ENTRIES {
        return Err(ProblemCode::TooLarge.into());
    }
    let list = Allowlist::new(read_all(&request.entries, Entry::parse)?);
    change(
        app,
        caller,
        Change::Allowlist(list),
        request.expected_policy_version,
    )
    .await
}

/// Changes switches and words of the policy.
#[utoipa::path(patch, path = "/v1/admin/settings", tag = "admin", security(("device" = [])), request_body = SettingsChange,
    responses(
        (status = 200, body = TenantConfig),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn settings(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<SettingsChange>,
) -> Result<axum::Json<TenantConfig>, Fault> {
    let texts = [&request.purpose, &request.legal_basis];
    if texts
        .into_iter()
        .flatten()
        .any(|text| text.len() > LONGEST_TEXT)
    {
        return Err(refuse(ProblemCode::Malformed, "a text is too long"));
    }
    if request.retention_days > Some(LONGEST_RETENTION) {
        return Err(refuse(
            ProblemCode::Malformed,
            "a retention of more than ten years",
        ));
    }
    let expected = request.expected_policy_version;
    let settings = Change::Settings(Box::new(request));
    let changed = change(Arc::clone(&app), caller, settings, expected).await?;
    app.policies_changed.notify_one();
    Ok(changed)
}

/// Registers applications whose id_tokens are accepted for this tenant.
#[utoipa::path(post, path = "/v1/admin/clients", tag = "admin", security(("device" = [])), request_body = ClientsRequest,
    responses(
        (status = 200, body = TenantConfig),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn clients(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Json(request): Json<ClientsRequest>,
) -> Result<axum::Json<TenantConfig>, Fault> {
    let plain = |id: &String| {
        (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if request.clients.len() > 16 || !request.clients.iter().all(plain) {
        return Err(refuse(ProblemCode::Malformed, "application ids"));
    }
    change(app, caller, Change::Clients(request.clients), None).await
}

/// Who changed what, the latest first.
#[utoipa::path(get, path = "/v1/admin/audit", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = Vec<AuditEntry>),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn audit(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<axum::Json<Vec<AuditEntry>>, Fault> {
    app.store.audit(caller.tenant).await.map(axum::Json)
}

/// Whose own mailbox is connected: never what they send, nor who declined, withdrew or paused.
#[utoipa::path(get, path = "/v1/admin/people", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = Vec<ConnectedPerson>),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn people(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<axum::Json<Vec<ConnectedPerson>>, Fault> {
    app.store.connected(caller.tenant).await.map(axum::Json)
}

async fn change(
    app: Arc<App>,
    caller: crate::store::Caller,
    change: Change,
    expected: Option<u64>,
) -> Result<axum::Json<TenantConfig>, Fault> {
    app.store
        .change(caller, change, expected, app.clock.now())
        .await
        .map(axum::Json)
}

/// Reads every text, or refuses with the reason of each that cannot be.
fn read_all<T>(
    texts: &[String],
    read: impl Fn(&str) -> Result<T, Refusal>,
) -> Result<Vec<T>, Fault> {
    let mut values = Vec::with_capacity(texts.len());
    let mut problem = Problem::new(ProblemCode::EntriesRefused);
    for text in texts {
        match read(text) {
            Ok(value) => values.push(value),
            Err(reason) => problem.entries.push(EntryRefusal {
                entry: text.clone(),
                reason,
            }),
        }
    }
    if problem.entries.is_empty() {
        Ok(values)
    } else {
        Err(problem.into())
    }
}
