//! What leaves at each level, and what is cut before.

use crate::talk::{Said, file, talk};
use activity::Instant;
use proptest::prelude::*;
use std::collections::BTreeSet;
use transcript::{
    Employee, Form, FullTurns, Level, Match, OwnTurns, Rubric, Span, Transcript, is_told, numbers,
    read,
};

fn transcript(talk: &[Said]) -> Transcript {
    read(file(talk).as_bytes(), Form::Voices).expect("a transcript")
}

fn said(from: i64, until: i64, name: &'static str, words: &[&'static str]) -> Said {
    Said {
        from,
        until,
        name,
        words: words.to_vec(),
    }
}

fn meeting() -> Vec<Said> {
    vec![
        said(0, 2000, "Ada Example", &["canary-own-1", "yes."]),
        said(2500, 4000, "Bo Sample", &["canary-other-1", "no."]),
        said(3000, 3500, "Ada Example", &["canary-own-2"]),
        said(5000, 6000, "Ada Example", &["canary-own-3"]),
        said(7000, 9000, "Bo Sample", &["canary-other-2"]),
    ]
}

#[test]
fn own_turns_are_the_employees_words_and_the_others_durations() {
    let transcript = transcript(&meeting());
    let Match::Certain(employee) = Employee::find(&transcript, ["Ada Example"]) else {
        panic!("certain");
    };
    let own = serde_json::to_value(OwnTurns::of(&transcript, &employee)).unwrap();
    assert_eq!(
        own,
        serde_json::json!([
            {"at": 0, "milliseconds": 2000, "words": "canary-own-1 yes."},
            {"milliseconds": 1500},
            {"at": 3000, "milliseconds": 500, "words": "canary-own-2"},
            {"at": 5000, "milliseconds": 1000, "words": "canary-own-3"},
            {"milliseconds": 2000},
        ])
    );
    let full = serde_json::to_value(FullTurns::of(&transcript)).unwrap();
    assert_eq!(
        full[1],
        serde_json::json!({"speaker": "Bo Sample", "at": 2500, "milliseconds": 1500, "words": "canary-other-1 no."})
    );
    let told = numbers(&transcript, &employee);
    assert_eq!(told.measures.get("talk_ratio"), Some(50.0));
    assert_eq!(told.measures.get("talk_seconds"), Some(3.5));
    assert_eq!((told.duration_minutes, told.speaker_count), (0, 2));
    assert!(told.measures.0.keys().all(|name| is_told(name)));
    let printed = format!(
        "{:?}{:?}",
        OwnTurns::of(&transcript, &employee),
        FullTurns::of(&transcript)
    );
    assert!(!printed.contains("canary"), "{printed}");
}

#[test]
fn the_narrower_level_counts() {
    assert_eq!(Level::default(), Level::OwnTurns);
    assert_eq!(Level::Full.narrower(Level::Measures), Level::Measures);
    assert_eq!(Level::OwnTurns.narrower(Level::Full), Level::OwnTurns);
    for level in Level::ALL {
        assert_eq!(Level::from_name(level.name()), Some(level));
    }
}

#[test]
fn a_passage_takes_every_cue_that_reaches_into_it() {
    let whole = transcript(&meeting());
    let words = |transcript: &Transcript| {
        transcript
            .utterances()
            .iter()
            .map(|said| said.text().to_owned())
            .collect::<Vec<_>>()
    };
    let cut = whole.without(&[Span::new(3400, 5500), Span::new(9000, 9500)]);
    assert_eq!(words(&cut), ["canary-own-1 yes.", "canary-other-2"]);
    assert_eq!(words(&whole.without(&[])), words(&whole));
}

#[test]
fn what_is_said_after_an_instant_is_cut() {
    let at = |text: &str| Instant::parse(text).unwrap();
    let began = at("2026-11-12T10:00:00Z");
    let cut = transcript(&meeting()).until(at("2026-11-12T10:00:04Z"), began);
    let last = cut.utterances().last().unwrap();
    assert_eq!((cut.utterances().len(), last.span().until()), (3, 3500));
    let earlier = transcript(&meeting()).until(at("2026-11-12T10:00:03.2Z"), began);
    assert_eq!(
        earlier.utterances().len(),
        1,
        "a cue that goes beyond it goes whole"
    );
}

fn words(text: &str) -> BTreeSet<String> {
    let letters = |letter: char| !letter.is_alphanumeric();
    text.split(letters)
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Gives every word a mark of who said it.
fn marked(talk: Vec<Said>) -> (String, BTreeSet<String>) {
    let mut own = BTreeSet::new();
    let mut text = String::from("WEBVTT\n");
    for (place, said) in talk.into_iter().enumerate() {
        let marks = said
            .words
            .iter()
            .enumerate()
            .map(|(word, _)| format!("w{place}x{word}"));
        let marks: Vec<String> = marks.collect();
        if said.name == "Ada Example" {
            own.extend(marks.iter().cloned());
        }
        let plain = file(&[Said {
            words: vec!["WORDS"],
            ..said
        }]);
        text += &plain
            .replace("WEBVTT\n", "")
            .replace("WORDS", &marks.join(" "));
    }
    (text, own)
}

proptest! {
    #[test]
    fn told_numbers_score_as_the_transcript_does(talk in talk()) {
        let transcript = transcript(&talk);
        if let Some(employee) = Employee::confirmed(&transcript, ["Ada Example"]) {
            let mut rubric = Rubric::standard().clone();
            rubric.minimum = transcript::Minimum { conversation_seconds: 4, talk_seconds: 1, speakers: 2 };
            let told = numbers(&transcript, &employee);
            let (joined, speaker) = employee.as_one(&transcript);
            let scored = rubric.score(&transcript::Analysis::of(&joined, None), speaker);
            prop_assert_eq!(rubric.score_numbers(&told.measures, told.speaker_count), scored);
        }
    }

    #[test]
    fn own_turns_hold_the_employees_words_and_nobody_elses(talk in talk()) {
        let (text, own) = marked(talk);
        let transcript = read(text.as_bytes(), Form::Voices).expect("a transcript");
        if let Some(employee) = Employee::confirmed(&transcript, ["Ada Example"]) {
            let json = serde_json::to_value(OwnTurns::of(&transcript, &employee)).unwrap();
            let mut left = BTreeSet::new();
            for turn in json.as_array().unwrap() {
                left.extend(words(turn["words"].as_str().unwrap_or_default()));
                let keys: Vec<&str> = turn.as_object().unwrap().keys().map(String::as_str).collect();
                prop_assert!(keys == ["milliseconds"] || keys == ["at", "milliseconds", "words"], "{:?}", keys);
            }
            prop_assert_eq!(left, own);
            let bytes = json.to_string();
            for name in ["Bo", "Sample", "Cy"] {
                prop_assert!(!bytes.contains(name));
            }
        }
    }
}
