use std::fmt;
use url::{Host, Url};

/// A scheme, host and port that Vitrine may talk to: https and IMAP over TLS anywhere, plain http on this machine only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: &'static str,
    host: Host<String>,
    port: u16,
}

/// How a stream to a mail server comes to be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// From the first byte on (port 993).
    Tls,
    /// By an upgrade that the server must grant (port 143).
    StartTls,
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

    /// The origin of an IMAP server, for streams that are always encrypted.
    pub fn imap(host: &str, port: u16, security: Security) -> Result<Self, NotAnOrigin> {
        let host = Host::parse(host.trim()).map_err(|_| NotAnOrigin)?;
        let scheme = match security {
            Security::Tls => "imaps",
            Security::StartTls => "imap",
        };
        if port == 0 {
            return Err(NotAnOrigin);
        }
        Ok(Self { scheme, host, port })
    }

    /// How a stream to it comes to be encrypted; `None` for a web address.
    pub(crate) fn security(&self) -> Option<Security> {
        match self.scheme {
            "imaps" => Some(Security::Tls),
            "imap" => Some(Security::StartTls),
            _ => None,
        }
    }

    /// The host without brackets.
    pub(crate) fn host_name(&self) -> String {
        match &self.host {
            Host::Domain(name) => name.clone(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
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
            ("https", 443) | ("http", 80) | ("imaps", 993) | ("imap", 143) => Ok(()),
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
    fn a_mail_server_is_told_by_host_port_and_security() {
        let at_once = Origin::imap("IMAP.contoso.example", 993, Security::Tls).expect("a server");
        let upgraded = Origin::imap("imap.contoso.example", 143, Security::StartTls);
        let upgraded = upgraded.expect("a server");
        assert_eq!(at_once.to_string(), "imaps://imap.contoso.example");
        assert_eq!(upgraded.to_string(), "imap://imap.contoso.example");
        assert_ne!(at_once, upgraded);
        for address in ["imaps://imap.contoso.example", "imap://localhost"] {
            assert_eq!(Origin::parse(address), Err(NotAnOrigin), "no web address");
        }
        for host in ["", "a b", "imap.contoso.example:993", "user@host"] {
            assert!(Origin::imap(host, 993, Security::Tls).is_err(), "{host}");
        }
        assert!(Origin::imap("localhost", 0, Security::Tls).is_err());
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
