//! `$search` over messages: words that have to be there, some of them in a named property.

use crate::world::address::Address;
use crate::world::message::Message;

/// A search: a message is found when all terms of one alternative are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Search(Vec<Vec<Term>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    property: Option<String>,
    word: String,
}

impl Search {
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim().trim_matches('"').replace("\\\"", "\"");
        let alternatives = text.split(" OR ").map(|alternative| {
            let words = alternative
                .split_whitespace()
                .filter(|word| *word != "AND")
                .map(|word| word.trim_matches(['"', '(', ')']).to_lowercase());
            let terms = words.filter(|word| !word.is_empty()).map(|word| {
                let (property, word) = match word.split_once(':') {
                    Some((property, word)) => (Some(property.to_owned()), word.to_owned()),
                    None => (None, word),
                };
                Term { property, word }
            });
            terms.collect()
        });
        Self(alternatives.collect())
    }

    pub(crate) fn finds(&self, message: &Message) -> bool {
        self.0
            .iter()
            .any(|terms| terms.iter().all(|term| term.finds(message)))
    }
}

impl Term {
    fn finds(&self, message: &Message) -> bool {
        let senders = || message.from.iter().chain(&message.sender);
        let hidden = || message.bcc.iter();
        match self.property.as_deref() {
            Some("subject") => self.within(message.subject.as_deref()),
            Some("from") => self.among(senders()),
            Some("to") => self.among(&message.to),
            Some("cc") => self.among(&message.cc),
            Some("bcc") => self.among(hidden()),
            Some("recipients") => self.among(message.to.iter().chain(&message.cc).chain(hidden())),
            Some("participants") => self.anyone(message),
            Some("hasattachments") => (self.word == "true") == message.has_attachments,
            Some("body") => self.within(Some(&message.body_canary())),
            Some(_) => false,
            None => {
                self.within(message.subject.as_deref())
                    || self.anyone(message)
                    || self.within(Some(&message.body_canary()))
            }
        }
    }

    fn anyone(&self, message: &Message) -> bool {
        let senders = message.from.iter().chain(&message.sender);
        let others = message.to.iter().chain(&message.cc).chain(&message.bcc);
        self.among(senders.chain(others))
    }

    fn among<'a>(&self, addresses: impl IntoIterator<Item = &'a Address>) -> bool {
        addresses
            .into_iter()
            .any(|one| self.within(one.name.as_deref()) || self.within(one.address.as_deref()))
    }

    fn within(&self, text: Option<&str>) -> bool {
        text.is_some_and(|text| text.to_lowercase().contains(&self.word))
    }
}
