use crate::origin::Origin;
use activity::Instant;
use bytes::Bytes;
use http::{HeaderMap, header};
use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why there is no good answer.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// No connection: no network, no such host, nobody listening.
    #[error("no connection")]
    Offline,
    /// The name of a mail server leads nowhere; without a network no name leads anywhere.
    #[error("no such host")]
    NoSuchHost,
    /// The other side could not prove who it is.
    #[error("no trusted connection: {0}")]
    Tls(TlsFault),
    /// The address is not on the list of allowed origins; nothing was sent.
    #[error("refused to talk to {origin}")]
    RefusedHost {
        /// The origin that was asked for, or `unknown` if the address has none.
        origin: String,
    },
    /// The answer is larger than the limit; reading stopped there.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer broke off or was garbled on the way.
    #[error("the answer was torn")]
    Torn,
    /// No connection in time, or nothing was said for too long.
    #[error("no answer in time")]
    Timeout,
    /// The request has a header that cannot be sent; nothing was sent.
    #[error("the request cannot be sent")]
    Unsendable,
    /// An answer that is not a success.
    #[error("status {}", .0.code)]
    Status(Box<StatusAnswer>),
}

/// What is wrong with the other side's proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate comes from nobody we trust.
    UnknownIssuer,
    /// The certificate is not valid at this time: it expired, or this machine's clock is wrong.
    NotValidNow,
    /// The certificate is for another name.
    WrongName,
    /// The server does not encrypt, or somebody in between says so.
    NotOffered,
    /// Somebody spoke where only the encryption may begin.
    Tampered,
    /// Anything else.
    Other,
}

/// An answer that is not a success: its code and what callers need of it.
#[derive(Clone)]
pub struct StatusAnswer {
    /// The HTTP status code.
    pub code: u16,
    /// How long the other side asks us to wait.
    pub retry_after: Option<Duration>,
    /// Every `WWW-Authenticate` header.
    pub www_authenticate: Vec<String>,
    /// Where the other side points to; never followed here.
    pub location: Option<String>,
    /// The other side's id of this exchange, for its support.
    pub request_id: Option<String>,
    /// The other side's clock.
    pub date: Option<Instant>,
    /// The `Content-Type`.
    pub content_type: Option<String>,
    /// The first bytes of the body.
    pub body: Bytes,
}

impl EgressError {
    /// The status code, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status(answer) => Some(answer.code),
            _ => None,
        }
    }

    /// How long the other side asks us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status(answer) => answer.retry_after,
            _ => None,
        }
    }

    /// A short stable name for logs and counts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::NoSuchHost => "no_such_host",
            Self::Tls(_) => "tls",
            Self::RefusedHost { .. } => "refused_host",
            Self::TooLarge { .. } => "too_large",
            Self::Torn => "torn",
            Self::Timeout => "timeout",
            Self::Unsendable => "unsendable",
            Self::Status(_) => "status",
        }
    }

    pub(crate) fn refused(origin: Option<&Origin>) -> Self {
        let origin = origin.map_or_else(|| "unknown".to_owned(), ToString::to_string);
        Self::RefusedHost { origin }
    }

    /// What became of a handshake, or of a stream after it.
    pub(crate) fn from_handshake(error: &io::Error) -> Self {
        match tls_fault(error) {
            Some(fault) => Self::Tls(fault),
            None => Self::Torn,
        }
    }

    pub(crate) fn from_transport(error: &reqwest::Error) -> Self {
        if let Some(fault) = tls_fault(error) {
            return Self::Tls(fault);
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        if error.is_builder() {
            return Self::Unsendable;
        }
        if error.is_connect() {
            return Self::Offline;
        }
        Self::Torn
    }
}

impl fmt::Display for TlsFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::UnknownIssuer => "the certificate comes from nobody this machine trusts",
            Self::NotValidNow => "the certificate is not valid at this machine's time",
            Self::WrongName => "the certificate is for another name",
            Self::NotOffered => "the server does not encrypt",
            Self::Tampered => "somebody spoke where the encryption had to begin",
            Self::Other => "TLS failed",
        })
    }
}

impl StatusAnswer {
    /// A code and nothing else.
    pub fn bare(code: u16) -> Self {
        Self {
            code,
            retry_after: None,
            www_authenticate: Vec::new(),
            location: None,
            request_id: None,
            date: None,
            content_type: None,
            body: Bytes::new(),
        }
    }

    pub(crate) fn read(code: u16, headers: &HeaderMap, wall: Instant, body: Bytes) -> Self {
        let text = |name: &header::HeaderName| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let date = text(&header::DATE).as_deref().and_then(http_date);
        let challenges = headers.get_all(header::WWW_AUTHENTICATE).iter();
        Self {
            code,
            retry_after: text(&header::RETRY_AFTER)
                .and_then(|value| retry_after(&value, date.unwrap_or(wall))),
            www_authenticate: challenges
                .filter_map(|value| value.to_str().ok())
                .map(str::to_owned)
                .collect(),
            location: text(&header::LOCATION),
            request_id: text(&header::HeaderName::from_static("request-id")),
            date,
            content_type: text(&header::CONTENT_TYPE),
            body,
        }
    }
}

impl fmt::Debug for StatusAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StatusAnswer")
            .field("code", &self.code)
            .field("retry_after", &self.retry_after)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Reads an HTTP date (`Sun, 22 Nov 2026 10:00:00 GMT`).
pub(crate) fn http_date(text: &str) -> Option<Instant> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(text.trim()).ok().map(Instant::from)
}

fn retry_after(value: &str, now: Instant) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.max(0.0)).ok();
    }
    let seconds = now.seconds_until(http_date(value)?);
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn tls_fault(error: &(dyn Error + 'static)) -> Option<TlsFault> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(fault) = error.downcast_ref::<rustls::Error>() {
            return Some(classify(fault));
        }
        // An io::Error hides the error it wraps: its source() is that error's source.
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        current = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn classify(fault: &rustls::Error) -> TlsFault {
    use rustls::CertificateError as Certificate;
    match fault {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            Certificate::UnknownIssuer | Certificate::BadSignature => TlsFault::UnknownIssuer,
            Certificate::Expired
            | Certificate::ExpiredContext { .. }
            | Certificate::NotValidYet
            | Certificate::NotValidYetContext { .. } => TlsFault::NotValidNow,
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                TlsFault::WrongName
            }
            _ => TlsFault::Other,
        },
        _ => TlsFault::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_comes_in_seconds_or_as_a_date() {
        let now = Instant::parse("2026-11-22T10:00:00Z").expect("an instant");
        let wait = |value| retry_after(value, now);
        assert_eq!(wait("10"), Some(Duration::from_secs(10)));
        assert_eq!(wait("-3"), Some(Duration::ZERO));
        assert_eq!(
            wait("Sun, 22 Nov 2026 10:02:00 GMT"),
            Some(Duration::from_mins(2))
        );
        assert_eq!(wait("Sun, 22 Nov 2026 09:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("1e300"), None);
    }
}
