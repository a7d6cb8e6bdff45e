//! Microsoft Graph v1.0 over the world.
//!
//! It owns the wire: what a client of the real service may ask, what it gets, and what is refused, as
//! Microsoft documents it or others observed it. It answers from one [`View`](crate::world) of the world and knows of a
//! token only what [`Access`] says; sync states are self-contained tokens, so no session is kept.

mod all_transcripts;
mod batch;
mod calendar_delta;
mod calendar_query;
mod calendar_view;
mod call;
mod event_item;
mod events;
pub(crate) mod filter;
mod folders;
pub(crate) mod ids;
mod json;
mod listing;
mod message_item;
mod messages;
mod messages_delta;
mod online_meetings;
mod organization;
mod page;
mod query;
mod recipient;
mod refusal;
mod rights;
mod round;
mod route;
mod search;
mod select;
mod selection;
mod token;
mod transcripts;
mod translate;
mod users;
mod users_delta;
pub(crate) mod vtt;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::access::Access;
pub use crate::access::Origin;
pub(crate) use batch::below_version;
pub use batch::{BatchGate, BatchItem, Gate};
use call::{Call, Incoming, Reply};
pub(crate) use query::segments;
use refusal::Refusal;

use crate::world::World;

/// Larger request bodies than any batch are refused.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// The Graph routes, below `/v1.0`.
pub fn router(world: Arc<World>) -> axum::Router {
    axum::Router::new().fallback(answer).with_state(world)
}

async fn answer(State(world): State<Arc<World>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let access = parts.extensions.get::<Access>().cloned();
    let gate = parts.extensions.get::<BatchGate>().cloned();
    let root = format!("{}/v1.0", origin(&parts.extensions, &parts.headers));
    let Ok(body) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return respond(
            &world,
            &parts.headers,
            Err(Refusal::bad_request(
                "BadRequest",
                "The request body is too large.",
            )),
        );
    };
    let path = parts.uri.path();
    let path = path.strip_prefix("/v1.0").unwrap_or(path);
    let incoming = Incoming {
        method: &parts.method,
        path,
        query: parts.uri.query().unwrap_or(""),
        headers: &parts.headers,
        body: &body,
    };
    let result = match access {
        None => Err(Refusal::no_token()),
        Some(access) if path.trim_end_matches('/').eq_ignore_ascii_case("/$batch") => {
            batch::answer(&world, &access, &root, &incoming, gate.as_ref())
        }
        Some(access) => dispatch(&world, &access, &root, &incoming),
    };
    respond(&world, &parts.headers, result)
}

fn dispatch(
    world: &World,
    access: &Access,
    root: &str,
    incoming: &Incoming<'_>,
) -> Result<Reply, Refusal> {
    route::route(&Call::read(
        world.view(),
        access.clone(),
        root.to_owned(),
        incoming,
    ))
}

fn origin(extensions: &http::Extensions, headers: &HeaderMap) -> String {
    if let Some(Origin(origin)) = extensions.get::<Origin>() {
        return origin.clone();
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    format!("http://{host}")
}

/// Puts an answer on the wire, with the headers that every answer has.
fn respond(world: &World, headers: &HeaderMap, result: Result<Reply, Refusal>) -> Response {
    let stamp = Stamp::new(world, headers);
    let mut common = stamp.headers();
    let reply = match result {
        Ok(reply) => {
            let applied = call::Prefer::read(headers).applied();
            if let Some(applied) = applied.and_then(|applied| HeaderValue::from_str(&applied).ok())
            {
                common.insert(HeaderName::from_static("preference-applied"), applied);
            }
            reply
        }
        Err(refusal) => {
            if let Some(location) = refusal
                .location
                .as_ref()
                .and_then(|link| HeaderValue::from_str(link).ok())
            {
                common.insert(header::LOCATION, location);
            }
            stamp.refused(&refusal)
        }
    };
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    common.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(reply.content_type),
    );
    *response.headers_mut() = common;
    response
}

/// What names one request in headers and error bodies.
struct Stamp {
    now: jiff::Timestamp,
    request_id: String,
    client_request_id: String,
}

impl Stamp {
    fn new(world: &World, headers: &HeaderMap) -> Self {
        let request_id = uuid::Uuid::new_v4().to_string();
        let chosen = headers
            .get("client-request-id")
            .and_then(|value| value.to_str().ok());
        Self {
            now: world.now(),
            client_request_id: chosen.unwrap_or(&request_id).to_owned(),
            request_id,
        }
    }

    fn refused(&self, refusal: &Refusal) -> Reply {
        let date = self.now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let body = refusal.body(&date, &self.request_id, &self.client_request_id);
        Reply {
            status: refusal.status.as_u16(),
            content_type: "application/json",
            body: body.to_string().into_bytes(),
        }
    }

    fn headers(&self) -> HeaderMap {
        let diagnostic = r#"{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"SANDBOX01"}}"#;
        let date = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let texts = [
            ("date", date.as_str()),
            ("request-id", &self.request_id),
            ("client-request-id", &self.client_request_id),
            ("odata-version", "4.0"),
            ("cache-control", "private"),
            ("x-ms-ags-diagnostic", diagnostic),
        ];
        let headers = texts.into_iter().filter_map(|(name, text)| {
            Some((
                HeaderName::from_static(name),
                HeaderValue::from_str(text).ok()?,
            ))
        });
        headers.collect()
    }
}
