use activity::Address;
use egress::{NotAnOrigin, Origin, Security};
use serde::{Deserialize, Serialize};

/// Domains of addresses, the server of each, its port and how the stream is encrypted.
const KNOWN: &str = include_str!("servers.txt");

/// Where a mailbox is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// The host's name.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the stream comes to be encrypted; it always is.
    #[serde(with = "security")]
    pub security: Security,
}

impl Server {
    /// Exchange Online, which takes no passwords.
    pub const EXCHANGE_ONLINE: &str = "outlook.office365.com";

    /// A server on the usual port: 993, encrypted from the first byte on.
    pub fn at(host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port: 993,
            security: Security::Tls,
        }
    }

    /// The server of a common provider, told by the domain of an address.
    pub fn known_for(address: &str) -> Option<Self> {
        let address = Address::parse(address)?;
        let domain = address.domain().as_str();
        KNOWN
            .lines()
            .filter(|line| !line.starts_with('#'))
            .find_map(|line| {
                let mut words = line.split_whitespace();
                (words.next() == Some(domain)).then_some(())?;
                Some(Self::at(words.next()?))
            })
    }

    /// Whether it is Exchange Online.
    pub fn is_exchange_online(&self) -> bool {
        self.host.eq_ignore_ascii_case(Self::EXCHANGE_ONLINE)
    }

    /// The origin that [`egress::Egress::allow`] needs.
    pub fn origin(&self) -> Result<Origin, NotAnOrigin> {
        Origin::imap(&self.host, self.port, self.security)
    }
}

mod security {
    use super::Security;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
    pub(super) fn serialize<S: Serializer>(
        security: &Security,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match security {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
        })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Security, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "tls" => Ok(Security::Tls),
            "starttls" => Ok(Security::StartTls),
            _ => Err(D::Error::custom("neither `tls` nor `starttls`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_providers_are_known_and_nobody_else() {
        let known = Server::known_for(&["Ada", "GMail.com"].join("@")).expect("known");
        assert_eq!(known, Server::at("imap.gmail.com"));
        let microsoft = Server::known_for("ada@contoso.onmicrosoft.com");
        assert_eq!(microsoft, None, "the domains of tenants are not listed");
        assert_eq!(Server::known_for("ada@contoso.example"), None);
        assert_eq!(Server::known_for("gmail.com"), None);
    }

    #[test]
    fn every_line_of_the_table_is_a_domain_and_a_host() {
        for line in KNOWN.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words.len(), 2, "{line}");
            assert!(
                Server::known_for(&format!("ada@{}", words[0])).is_some(),
                "{line}"
            );
            assert!(Server::at(words[1]).origin().is_ok(), "{line}");
        }
    }
}
