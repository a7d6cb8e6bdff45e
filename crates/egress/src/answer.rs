use crate::error::{EgressError, http_date};
use crate::finishing::Finishing;
use activity::Instant;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use std::fmt;

/// A success, read to its end.
#[derive(Clone)]
pub struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// The status, 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, decompressed.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, decompressed.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// The other side's clock when it answered.
    pub fn server_time(&self) -> Option<Instant> {
        server_time(&self.headers)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Answer({}, {} bytes)",
            self.status.as_u16(),
            self.body.len()
        )
    }
}

/// A success that is read piece by piece.
pub struct Stream {
    pub(crate) response: reqwest::Response,
    pub(crate) limit: usize,
    pub(crate) read: usize,
    pub(crate) finishing: Finishing,
}

impl Stream {
    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The other side's clock when it answered.
    pub fn server_time(&self) -> Option<Instant> {
        server_time(self.response.headers())
    }

    /// The next piece, decompressed; `None` at the end. A torn or too large body is an error, and then there is no more.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, EgressError> {
        let piece = match self.response.chunk().await {
            Ok(piece) => piece,
            Err(error) => {
                let error = EgressError::from_transport(&error);
                self.finishing.failed(&error);
                return Err(error);
            }
        };
        let Some(piece) = piece else {
            self.finishing.answered(self.response.status().as_u16());
            return Ok(None);
        };
        self.read += piece.len();
        self.finishing.received(piece.len());
        if self.read > self.limit {
            let error = EgressError::TooLarge { limit: self.limit };
            self.finishing.failed(&error);
            return Err(error);
        }
        Ok(Some(piece))
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Stream({} bytes so far)", self.read)
    }
}

pub(crate) fn server_time(headers: &HeaderMap) -> Option<Instant> {
    http_date(headers.get(header::DATE)?.to_str().ok()?)
}
