/// What a person looks for: the beginnings of words, and whole addresses.
pub(crate) struct Sought {
    /// The words as the index takes them.
    pub(crate) words: String,
    /// Of an address only its first part is looked up: nearly every row has the words of a domain, and to find those that have
    /// both takes as long as there are rows. The rest is compared with what was found.
    addresses: Vec<String>,
}

impl Sought {
    /// What a text asks for; `None` where it asks for nothing.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut words = Vec::new();
        let mut addresses = Vec::new();
        for piece in text.split_whitespace() {
            let looked_up = match piece.split_once('@') {
                Some((local, _)) if local.contains(char::is_alphanumeric) => {
                    addresses.push(piece.to_lowercase());
                    local
                }
                _ => piece,
            };
            let parts = looked_up.split(|letter: char| !letter.is_alphanumeric());
            words.extend(
                parts
                    .filter(|word| !word.is_empty())
                    .map(|word| format!("\"{word}\" *")),
            );
        }
        (!words.is_empty()).then(|| Self {
            words: words.join(" "),
            addresses,
        })
    }

    /// Whether all of the addresses are in an activity's bytes, in which they are written small.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        self.addresses.iter().all(|address| {
            let sought = address.as_bytes();
            bytes.windows(sought.len()).any(|part| part == sought)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_the_first_part_is_looked_up_and_the_whole_compared() {
        let sought = Sought::of("offer Ada.Wood@acme.ex").unwrap();
        assert_eq!(sought.words, "\"offer\" * \"Ada\" * \"Wood\" *");
        assert!(sought.is_in(br#"{"personExternalId":"ada.wood@acme.example"}"#));
        assert!(!sought.is_in(br#"{"personExternalId":"ada.wood@fabrikam.example"}"#));
    }

    #[test]
    fn a_domain_alone_is_looked_up_by_its_words() {
        let sought = Sought::of("@acme.example").unwrap();
        assert_eq!(sought.words, "\"acme\" * \"example\" *");
        assert!(sought.is_in(b""));
        assert!(Sought::of(" @ ").is_none());
    }
}
