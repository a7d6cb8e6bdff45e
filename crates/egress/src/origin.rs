use std::fmt;
use url::{Host, Url};

/// A scheme, host and port that Vitrine may talk to: https anywhere, plain http on this machine only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: &'static str,
    host: Host<String>,
    port: u16,
}

/// The address is no web address, or it is plain http to another machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an https address (plain http is accepted on this machine only)")]
pub struct NotAnOrigin;

impl Origin {
    /// The origin of an address given as text.
    pub fn parse(address: &str) -> Result<Self, NotAnOrigin> {
        Self::of(&Url::parse(address.trim()).map_err(|_| NotAnOrigin)?)
    }

    /// The origin of an address.
    pub fn of(url: &Url) -> Result<Self, NotAnOrigin> {
        let host = url.host().ok_or(NotAnOrigin)?.to_owned();
        let scheme = match url.scheme() {
            "https" => "https",
            "http" if is_this_machine(&host) => "http",
            _ => return Err(NotAnOrigin),
        };
        let port = url.port_or_known_default().ok_or(NotAnOrigin)?;
        Ok(Self { scheme, host, port })
    }

    /// Whether it is this very machine.
    pub fn is_loopback(&self) -> bool {
        is_this_machine(&self.host)
    }
}

fn is_this_machine(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme, self.host)?;
        match (self.scheme, self.port) {
            ("https", 443) | ("http", 80) => Ok(()),
            (_, port) => write!(formatter, ":{port}"),
        }
    }
}

/// The path of an address with everything that could identify someone replaced by `{id}`, and query values dropped.
pub(crate) fn path_shape(url: &Url) -> String {
    let mut shape = String::new();
    for segment in url.path_segments().into_iter().flatten() {
        shape.push('/');
        shape.push_str(segment_shape(segment));
    }
    if url.query().is_some() {
        shape.push_str("?…");
    }
    shape
}

fn segment_shape(segment: &str) -> &str {
    let version = segment.strip_prefix('v').is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    let name = segment.strip_prefix(['$', '.']).unwrap_or(segment);
    let word = name.len() <= 32
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-' || byte == b'_')
        && !name
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if segment.is_empty() || version || word || matches!(segment, "me" | "oauth2") {
        segment
    } else {
        "{id}"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for address in [
            "http://localhost:8080",
            "http://127.0.0.1:1",
            "http://[::1]:9",
            "https://contoso.example",
        ] {
            assert!(Origin::parse(address).is_ok(), "{address}");
        }
        for address in [
            "http://contoso.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "file:///etc",
            "data:,x",
            "localhost",
        ] {
            assert_eq!(Origin::parse(address), Err(NotAnOrigin), "{address}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let graph = Origin::parse("https://GRAPH.microsoft.com/v1.0").expect("an origin");
        assert_eq!(graph.to_string(), "https://graph.microsoft.com");
        assert_eq!(
            Origin::parse("https://graph.microsoft.com:443/x?y"),
            Ok(graph.clone())
        );
        assert_ne!(
            Origin::parse("https://graph.microsoft.com:444"),
            Ok(graph.clone())
        );
        assert_ne!(
            Origin::parse("https://graph.microsoft.com.evil.example"),
            Ok(graph.clone())
        );
        assert_ne!(
            Origin::parse("https://graph.microsoft.com@evil.example"),
            Ok(graph)
        );
    }

    #[test]
    fn a_path_shape_names_nobody() {
        let shape = |text: &str| path_shape(&Url::parse(text).expect("an address"));
        assert_eq!(
            shape(
                "https://g.example/v1.0/users/ada@contoso.example/mailFolders/AAMk3=/messages/delta?$select=id"
            ),
            "/v1.0/users/{id}/mailFolders/{id}/messages/delta?…"
        );
        assert_eq!(
            shape("https://l.example/0a1b2c3d-0000-4000-8000-00000000000a/oauth2/v2.0/token"),
            "/{id}/oauth2/v2.0/token"
        );
        assert_eq!(shape("https://g.example/v1.0/$batch"), "/v1.0/$batch");
    }
}
