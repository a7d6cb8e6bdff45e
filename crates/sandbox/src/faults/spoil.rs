//! Spoiling an answer.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::script::{Fault, Named};
use super::shape::{change_items, wrong_body, wrong_page};
use crate::access::RequestIds;

/// Marks an answer that must never be sent: the connection closes instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disconnect;

/// How many pieces a slow answer comes in.
const SLOW_PIECES: u32 = 16;
const MEGABYTE: usize = 1_048_576;

/// The answer that stands in for the route's own, if the fault needs none of it.
pub(super) fn instead(fault: &Fault, ids: &RequestIds, location: Option<&str>) -> Option<Response> {
    let response = match fault {
        Fault::TooManyRequests { retry_after } => {
            let inner = json!({"code": "429", "date": ids.date, "message": "Please retry after", "request-id": ids.request_id, "client-request-id": ids.client_request_id, "status": "429"});
            let body = json!({"error": {"code": "TooManyRequests", "innerError": inner, "message": "Please retry again later."}});
            retry_after_header(
                (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response(),
                *retry_after,
            )
        }
        Fault::ServiceUnavailable { retry_after } => {
            let response = ids.error(
                StatusCode::SERVICE_UNAVAILABLE,
                "ServiceNotAvailable",
                "The service is temporarily unavailable. Please retry again later.",
            );
            retry_after_header(response, *retry_after)
        }
        Fault::GatewayTimeout => ids.error(StatusCode::GATEWAY_TIMEOUT, "UnknownError", ""),
        Fault::Gone { .. } => {
            let text = "The sync state generation is not found; generation=108;[highest=143].";
            let mut response = ids.error(StatusCode::GONE, "SyncStateNotFound", text);
            set(&mut response, header::LOCATION, location);
            response
        }
        Fault::Status {
            status,
            code,
            message,
            inner_code,
        } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            error_with_inner(ids, status, code, message, inner_code.as_deref())
        }
        Fault::Refused { refusal } => refused(*refusal, ids),
        Fault::HugeBody { megabytes } => huge(*megabytes),
        Fault::Disconnect => {
            let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
            response.extensions_mut().insert(Disconnect);
            response
        }
        Fault::WrongShape { shape } => return wrong_body(*shape),
        _ => return None,
    };
    Some(response)
}

/// The route's own answer, spoiled; refusals of the route pass as they are.
pub(super) async fn spoiled(fault: &Fault, response: Response, next_link: &str) -> Response {
    match fault {
        Fault::TornBody => torn(response).await,
        Fault::SlowBody { milliseconds } => slow(response, *milliseconds).await,
        Fault::DuplicateItems => change_page(response, |page| change_items(page, duplicate)).await,
        Fault::ReorderedItems => {
            change_page(response, |page| change_items(page, |items| items.reverse())).await
        }
        Fault::PartialItems => {
            change_page(response, |page| {
                change_items(page, |items| items.iter_mut().for_each(partial));
            })
            .await
        }
        Fault::EmptyPage => change_page(response, |page| empty(page, next_link)).await,
        Fault::EndlessPages => change_page(response, |page| link_on(page, next_link)).await,
        Fault::WrongShape { shape } => {
            let shape = *shape;
            change_page(response, move |page| wrong_page(page, shape)).await
        }
        _ => response,
    }
}

fn refused(refusal: Named, ids: &RequestIds) -> Response {
    let forbidden = |code, text| ids.error(StatusCode::FORBIDDEN, code, text);
    match refusal {
        Named::MailboxFenced => forbidden(
            "ErrorAccessDenied",
            "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.",
        ),
        Named::MailboxMissing => {
            let text = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
            ids.error(StatusCode::NOT_FOUND, "MailboxNotEnabledForRESTAPI", text)
        }
        Named::MissingScope => forbidden(
            "ErrorAccessDenied",
            "Access is denied. Check credentials and try again.",
        ),
        Named::MissingDirectoryScope => forbidden(
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        ),
        Named::NoApplicationAccessPolicy => forbidden(
            "Forbidden",
            "No Application Access Policy found for this app",
        ),
        Named::MeetingLookup => forbidden(
            "Forbidden",
            "3003: User does not have access to lookup meeting",
        ),
        Named::TranscriptsDisabled => {
            let text = "Graph API access to transcripts is disabled for this tenant.";
            error_with_inner(
                ids,
                StatusCode::FORBIDDEN,
                "Forbidden",
                text,
                Some("GraphAccessToTranscriptsDisabled"),
            )
        }
        Named::SpeakerAttribution => {
            let text = "Speaker-attributed transcript content is disabled for this tenant. Retry with Accept 'application/vnd.microsoft.graph.transcript+text'.";
            error_with_inner(
                ids,
                StatusCode::FORBIDDEN,
                "Forbidden",
                text,
                Some("SpeakerAttributionNotAllowed"),
            )
        }
        Named::PaymentRequired => ids.error(
            StatusCode::PAYMENT_REQUIRED,
            "PaymentRequired",
            "Payment is required for this request.",
        ),
        Named::MailboxConcurrency => throttled(
            ids,
            "Application is over its MailboxConcurrency limit.",
            Some(1),
        ),
    }
}

/// Outlook's 429.
pub(super) fn throttled(ids: &RequestIds, message: &str, retry_after: Option<u32>) -> Response {
    retry_after_header(
        ids.error(
            StatusCode::TOO_MANY_REQUESTS,
            "ApplicationThrottled",
            message,
        ),
        retry_after,
    )
}

fn error_with_inner(
    ids: &RequestIds,
    status: StatusCode,
    code: &str,
    message: &str,
    inner_code: Option<&str>,
) -> Response {
    let mut inner = ids.inner_error();
    if let Some(code) = inner_code {
        inner["code"] = json!(code);
    }
    (
        status,
        Json(json!({"error": {"code": code, "message": message, "innerError": inner}})),
    )
        .into_response()
}

pub(super) fn retry_after_header(mut response: Response, seconds: Option<u32>) -> Response {
    set(
        &mut response,
        header::RETRY_AFTER,
        seconds.map(|seconds| seconds.to_string()).as_deref(),
    );
    response
}

fn set(response: &mut Response, name: HeaderName, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        response.headers_mut().insert(name, value);
    }
}

async fn torn(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = collected(body).await;
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = bytes.slice(..bytes.len() / 2);
    let broken = stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    Response::from_parts(
        parts,
        Body::from_stream(stream::iter([Ok(half)]).chain(broken)),
    )
}

async fn slow(response: Response, milliseconds: u64) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = collected(body).await;
    let size = bytes.len().div_ceil(SLOW_PIECES as usize).max(1);
    let pause = Duration::from_millis(milliseconds) / SLOW_PIECES;
    let pieces: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
    let pieces = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, Infallible>(piece)
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}

fn huge(megabytes: u32) -> Response {
    let filler = Bytes::from(vec![b'x'; MEGABYTE]);
    let head = stream::iter([Ok::<_, Infallible>(Bytes::from_static(
        br#"{"value":[{"id":"huge","subject":""#,
    ))]);
    let middle = stream::iter((0..megabytes).map(move |_| Ok(filler.clone())));
    let tail = stream::iter([Ok(Bytes::from_static(br#""}]}"#))]);
    (
        [(header::CONTENT_TYPE, "application/json")],
        Body::from_stream(head.chain(middle).chain(tail)),
    )
        .into_response()
}

async fn change_page(response: Response, change: impl FnOnce(&mut Value)) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = collected(body).await;
    let Ok(mut page) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    change(&mut page);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page.to_string()))
}

fn duplicate(items: &mut Vec<Value>) {
    let mut again: Vec<Value> = items[items.len() / 2..].to_vec();
    again.reverse();
    *items = items
        .iter()
        .flat_map(|item| [item.clone(), item.clone()])
        .chain(again)
        .collect();
}

fn partial(item: &mut Value) {
    const KEPT: [&str; 7] = [
        "id",
        "@odata.etag",
        "@odata.type",
        "@removed",
        "isRead",
        "parentFolderId",
        "type",
    ];
    if let Some(item) = item.as_object_mut() {
        item.retain(|name, _| KEPT.contains(&name.as_str()));
    }
}

fn empty(page: &mut Value, next_link: &str) {
    change_items(page, Vec::clear);
    link_on(page, next_link);
}

fn link_on(page: &mut Value, next_link: &str) {
    if let Some(page) = page
        .as_object_mut()
        .filter(|page| page.contains_key("value"))
    {
        page.remove("@odata.deltaLink");
        page.insert("@odata.nextLink".to_owned(), json!(next_link));
    }
}

async fn collected(body: Body) -> Bytes {
    body.collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default()
}
