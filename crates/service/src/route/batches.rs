use crate::App;
use crate::fault::Fault;
use crate::receive::Batch;
use crate::store::{Caller, Uploaded, problem_of};
use activity::{Activity, TenantId};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use consent::Policy;
use privacy::{Drift, Filtered};
use std::sync::Arc;
use wire::{
    Ack, AckStatus, ItemProblem, ItemReason, NDJSON, Problem, ProblemCode, Retraction, UploadLine,
    read_retraction_line, read_upload_line,
};

/// How often a batch is filtered again because the policy changed meanwhile.
const ATTEMPTS: usize = 5;

/// Stores a batch of activities, whole or not at all.
#[utoipa::path(post, path = "/v1/activities", tag = "batches", security(("device" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Names the batch; repeating it changes nothing")),
    request_body(content = Object, content_type = "application/x-ndjson",
        description = "One canonical envelope on each line; gzip or zstd by Content-Encoding"),
    responses(
        (status = 200, body = Ack, content_type = "application/x-ndjson", description = "One line for each line"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    caller: Caller,
    batch: Batch,
) -> Result<Response, Fault> {
    let key = batch.key.clone();
    let lines = blocking(move || read(&batch, read_upload_line)).await?;
    let lines = Arc::new(lines);
    if let Some(key) = &key
        && let Some(statuses) = app.store.remembered(caller.clone(), key.clone()).await?
    {
        return Ok(acknowledge(&lines, &statuses));
    }
    for _ in 0..ATTEMPTS {
        let now = app.clock.now();
        let policy = app.store.config(caller.tenant.clone(), now).await?.policy;
        if policy.dpa.in_force(&caller.tenant).is_none() {
            return Err(ProblemCode::DpaRequired.into());
        }
        let version = policy.version;
        let (shared, tenant) = (Arc::clone(&lines), caller.tenant.clone());
        let filtered = blocking(move || filter(&shared, &policy, &tenant)).await?;
        let stored = app.store.upload(
            caller.clone(),
            key.clone(),
            Arc::clone(&lines),
            filtered,
            version,
            now,
        );
        if let Uploaded::Done(statuses) = stored.await? {
            return Ok(acknowledge(&lines, &statuses));
        }
    }
    Err(ProblemCode::Unavailable.into())
}

/// Takes a batch of activities back, whole or not at all.
#[utoipa::path(post, path = "/v1/retractions", tag = "batches", security(("device" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Names the batch; repeating it changes nothing")),
    request_body(content = Retraction, content_type = "application/x-ndjson", description = "One retraction on each line"),
    responses(
        (status = 200, body = Ack, content_type = "application/x-ndjson", description = "One line for each line"),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn retract(
    State(app): State<Arc<App>>,
    caller: Caller,
    batch: Batch,
) -> Result<Response, Fault> {
    let key = batch.key.clone();
    let lines = blocking(move || read(&batch, read_retraction_line)).await?;
    let statuses = app
        .store
        .retract(caller, key, lines.clone(), app.clock.now())
        .await?;
    let acks = lines.iter().zip(statuses).map(|(line, status)| Ack {
        external_id: line.external_id.clone(),
        sha256: None,
        status,
    });
    Ok(answer(acks))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Fault::Broken("a batch's work panicked"))?
}

fn read<T, E>(batch: &Batch, read_line: impl Fn(&[u8]) -> Result<T, E>) -> Result<Vec<T>, Fault> {
    let mut whole = Vec::new();
    let mut items = Vec::new();
    for (index, line) in batch.lines()?.into_iter().enumerate() {
        match read_line(line) {
            Ok(read) => whole.push(read),
            Err(_) => items.push(ItemProblem {
                line: index + 1,
                sha256: None,
                reason: ItemReason::Malformed,
            }),
        }
    }
    if items.is_empty() {
        Ok(whole)
    } else {
        Err(problem_of(items).into())
    }
}

/// Runs what arrived through the same filter as the device does.
fn filter(
    lines: &[UploadLine],
    policy: &Policy,
    tenant: &TenantId,
) -> Result<Vec<Filtered<Activity>>, Fault> {
    let mut kept = Vec::with_capacity(lines.len());
    let mut items = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let admitted = if line.envelope.tenant == *tenant {
            privacy::admit(line.canonical.bytes(), policy).map_err(reason_of)
        } else {
            Err(ItemReason::NotYours)
        };
        match admitted {
            Ok(filtered) => kept.push(filtered),
            Err(reason) => {
                items.push(ItemProblem {
                    line: index + 1,
                    sha256: Some(line.canonical.sha256()),
                    reason,
                });
            }
        }
    }
    if items.is_empty() {
        Ok(kept)
    } else {
        Err(problem_of(items).into())
    }
}

fn reason_of(drift: Drift) -> ItemReason {
    match drift {
        Drift::Malformed => ItemReason::Malformed,
        Drift::Inconsistent => ItemReason::Inconsistent,
        Drift::PersonNotAllowed | Drift::ExcludedByRule => ItemReason::PersonNotAllowed,
        Drift::FieldOff(_) => ItemReason::FieldOff,
        Drift::LevelNotAllowed => ItemReason::LevelNotAllowed,
        Drift::CycleFrozen => ItemReason::CycleFrozen,
    }
}

fn acknowledge(lines: &[UploadLine], statuses: &[AckStatus]) -> Response {
    answer(lines.iter().zip(statuses).map(|(line, status)| Ack {
        external_id: line.envelope.activity.external_id().to_owned(),
        sha256: Some(line.canonical.sha256()),
        status: *status,
    }))
}

fn answer(acks: impl Iterator<Item = Ack>) -> Response {
    let mut body = Vec::new();
    for ack in acks {
        if serde_json::to_writer(&mut body, &ack).is_err() {
            return Fault::Broken("an acknowledgement does not serialise").into_response();
        }
        body.push(b'\n');
    }
    ([(header::CONTENT_TYPE, NDJSON)], Body::from(body)).into_response()
}
