//! A message that the person sends from their own mail program.

use crate::companion::Companion;
use url::form_urlencoded::byte_serialize;

impl Companion {
    /// Opens the mail program with a message, and says whether one was started. The person chooses who gets it.
    pub(super) fn compose(&self, subject: &str, body: &str) -> bool {
        self.shell.open_page(&mail_link(subject, body))
    }
}

/// The message as a `mailto:` link (RFC 6068), in which a space is not a plus.
fn mail_link(subject: &str, body: &str) -> String {
    let encoded = |text: &str| -> String {
        let lines = text.replace('\n', "\r\n");
        byte_serialize(lines.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    format!(
        "mailto:?subject={}&body={}",
        encoded(subject),
        encoded(body)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_way_into_the_mail_program() {
        let link = mail_link(
            "Please & thanks",
            "Größe 1+1\nhttps://login.example/?a=b&c=d#e",
        );
        let read = url::Url::parse(&link).unwrap();
        let pairs: Vec<(String, String)> = read
            .query_pairs()
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        assert_eq!(pairs[0].1, "Please & thanks");
        assert_eq!(pairs[1].1, "Größe 1+1\r\nhttps://login.example/?a=b&c=d#e");
        assert_eq!((read.path(), read.fragment()), ("", None));
        assert!(!link.contains('+'));
    }
}
