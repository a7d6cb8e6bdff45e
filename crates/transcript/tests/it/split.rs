//! The same words give the same numbers, however they are cut into cues.

use crate::talk::{NAMES, Said, file, talk};
use proptest::prelude::*;
use transcript::{Analysis, Form, Rubric, Transcript, read};

/// Cuts each cue that can be cut at a word and at a moment within its time.
fn cut(talk: &[Said], at: &[prop::sample::Index]) -> Vec<Said> {
    let mut cut = Vec::new();
    for (said, index) in talk.iter().zip(at.iter().cycle()) {
        let words = index.index(said.words.len());
        if words == 0 || said.until == said.from {
            cut.push(said.clone());
            continue;
        }
        let moment = said.from + index.index((said.until - said.from + 1) as usize) as i64;
        let (first, rest) = said.words.split_at(words);
        cut.push(Said {
            until: moment,
            words: first.to_vec(),
            ..said.clone()
        });
        cut.push(Said {
            from: moment,
            words: rest.to_vec(),
            ..said.clone()
        });
    }
    cut
}

fn numbers(transcript: &Transcript) -> Vec<String> {
    let analysis = Analysis::of(transcript, None);
    let mut numbers = vec![format!("{:?}", transcript.speaking_time())];
    for name in NAMES {
        let Some((speaker, _)) = transcript.speakers().find(|(_, other)| *other == name) else {
            continue;
        };
        for measured in analysis.measures(speaker) {
            let spans: Vec<_> = measured.evidence.len().to_string().into_bytes();
            numbers.push(format!(
                "{name} {:?} {:?} {:?} {spans:?}",
                measured.id, measured.value, measured.gap
            ));
        }
        let scores = Rubric::standard().score(&analysis, speaker);
        numbers.push(format!("{scores:?}"));
    }
    numbers
}

proptest! {
    #[test]
    fn numbers_do_not_depend_on_where_cues_are_cut(
        talk in talk(),
        at in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
        again in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
    ) {
        let whole = read(file(&talk).as_bytes(), Form::Voices).expect("a transcript");
        let once = cut(&talk, &at);
        let twice = cut(&once, &again);
        for cut in [&once, &twice] {
            let cut = read(file(cut).as_bytes(), Form::Voices).expect("a transcript");
            prop_assert_eq!(numbers(&whole), numbers(&cut));
        }
    }
}
