use activity::{Address, Domain, Instant};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most letters of a word in a rule.
const LONGEST: usize = 200;

/// What an employee narrows on their own connections; rules only ever take away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rules(Vec<Rule>);

/// One thing that an employee leaves out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// What is left out.
    pub exclusion: Exclusion,
    /// What it was called where the person chose it, such as a meeting's time; the exclusion alone would not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Since when.
    pub since: Instant,
}

/// What a rule leaves out. As text it is its kind, a colon and its value.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Exclusion {
    /// A person, in the form by which addresses compare.
    Person(String),
    /// A domain, with all below it.
    Domain(Domain),
    /// One meeting, by its key on this machine.
    Meeting(String),
    /// A meeting and all its occurrences, by its key on this machine.
    Series(String),
    /// Whatever has this word in its subject, in lower case.
    SubjectWord(String),
}

/// Why something cannot be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotARule {
    /// No such kind.
    #[error("a rule leaves out a person, a domain, a meeting, a series or a subject_word")]
    UnknownKind,
    /// The text is no plain address.
    #[error("a person is left out by a plain address, such as ada@acme.example")]
    NotAnAddress,
    /// The text is no domain.
    #[error("a domain is written as acme.example")]
    NotADomain,
    /// The text is not one word.
    #[error("a subject word is one word, of letters and digits")]
    NotAWord,
    /// The text names no meeting of this machine.
    #[error("a meeting is left out from its row")]
    NotAMeeting,
}

/// The kind of what a rule leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExclusionKind {
    /// A person.
    Person,
    /// A domain.
    Domain,
    /// One meeting.
    Meeting,
    /// A meeting with all its occurrences.
    Series,
    /// A word of subjects.
    SubjectWord,
}

impl Rules {
    /// The rules, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rule that leaves this out.
    pub fn find(&self, exclusion: &Exclusion) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.exclusion == *exclusion)
    }

    /// These rules and one more; the same ones if it is there already.
    #[must_use]
    pub fn with(&self, rule: Rule) -> Self {
        let mut rules = self.clone();
        if rules.find(&rule.exclusion).is_none() {
            rules.0.push(rule);
        }
        rules
    }

    /// These rules without one.
    #[must_use]
    pub fn without(&self, exclusion: &Exclusion) -> Self {
        let others = self.0.iter().filter(|rule| rule.exclusion != *exclusion);
        Self(others.cloned().collect())
    }

    /// Whether the employee left this person out.
    pub fn excludes(&self, address: &Address) -> bool {
        self.0.iter().any(|rule| match &rule.exclusion {
            Exclusion::Person(person) => *person == address.normal(),
            Exclusion::Domain(domain) => address.domain().is_within(domain),
            Exclusion::Meeting(_) | Exclusion::Series(_) | Exclusion::SubjectWord(_) => false,
        })
    }
}

impl FromIterator<Rule> for Rules {
    fn from_iter<T: IntoIterator<Item = Rule>>(rules: T) -> Self {
        let none = Self::default();
        rules.into_iter().fold(none, |rules, rule| rules.with(rule))
    }
}

impl ExclusionKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Person,
        Self::Domain,
        Self::Meeting,
        Self::Series,
        Self::SubjectWord,
    ];

    /// The kind's name on the command line and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Domain => "domain",
            Self::Meeting => "meeting",
            Self::Series => "series",
            Self::SubjectWord => "subject_word",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Exclusion {
    /// What a person wrote or chose, as a thing to leave out.
    pub fn new(kind: ExclusionKind, text: &str) -> Result<Self, NotARule> {
        let text = text.trim();
        match kind {
            ExclusionKind::Person => Address::parse(text)
                .map(|address| Self::Person(address.normal()))
                .ok_or(NotARule::NotAnAddress),
            ExclusionKind::Domain => {
                let domain = text.strip_prefix('@').unwrap_or(text);
                let domain = Domain::parse(domain).map_err(|_| NotARule::NotADomain)?;
                let is_plain =
                    |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
                let is_name =
                    domain.as_str().contains('.') && domain.as_str().chars().all(is_plain);
                is_name
                    .then_some(Self::Domain(domain))
                    .ok_or(NotARule::NotADomain)
            }
            ExclusionKind::Meeting => key(text).map(Self::Meeting),
            ExclusionKind::Series => key(text).map(Self::Series),
            ExclusionKind::SubjectWord => {
                let mut words = subject_words(text);
                match (words.next(), words.next()) {
                    (Some(word), None) if word == text.to_lowercase() => {
                        Ok(Self::SubjectWord(word))
                    }
                    _ => Err(NotARule::NotAWord),
                }
            }
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ExclusionKind {
        match self {
            Self::Person(_) => ExclusionKind::Person,
            Self::Domain(_) => ExclusionKind::Domain,
            Self::Meeting(_) => ExclusionKind::Meeting,
            Self::Series(_) => ExclusionKind::Series,
            Self::SubjectWord(_) => ExclusionKind::SubjectWord,
        }
    }

    /// Its value: the address, the domain, the word or the key.
    pub fn value(&self) -> &str {
        match self {
            Self::Domain(domain) => domain.as_str(),
            Self::Person(text)
            | Self::Meeting(text)
            | Self::Series(text)
            | Self::SubjectWord(text) => text,
        }
    }
}

/// The words of a subject by which a rule can take hold of it: letters and digits between anything else, in lower case.
pub fn subject_words(subject: &str) -> impl Iterator<Item = String> {
    subject
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.chars().take(LONGEST + 1).count() <= LONGEST)
        .map(str::to_lowercase)
}

fn key(text: &str) -> Result<String, NotARule> {
    let is_key = text.len() == 32 && text.chars().all(|digit| digit.is_ascii_hexdigit());
    is_key
        .then(|| text.to_ascii_lowercase())
        .ok_or(NotARule::NotAMeeting)
}

impl TryFrom<String> for Exclusion {
    type Error = NotARule;

    fn try_from(text: String) -> Result<Self, NotARule> {
        let (kind, value) = text.split_once(':').ok_or(NotARule::UnknownKind)?;
        let kind = ExclusionKind::from_name(kind).ok_or(NotARule::UnknownKind)?;
        Self::new(kind, value)
    }
}

impl From<Exclusion> for String {
    fn from(exclusion: Exclusion) -> Self {
        format!("{}:{}", exclusion.kind().name(), exclusion.value())
    }
}

impl fmt::Debug for Exclusion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Exclusion({})", self.kind().name())
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Rule({})", self.exclusion.kind().name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, NotARule> {
        Exclusion::try_from(text.to_owned()).map(String::from)
    }

    #[test]
    fn what_is_left_out_is_written_in_one_way() {
        assert_eq!(
            read("person: Ada@MÜNCHEN.example ").as_deref(),
            Ok("person:ada@xn--mnchen-3ya.example")
        );
        assert_eq!(
            read("domain:@ACME.example.").as_deref(),
            Ok("domain:acme.example")
        );
        assert_eq!(
            read("subject_word:Betriebsrat").as_deref(),
            Ok("subject_word:betriebsrat")
        );
        let key = "0A".repeat(16);
        assert_eq!(
            read(&format!("series:{key}")),
            Ok(format!("series:{}", key.to_lowercase()))
        );
    }

    #[test]
    fn what_is_no_rule_says_why() {
        for (text, why) in [
            ("ada@acme.example", NotARule::UnknownKind),
            ("everybody:x", NotARule::UnknownKind),
            ("person:acme.example", NotARule::NotAnAddress),
            ("domain:com", NotARule::NotADomain),
            ("domain:*.acme.example", NotARule::NotADomain),
            ("subject_word:two words", NotARule::NotAWord),
            ("subject_word:", NotARule::NotAWord),
            ("meeting:zz", NotARule::NotAMeeting),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }

    #[test]
    fn nothing_a_person_wrote_is_printed() {
        let rule = Rule {
            exclusion: Exclusion::new(ExclusionKind::Person, "ada@acme.example").unwrap(),
            label: Some("Ada".into()),
            since: Instant::parse("2026-11-22T10:00:00Z").unwrap(),
        };
        let rules = Rules::default().with(rule);
        assert_eq!(format!("{rules:?}"), "Rules([Rule(person)])");
    }
}
