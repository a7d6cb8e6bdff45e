//! Whatever the bytes are: no panic, and what was read can be written and read again.

use crate::talk::{file, talk};
use proptest::prelude::*;
use std::fmt::Write as _;
use transcript::{Analysis, Employee, Form, OwnTurns, Rubric, Speaker, read};

const FORMS: [Form; 4] = [
    Form::Detect,
    Form::Voices,
    Form::Metadata,
    Form::Speakerless,
];

/// Does everything that can be done with bytes.
fn use_all(bytes: &[u8]) {
    for form in FORMS {
        let Ok(transcript) = read(bytes, form) else {
            continue;
        };
        let analysis = Analysis::of(&transcript, None);
        for (speaker, name) in transcript.speakers().take(5) {
            for measured in analysis.measures(speaker) {
                assert_eq!(
                    measured.value.is_none(),
                    measured.gap.is_some(),
                    "{:?}",
                    measured.id
                );
                assert!(
                    measured.value.is_none_or(f64::is_finite),
                    "{:?}",
                    measured.id
                );
                let cues = transcript.cues();
                assert!(measured.evidence.iter().all(|passage| passage.cues[0] <= passage.cues[1] && passage.cues[1] < cues));
            }
            for skill in Rubric::standard().score(&analysis, speaker) {
                assert!(skill.score.is_none_or(|score| score <= 100));
            }
            if let Some(employee) = Employee::confirmed(&transcript, [name]) {
                OwnTurns::of(&transcript, &employee);
            }
        }
        assert!(read(transcript.to_webvtt().as_bytes(), Form::Voices).is_ok());
    }
}

/// Bytes that look like a transcript for a while.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "WEBVTT",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{feff}",
        "00:00:01.000",
        " --> ",
        "-",
        "0:0:2.5",
        "<v Ada>",
        "</v>",
        "<v.loud ",
        "<v",
        ">",
        "<",
        "&amp;",
        "&#x110000;",
        "&",
        ";",
        "NOTE",
        "STYLE",
        "{\"spokenText\":\"a\"}",
        "{\"spokenText\":",
        "Ada: ",
        "ähm,",
        "?",
        "はい",
        "<00:00:01.000>",
        "<c>",
        " ",
        "\u{a0}",
        "\0",
        "99999999999:00:00",
        "1 \"Ada\" (7)",
        "next step",
        "\u{2028}",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| {
        let mut text = String::from("WEBVTT\n\n");
        text.extend(pieces);
        text.into_bytes()
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        use_all(&bytes);
        let mut framed = b"WEBVTT\n\n00:01 --> 00:02\n".to_vec();
        framed.extend(bytes);
        use_all(&framed);
    }

    #[test]
    fn what_nearly_is_a_transcript_is_read_or_refused(bytes in nearly()) {
        use_all(&bytes);
    }

    #[test]
    fn a_file_that_was_cut_or_changed_is_read_or_refused(talk in talk(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = file(&talk).into_bytes();
        let at = at.index(bytes.len());
        use_all(&bytes[..at]);
        bytes[at] = byte;
        use_all(&bytes);
    }

    #[test]
    fn what_was_read_is_the_same_when_written_and_read_again(bytes in nearly()) {
        if let Ok(once) = read(&bytes, Form::Voices) {
            let twice = read(once.to_webvtt().as_bytes(), Form::Voices).expect("our own file");
            prop_assert_eq!(twice.cues(), once.cues());
            prop_assert_eq!(twice.utterances(), once.utterances());
            let (one, other): (Vec<_>, Vec<_>) = (once.speakers().collect(), twice.speakers().collect());
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn a_talk_survives_the_file(talk in talk()) {
        let transcript = read(file(&talk).as_bytes(), Form::Voices).expect("a transcript");
        prop_assert_eq!(transcript.cues(), talk.len());
        for (said, read) in talk.iter().zip(transcript.utterances()) {
            prop_assert_eq!(said.words.join(" "), read.text());
            prop_assert_eq!(said.name, transcript.name(read.speaker()));
            prop_assert_eq!((said.from, said.until), (read.span().from(), read.span().until()));
        }
    }
}

#[test]
fn hostile_files_take_no_longer_than_their_size() {
    let speakers = (0..30_000).fold(String::from("WEBVTT\n"), |mut text, number| {
        let _ = write!(text, "\n00:00 --> 59:59\n<v Speaker {number}>a</v>\n");
        text
    });
    let tags = format!("WEBVTT\n\n0:1 --> 0:2\n{}", "<v ".repeat(20_000));
    let signs = format!("WEBVTT\n\n0:1 --> 0:2\n{}", "&".repeat(60_000));
    let lines = format!("WEBVTT\n\n{}", "-->".repeat(10)) + &"x\n".repeat(2_000_000);
    for text in [speakers, tags, signs, lines] {
        if let Ok(transcript) = read(text.as_bytes(), Form::Detect) {
            let analysis = Analysis::of(&transcript, None);
            if let Some((speaker, _)) = transcript.speakers().next() {
                let _: (Speaker, _) = (speaker, analysis.measures(speaker));
            }
        }
    }
}
