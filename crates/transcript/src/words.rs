//! What is said, counted: words, fillers, questions and next steps of one turn.

use crate::language::Language;
use crate::lexicon::{Found, Lexicon};
use crate::transcript::Utterance;

/// Whether a text has sentence signs, so that questions can be told by them.
pub(crate) fn is_punctuated(utterances: &[Utterance]) -> bool {
    utterances
        .iter()
        .any(|said| said.text.contains(['.', '?', '!', '。', '？']))
}

/// Which language most of the first common words are of; `None` where too few tell.
pub(crate) fn detect(utterances: &[Utterance]) -> Option<Language> {
    let mut hits = [0_usize; Language::ALL.len()];
    let mut buffer = String::new();
    'all: for said in utterances {
        for chunk in said.text.split_whitespace() {
            if hits.iter().sum::<usize>() >= PLENTY {
                break 'all;
            }
            let Some(word) = normal(chunk, &mut buffer) else {
                continue;
            };
            for (hit, language) in hits.iter_mut().zip(Language::ALL) {
                let found = Lexicon::in_language(language).at(word, &std::iter::empty());
                *hit += usize::from(found.is_some_and(|found| found.common > 0));
            }
        }
    }
    let (most, language) = hits
        .iter()
        .zip(Language::ALL)
        .max_by_key(|(hit, _)| **hit)?;
    let all: usize = hits.iter().sum();
    (*most >= ENOUGH && most * 3 >= all * 2).then_some(language)
}

/// How many common words tell a language.
const ENOUGH: usize = 5;
/// How many are looked at.
const PLENTY: usize = 500;

/// What a turn holds; places are those of utterances in the turn, first and last.
#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) words: usize,
    /// Letters of scripts that put no spaces between words.
    pub(crate) unspaced: usize,
    pub(crate) fillers: Vec<(u32, u32)>,
    pub(crate) questions: Vec<(u32, u32)>,
    pub(crate) next_steps: Vec<(u32, u32)>,
}

/// Counts the words of turns, reusing its space.
#[derive(Default)]
pub(crate) struct Counter {
    letters: String,
    words: Vec<Word>,
    buffer: String,
}

struct Word {
    from: usize,
    until: usize,
    place: u32,
    ends: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    None,
    Sentence,
    Question,
}

impl Counter {
    /// Counts one turn. Phrases and sentences go over the edges of cues, since cues are cut anywhere.
    pub(crate) fn count<'text>(
        &mut self,
        texts: impl Iterator<Item = &'text str>,
        lexicon: Option<&Lexicon>,
        punctuated: bool,
    ) -> Counted {
        let mut counted = Counted::default();
        self.take_apart(texts, &mut counted);
        counted.words = self.words.len();
        let mut sentence = Sentence::default();
        let mut filled_until = 0;
        for at in 0..self.words.len() {
            let found = lexicon
                .and_then(|lexicon| self.found(at, lexicon))
                .unwrap_or_default();
            let word = &self.words[at];
            if found.filler > 0 && at >= filled_until {
                filled_until = at + found.filler;
                let last = self.words[filled_until - 1].place;
                counted.fillers.push((word.place, last));
            }
            let sentence_from = *sentence.from.get_or_insert(word.place);
            sentence.opens_as_question |= sentence.length == 0 && found.question > 0;
            sentence.length += 1;
            sentence.names_step |= found.next_step > 0;
            let ends_turn = at + 1 == self.words.len();
            if word.ends == End::None && !ends_turn {
                continue;
            }
            let is_question = if punctuated {
                word.ends == End::Question
            } else {
                sentence.opens_as_question
            };
            let span = (sentence_from, word.place);
            if is_question {
                counted.questions.push(span);
            }
            if sentence.names_step {
                counted.next_steps.push(span);
            }
            sentence = Sentence::default();
        }
        counted
    }

    fn found(&self, at: usize, lexicon: &Lexicon) -> Option<Found> {
        let text = |word: &Word| self.letters.get(word.from..word.until).unwrap_or_default();
        let following = self.words[at + 1..].iter().map(text);
        lexicon.at(text(&self.words[at]), &following)
    }

    fn take_apart<'text>(
        &mut self,
        texts: impl Iterator<Item = &'text str>,
        counted: &mut Counted,
    ) {
        self.letters.clear();
        self.words.clear();
        for (place, text) in texts.enumerate() {
            if !text.is_ascii() {
                counted.unspaced += text.chars().filter(|letter| is_unspaced(*letter)).count();
            }
            for chunk in text.split_whitespace() {
                let ends = end(chunk);
                let Some(word) = normal(chunk, &mut self.buffer) else {
                    // A sign that stands alone ends the sentence before it.
                    if let Some(last) = self.words.last_mut().filter(|last| last.ends == End::None)
                    {
                        last.ends = ends;
                    }
                    continue;
                };
                let from = self.letters.len();
                self.letters.push_str(word);
                self.words.push(Word {
                    from,
                    until: self.letters.len(),
                    place: place as u32,
                    ends,
                });
            }
        }
    }
}

#[derive(Default)]
struct Sentence {
    from: Option<u32>,
    length: usize,
    opens_as_question: bool,
    names_step: bool,
}

/// A word in lower case without the signs around it; `None` for what is only signs.
fn normal<'word>(chunk: &'word str, buffer: &'word mut String) -> Option<&'word str> {
    let word = chunk.trim_matches(|letter: char| !letter.is_alphanumeric());
    if word.is_empty() {
        return None;
    }
    let is_plain = word
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_plain {
        return Some(word);
    }
    buffer.clear();
    for letter in word.chars() {
        match letter {
            '’' => buffer.push('\''),
            _ if letter.is_ascii() => buffer.push(letter.to_ascii_lowercase()),
            _ => buffer.extend(letter.to_lowercase()),
        }
    }
    Some(buffer)
}

fn end(chunk: &str) -> End {
    let inner = chunk.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»', '«']);
    let trailing = inner
        .chars()
        .rev()
        .take_while(|letter| !letter.is_alphanumeric());
    let mut end = End::None;
    for sign in trailing {
        match sign {
            '?' | '？' => return End::Question,
            '.' | '!' | '…' | '。' | '！' => end = End::Sentence,
            _ => {}
        }
    }
    end
}

/// Whether a letter is of a script that writes no spaces: Thai to Khmer, Chinese, Japanese.
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(texts: &[&str], language: Language, punctuated: bool) -> Counted {
        let lexicon = Lexicon::in_language(language);
        Counter::default().count(texts.iter().copied(), Some(lexicon), punctuated)
    }

    #[test]
    fn words_and_phrases_are_found_over_the_edges_of_cues() {
        let counted = count(
            &[
                "Um, you",
                "know, I’ll",
                "send it. Is that OK?",
                "Next step: wait…",
            ],
            Language::English,
            true,
        );
        assert_eq!(counted.words, 12);
        assert_eq!(counted.fillers, [(0, 0), (0, 1)]);
        assert_eq!(counted.questions, [(2, 2)]);
        assert_eq!(counted.next_steps, [(0, 2), (3, 3)]);
    }

    #[test]
    fn german_is_counted_too() {
        let counted = count(
            &["Ähm, ich schicke das bis Freitag. Passt das ?"],
            Language::German,
            true,
        );
        assert_eq!(
            (
                counted.fillers.len(),
                counted.next_steps.len(),
                counted.questions.len()
            ),
            (1, 1, 1)
        );
    }

    #[test]
    fn without_signs_a_question_is_told_by_its_opening() {
        assert_eq!(
            count(&["how do you do that"], Language::English, false)
                .questions
                .len(),
            1
        );
        assert_eq!(
            count(&["that is how"], Language::English, false)
                .questions
                .len(),
            0
        );
    }

    #[test]
    fn scripts_without_spaces_are_noticed() {
        assert_eq!(
            count(&["はい、お願い"], Language::English, true).unspaced,
            5
        );
        assert_eq!(count(&["schön"], Language::German, true).unspaced, 0);
    }
}
