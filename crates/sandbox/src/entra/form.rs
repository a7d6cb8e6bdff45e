//! Forms as Entra reads them.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use http::header;

use super::refusal::Trace;

/// Parameters of a request, last one wins.
pub(super) type Parameters = BTreeMap<String, String>;

/// The fields of a POST. Whatever its content type says: a body that is no form has no fields, so that the first missing one
/// is named.
pub(super) struct Submitted {
    pub(super) fields: Parameters,
    correlation: Option<String>,
}

impl Submitted {
    /// The ids of the answer, with the client's own among them.
    pub(super) fn trace(&self) -> Trace {
        let in_form = self.fields.get("client-request-id");
        Trace::new(self.correlation.as_ref().or(in_form).map(String::as_str))
    }
}

impl<S: Sync> FromRequest<S> for Submitted {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        const LIMIT: usize = 256 * 1024;
        let (parts, body) = request.into_parts();
        let text = |name: &str| parts.headers.get(name)?.to_str().ok();
        let correlation = text("client-request-id").map(str::to_owned);
        let is_json = text(header::CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("json"));
        let body = axum::body::to_bytes(body, LIMIT).await;
        let fields = match body {
            Ok(body) if !is_json => url::form_urlencoded::parse(&body).into_owned().collect(),
            _ => Parameters::new(),
        };
        Ok(Self {
            fields,
            correlation,
        })
    }
}

/// Says whether `claims` declares that the client understands claims challenges.
pub(super) fn declares_cp1(parameters: &Parameters) -> bool {
    let claims = parameters
        .get("claims")
        .and_then(|claims| serde_json::from_str::<serde_json::Value>(claims).ok());
    let values = claims
        .as_ref()
        .and_then(|claims| claims.pointer("/access_token/xms_cc/values")?.as_array());
    values.is_some_and(|values| {
        values.iter().any(|value| {
            value
                .as_str()
                .is_some_and(|v| v.eq_ignore_ascii_case("cp1"))
        })
    })
}
