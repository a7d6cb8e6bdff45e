use serde::{Deserialize, Serialize};
use std::fmt;

/// An internet domain as UTS 46 (non-transitional) A-labels, lower case, without a root dot.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// The text is not a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a domain name")]
pub struct NotADomain;

impl Domain {
    /// Reads a domain in any spelling: Unicode or A-labels, any case, with or without the root dot.
    pub fn parse(text: &str) -> Result<Self, NotADomain> {
        let text = text.trim();
        let ascii = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::URL)
            .map_err(|_| NotADomain)?;
        let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
        if ascii.is_empty()
            || ascii.len() > 253
            || ascii
                .split('.')
                .any(|label| label.is_empty() || label.len() > 63)
        {
            return Err(NotADomain);
        }
        Ok(Self(ascii.to_owned()))
    }

    /// The A-label form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that a person reads: Unicode where the A-labels spell it.
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.0).0
    }

    /// The names above this one, the nearest first.
    pub fn above(&self) -> impl Iterator<Item = &str> {
        let dots = self.0.match_indices('.');
        dots.filter_map(|(dot, _)| self.0.get(dot + 1..))
    }

    /// Whether this domain is `parent` itself or lies anywhere below it.
    pub fn is_within(&self, parent: &Domain) -> bool {
        self == parent || self.is_below(parent)
    }

    /// Whether this domain lies strictly below `parent`, at any depth.
    pub fn is_below(&self, parent: &Domain) -> bool {
        self.0
            .strip_suffix(parent.as_str())
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
    }
}

impl TryFrom<String> for Domain {
    type Error = NotADomain;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> Self {
        domain.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Domain(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn domain(text: &str) -> Domain {
        Domain::parse(text).expect("a domain")
    }

    #[test]
    fn a_person_reads_unicode_and_the_names_above_come_nearest_first() {
        assert_eq!(
            domain("xn--mnchen-3ya.example").unicode(),
            "münchen.example"
        );
        assert_eq!(domain("acme.example").unicode(), "acme.example");
        let deep = domain("a.b.acme.example");
        let above: Vec<&str> = deep.above().collect();
        assert_eq!(above, ["b.acme.example", "acme.example", "example"]);
    }

    #[test]
    fn spellings_of_one_domain_are_one_domain() {
        assert_eq!(domain("MÜNCHEN.example."), domain("xn--mnchen-3ya.example"));
        assert_eq!(
            domain("faß.example").as_str(),
            "xn--fa-hia.example",
            "non-transitional"
        );
        assert_eq!(domain("Ａcme.example"), domain("acme.example"));
    }

    #[test]
    fn below_means_a_whole_label_below() {
        assert!(domain("a.b.acme.example").is_below(&domain("acme.example")));
        assert!(!domain("evilacme.example").is_below(&domain("acme.example")));
        assert!(!domain("acme.example").is_below(&domain("acme.example")));
        assert!(domain("acme.example").is_within(&domain("acme.example")));
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for text in [
            "",
            ".",
            "a..b",
            "[192.0.2.1]",
            "a b.example",
            "x@y.example",
            "a<b.example",
            &"a".repeat(64),
        ] {
            assert_eq!(Domain::parse(text), Err(NotADomain), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_is_idempotent(text in "\\PC{0,40}") {
            if let Ok(once) = Domain::parse(&text) {
                prop_assert_eq!(Domain::parse(once.as_str()), Ok(once.clone()));
            }
        }
    }
}
