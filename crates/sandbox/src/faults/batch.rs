//! Rules and limits inside a `$batch`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt as _;
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;
use serde_json::Value;

use super::gate::{Asked, Gate};
use super::limits::{InFlight, Key, Over};
use super::{path, spoil};
use crate::access::{Access, Origin, RequestIds};
use crate::entra::DirectoryCall;
use crate::graph::{BatchGate, BatchItem, below_version};

/// Graph sends this many items of a batch on at once, one when some depend on others.
const AT_ONCE: u32 = 4;
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// A batch on its way, with what it holds of each mailbox.
pub(super) struct Batch {
    gate: Arc<Gate>,
    held: HashMap<Key, Option<InFlight>>,
}

/// What a limit looks at before the batch is read for good.
#[derive(Deserialize)]
struct Outline {
    requests: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    url: String,
    #[serde(default)]
    depends_on: Vec<String>,
}

/// Looks into a request, if it is a batch, and takes its share of each mailbox.
pub(super) async fn open(
    gate: &Arc<Gate>,
    request: Request,
) -> Result<(Request, Option<Batch>), Box<Response>> {
    if *request.method() != Method::POST || !path::fits("/*/$batch", request.uri().path()) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let access = gate.entra.access_of(&parts.headers);
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        let ids = parts.extensions.get::<RequestIds>().cloned();
        let text = "The request body is too large or was not sent whole.";
        let refusal = ids.unwrap_or_default();
        return Err(Box::new(refusal.error(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            text,
        )));
    };
    let body = body.to_bytes();
    let steps =
        serde_json::from_slice(&body).map_or(Vec::new(), |outline: Outline| outline.requests);
    let held = access.map_or_else(HashMap::new, |access| shares(gate, &access, &steps));
    let batch = Batch {
        gate: Arc::clone(gate),
        held,
    };
    Ok((Request::from_parts(parts, Body::from(body)), Some(batch)))
}

fn shares(gate: &Arc<Gate>, access: &Access, steps: &[Step]) -> HashMap<Key, Option<InFlight>> {
    let at_once = if steps.iter().any(|step| !step.depends_on.is_empty()) {
        1
    } else {
        AT_ONCE
    };
    let mut wanted: HashMap<Key, u32> = HashMap::new();
    for step in steps {
        let path = step.url.split('?').next().unwrap_or_default();
        let Some(uri) = uri(path) else { continue };
        let asked = Asked {
            method: &Method::GET,
            uri: &uri,
            headers: &HeaderMap::new(),
            access: Some(access),
        };
        if let Some(key) = gate.limited(&asked) {
            *wanted.entry(key).or_default() += 1;
        }
    }
    let enforced = gate.pace().enforce_limits;
    let share = |(key, wanted): (Key, u32)| {
        let held = gate.limits.enter_batch(&key, wanted.min(at_once), enforced);
        (key, held)
    };
    wanted.into_iter().map(share).collect()
}

impl Batch {
    /// What answers an item in the place of Graph: a fault, the refusal of a limit, or Entra.
    pub(super) fn gate(self, origin: Origin, ids: RequestIds) -> BatchGate {
        BatchGate(Arc::new(move |access: &Access, item: &BatchItem| {
            let uri = uri(&item.path)?;
            let asked = Asked {
                method: &item.method,
                uri: &uri,
                headers: &item.headers,
                access: Some(access),
            };
            self.gate.meter.batch_items(1);
            let response = match self.over_limit(&asked) {
                Some(over) => spoil::throttled(&ids, over.message, Some(over.retry_after)),
                None => match self.gate.fault(&asked) {
                    Some(fault) => self.gate.instead(&fault, &asked, &origin, &ids)?,
                    None => self.gate.entra.directory_answer(&DirectoryCall {
                        method: &item.method,
                        path: &item.path,
                        query: &item.query,
                        access,
                        origin: &origin,
                        ids: &ids,
                    })?,
                },
            };
            whole(response)
        }))
    }

    fn over_limit(&self, asked: &Asked<'_>) -> Option<Over> {
        let key = self.gate.limited(asked)?;
        let has_share = self.held.get(&key).is_none_or(Option::is_some);
        let counted = self.gate.limits.count(key, self.gate.pace().enforce_limits);
        if has_share {
            counted.err()
        } else {
            Some(Over::CONCURRENCY)
        }
    }
}

/// An answer that was made here: its body is whole, so there is nothing to wait for.
fn whole(response: Response) -> Option<(StatusCode, HeaderMap, Value)> {
    let (parts, body) = response.into_parts();
    let body = body.collect().now_or_never()?.ok()?.to_bytes();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    Some((parts.status, parts.headers, body))
}

fn uri(path: &str) -> Option<Uri> {
    format!("/v1.0{}", below_version(path)).parse().ok()
}
