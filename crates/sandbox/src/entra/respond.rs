//! Sending the browser back to the application: as a query, a fragment or a form.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use url::Url;
use url::form_urlencoded::Serializer;

use super::pages;

/// How the answer to an authorize request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

impl ResponseMode {
    pub(super) fn parse(mode: Option<&str>) -> Option<Self> {
        match mode {
            None | Some("query") => Some(Self::Query),
            Some("fragment") => Some(Self::Fragment),
            Some("form_post") => Some(Self::FormPost),
            Some(_) => None,
        }
    }

    /// Sends `fields` to `redirect_uri`.
    pub(super) fn send(self, redirect_uri: &str, fields: &[(&str, String)]) -> Response {
        let Ok(mut target) = Url::parse(redirect_uri) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        match self {
            Self::FormPost => return pages::form_post(redirect_uri, fields),
            Self::Query => {
                target.query_pairs_mut().extend_pairs(fields);
            }
            Self::Fragment => {
                let fragment = Serializer::new(String::new()).extend_pairs(fields).finish();
                target.set_fragment(Some(&fragment));
            }
        }
        found(target.as_str())
    }
}

/// A plain redirect to an address made here.
pub(super) fn redirect(target: &Url) -> Response {
    found(target.as_str())
}

fn found(target: &str) -> Response {
    (
        StatusCode::FOUND,
        [
            (header::LOCATION, target),
            (header::CACHE_CONTROL, "no-store"),
        ],
    )
        .into_response()
}
