//! What comes in: who sends it, JSON of the right shape, and batches of lines within their limits.

use crate::App;
use crate::fault::{Fault, refuse};
use crate::store::{BatchKey, Caller};
use activity::Sha256;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, header, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use std::io::Read;
use std::sync::Arc;
use wire::{IDEMPOTENCY_KEY, Limits, NDJSON, ProblemCode};

/// The largest JSON request: room for an allowlist of many thousand domains.
const LARGEST_JSON: usize = 2 * 1024 * 1024;

/// What a credential begins with, so that a leaked one is recognised.
pub(crate) const CREDENTIAL_PREFIX: &str = "vtr_";

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        let (id, secret) = bearer(&parts.headers).ok_or(ProblemCode::Unauthorized)?;
        app.store.caller(id, secret).await
    }
}

/// Who sends a request, where it shows a credential.
pub(crate) struct Shown(pub(crate) Option<Caller>);

impl FromRequestParts<Arc<App>> for Shown {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(Self(None));
        }
        let caller = Caller::from_request_parts(parts, app).await?;
        Ok(Self(Some(caller)))
    }
}

/// The tenant's admin, at this time.
pub(crate) struct Admin(pub(crate) Caller);

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.is_admin(app.clock.now()) {
            Ok(Self(caller))
        } else {
            Err(ProblemCode::Forbidden.into())
        }
    }
}

/// Somebody who may invite employees.
pub(crate) struct Inviter(pub(crate) Caller);

impl FromRequestParts<Arc<App>> for Inviter {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.may_invite(app.clock.now()) {
            Ok(Self(caller))
        } else {
            Err(ProblemCode::Forbidden.into())
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.len() > 256 {
        return None;
    }
    let (id, secret) = token
        .trim()
        .strip_prefix(CREDENTIAL_PREFIX)?
        .split_once('_')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// A JSON request of the right shape.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Json<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Fault> {
        if !is_media(request.headers(), &["application/json"]) {
            return Err(ProblemCode::UnsupportedMedia.into());
        }
        let bytes = collect(request.into_body(), LARGEST_JSON, app).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // serde's own words may repeat what was sent; the place does not.
            refuse(
                ProblemCode::Malformed,
                &format!("line {}, column {}", error.line(), error.column()),
            )
        })
    }
}

/// A batch of lines as it came: expanded, within its limits, every line whole.
pub(crate) struct Batch {
    pub(crate) content: Bytes,
    pub(crate) key: Option<BatchKey>,
    limits: Limits,
}

impl FromRequest<Arc<App>> for Batch {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        if !is_media(&parts.headers, &[NDJSON, "application/ndjson"]) {
            return Err(ProblemCode::UnsupportedMedia.into());
        }
        let encoding = Encoding::of(&parts.headers)?;
        let key = idempotency_key(&parts.headers)?;
        let limits = app.limits;
        let sent = collect(body, limits.compressed_bytes, app).await?;
        let content = tokio::task::spawn_blocking(move || expand(&sent, encoding, limits))
            .await
            .map_err(|_| Fault::Broken("expansion"))??;
        let key = key.map(|key| BatchKey {
            key,
            sha256: Sha256::of(&content),
        });
        Ok(Self {
            content,
            key,
            limits,
        })
    }
}

impl Batch {
    /// The lines without their ends.
    pub(crate) fn lines(&self) -> Result<Vec<&[u8]>, Fault> {
        let whole = self.content.strip_suffix(b"\n").ok_or_else(|| {
            refuse(
                ProblemCode::Malformed,
                "the last line is torn or there is none",
            )
        })?;
        let mut lines = Vec::new();
        for line in whole.split(|byte| *byte == b'\n') {
            if line.len() > self.limits.line_bytes || lines.len() >= self.limits.lines {
                return Err(refuse(
                    ProblemCode::TooLarge,
                    "a line is too long or there are too many",
                ));
            }
            lines.push(line);
        }
        Ok(lines)
    }
}

#[derive(Clone, Copy)]
enum Encoding {
    Plain,
    Gzip,
    Zstd,
}

impl Encoding {
    fn of(headers: &HeaderMap) -> Result<Self, Fault> {
        let mut named = headers.get_all(header::CONTENT_ENCODING).iter();
        let encoding = named.next().map(|value| value.to_str().unwrap_or_default());
        if named.next().is_some() {
            return Err(ProblemCode::UnsupportedMedia.into());
        }
        match encoding {
            None | Some("identity") => Ok(Self::Plain),
            Some("gzip") => Ok(Self::Gzip),
            Some("zstd") => Ok(Self::Zstd),
            Some(_) => Err(ProblemCode::UnsupportedMedia.into()),
        }
    }
}

fn is_media(headers: &HeaderMap, allowed: &[&str]) -> bool {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media = value.split(';').next().unwrap_or_default().trim();
    allowed
        .iter()
        .any(|allowed| media.eq_ignore_ascii_case(allowed))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    let plain =
        !key.is_empty() && key.len() <= 128 && key.bytes().all(|byte| byte.is_ascii_graphic());
    if plain {
        Ok(Some(key.to_owned()))
    } else {
        Err(refuse(ProblemCode::Malformed, "the idempotency key"))
    }
}

/// The body, up to the limit and within the time that a body may take.
async fn collect(body: Body, limit: usize, app: &App) -> Result<Bytes, Fault> {
    let collected = tokio::time::timeout(app.patience, Limited::new(body, limit).collect())
        .await
        .map_err(|_| ProblemCode::Timeout)?;
    match collected {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ProblemCode::TooLarge.into()),
        Err(_) => Err(refuse(ProblemCode::Malformed, "the body is torn")),
    }
}

fn expand(sent: &[u8], encoding: Encoding, limits: Limits) -> Result<Bytes, Fault> {
    /// Windows above 8 MiB would let a few bytes claim much memory.
    const LARGEST_WINDOW: u32 = 23;
    let torn = |_| refuse(ProblemCode::Malformed, "the body does not expand");
    let most = limits.expanded_bytes as u64 + 1;
    let mut expanded = Vec::new();
    match encoding {
        Encoding::Plain => expanded.extend_from_slice(sent),
        Encoding::Gzip => {
            flate2::read::MultiGzDecoder::new(sent)
                .take(most)
                .read_to_end(&mut expanded)
                .map_err(torn)?;
        }
        Encoding::Zstd => {
            let mut decoder = zstd::Decoder::new(sent).map_err(torn)?;
            decoder.window_log_max(LARGEST_WINDOW).map_err(torn)?;
            decoder
                .take(most)
                .read_to_end(&mut expanded)
                .map_err(torn)?;
        }
    }
    if expanded.len() > limits.expanded_bytes {
        return Err(ProblemCode::TooLarge.into());
    }
    Ok(expanded.into())
}
