use crate::Domain;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The longest address that is read; RFC 5321 allows 254.
const LONGEST: usize = 320;

/// A plain `local@domain` mail address: trimmed and lower-cased, otherwise as written (RULES 1–3).
///
/// Two addresses are equal when they normalise alike: the same local part at the same A-label domain, whichever spelling
/// of the domain each was written in.
#[derive(Clone)]
pub struct Address {
    text: String,
    at: usize,
    domain: Domain,
}

impl Address {
    /// Reads an address; `None` for everything that has no plain `local@domain` (legacy Exchange DNs, `X500:`, `IMCEAEX-…`,
    /// domain literals, display-name forms, several unquoted `@`).
    pub fn parse(raw: &str) -> Option<Self> {
        let trimmed = raw.trim();
        if trimmed.is_empty() || trimmed.len() > LONGEST {
            return None;
        }
        let text = trimmed.to_lowercase();
        let at = sole_unquoted_at(&text)?;
        let (local, host) = text.split_at(at);
        if !is_plain_local(local) {
            return None;
        }
        let domain = Domain::parse(host.strip_prefix('@')?).ok()?;
        Some(Self { text, at, domain })
    }

    /// The address as it is shown and sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The domain in its A-label form.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// The form by which two spellings of one address compare equal.
    pub fn normal(&self) -> String {
        format!("{}@{}", self.local(), self.domain)
    }

    fn local(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }
}

/// The byte position of the `@`, if exactly one stands outside double quotes.
fn sole_unquoted_at(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    let mut found = None;
    for (position, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '@' if !quoted && found.is_some() => return None,
            '@' if !quoted => found = Some(position),
            _ => {}
        }
    }
    if quoted { None } else { found }
}

fn is_plain_local(local: &str) -> bool {
    if local.starts_with("imceaex-") {
        return false;
    }
    if let Some(inner) = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return !inner.is_empty() && !inner.chars().any(char::is_control);
    }
    !local.is_empty()
        && !local.chars().any(|character| {
            character.is_whitespace()
                || character.is_control()
                || r#"()<>[]:;,\""#.contains(character)
        })
        && !local.starts_with('/')
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.local() == other.local() && self.domain == other.domain
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.local().hash(state);
        self.domain.hash(state);
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_trimmed_and_lower_cased_and_otherwise_as_written() {
        let address = Address::parse("\u{a0} Ada.Lovelace+Q4@MÜNCHEN.Example\t").expect("plain");
        assert_eq!(address.as_str(), "ada.lovelace+q4@münchen.example");
        assert_eq!(address.domain().as_str(), "xn--mnchen-3ya.example");
    }

    #[test]
    fn two_spellings_that_normalise_alike_are_one_person() {
        assert_eq!(
            Address::parse("A@münchen.example"),
            Address::parse("a@XN--mnchen-3ya.example.")
        );
        assert_ne!(
            Address::parse("a+b@acme.example"),
            Address::parse("a@acme.example")
        );
    }

    #[test]
    fn what_has_no_plain_local_and_domain_never_passes() {
        let refused = [
            "",
            "  ",
            "acme.example",
            "@acme.example",
            "a@",
            "a@b@acme.example",
            "a@[192.0.2.7]",
            "Ada <ada@acme.example>",
            "<ada@acme.example>",
            "X500:/o=ExchangeLabs/cn=ada@acme.example",
            "/O=EXCHANGELABS/OU=EXCHANGE/CN=ADA",
            "/o=x/cn=ada@acme.example",
            "IMCEAEX-_O=EXCHANGE_CN=ADA@contoso.example",
            "mailto:ada@acme.example",
            "ada lovelace@acme.example",
            "\"unclosed@acme.example",
            "a@acme.example, b@acme.example",
        ];
        for raw in refused {
            assert_eq!(Address::parse(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_quoted_at_sign_does_not_count() {
        let address = Address::parse("\"ada@home\"@acme.example").expect("plain");
        assert_eq!(address.domain().as_str(), "acme.example");
    }

    #[test]
    fn a_guest_goes_by_the_literal_domain() {
        let guest = Address::parse("buyer_acme.example#EXT#@contoso.example").expect("plain");
        assert_eq!(guest.domain().as_str(), "contoso.example");
    }

    proptest! {
        #[test]
        fn parsing_is_idempotent_and_never_panics(raw in "\\PC{0,60}") {
            if let Some(once) = Address::parse(&raw) {
                let twice = Address::parse(once.as_str()).expect("still plain");
                prop_assert_eq!(once.as_str(), twice.as_str());
            }
        }
    }
}
