//! What stands before every route: headers that keep browsers in check, one log line without content, no panic outwards.

use crate::App;
use crate::fault::Fault;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use wire::{PROBLEM_JSON, Problem, ProblemCode};

/// The peer's address, put into every request by the listener.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Where a proxy names the address it was asked from.
const FORWARDED_FOR: &str = "x-forwarded-for";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

/// Puts the edge round the routes.
pub(crate) fn around(routes: Router) -> Router {
    routes
        .fallback(|| async { Fault::from(ProblemCode::NotFound) })
        .method_not_allowed_fallback(|| async { Fault::from(ProblemCode::MethodNotAllowed) })
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(middleware::from_fn(account))
}

async fn account(matched: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        // A page may bring a stricter policy of its own.
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    tracing::info!(
        %method,
        route = matched.as_ref().map_or("none", MatchedPath::as_str),
        status = response.status().as_u16(),
        code = response.extensions().get::<ProblemCode>().map_or("", |code| code.as_str()),
        milliseconds = began.elapsed().as_millis() as u64,
        "request"
    );
    response
}

fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    Fault::Broken("a handler panicked").into_response()
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::Storage(_) | Self::Broken(_) = &self {
            let cause = std::error::Error::source(&self)
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::error!(fault = %self, cause, "fault");
        }
        respond(&self.problem())
    }
}

fn respond(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = (
        status,
        [(header::CONTENT_TYPE, PROBLEM_JSON)],
        Body::from(body),
    )
        .into_response();
    response.extensions_mut().insert(problem.code);
    let headers = response.headers_mut();
    match problem.code {
        ProblemCode::Unauthorized => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ProblemCode::RateLimited | ProblemCode::Unavailable => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        ProblemCode::TooLarge | ProblemCode::Timeout => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

/// Counts failed attempts to get in, by the peer's address, so that nobody tries codes or tokens by the thousand.
#[derive(Default)]
pub(crate) struct Failures(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl Failures {
    const WINDOW: Duration = Duration::from_mins(1);
    const ALLOWED: u32 = 120;
    const REMEMBERED: usize = 10_000;

    /// Refuses a peer that failed too often within the last minute.
    pub(crate) fn check(&self, peer: Option<IpAddr>) -> Result<(), Fault> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let too_many = peer
            .and_then(|peer| seen.get(&peer))
            .is_some_and(|(since, count)| {
                since.elapsed() < Self::WINDOW && *count >= Self::ALLOWED
            });
        if too_many {
            Err(ProblemCode::RateLimited.into())
        } else {
            Ok(())
        }
    }

    /// Counts the attempt if it was refused.
    pub(crate) fn count<T>(
        &self,
        peer: Option<IpAddr>,
        attempt: Result<T, Fault>,
    ) -> Result<T, Fault> {
        if let (Err(Fault::Refused(_)), Some(peer)) = (&attempt, peer) {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.len() >= Self::REMEMBERED {
                seen.retain(|_, (since, _)| since.elapsed() < Self::WINDOW);
            }
            let entry = seen.entry(peer).or_insert((Instant::now(), 0));
            if entry.0.elapsed() >= Self::WINDOW {
                *entry = (Instant::now(), 0);
            }
            entry.1 += 1;
        }
        attempt
    }
}

/// Whose attempt it is: the peer's address, or the one that the proxy in front names last.
pub(crate) struct PeerAddress(pub(crate) Option<IpAddr>);

impl FromRequestParts<Arc<App>> for PeerAddress {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        if app.is_behind_proxy {
            let named = parts.headers.get_all(FORWARDED_FOR).iter().next_back();
            let last = named
                .and_then(|value| value.to_str().ok())
                .and_then(|value| value.rsplit(',').next());
            return Ok(Self(last.and_then(|address| address.trim().parse().ok())));
        }
        Ok(Self(parts.extensions.get::<Peer>().map(|peer| peer.0.ip())))
    }
}
