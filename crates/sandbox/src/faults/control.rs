//! `/sandbox/faults`, `/sandbox/counts` and `/sandbox/pace`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde_json::{Value, json};

use super::gate::Gate;
use super::pace::Pace;
use super::script::Rule;

/// The routes, below `/sandbox`.
pub fn router(gate: Arc<Gate>) -> Router {
    Router::new()
        .route("/faults", get(show).post(add).put(replace).delete(clear))
        .route("/counts", get(counts).delete(reset))
        .route("/pace", get(pace).post(set_pace))
        .with_state(gate)
}

async fn show(State(gate): State<Arc<Gate>>) -> Response {
    let rules: Vec<Value> = gate
        .progress()
        .into_iter()
        .map(|(rule, matched, spoiled)| json!({"rule": rule, "matched": matched, "spoiled": spoiled}))
        .collect();
    Json(json!({"rules": rules})).into_response()
}

async fn add(State(gate): State<Arc<Gate>>, Json(script): Json<Value>) -> Response {
    match rules(script) {
        Ok(rules) => {
            gate.add(rules);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => (
            StatusCode::BAD_REQUEST,
            Json(json!({"error": error.to_string()})),
        )
            .into_response(),
    }
}

async fn replace(State(gate): State<Arc<Gate>>, script: Json<Value>) -> Response {
    gate.clear();
    add(State(gate), script).await
}

async fn clear(State(gate): State<Arc<Gate>>) -> StatusCode {
    gate.clear();
    StatusCode::NO_CONTENT
}

async fn counts(State(gate): State<Arc<Gate>>) -> Response {
    let mut counts = serde_json::to_value(gate.meter.counts()).unwrap_or_default();
    counts["peak_in_flight"] = json!(gate.peak_in_flight());
    Json(counts).into_response()
}

async fn pace(State(gate): State<Arc<Gate>>) -> Json<Pace> {
    Json(gate.pace())
}

async fn set_pace(State(gate): State<Arc<Gate>>, Json(pace): Json<Pace>) -> StatusCode {
    gate.set_pace(pace);
    StatusCode::NO_CONTENT
}

async fn reset(State(gate): State<Arc<Gate>>) -> StatusCode {
    gate.meter.reset();
    gate.limits.reset();
    StatusCode::NO_CONTENT
}

/// One rule, a list of rules, or `{"faults": [rule]}`.
fn rules(script: Value) -> Result<Vec<Rule>, serde_json::Error> {
    match script {
        Value::Array(_) => serde_json::from_value(script),
        Value::Object(mut fields) if fields.contains_key("faults") => {
            serde_json::from_value(fields.remove("faults").unwrap_or_default())
        }
        one => serde_json::from_value(one).map(|rule| vec![rule]),
    }
}
