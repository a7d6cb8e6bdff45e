//! Forms as Entra reads them.

use axum::extract::{FromRequest, Request};
use http::header;

use super::authorize::Parameters;
use super::refusal::Trace;

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
