//! What is opened outside the window: a message in the person's own mail program, a page of Microsoft's.

use crate::companion::Companion;
use crate::view::{OpenedPage, Road};
use url::form_urlencoded::byte_serialize;

/// Where an employee sees the apps that they gave permissions to.
const MY_APPS: &str = "https://myapps.microsoft.com/";

/// Where an administrator sees those of the organisation.
const ENTERPRISE_APPS: &str =
    "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade";

impl Companion {
    /// Opens the mail program with a message, and says whether one was started. The person chooses who gets it.
    pub(super) fn compose(&self, subject: &str, body: &str) -> bool {
        self.shell.open_page(&mail_link(subject, body))
    }

    /// Opens the page on which a person, or for an organisation its administrator, takes the permissions away.
    pub(super) fn show_permissions(&self, road: Road) -> OpenedPage {
        let link = match road {
            Road::Organisation => ENTERPRISE_APPS,
            Road::EmployeeGraph | Road::EmployeeImap => MY_APPS,
        };
        OpenedPage {
            link: link.to_owned(),
            browser_opened: self.shell.open_page(link),
        }
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
