//! `/$batch`

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base64::Engine as _;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Incoming, Reply};
use super::refusal::Refusal;
use super::{Stamp, dispatch};
use crate::access::Access;
use crate::world::World;

const MOST: usize = 20;

/// One request of a batch, as a gate sees it.
#[derive(Clone, Debug)]
pub struct BatchItem {
    /// The method.
    pub method: Method,
    /// The path below the version root, without the query.
    pub path: String,
    /// The query, as it was written.
    pub query: String,
    /// The headers of the item.
    pub headers: HeaderMap,
}

/// What may answer an item of a batch in the place of Graph: status, headers and body. Put it on the request as an
/// extension, and faults and limits reach into batches.
#[derive(Clone)]
pub struct BatchGate(pub Arc<Gate>);

/// Looks at one item, and answers it or lets it pass.
pub type Gate = dyn Fn(&Access, &BatchItem) -> Option<(StatusCode, HeaderMap, Value)> + Send + Sync;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    body: Option<Value>,
    #[serde(default)]
    depends_on: Vec<String>,
}

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Item>,
}

pub(crate) fn answer(
    world: &World,
    access: &Access,
    root: &str,
    incoming: &Incoming<'_>,
    gate: Option<&BatchGate>,
) -> Result<Reply, Refusal> {
    if incoming.method != Method::POST {
        return Err(Refusal::method_not_allowed());
    }
    let malformed = |message: &str| Refusal::bad_request("BadRequest", message);
    let batch: Batch = serde_json::from_slice(incoming.body)
        .map_err(|_| malformed("Invalid batch payload format."))?;
    if batch.requests.is_empty() || batch.requests.len() > MOST {
        return Err(malformed(
            "Number of batch request steps exceeds the maximum value of 20.",
        ));
    }
    let mut ids = HashSet::new();
    for item in &batch.requests {
        if item.id.is_empty() || !ids.insert(item.id.to_lowercase()) {
            return Err(malformed("Request Id is missing or not unique."));
        }
        let typed = item
            .headers
            .keys()
            .any(|name| name.eq_ignore_ascii_case("content-type"));
        if item.body.is_some() && !typed {
            let id = &item.id;
            return Err(malformed(&format!(
                "Write request id : {id} does not contain Content-Type header or body."
            )));
        }
        // An item may depend on earlier ones only, so there can be no circle.
        if item
            .depends_on
            .iter()
            .any(|id| !ids.contains(&id.to_lowercase()) || id.eq_ignore_ascii_case(&item.id))
        {
            return Err(malformed("A dependency does not name an earlier request."));
        }
    }
    let mut statuses: HashMap<String, u16> = HashMap::new();
    let mut responses = Vec::new();
    for item in batch.requests {
        let failed = item.depends_on.iter().any(|id| {
            statuses
                .get(&id.to_lowercase())
                .is_some_and(|status| *status >= 400)
        });
        let response = if failed {
            dependency_failed(world, &item)
        } else {
            one(world, access, root, incoming, gate, &item)
        };
        let status = response["status"].as_u64().unwrap_or(500) as u16;
        statuses.insert(item.id.to_lowercase(), status);
        responses.push(response);
    }
    Ok(Reply::value(&json!({"responses": responses})))
}

fn one(
    world: &World,
    access: &Access,
    root: &str,
    incoming: &Incoming<'_>,
    gate: Option<&BatchGate>,
    item: &Item,
) -> Value {
    let headers = headers(item);
    let Ok(method) = Method::from_bytes(item.method.to_uppercase().as_bytes()) else {
        return refused(
            world,
            item,
            &headers,
            &Refusal::bad_request("BadRequest", "Invalid method."),
        );
    };
    let url = item.url.strip_prefix(root).unwrap_or(&item.url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let path = below_version(path);
    if let Some(gate) = gate {
        let asked = BatchItem {
            method: method.clone(),
            path: path.clone(),
            query: query.to_owned(),
            headers: headers.clone(),
        };
        if let Some((status, headers, body)) = (gate.0)(access, &asked) {
            return wrap(item, status.as_u16(), &headers, Some(&body));
        }
    }
    let body = item.body.as_ref().map(Value::to_string).unwrap_or_default();
    let mut inner_headers = headers;
    if let Some(value) = incoming.headers.get("client-request-id") {
        inner_headers
            .entry("client-request-id")
            .or_insert_with(|| value.clone());
    }
    let inner = Incoming {
        method: &method,
        path: &path,
        query,
        headers: &inner_headers,
        body: body.as_bytes(),
    };
    match dispatch(world, access, root, &inner) {
        Ok(reply) => accepted(item, &reply),
        Err(refusal) => refused(world, item, &inner_headers, &refusal),
    }
}

/// The path below the version root, with its slash. An SDK that does not know this host leaves the version in.
pub(crate) fn below_version(path: &str) -> String {
    let path = path.trim_start_matches('/');
    format!("/{}", path.strip_prefix("v1.0/").unwrap_or(path))
}

fn accepted(item: &Item, reply: &Reply) -> Value {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(reply.content_type));
    headers.insert("odata-version", HeaderValue::from_static("4.0"));
    let body = if reply.content_type.starts_with("application/json") {
        serde_json::from_slice(&reply.body).unwrap_or(Value::Null)
    } else {
        // What is not JSON travels as base64.
        Value::String(base64::engine::general_purpose::STANDARD.encode(&reply.body))
    };
    wrap(item, reply.status, &headers, Some(&body))
}

fn refused(world: &World, item: &Item, headers: &HeaderMap, refusal: &Refusal) -> Value {
    let reply = Stamp::new(world, headers).refused(refusal);
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    if let Some(location) = refusal
        .location
        .as_ref()
        .and_then(|link| HeaderValue::from_str(link).ok())
    {
        headers.insert("location", location);
    }
    let body: Option<Value> = serde_json::from_slice(&reply.body).ok();
    wrap(item, reply.status, &headers, body.as_ref())
}

fn dependency_failed(world: &World, item: &Item) -> Value {
    let message = "The request depends on a request that failed.";
    refused(
        world,
        item,
        &HeaderMap::new(),
        &Refusal::new(StatusCode::FAILED_DEPENDENCY, "FailedDependency", message),
    )
}

fn wrap(item: &Item, status: u16, headers: &HeaderMap, body: Option<&Value>) -> Value {
    let headers: HashMap<String, String> = headers
        .iter()
        .filter_map(|(name, value)| {
            Some((title_case(name.as_str()), value.to_str().ok()?.to_owned()))
        })
        .collect();
    json!({"id": item.id, "status": status, "headers": headers, "body": body})
}

fn headers(item: &Item) -> HeaderMap {
    let pairs = item.headers.iter().filter_map(|(name, value)| {
        Some((
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_str(value).ok()?,
        ))
    });
    pairs.collect()
}

fn title_case(name: &str) -> String {
    if name == "odata-version" {
        return "OData-Version".to_owned();
    }
    let words = name.split('-').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    });
    words.collect::<Vec<_>>().join("-")
}
