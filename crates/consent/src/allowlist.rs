use activity::{Address, Domain};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;

/// The external domains whose people may produce activities; empty by default, so that nothing does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Allowlist {
    entries: Vec<Entry>,
    /// The same by name: every participant of every item is looked up.
    exact: HashSet<String>,
    below: HashSet<String>,
}

/// One entry: a domain itself, or `*.domain` for everything below it but not itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Entry {
    /// Exactly this domain.
    Exact(Domain),
    /// Every domain below this one, at any depth.
    Below(Domain),
}

/// Why a text cannot be an allowlist entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Nothing was entered.
    #[error("nothing was entered")]
    Empty,
    /// A mail address was entered.
    #[error("this is a mail address; enter the domain after the @")]
    Address,
    /// A web address was entered.
    #[error("this is a web address; enter only the domain")]
    Url,
    /// A lone `*` would admit everybody.
    #[error("a lone * would admit everybody")]
    Everybody,
    /// A `*` stands somewhere else than as the first label.
    #[error("a * may stand only as the first label, as in *.acme.example")]
    MisplacedWildcard,
    /// The text is not a domain name.
    #[error("this is not a domain name")]
    NotADomain,
    /// A public suffix, or a wildcard directly over one, would admit unrelated organisations.
    #[error("this is a public suffix, shared by unrelated organisations")]
    PublicSuffix,
    /// The domain is one of the tenant's own, which are always excluded.
    #[error("this is one of the organisation's own domains, which are always excluded")]
    Internal,
}

impl Entry {
    /// Reads an entry as an admin types it.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        if text == "*" || text == "*." {
            return Err(Refusal::Everybody);
        }
        if text.contains("://") || text.contains('/') || text.contains('?') {
            return Err(Refusal::Url);
        }
        if text.contains('@') {
            return Err(Refusal::Address);
        }
        let (below, name) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if name.contains('*') {
            return Err(Refusal::MisplacedWildcard);
        }
        let domain = Domain::parse(name).map_err(|_| Refusal::NotADomain)?;
        if !is_host_name(&domain) {
            return Err(Refusal::NotADomain);
        }
        if is_public_suffix(&domain) {
            return Err(Refusal::PublicSuffix);
        }
        Ok(if below {
            Self::Below(domain)
        } else {
            Self::Exact(domain)
        })
    }

    /// Whether a person at `domain` is admitted by this entry.
    pub fn admits(&self, domain: &Domain) -> bool {
        match self {
            Self::Exact(exact) => domain == exact,
            Self::Below(parent) => domain.is_below(parent),
        }
    }

    /// The domain that the entry names.
    pub fn domain(&self) -> &Domain {
        match self {
            Self::Exact(domain) | Self::Below(domain) => domain,
        }
    }
}

/// Letters, digits and inner hyphens only, and not a number (an IP address) at the end.
fn is_host_name(domain: &Domain) -> bool {
    let plain = |label: &str| {
        label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.as_str().rsplit('.').next().unwrap_or_default();
    domain.as_str().split('.').all(plain) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the public suffix list (or the list's default rule, for an unknown top level) has this very name.
fn is_public_suffix(domain: &Domain) -> bool {
    psl::suffix_str(domain.as_str()).is_none_or(|suffix| suffix == domain.as_str())
}

impl Allowlist {
    /// Takes entries, without doubles, in the order given.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut list = Self::default();
        for entry in entries {
            let name = entry.domain().to_string();
            let is_new = match &entry {
                Entry::Exact(_) => list.exact.insert(name),
                Entry::Below(_) => list.below.insert(name),
            };
            if is_new {
                list.entries.push(entry);
            }
        }
        list
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether nobody is admitted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the list admits the address; the organisation's own domains are for the policy to exclude.
    pub fn admits(&self, address: &Address) -> bool {
        self.admits_domain(address.domain())
    }

    /// Whether the list admits everybody at the domain.
    pub fn admits_domain(&self, domain: &Domain) -> bool {
        self.exact.contains(domain.as_str()) || domain.above().any(|name| self.below.contains(name))
    }
}

impl From<Vec<Entry>> for Allowlist {
    fn from(entries: Vec<Entry>) -> Self {
        Self::new(entries)
    }
}

impl From<Allowlist> for Vec<Entry> {
    fn from(list: Allowlist) -> Self {
        list.entries
    }
}

impl TryFrom<String> for Entry {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Entry> for String {
    fn from(entry: Entry) -> Self {
        entry.to_string()
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(domain) => write!(formatter, "{domain}"),
            Self::Below(domain) => write!(formatter, "*.{domain}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(entry: &str, domain: &str) -> bool {
        Entry::parse(entry)
            .unwrap()
            .admits(&Domain::parse(domain).unwrap())
    }

    #[test]
    fn a_domain_admits_itself_only() {
        assert!(admits("ACME.example ", "acme.example"));
        assert!(!admits("acme.example", "mail.acme.example"));
        assert!(!admits("acme.example", "evilacme.example"));
        assert!(admits("münchen.example", "xn--mnchen-3ya.example"));
    }

    #[test]
    fn a_wildcard_admits_what_is_below_and_not_the_apex() {
        assert!(admits("*.partner.example", "a.b.partner.example"));
        assert!(!admits("*.partner.example", "partner.example"));
    }

    #[test]
    fn a_list_admits_what_one_of_its_entries_admits_and_holds_each_once() {
        let entries = ["acme.example", "*.partner.example", "ACME.example"];
        let list = Allowlist::new(entries.iter().map(|entry| Entry::parse(entry).unwrap()));
        assert_eq!(list.entries().len(), 2);
        for name in [
            "acme.example",
            "mail.acme.example",
            "partner.example",
            "a.b.partner.example",
            "xpartner.example",
        ] {
            let domain = Domain::parse(name).unwrap();
            let one = list.entries().iter().any(|entry| entry.admits(&domain));
            assert_eq!(list.admits_domain(&domain), one, "{name}");
        }
    }

    #[test]
    fn what_would_admit_strangers_is_refused_with_the_reason() {
        let refused = [
            ("", Refusal::Empty),
            ("*", Refusal::Everybody),
            ("com", Refusal::PublicSuffix),
            ("*.com", Refusal::PublicSuffix),
            ("co.uk", Refusal::PublicSuffix),
            ("*.co.uk", Refusal::PublicSuffix),
            ("example", Refusal::PublicSuffix),
            ("buyer@acme.example", Refusal::Address),
            ("https://acme.example/", Refusal::Url),
            ("acme.example/path", Refusal::Url),
            ("a.*.example", Refusal::MisplacedWildcard),
            ("*acme.example", Refusal::MisplacedWildcard),
            ("*.*.example", Refusal::MisplacedWildcard),
            ("192.0.2.1", Refusal::NotADomain),
            ("acme example", Refusal::NotADomain),
            ("acme..example", Refusal::NotADomain),
            ("-acme.example", Refusal::NotADomain),
        ];
        for (text, reason) in refused {
            assert_eq!(Entry::parse(text), Err(reason), "{text}");
        }
    }
}
