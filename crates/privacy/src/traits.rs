//! What of an item a rule of the employee can be about, as one-way names of this machine.

use crate::participants::{each_once, trimmed};
use crate::{Key, Keyer};
use activity::{Address, Instant};
use consent::{Exclusion, MayRead, Rules, subject_words};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::fmt;

/// By what a rule can take hold of an item: enough to see whether one does, not enough to tell who or what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// The people it was with. One of them left out beside one who is not changes nothing (RULES 17).
    people: Vec<Person>,
    /// The words of its subject; of a meeting also itself, its series and everybody in it: any of them left out is enough.
    marks: Vec<Key>,
}

/// Whom and what an item is about, in plain words: for the person to look at in a preview, whose memory is gone with it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plain {
    /// The addresses of the people it was with.
    pub with: Vec<String>,
    /// Its subject.
    pub subject: Option<String>,
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
    /// The traits of a mail with these people and this subject; each counts once, however often and in whatever order.
    pub(crate) fn of_mail(people: &[Address], subject: Option<&str>, keyer: &Keyer) -> Self {
        let mut people: Vec<Person> = people
            .iter()
            .map(|address| Person(keyer.person(address)))
            .collect();
        people.sort_unstable();
        people.dedup();
        Self {
            people,
            marks: each_once_sorted(keyer.words(subject)),
        }
    }

    /// The traits of a meeting. A transcript has everybody's turns in it, so anybody left out leaves the meeting out.
    pub(crate) fn of_meeting<'a>(
        own_names: impl IntoIterator<Item = Key>,
        people: impl IntoIterator<Item = &'a Address>,
        subject: Option<&str>,
        keyer: &Keyer,
    ) -> Self {
        let people = people.into_iter().flat_map(|person| keyer.person(person));
        let marks = people.chain(keyer.words(subject)).chain(own_names);
        Self {
            people: Vec::new(),
            marks: each_once_sorted(marks),
        }
    }

    /// These traits and one more name by which a rule could take hold.
    #[must_use]
    pub fn and(&self, name: Key) -> Self {
        let marks = self.marks.iter().copied().chain([name]);
        Self {
            people: self.people.clone(),
            marks: each_once_sorted(marks),
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
        let names = rules.iter().filter_map(|rule| self.rule(&rule.exclusion));
        Narrowing {
            names: names.collect(),
        }
    }

    /// The name of this machine by which a rule takes hold.
    pub fn rule(&self, exclusion: &Exclusion) -> Option<Key> {
        match exclusion {
            Exclusion::Person(person) => Some(self.key("person", &[person])),
            Exclusion::Domain(domain) => Some(self.key("domain", &[domain.as_str()])),
            Exclusion::SubjectWord(word) => Some(self.key("word", &[word])),
            Exclusion::Meeting(key) | Exclusion::Series(key) => Key::from_hex(key),
        }
    }

    /// The name of one occurrence of a series: by when it was first to begin.
    pub fn occurrence(&self, series: Key, start: Instant) -> Key {
        self.key("occurrence", &[&series.to_hex(), &start.to_string()])
    }

    fn words(&self, subject: Option<&str>) -> impl Iterator<Item = Key> {
        let words = subject.into_iter().flat_map(subject_words);
        words.map(|word| self.key("word", &[&word]))
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

impl Plain {
    /// What may be said in plain words under this proof: nothing but in a preview.
    pub(crate) fn under<'a>(
        proof: &impl MayRead,
        people: impl IntoIterator<Item = &'a Address>,
        subject: Option<&str>,
    ) -> Option<Self> {
        proof.is_glimpse().then(|| Self {
            with: people
                .into_iter()
                .map(|address| address.as_str().to_owned())
                .collect(),
            subject: trimmed(subject),
        })
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Plain(…)")
    }
}

fn each_once_sorted(names: impl Iterator<Item = Key>) -> Vec<Key> {
    names.collect::<BTreeSet<Key>>().into_iter().collect()
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
    use consent::Rule;

    fn instant(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn keyer() -> Keyer {
        Keyer::new(&[7; 32])
    }

    fn traits(addresses: &[&str]) -> Traits {
        about(addresses, None)
    }

    fn about(addresses: &[&str], subject: Option<&str>) -> Traits {
        Traits::of_mail(&people(addresses.iter().copied()), subject, &keyer())
    }

    fn narrowing(rules: &[&str]) -> Narrowing {
        let rule = |text: &&str| Rule {
            exclusion: Exclusion::try_from((*text).to_owned()).unwrap(),
            label: None,
            since: instant("2026-11-22T10:00:00Z"),
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
    fn one_word_of_a_subject_is_enough_whoever_is_in_it() {
        let mail = about(&["a@acme.example"], Some("Re: Überstunden/Betriebsrat, Q3"));
        for (word, expected) in [
            ("betriebsrat", true),
            ("ÜBERSTUNDEN", true),
            ("q3", true),
            ("rat", false),
            ("acme", false),
        ] {
            let rule = format!("subject_word:{word}");
            assert_eq!(narrowing(&[&rule]).excludes(&mail), expected, "{word}");
        }
        let nobody = about(&[], Some("Betriebsrat"));
        assert!(narrowing(&["subject_word:betriebsrat"]).excludes(&nobody));
    }

    #[test]
    fn a_meeting_is_left_out_by_itself_its_series_or_anybody_in_it() {
        let (series, start) = (Key::from_bytes([7; 16]), instant("2026-11-12T10:00:00Z"));
        let occurrence = keyer().occurrence(series, start);
        let next = keyer().occurrence(series, instant("2026-11-19T10:00:00Z"));
        let people = people(["a@acme.example", "b@fabrikam.example"]);
        let meeting = Traits::of_meeting([series], &people, Some("Review"), &keyer());
        let one = meeting.and(occurrence);
        let by = |rule: &str| narrowing(&[rule]).excludes(&one);
        let named = |kind: &str, key: Key| format!("{kind}:{}", key.to_hex());
        assert!(by(&named("series", series)));
        assert!(by(&named("meeting", occurrence)));
        assert!(!by(&named("meeting", next)), "another occurrence");
        assert!(by("person:a@acme.example"));
        assert!(by("domain:fabrikam.example"));
        assert!(by("subject_word:review"));
        assert!(!by("person:c@acme.example"));
        assert_eq!(Traits::from_bytes(&one.to_bytes()), Some(one));
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
        let other = Keyer::new(&[8; 32]);
        let elsewhere = Traits::of_mail(&people(["a@acme.example"]), None, &other);
        assert!(!narrowing(&["person:a@acme.example"]).excludes(&elsewhere));
    }
}
