//! Faults inside `$batch`: items are spoiled one by one.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Method, Uri, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value, json};

/// One request of a batch, as far as rules look at it.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
}

/// The requests in a batch's body; empty when it is no batch.
pub(super) fn items(body: &Bytes) -> Vec<Item> {
    let Ok(Value::Object(batch)) = serde_json::from_slice(body) else { return Vec::new() };
    let requests = batch.get("requests").and_then(Value::as_array);
    requests.into_iter().flatten().filter_map(item).collect()
}

fn item(request: &Value) -> Option<Item> {
    let id = match &request["id"] {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    let method = request["method"].as_str().and_then(|method| method.to_uppercase().parse().ok())?;
    let uri = format!("/v1.0/{}", request["url"].as_str()?.trim_start_matches('/')).parse().ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        if let (Ok(name), Some(Ok(value))) = (name.parse::<header::HeaderName>(), value.as_str().map(str::parse)) {
            headers.insert(name, value);
        }
    }
    Some(Item { id, method, uri, headers })
}

/// Puts `replacements` (item id, answer) in the place of the batch's own answers; their dependants fail.
pub(super) async fn replace(response: Response, request: &Bytes, replacements: Vec<(String, Response)>) -> Response {
    if replacements.is_empty() || !response.status().is_success() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let Ok(mut answer) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let mut failed: Vec<String> = replacements.iter().map(|(id, _)| id.clone()).collect();
    for (id, replacement) in replacements {
        let entry = entry(&id, replacement).await;
        put(&mut answer, entry);
    }
    let batch: Value = serde_json::from_slice(request).unwrap_or_default();
    for request in batch["requests"].as_array().into_iter().flatten() {
        let depends_on = request["dependsOn"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let Some(id) = request["id"].as_str().map(str::to_owned) else { continue };
        if depends_on.into_iter().any(|on| failed.iter().any(|failed| failed == on)) && !failed.contains(&id) {
            let error = json!({"error": {"code": "FailedDependency", "message": "A dependency failed."}});
            put(&mut answer, json!({"id": id, "status": 424, "headers": {"Content-Type": "application/json"}, "body": error}));
            failed.push(id);
        }
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(answer.to_string()))
}

fn put(answer: &mut Value, entry: Value) {
    let Some(responses) = answer.get_mut("responses").and_then(Value::as_array_mut) else { return };
    match responses.iter_mut().find(|response| response["id"] == entry["id"]) {
        Some(response) => *response = entry,
        None => responses.push(entry),
    }
}

async fn entry(id: &str, response: Response) -> Value {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let mut headers: Map<String, Value> = [("Content-Type".to_owned(), json!("application/json"))].into_iter().collect();
    for (header, name) in [(header::RETRY_AFTER, "Retry-After"), (header::LOCATION, "Location"), (header::WWW_AUTHENTICATE, "WWW-Authenticate")] {
        if let Some(value) = parts.headers.get(header).and_then(|value| value.to_str().ok()) {
            headers.insert(name.to_owned(), json!(value));
        }
    }
    let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    json!({"id": id, "status": parts.status.as_u16(), "headers": headers, "body": body})
}
