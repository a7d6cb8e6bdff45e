use crate::retry::Retry;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use url::Url;

/// One question to an allowed origin, and how patiently it is asked.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) mailbox: Option<(String, u32)>,
    pub(crate) body_limit: Option<usize>,
    pub(crate) retry: Retry,
    pub(crate) unsendable: bool,
}

impl Request {
    /// A question without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            mailbox: None,
            body_limit: None,
            retry: Retry::standard(),
            unsendable: false,
        }
    }

    /// A `GET`.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// A `POST` of that content.
    pub fn post(url: Url, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::new(Method::POST, url)
            .header(header::CONTENT_TYPE, content_type)
            .body(body)
    }

    /// Where it goes.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Adds a header; a value that no header can carry makes the request fail when it is sent.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(value) => {
                self.headers.append(name, value);
            }
            Err(_) => self.unsendable = true,
        }
        self
    }

    /// Takes these headers, in addition.
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Shows an access token.
    pub fn bearer(mut self, token: &SecretString) -> Self {
        match HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.headers.insert(header::AUTHORIZATION, value);
            }
            Err(_) => self.unsendable = true,
        }
        self
    }

    /// Carries this body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Counts against one mailbox's limits, as that many requests (the parts of a batch).
    pub fn mailbox(mut self, mailbox: impl Into<String>, requests: u32) -> Self {
        self.mailbox = Some((mailbox.into(), requests.max(1)));
        self
    }

    /// Bounds the bytes of the answer, instead of the default limit.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Says how patiently it is asked.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = crate::origin::path_shape(&self.url);
        write!(formatter, "Request({} {path})", self.method)
    }
}
