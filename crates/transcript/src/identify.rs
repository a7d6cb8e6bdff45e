//! Which speaker is the employee: by the names in the directory, and by the person's word where that is unclear.

use crate::transcript::{Speaker, Transcript};
use icu_normalizer::ComposingNormalizerBorrowed;

/// What Teams and others put behind the names of people from elsewhere. Anybody may choose the name before it.
const OUTSIDERS: [&str; 10] = [
    "guest",
    "external",
    "unverified",
    "gast",
    "extern",
    "nicht überprüft",
    "nicht verifiziert",
    "unknown user",
    "anonymous",
    "anonym",
];

/// Whether a name says that whoever bears it is from elsewhere. Teams does not mark everybody who is.
pub(crate) fn is_outsider(name: &str) -> bool {
    let name = ComposingNormalizerBorrowed::new_nfkc().normalize(name);
    let name = name.to_lowercase();
    let name = name.trim_end_matches([')', ']']).trim_end();
    OUTSIDERS.iter().any(|word| {
        let before = name.strip_suffix(word).map(str::trim_end);
        before.is_some_and(|before| before.ends_with(['(', '[', '-', '–', '|', '/']))
    })
}

/// The speakers who are the employee. Only a certain match or the person's own word makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    speakers: Vec<Speaker>,
}

/// Whether the employee is among the speakers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// One speaker has a name of the employee's, and no other has one like it.
    Certain(Employee),
    /// These have names like it: the person has to say which are theirs.
    Unclear(Vec<Speaker>),
    /// Nobody has.
    Absent,
}

impl Employee {
    /// Finds the employee by the names in the directory.
    pub fn find<'name>(
        transcript: &Transcript,
        names: impl IntoIterator<Item = &'name str>,
    ) -> Match {
        let known: Vec<Normal> = names
            .into_iter()
            .map(Normal::of)
            .filter(|name| !name.words.is_empty())
            .collect();
        let mut same = Vec::new();
        let mut alike = Vec::new();
        for (speaker, name) in transcript.speakers() {
            let name = Normal::of(name);
            if known.iter().any(|known| known.is(&name)) {
                same.push(speaker);
            } else if known.iter().any(|known| known.is_like(&name)) {
                alike.push(speaker);
            }
        }
        match (same.as_slice(), alike.as_slice()) {
            ([], []) => Match::Absent,
            ([_], []) => Match::Certain(Self { speakers: same }),
            _ => {
                same.append(&mut alike);
                same.sort_unstable();
                Match::Unclear(same)
            }
        }
    }

    /// The speakers whom the person has confirmed to be themselves; `None` if one of the names is not in the transcript.
    pub fn confirmed<'name>(
        transcript: &Transcript,
        names: impl IntoIterator<Item = &'name str>,
    ) -> Option<Self> {
        let find = |wanted: &str| {
            let mut all = transcript.speakers().filter(|(_, name)| !name.is_empty());
            all.find(|(_, name)| *name == wanted)
                .map(|(speaker, _)| speaker)
        };
        let speakers: Option<Vec<Speaker>> = names.into_iter().map(find).collect();
        speakers
            .filter(|speakers| !speakers.is_empty())
            .map(|speakers| Self { speakers })
    }

    /// Whether a speaker is the employee.
    pub fn is(&self, speaker: Speaker) -> bool {
        self.speakers.contains(&speaker)
    }

    /// The transcript with all of the employee's speakers as one, under the first of their names; and that one.
    pub fn as_one(&self, transcript: &Transcript) -> (Transcript, Speaker) {
        let first = self.speakers.first().copied().unwrap_or(Speaker(0));
        let joined = transcript.renaming(|speaker| if self.is(speaker) { first } else { speaker });
        let name = transcript.name(first);
        let found = joined.speakers().find(|(_, other)| *other == name);
        let speaker = found.map_or(Speaker(0), |(speaker, _)| speaker);
        (joined, speaker)
    }
}

/// A name as it is compared: NFKC, lower case, `Last, First` turned round, what stands in brackets apart.
struct Normal {
    words: Vec<String>,
    /// Whether something in brackets says that the person is from elsewhere, or says anything else.
    is_marked: bool,
}

impl Normal {
    fn of(name: &str) -> Self {
        let name = ComposingNormalizerBorrowed::new_nfkc().normalize(name);
        let name = name.to_lowercase();
        let (name, brackets) = without_brackets(&name);
        let suffix = OUTSIDERS.iter().find_map(|word| {
            let rest = name.strip_suffix(word)?.trim_end();
            rest.strip_suffix(['-', '–', '|', '/']).map(str::to_owned)
        });
        let is_marked = brackets || suffix.is_some();
        let name = suffix.unwrap_or(name);
        let turned = match name.split_once(',') {
            Some((last, first)) if !first.contains(',') => format!("{first} {last}"),
            _ => name,
        };
        let words = turned.split_whitespace().map(str::to_owned).collect();
        Self { words, is_marked }
    }

    fn is(&self, other: &Self) -> bool {
        !other.is_marked && self.words == other.words
    }

    /// The same but for a mark, the order, a middle name, or first names as initials.
    fn is_like(&self, other: &Self) -> bool {
        if other.words.is_empty() {
            return false;
        }
        let (few, many) = if self.words.len() <= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        let whole = few.words.iter().any(|word| many.words.contains(word));
        whole
            && few
                .words
                .iter()
                .all(|word| many.words.iter().any(|of| is_short_for(word, of)))
    }
}

fn is_short_for(word: &str, of: &str) -> bool {
    let initial = |one: &str, other: &str| {
        let one = one.trim_end_matches('.');
        one.chars().count() == 1 && other.starts_with(one)
    };
    word == of || initial(word, of) || initial(of, word)
}

/// A name without what stands in brackets, and whether anything did.
fn without_brackets(name: &str) -> (String, bool) {
    let mut plain = String::with_capacity(name.len());
    let (mut depth, mut any) = (0_usize, false);
    for letter in name.chars() {
        match letter {
            '(' | '[' => (depth, any) = (depth + 1, true),
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    (plain.trim().to_owned(), any)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Form, read};
    use std::fmt::Write as _;

    fn among(speakers: &[&str]) -> Transcript {
        let mut text = String::from("WEBVTT\n");
        for name in speakers {
            let _ = write!(text, "\n00:01 --> 00:02\n<v {name}>words</v>\n");
        }
        read(text.as_bytes(), Form::Voices).expect("a transcript")
    }

    fn found(speakers: &[&str], names: &[&str]) -> Match {
        Employee::find(&among(speakers), names.iter().copied())
    }

    #[test]
    fn a_name_is_certain_however_it_is_spelled() {
        for spelled in [
            "Ada Example",
            "ada  EXAMPLE",
            "Example, Ada",
            "Ａda Example",
            "Ada Exa\u{6d}ple",
        ] {
            let certain = matches!(
                found(&[spelled, "Bo Sample"], &["Ada Example"]),
                Match::Certain(_)
            );
            assert!(certain, "{spelled}");
        }
        assert!(matches!(
            found(&["Zoë Example"], &["Zoe\u{308} Example"]),
            Match::Certain(_)
        ));
    }

    #[test]
    fn what_could_be_somebody_else_has_to_be_confirmed() {
        for speakers in [
            vec!["Ada Example (Guest)"],
            vec!["Ada Example [External]"],
            vec!["Ada Example - Gast"],
            vec!["A. Example"],
            vec!["Ada"],
            vec!["Ada Maria Example"],
            vec!["Ada Example", "ada example"],
            vec!["Ada Example", "Ada Example (Unverified)"],
        ] {
            let all = (0..speakers.len() as u32).map(Speaker).collect();
            assert_eq!(
                found(&speakers, &["Ada Example"]),
                Match::Unclear(all),
                "{speakers:?}"
            );
        }
    }

    #[test]
    fn others_are_not_the_employee() {
        assert_eq!(
            found(&["Bo Sample", "Adam Example", ""], &["Ada Example", ""]),
            Match::Absent
        );
        assert_eq!(found(&[], &["Ada Example"]), Match::Absent);
    }

    #[test]
    fn the_person_says_which_names_are_theirs() {
        let transcript = among(&["Ada Example (Guest)", "Bo Sample", "Ada (phone)"]);
        let employee = Employee::confirmed(&transcript, ["Ada Example (Guest)", "Ada (phone)"])
            .expect("both speak");
        assert!(employee.is(Speaker(0)) && !employee.is(Speaker(1)) && employee.is(Speaker(2)));
        assert_eq!(Employee::confirmed(&transcript, ["Cy Nobody"]), None);
        assert_eq!(Employee::confirmed(&transcript, []), None);
        let (joined, speaker) = employee.as_one(&transcript);
        assert_eq!(
            (joined.speakers().count(), joined.name(speaker)),
            (2, "Ada Example (Guest)")
        );
    }
}
