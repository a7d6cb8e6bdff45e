//! Real files' shapes, one sample for each tool.

use transcript::{Form, Language, Transcript, Unreadable, Utterance, read};

fn of(bytes: &[u8], form: Form) -> Transcript {
    read(bytes, form).expect("a transcript")
}

/// Speaker, words, from, until.
fn lines(transcript: &Transcript) -> Vec<(String, String, i64, i64)> {
    let utterances = transcript.utterances().iter();
    utterances
        .map(|said| {
            let (name, span) = (transcript.name(said.speaker()).to_owned(), said.span());
            (name, said.text().to_owned(), span.from(), span.until())
        })
        .collect()
}

fn line(name: &str, text: &str, from: i64, until: i64) -> (String, String, i64, i64) {
    (name.to_owned(), text.to_owned(), from, until)
}

#[test]
fn teams() {
    let transcript = of(include_bytes!("../files/teams.vtt"), Form::Voices);
    assert_eq!(
        lines(&transcript),
        [
            line(
                "Ada Example",
                "Good morning, everybody. Shall we begin?",
                2150,
                5350
            ),
            line("Bo Sample (Guest)", "Yes & thank you.", 5900, 7400),
            line("", "Mm-hm.", 7500, 8000),
        ]
    );
    assert_eq!((transcript.cues(), transcript.stray_blocks()), (3, 0));
    let detected = of(include_bytes!("../files/teams.vtt"), Form::Detect);
    assert_eq!(detected, transcript);
}

#[test]
fn teams_metadata() {
    let bytes = include_bytes!("../files/metadata.vtt");
    let transcript = of(bytes, Form::Detect);
    assert_eq!(
        lines(&transcript),
        [
            line("Ada Example", "Passt Ihnen Freitag?", 16_246, 17_726),
            line("", "He said \"maybe\" --> no", 18_000, 19_000),
        ]
    );
    assert_eq!(
        transcript.begins().unwrap().to_string(),
        "2026-11-12T10:00:00Z"
    );
    let languages: Vec<_> = transcript
        .utterances()
        .iter()
        .map(Utterance::language)
        .collect();
    assert_eq!(languages, [Some(Language::German), None]);
    assert_eq!(transcript, of(bytes, Form::Metadata));
}

#[test]
fn what_is_not_metadata_is_refused_as_such() {
    let bytes = include_bytes!("../files/teams.vtt");
    assert_eq!(
        read(bytes, Form::Metadata),
        Err(Unreadable::BadMetadata { line: 4 })
    );
    let broken =
        "WEBVTT\n\n00:01 --> 00:02\n{\"spokenText\":\"a\"}\n\n00:02 --> 00:03\n{\"spokenText\":\n";
    assert_eq!(
        read(broken.as_bytes(), Form::Detect),
        Err(Unreadable::BadMetadata { line: 6 })
    );
}

#[test]
fn zoom() {
    let transcript = of(include_bytes!("../files/zoom.vtt"), Form::Detect);
    assert_eq!(
        lines(&transcript),
        [
            line(
                "Ada Example",
                "Hello, can you hear me? One thing: the audio is new.",
                5790,
                13_514
            ),
            line("Bo Sample", "Yes.", 14_000, 16_000),
            line("", "and I was muted", 16_500, 18_000),
        ]
    );
}

#[test]
fn a_word_before_a_colon_here_and_there_is_no_speaker() {
    let text = "WEBVTT\n\n0:1 --> 0:2\nAgenda: two points.\n\n0:2 --> 0:3\nThe first.\n\n0:3 --> 0:4\nThe second.\n";
    let transcript = of(text.as_bytes(), Form::Detect);
    assert!(transcript.speakers().all(|(_, name)| name.is_empty()));
}

#[test]
fn webex() {
    let transcript = of(include_bytes!("../files/webex.vtt"), Form::Detect);
    assert_eq!(
        lines(&transcript),
        [
            line("Ada Example", "Good morning.", 1000, 4000),
            line("Bo Sample", "Morning!", 4500, 5500),
        ]
    );
}

#[test]
fn captions_that_roll_are_said_once() {
    let transcript = of(include_bytes!("../files/video-site.vtt"), Form::Detect);
    let words: Vec<_> = transcript
        .utterances()
        .iter()
        .map(Utterance::text)
        .collect();
    assert_eq!(words, ["hello and welcome", "", "to the show"]);
}

#[test]
fn the_speakerless_form_names_nobody() {
    let bytes = include_bytes!("../files/speakerless.vtt");
    let transcript = of(bytes, Form::Speakerless);
    assert_eq!(
        lines(&transcript),
        [
            line("", "Note: this is a test.", 16_246, 17_726),
            line("", "Agenda: two points.", 18_000, 19_500),
        ]
    );
    let voiced = of(include_bytes!("../files/teams.vtt"), Form::Speakerless);
    assert!(voiced.speakers().all(|(_, name)| name.is_empty()));
}

#[test]
fn odd_but_legal_spellings() {
    let expected = [
        line("Ada Example", "First", -4500, 1250),
        line("Bo Sample", "Backwards", 2000, 2000),
        line("Ada Example", "Last <3 time", 363_600_000, 363_601_000),
    ];
    for bytes in [
        &include_bytes!("../files/odd.vtt")[..],
        include_bytes!("../files/odd-cr.vtt"),
    ] {
        let transcript = of(bytes, Form::Detect);
        assert_eq!(lines(&transcript), expected);
        assert_eq!((transcript.cues(), transcript.stray_blocks()), (3, 1));
        let times: Vec<_> = transcript.speaking_time().into_iter().collect();
        assert_eq!(times, [("Ada Example", 6750), ("Bo Sample", 0)]);
    }
}

#[test]
fn voices_in_one_cue_share_its_time_by_their_letters() {
    let text = "WEBVTT\n\n00:00.000 --> 00:10.000\n<v Ada>12345678</v>\n<v Bo>12</v>\n00:10.000 --> 00:11.000\n<v Ada>no empty line before</v>\n";
    let transcript = of(text.as_bytes(), Form::Detect);
    assert_eq!(
        lines(&transcript),
        [
            line("Ada", "12345678", 0, 8000),
            line("Bo", "12", 8000, 10_000),
            line("Ada", "no empty line before", 10_000, 11_000),
        ]
    );
    assert_eq!(transcript.cues(), 2);
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let many = format!(
        "WEBVTT\n\n{}",
        "0:1 --> 0:2\n\n".repeat(transcript::MOST_CUES + 1)
    );
    let long = format!(
        "WEBVTT\n\n0:1 --> 0:2\n{}",
        "a".repeat(transcript::LONGEST_CUE + 1)
    );
    let large = vec![b'a'; transcript::LARGEST + 1];
    for (bytes, expected) in [
        (&b""[..], Unreadable::NotWebVtt),
        (
            b"1\n00:00:01,000 --> 00:00:02,000\nSubRip",
            Unreadable::NotWebVtt,
        ),
        (b"WEBVTTX\n", Unreadable::NotWebVtt),
        (b"WEBVTT\n\n\xff\xfe", Unreadable::NotUtf8 { line: 3 }),
        (b"\xff\xfeW\0", Unreadable::NotUtf8 { line: 1 }),
        (
            b"WEBVTT\n\nid\n00:xx --> 00:02\nsaid",
            Unreadable::BadTiming { line: 4 },
        ),
        (
            b"WEBVTT\n00:01 --> soon\n",
            Unreadable::BadTiming { line: 2 },
        ),
        (
            b"WEBVTT\n\n99999:00:00 --> 99999:00:01\nsaid",
            Unreadable::TooFar { line: 3 },
        ),
        (
            many.as_bytes(),
            Unreadable::TooManyCues {
                line: 3 + 2 * transcript::MOST_CUES,
            },
        ),
        (long.as_bytes(), Unreadable::CueTooLong { line: 3 }),
        (&large, Unreadable::TooLarge),
    ] {
        let error = read(bytes, Form::Detect).expect_err("unreadable");
        assert_eq!(error, expected);
        assert!(
            !error.to_string().is_empty()
                && !error.next_step().is_empty()
                && !error.code().is_empty()
        );
    }
}

#[test]
fn a_file_without_cues_is_a_transcript_of_nothing() {
    for text in ["WEBVTT", "WEBVTT\n\nNOTE nothing was said\n"] {
        let transcript = of(text.as_bytes(), Form::Detect);
        assert_eq!((transcript.cues(), transcript.span()), (0, None));
    }
}

#[test]
fn nothing_of_a_transcript_is_printed() {
    let transcript = of(include_bytes!("../files/teams.vtt"), Form::Detect);
    let printed = format!("{transcript:?} {:?}", transcript.utterances());
    assert!(
        !printed.contains("Ada") && !printed.contains("morning"),
        "{printed}"
    );
}
