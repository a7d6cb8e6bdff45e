//! The layer before Entra and Graph: a request passes the gate, and a batch with all that is in it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::gate::{Asked, Gate};
use super::script::Fault;
use super::{batch, page, spoil};
use crate::access::{Origin, RequestIds};

/// The middleware of Entra and Graph.
pub async fn gate(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    let origin = request
        .extensions()
        .get::<Origin>()
        .cloned()
        .unwrap_or(Origin(String::new()));
    let ids = request
        .extensions()
        .get::<RequestIds>()
        .cloned()
        .unwrap_or_default();
    if let Some(plain) = page::unmarked(request.uri()) {
        *request.uri_mut() = plain;
    }
    let access = gate.entra.access_of(request.headers());
    let (method, uri, headers) = (
        request.method().clone(),
        request.uri().clone(),
        request.headers().clone(),
    );
    let asked = Asked {
        method: &method,
        uri: &uri,
        headers: &headers,
        access: access.as_ref(),
    };
    gate.remember_round(&uri);
    let _in_flight = match gate.enter(&asked, &ids) {
        Ok(in_flight) => in_flight,
        Err(refusal) => return *refusal,
    };
    let (mut request, batch) = match batch::open(&gate, request).await {
        Ok(opened) => opened,
        Err(refusal) => return *refusal,
    };
    let latency = gate.pace().latency();
    if uri.path().starts_with("/v1.0") && !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let Some(fault) = gate.fault(&asked) else {
        if let Some(batch) = batch {
            request.extensions_mut().insert(batch.gate(origin, ids));
        }
        return next.run(request).await;
    };
    tracing::debug!(?fault, "fault");
    if let Fault::Delay { milliseconds } = fault {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    if let Some(response) = gate.instead(&fault, &asked, &origin, &ids) {
        return response;
    }
    let next_link = page::marked(&origin.0, &uri, gate.next_link());
    spoil::spoiled(&fault, next.run(request).await, &next_link).await
}
