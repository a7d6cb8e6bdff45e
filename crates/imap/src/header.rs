use activity::Instant;
use mail_parser::{Address, HeaderValue, MessageParser};

/// What of a mail's header counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) message_id: Option<String>,
    pub(crate) sent: Option<Instant>,
    pub(crate) from: Option<String>,
    pub(crate) sender: Option<String>,
    pub(crate) to: Vec<String>,
    pub(crate) cc: Vec<String>,
    pub(crate) subject: Option<String>,
}

impl Header {
    /// Reads the few header fields that were asked for.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let Some(message) = MessageParser::new().parse_headers(bytes) else {
            return Self::default();
        };
        let sent = message.date().filter(|date| date.is_valid());
        Self {
            // As it is written, since other sources tell it so.
            message_id: message
                .header_raw("Message-ID")
                .map(|raw| raw.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|id| !id.is_empty()),
            sent: sent
                .and_then(|date| date.to_timestamp().checked_mul(1_000))
                .and_then(|milliseconds| Instant::from_milliseconds(milliseconds).ok()),
            from: message.from().and_then(address),
            sender: message.header("Sender").and_then(|value| match value {
                HeaderValue::Address(list) => address(list),
                _ => None,
            }),
            to: message.to().map(addresses).unwrap_or_default(),
            cc: message.cc().map(addresses).unwrap_or_default(),
            subject: message.subject().map(str::to_owned),
        }
    }
}

fn address(list: &Address<'_>) -> Option<String> {
    list.iter()
        .find_map(|one| one.address.as_deref())
        .map(str::to_owned)
}

fn addresses(list: &Address<'_>) -> Vec<String> {
    list.iter()
        .filter_map(|one| one.address.as_deref())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_read_however_they_are_folded() {
        let header = Header::read(
            b"Date: Thu, 12 Nov 2026 11:00:00 +0100 (CET)\r\nFrom: \"Lovelace, Ada\" <Ada@Contoso.example>\r\n\
              Sender: =?utf-8?q?B=C3=BCro?= <office@contoso.example>\r\nTo: \"Buyer, A.\" <buyer@acme.example>,\r\n friends: b@acme.example,\r\n c@acme.example;\r\nCc: d@acme.example\r\nSubject: =?utf-8?q?B=C3=BCro?=\r\n und Rat\r\nMessage-ID:\r\n <a.b@contoso.example>\r\n\r\n",
        );
        assert_eq!(
            header,
            Header {
                message_id: Some("<a.b@contoso.example>".to_owned()),
                sent: Instant::parse("2026-11-12T10:00:00Z").ok(),
                from: Some("Ada@Contoso.example".to_owned()),
                sender: Some("office@contoso.example".to_owned()),
                to: ["buyer", "b", "c"]
                    .map(|name| format!("{name}@acme.example"))
                    .to_vec(),
                cc: vec!["d@acme.example".to_owned()],
                subject: Some("Büro und Rat".to_owned()),
            }
        );
    }

    #[test]
    fn what_is_missing_or_broken_is_absent() {
        for bytes in [
            &b""[..],
            b"\r\n",
            b"Date: soon\r\nFrom: nobody\r\n\r\n",
            b"\xff\xfe\r\n\r\n",
        ] {
            let header = Header::read(bytes);
            assert_eq!(
                (header.message_id, header.sent, header.sender),
                (None, None, None)
            );
        }
    }
}
