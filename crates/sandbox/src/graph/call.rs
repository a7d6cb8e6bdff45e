//! One request, read once.

use http::{HeaderMap, Method};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::query::{Query, segments};
use super::refusal::Refusal;
use crate::access::Access;
use crate::world::view::View;
use crate::world::zones;

/// A request with everything that its answer depends on.
pub(crate) struct Call<'w> {
    pub(crate) view: View<'w>,
    pub(crate) access: Access,
    /// `{scheme}://{host}:{port}/v1.0`
    pub(crate) root: String,
    pub(crate) method: Method,
    /// The path below the root, as the client wrote it.
    pub(crate) path: String,
    pub(crate) segments: Vec<String>,
    pub(crate) query: Query,
    pub(crate) prefer: Prefer,
    /// Whether `ConsistencyLevel: eventual` was sent.
    pub(crate) eventual: bool,
    pub(crate) accept: String,
    pub(crate) body: Vec<u8>,
}

/// What the client would like, by `Prefer` headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefer {
    pub(crate) page_size: Option<usize>,
    pub(crate) immutable_ids: bool,
    pub(crate) time_zone: Option<String>,
    pub(crate) text_bodies: bool,
}

/// An answer before it is put on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
}

/// What Graph says of its JSON.
pub(crate) const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

impl Reply {
    pub(crate) fn json(body: Vec<u8>) -> Self {
        Self {
            status: 200,
            content_type: JSON,
            body,
        }
    }

    pub(crate) fn value<T: Serialize>(value: &T) -> Self {
        Self::json(serde_json::to_vec(value).unwrap_or_default())
    }

    pub(crate) fn text(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            content_type,
            body: body.into(),
        }
    }
}

impl<'w> Call<'w> {
    pub(crate) fn read(
        view: View<'w>,
        access: Access,
        root: String,
        request: &Incoming<'_>,
    ) -> Self {
        let header = |name: &str| {
            request
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        Self {
            view,
            access,
            root,
            method: request.method.clone(),
            segments: segments(request.path),
            path: request.path.to_owned(),
            query: Query::parse(request.query),
            prefer: Prefer::read(request.headers),
            eventual: header("consistencylevel").eq_ignore_ascii_case("eventual"),
            accept: header("accept").to_owned(),
            body: request.body.to_vec(),
        }
    }

    /// A link to this path with only a token.
    pub(crate) fn token_link(&self, name: &str, token: &str) -> String {
        format!("{}{}?{name}={token}", self.root, self.path)
    }

    /// The `@odata.context` of an answer.
    pub(crate) fn context(&self, fragment: &str) -> String {
        format!("{}/$metadata#{fragment}", self.root)
    }

    /// The zone that times are written in, and its name.
    pub(crate) fn time_zone(&self) -> Result<(TimeZone, String), Refusal> {
        let Some(name) = &self.prefer.time_zone else {
            return Ok((TimeZone::UTC, "UTC".to_owned()));
        };
        match zones::zone(name) {
            Some(zone) => Ok((zone, name.clone())),
            None => Err(Refusal::bad_request(
                "TimeZoneNotSupportedException",
                format!(
                    "A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'."
                ),
            )),
        }
    }
}

/// A request as it came, from the wire or out of a batch.
pub(crate) struct Incoming<'r> {
    pub(crate) method: &'r Method,
    pub(crate) path: &'r str,
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r [u8],
}

impl Prefer {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let mut prefer = Self::default();
        let texts = headers
            .get_all("prefer")
            .iter()
            .filter_map(|value| value.to_str().ok());
        for wish in texts.flat_map(|text| text.split([',', ';'])) {
            let (name, value) = wish.split_once('=').unwrap_or((wish, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "odata.maxpagesize" | "maxpagesize" => {
                    prefer.page_size = value.parse().ok().filter(|size| *size > 0);
                }
                "idtype" => prefer.immutable_ids = value.eq_ignore_ascii_case("ImmutableId"),
                "outlook.timezone" => prefer.time_zone = Some(value.to_owned()),
                "outlook.body-content-type" => {
                    prefer.text_bodies = value.eq_ignore_ascii_case("text");
                }
                _ => {}
            }
        }
        prefer
    }

    /// The `Preference-Applied` header.
    pub(crate) fn applied(&self) -> Option<String> {
        let mut applied = Vec::new();
        if let Some(size) = self.page_size {
            applied.push(format!("odata.maxpagesize={size}"));
        }
        if self.immutable_ids {
            applied.push("IdType=\"ImmutableId\"".to_owned());
        }
        if let Some(zone) = &self.time_zone {
            applied.push(format!("outlook.timezone=\"{zone}\""));
        }
        if self.text_bodies {
            applied.push("outlook.body-content-type=\"text\"".to_owned());
        }
        (!applied.is_empty()).then(|| applied.join(", "))
    }
}
