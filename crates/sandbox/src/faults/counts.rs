//! Counts by route, kept by the outermost layer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use http_body_util::BodyExt as _;
use serde::Serialize;
use uuid::Uuid;

use super::path::route;
use crate::access::RequestIds;
use crate::world::World;

const KEPT_ROUTES: usize = 500;

/// What was asked of the sandbox.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    /// Requests, without those below `/sandbox`.
    pub requests: u64,
    /// Requests inside batches.
    pub batch_items: u64,
    /// Faults that were carried out.
    pub faults: u64,
    /// Bytes of bodies as they left, compressed where they were.
    pub bytes: u64,
    /// By method and route.
    pub routes: BTreeMap<String, RouteCounts>,
}

/// The counts of one route.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RouteCounts {
    /// Requests.
    pub requests: u64,
    /// Bytes of bodies.
    pub bytes: u64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
}

/// Keeps the counts, and gives every request its ids and the world's date.
pub struct Meter {
    world: Arc<World>,
    counts: Mutex<Counts>,
}

impl Meter {
    /// A meter at zero.
    pub fn new(world: Arc<World>) -> Self {
        Self {
            world,
            counts: Mutex::default(),
        }
    }

    /// The counts so far.
    pub fn counts(&self) -> Counts {
        self.locked().clone()
    }

    pub(super) fn reset(&self) {
        *self.locked() = Counts::default();
    }

    pub(super) fn batch_items(&self, items: u64) {
        self.locked().batch_items += items;
    }

    pub(super) fn fault(&self) {
        self.locked().faults += 1;
    }

    fn answered(&self, route: &str, status: u16) {
        let mut counts = self.locked();
        counts.requests += 1;
        let full = counts.routes.len() >= KEPT_ROUTES && !counts.routes.contains_key(route);
        let of_route = counts
            .routes
            .entry(if full { "other" } else { route }.to_owned())
            .or_default();
        of_route.requests += 1;
        *of_route.statuses.entry(status).or_default() += 1;
    }

    fn sent(&self, route: &str, bytes: u64) {
        let mut counts = self.locked();
        counts.bytes += bytes;
        if let Some(of_route) = counts.routes.get_mut(route) {
            of_route.bytes += bytes;
        }
    }

    fn locked(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outermost middleware.
pub async fn meter(State(meter): State<Arc<Meter>>, mut request: Request, next: Next) -> Response {
    let now = meter.world.now();
    let request_id = Uuid::new_v4().to_string();
    let client = request
        .headers()
        .get("client-request-id")
        .and_then(|id| id.to_str().ok());
    let client = client.map_or_else(|| request_id.clone(), str::to_owned);
    let ids = RequestIds {
        request_id,
        client_request_id: client,
        date: now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    };
    let graph = request.uri().path().starts_with("/v1.0");
    let route = format!("{} {}", request.method(), route(request.uri().path()));
    request.extensions_mut().insert(ids.clone());
    let mut response = next.run(request).await;
    meter.answered(&route, response.status().as_u16());
    if graph {
        let headers = response.headers_mut();
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let diagnostic = r#"{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"5","ScaleUnit":"000","RoleInstance":"SBX"}}"#;
        let pairs = [
            (header::DATE, date.as_str()),
            (header::CACHE_CONTROL, "private"),
            (
                HeaderName::from_static("request-id"),
                ids.request_id.as_str(),
            ),
            (
                HeaderName::from_static("client-request-id"),
                ids.client_request_id.as_str(),
            ),
            (HeaderName::from_static("x-ms-ags-diagnostic"), diagnostic),
        ];
        for (name, value) in pairs {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.entry(name).or_insert(value);
            }
        }
    }
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            if let Some(data) = frame.data_ref() {
                meter.sent(&route, data.len() as u64);
            }
            frame
        }))
    })
}
