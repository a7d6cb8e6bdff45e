//! The words that measures count, by language; the lists are data and are shown in `docs/call-quality.md`.

use crate::language::Language;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a word or phrase is listed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// A word so common that it shows the language.
    Common,
    /// A filler.
    Filler,
    /// How a question opens.
    Question,
    /// What names a next step.
    NextStep,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 4] = [Self::Common, Self::Filler, Self::Question, Self::NextStep];

    fn heading(self) -> &'static str {
        match self {
            Self::Common => "[common]",
            Self::Filler => "[filler]",
            Self::Question => "[question]",
            Self::NextStep => "[next_step]",
        }
    }
}

/// The entries of one list, as they stand in the data file.
pub fn entries(language: Language, list: List) -> impl Iterator<Item = &'static str> {
    let text = match language {
        Language::English => include_str!("../data/en.words"),
        Language::German => include_str!("../data/de.words"),
    };
    let lines = text.lines().map(str::trim);
    let below = lines
        .skip_while(move |line| *line != list.heading())
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    below.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A language's phrases by their first word.
pub(crate) struct Lexicon {
    phrases: FxHashMap<&'static str, Vec<Phrase>>,
}

struct Phrase {
    list: List,
    rest: Vec<&'static str>,
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(Language::English));
static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(Language::German));

impl Lexicon {
    pub(crate) fn in_language(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }

    fn of(language: Language) -> Self {
        let mut phrases: FxHashMap<&str, Vec<Phrase>> = FxHashMap::default();
        for list in List::ALL {
            for entry in entries(language, list) {
                let mut words = entry.split(' ');
                if let Some(first) = words.next() {
                    let rest = words.collect();
                    phrases
                        .entry(first)
                        .or_default()
                        .push(Phrase { list, rest });
                }
            }
        }
        Self { phrases }
    }

    /// The lists that have a phrase beginning at a word, with the number of words of the longest one in each.
    pub(crate) fn at<'word>(
        &self,
        first: &str,
        following: &(impl Iterator<Item = &'word str> + Clone),
    ) -> Option<Found> {
        let candidates = self.phrases.get(first)?;
        let mut found = Found::default();
        for phrase in candidates {
            let mut following = following.clone();
            if phrase
                .rest
                .iter()
                .all(|word| following.next() == Some(word))
            {
                let longest = found.longest(phrase.list);
                *longest = (*longest).max(phrase.rest.len() + 1);
            }
        }
        Some(found)
    }
}

/// How many words long the longest phrase of each list is; 0 where none begins here.
#[derive(Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) common: usize,
    pub(crate) filler: usize,
    pub(crate) question: usize,
    pub(crate) next_step: usize,
}

impl Found {
    fn longest(&mut self, list: List) -> &mut usize {
        match list {
            List::Common => &mut self.common,
            List::Filler => &mut self.filler,
            List::Question => &mut self.question,
            List::NextStep => &mut self.next_step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_lower_case_and_filled() {
        for language in Language::ALL {
            for list in List::ALL {
                let all: Vec<_> = entries(language, list).collect();
                assert!(all.len() >= 10, "{language:?} {list:?}");
                for entry in all {
                    assert_eq!(entry, entry.to_lowercase());
                    assert!(entry.split(' ').all(|word| !word.is_empty()), "{entry}");
                }
            }
        }
    }

    #[test]
    fn common_words_belong_to_one_language() {
        for word in entries(Language::English, List::Common) {
            assert!(
                entries(Language::German, List::Common).all(|other| other != word),
                "{word}"
            );
        }
    }
}
