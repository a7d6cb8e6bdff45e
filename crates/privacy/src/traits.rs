//! What of an item a rule of the employee can be about, as one-way names of this machine.

use crate::participants::each_once;
use crate::{Key, Keyer};
use activity::Address;
use consent::{Exclusion, Rules};
use std::collections::HashSet;

/// By what a rule can take hold of an item: enough to see whether one does, not enough to tell who or what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// The people it was with. One of them left out beside one who is not changes nothing (RULES 17).
    people: Vec<Person>,
    /// The meeting, its series, the words of its subject: any of them left out is enough.
    marks: Vec<Key>,
}

/// One person: their own name, then those of their domain and of all above it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Person(Vec<Key>);

/// An employee's rules as names of this machine.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    names: HashSet<Key>,
}

impl Traits {
    /// The traits of what was with these people; each counts once, however often and in whatever order they come.
    pub(crate) fn of_people(people: &[Address], keyer: &Keyer) -> Self {
        let mut people: Vec<Person> = people
            .iter()
            .map(|address| Person(keyer.person(address)))
            .collect();
        people.sort_unstable();
        people.dedup();
        Self {
            people,
            marks: Vec::new(),
        }
    }

    /// Every name by which a rule could take hold.
    pub fn names(&self) -> HashSet<Key> {
        let of_people = self.people.iter().flat_map(|person| &person.0);
        of_people.chain(&self.marks).copied().collect()
    }

    /// The form in which they are kept: the same for the same traits.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for list in std::iter::once(&self.marks).chain(self.people.iter().map(|person| &person.0)) {
            bytes.extend(u32::try_from(list.len()).unwrap_or(u32::MAX).to_be_bytes());
            for key in list {
                bytes.extend(key.bytes());
            }
        }
        bytes
    }

    /// Traits from the form in which they were kept.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let marks = list(&mut bytes)?;
        let mut people = Vec::new();
        while !bytes.is_empty() {
            people.push(Person(list(&mut bytes)?));
        }
        Some(Self { people, marks })
    }
}

impl Narrowing {
    /// Whether the rules leave out what has these traits.
    pub fn excludes(&self, traits: &Traits) -> bool {
        let is_left_out = |person: &Person| person.0.iter().any(|name| self.names.contains(name));
        traits.marks.iter().any(|mark| self.names.contains(mark))
            || (!traits.people.is_empty() && traits.people.iter().all(is_left_out))
    }

    /// Whether the rules take hold of anything in these traits, be it enough to leave it out or not.
    pub fn touches(&self, traits: &Traits) -> bool {
        traits.names().iter().any(|name| self.names.contains(name))
    }

    /// The names that only one of the two has: what has none of them is judged alike by both.
    pub fn difference(&self, other: &Self) -> Vec<Key> {
        self.names
            .symmetric_difference(&other.names)
            .copied()
            .collect()
    }
}

impl Keyer {
    /// The rules as names of this machine.
    pub fn narrowing(&self, rules: &Rules) -> Narrowing {
        let name = |exclusion: &Exclusion| match exclusion {
            Exclusion::Person(person) => Some(self.key("person", &[person])),
            Exclusion::Domain(domain) => Some(self.key("domain", &[domain.as_str()])),
            Exclusion::SubjectWord(word) => Some(self.key("word", &[word])),
            Exclusion::Meeting(key) | Exclusion::Series(key) => Key::from_hex(key),
        };
        Narrowing {
            names: rules
                .iter()
                .filter_map(|rule| name(&rule.exclusion))
                .collect(),
        }
    }

    fn person(&self, address: &Address) -> Vec<Key> {
        let mut names = vec![self.key("person", &[&address.normal()])];
        let mut domain = address.domain().as_str();
        loop {
            names.push(self.key("domain", &[domain]));
            let Some((_, above)) = domain.split_once('.') else {
                return names;
            };
            domain = above;
        }
    }
}

/// The people of some address fields, each once.
pub(crate) fn people<'a>(fields: impl IntoIterator<Item = &'a str>) -> Vec<Address> {
    each_once(fields.into_iter().map(|field| (Address::parse(field), ())))
        .into_iter()
        .filter_map(|(address, ())| address)
        .collect()
}

fn list(bytes: &mut &[u8]) -> Option<Vec<Key>> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (keys, rest) = rest.split_at_checked(length.checked_mul(16)?)?;
    *bytes = rest;
    let (keys, _) = keys.as_chunks::<16>();
    Some(keys.iter().map(|key| Key::from_bytes(*key)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use activity::Instant;
    use consent::Rule;

    fn keyer() -> Keyer {
        Keyer::new(&[7; 32])
    }

    fn traits(addresses: &[&str]) -> Traits {
        Traits::of_people(&people(addresses.iter().copied()), &keyer())
    }

    fn narrowing(rules: &[&str]) -> Narrowing {
        let rule = |text: &&str| Rule {
            exclusion: Exclusion::try_from((*text).to_owned()).unwrap(),
            label: None,
            since: Instant::parse("2026-11-22T10:00:00Z").unwrap(),
        };
        keyer().narrowing(&rules.iter().map(rule).collect())
    }

    #[test]
    fn a_rule_takes_hold_of_a_person_of_a_domain_and_of_all_below_it() {
        for (rule, expected) in [
            ("person:Buyer@mail.ACME.example", true),
            ("domain:mail.acme.example", true),
            ("domain:acme.example", true),
            ("domain:cme.example", false),
            ("domain:x.mail.acme.example", false),
            ("person:other@mail.acme.example", false),
            ("subject_word:acme", false),
        ] {
            let excluded = narrowing(&[rule]).excludes(&traits(&["buyer@mail.acme.example"]));
            assert_eq!(excluded, expected, "{rule}");
        }
    }

    #[test]
    fn somebody_left_out_beside_somebody_who_is_not_changes_nothing() {
        let both = traits(&["a@acme.example", "b@fabrikam.example"]);
        assert!(!narrowing(&["domain:acme.example"]).excludes(&both));
        assert!(narrowing(&["domain:acme.example", "person:b@fabrikam.example"]).excludes(&both));
        assert!(!narrowing(&["domain:acme.example"]).excludes(&Traits::default()));
    }

    #[test]
    fn the_same_people_have_the_same_traits_in_whatever_order_and_spelling() {
        let one = traits(&["b@acme.example", "A@acme.example", "no address"]);
        let other = traits(&["a@acme.example", "B@ACME.example", "a@acme.example"]);
        assert_eq!(one.to_bytes(), other.to_bytes());
        assert_eq!(Traits::from_bytes(&one.to_bytes()), Some(one));
    }

    #[test]
    fn what_was_kept_in_no_form_of_ours_is_refused() {
        let bytes = traits(&["a@acme.example"]).to_bytes();
        assert_eq!(Traits::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Traits::from_bytes(&[255; 6]), None);
        assert_eq!(Traits::from_bytes(&[]), None);
    }

    #[test]
    fn another_machine_has_other_names() {
        let elsewhere = Traits::of_people(&people(["a@acme.example"]), &Keyer::new(&[8; 32]));
        assert!(!narrowing(&["person:a@acme.example"]).excludes(&elsewhere));
    }
}
