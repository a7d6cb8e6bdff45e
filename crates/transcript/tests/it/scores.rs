//! Measures with known answers, and the rubric.

use crate::talk::{Said, file};
use transcript::{
    Analysis, Form, Gap, Language, MeasureId, Rubric, RubricError, STANDARD, Transcript, read,
};

fn transcript(talk: &[(i64, i64, &'static str, &'static str)]) -> Transcript {
    let said = |(from, until, name, words): &(i64, i64, &'static str, &'static str)| Said {
        from: from * 1000,
        until: until * 1000,
        name,
        words: words.split(' ').collect(),
    };
    let talk: Vec<Said> = talk.iter().map(said).collect();
    read(file(&talk).as_bytes(), Form::Voices).expect("a transcript")
}

fn value(transcript: &Transcript, id: MeasureId, name: &str) -> Result<f64, Gap> {
    let (speaker, _) = transcript
        .speakers()
        .find(|(_, other)| *other == name)
        .expect("speaks");
    let measured = Analysis::of(transcript, Some(Language::English)).measure(id, speaker);
    measured
        .value
        .ok_or_else(|| measured.gap.expect("a reason"))
}

fn call() -> Transcript {
    transcript(&[
        (0, 30, "Ada", "Um, hello there. What is your plan?"),
        (32, 62, "Bo", "We have a plan and it is you know good."),
        (60, 70, "Ada", "I'll send the offer by Friday."),
        (64, 65, "Bo", "Sure."),
        (71, 101, "Bo", "Thank you. Anything else?"),
        (101, 120, "Ada", "No."),
    ])
}

#[test]
fn measures_are_what_a_person_would_count() {
    let call = call();
    for (id, ada, bo) in [
        (MeasureId::TalkRatio, 49.167, 50.833),
        (MeasureId::LongestMonologue, 30.0, 30.0),
        (MeasureId::TurnsPerMinute, 2.5, 2.5),
        (MeasureId::Interruptions, 30.0, 0.0),
        (MeasureId::Overlap, 5.085, 4.918),
        (MeasureId::ResponseDelay, -1.0, 1.5),
        (MeasureId::Questions, 30.0, 30.0),
        (MeasureId::FillerWords, 7.143, 6.667),
        (MeasureId::SpeakingRate, 14.237, 14.754),
        (MeasureId::NextSteps, 1.0, 0.0),
    ] {
        assert_eq!(value(&call, id, "Ada"), Ok(ada), "{id:?} of Ada");
        assert_eq!(value(&call, id, "Bo"), Ok(bo), "{id:?} of Bo");
    }
}

#[test]
fn evidence_leads_to_the_passages() {
    let call = call();
    let analysis = Analysis::of(&call, None);
    let (ada, _) = call.speakers().next().unwrap();
    let cues = |id| {
        let evidence = analysis.measure(id, ada).evidence;
        evidence
            .iter()
            .map(|passage| (passage.cues, passage.span.from(), passage.span.until()))
            .collect::<Vec<_>>()
    };
    assert_eq!(cues(MeasureId::Interruptions), [([1, 2], 60_000, 62_000)]);
    assert_eq!(cues(MeasureId::Questions), [([0, 0], 0, 30_000)]);
    assert_eq!(cues(MeasureId::NextSteps), [([2, 2], 60_000, 70_000)]);
    assert_eq!(cues(MeasureId::ResponseDelay).len(), 2);
}

#[test]
fn where_nothing_can_be_said_the_reason_is() {
    let silent = transcript(&[(5, 5, "Ada", "x")]);
    assert_eq!(
        value(&silent, MeasureId::TalkRatio, "Ada"),
        Err(Gap::NoTalk)
    );
    let alone = transcript(&[(0, 9, "Ada", "hello")]);
    assert_eq!(
        value(&alone, MeasureId::ResponseDelay, "Ada"),
        Err(Gap::NoAnswers)
    );
    assert_eq!(value(&alone, MeasureId::TalkRatio, "Ada"), Ok(100.0));
    let japanese = transcript(&[(0, 9, "Ada", "はい、お願いします。")]);
    assert_eq!(
        value(&japanese, MeasureId::SpeakingRate, "Ada"),
        Err(Gap::UnspacedScript)
    );
    let unknown = transcript(&[(0, 9, "Ada", "bonjour à tous")]);
    let (ada, _) = unknown.speakers().next().unwrap();
    let analysis = Analysis::of(&unknown, None);
    assert_eq!(analysis.language(), None);
    assert_eq!(
        analysis.measure(MeasureId::FillerWords, ada).gap,
        Some(Gap::UnknownLanguage)
    );
    assert_eq!(
        analysis.measure(MeasureId::NextSteps, ada).gap,
        Some(Gap::UnknownLanguage)
    );
    assert_eq!(
        analysis.measure(MeasureId::SpeakingRate, ada).value,
        Some(20.0)
    );
}

#[test]
fn the_language_is_told_by_common_words() {
    let german = transcript(&[(
        0,
        9,
        "Ada",
        "Das ist nicht so und wir haben auch noch ein Thema mit dem Vertrag",
    )]);
    assert_eq!(
        Analysis::of(&german, None).language(),
        Some(Language::German)
    );
    let english = transcript(&[(
        0,
        9,
        "Ada",
        "That is what we have to do about it and you can help us with that",
    )]);
    assert_eq!(
        Analysis::of(&english, None).language(),
        Some(Language::English)
    );
    let few = transcript(&[(0, 9, "Ada", "the und")]);
    assert_eq!(Analysis::of(&few, None).language(), None);
}

#[test]
fn a_short_call_is_not_scored_and_a_long_one_is() {
    let short = call();
    let (ada, _) = short.speakers().next().unwrap();
    for skill in Rubric::standard().score(&Analysis::of(&short, None), ada) {
        assert!(skill.not_enough_evidence && skill.score.is_none());
    }
    let long = transcript(&[
        (
            0,
            60,
            "Ada",
            "What is your plan? How do you do it? The next step is that I'll send it to you and the team.",
        ),
        (61, 200, "Bo", "We have a plan and it is good."),
        (
            201,
            320,
            "Ada",
            "That is what we can do for you with the plan.",
        ),
    ]);
    let (ada, _) = long.speakers().next().unwrap();
    let scores = Rubric::standard().score(&Analysis::of(&long, None), ada);
    let named: Vec<(&str, Option<u32>)> = scores
        .iter()
        .map(|skill| (skill.skill.as_str(), skill.score))
        .collect();
    assert_eq!(
        named,
        [
            ("discovery", Some(78)),
            ("listening", Some(93)),
            ("clarity", Some(90)),
            ("pace", Some(10)),
            ("closing", Some(60)),
        ]
    );
}

#[test]
fn who_hardly_talks_is_not_scored() {
    let call = transcript(&[
        (
            0,
            30,
            "Ada",
            "What is your plan? The next step is that I'll send it.",
        ),
        (31, 400, "Bo", "We have a plan and it is good."),
    ]);
    for (speaker, name) in call.speakers() {
        let scores = Rubric::standard().score(&Analysis::of(&call, None), speaker);
        let scored = scores.iter().any(|skill| skill.score.is_some());
        assert_eq!(scored, name == "Bo", "{name}");
    }
}

#[test]
fn where_half_of_a_skill_cannot_be_seen_it_has_no_score() {
    let foreign = transcript(&[
        (0, 120, "Ada", "bonjour à tous et merci"),
        (121, 320, "Bo", "oui bien sûr"),
    ]);
    let (ada, _) = foreign.speakers().next().expect("speaks");
    let scores = Rubric::standard().score(&Analysis::of(&foreign, None), ada);
    let unseen: Vec<&str> = scores
        .iter()
        .filter(|skill| skill.not_enough_evidence)
        .map(|skill| skill.skill.as_str())
        .collect();
    assert_eq!(unseen, ["clarity", "closing"]);
    let clarity = &scores[2];
    assert_eq!((clarity.score, clarity.parts[1].value), (None, Some(120.0)));
}

#[test]
fn the_products_own_rubric_is_whole() {
    let rubric = Rubric::parse(STANDARD).expect("our own");
    assert_eq!(rubric, *Rubric::standard());
    assert_eq!(
        rubric.skills.iter().map(|skill| skill.weight).sum::<u32>(),
        100
    );
}

#[test]
fn a_rubric_that_cannot_be_used_is_refused_by_name() {
    let with = |from: &str, to: &str| {
        assert!(STANDARD.contains(from), "{from}");
        STANDARD.replacen(from, to, 1)
    };
    for (text, expected) in [
        ("a".repeat(70_000), RubricError::TooLarge),
        (with("version =", "edition ="), RubricError::NotARubric { line: 6 }),
        (with("weight = 20", "weight = \"x\""), RubricError::NotARubric { line: 17 }),
        (with("\"2026-11\"", "\" \""), RubricError::NoVersion),
        ("version = \"1\"\nskill = []\n[minimum]\nconversation_seconds = 1\ntalk_seconds = 1\nspeakers = 1\n".to_owned(), RubricError::SkillCount),
        (with("id = \"listening\"", "id = \"Good listening\""), RubricError::BadId { skill: 2 }),
        (with("id = \"listening\"", "id = \"discovery\""), RubricError::SameId { skill: 2 }),
        (with("weight = 25", "weight = 0"), RubricError::BadWeight { skill: 2 }),
        (with("measure = \"interruptions\"", "measure = \"mood\""), RubricError::UnknownMeasure { skill: 2, part: 2 }),
        (with("[[0, 60], [25, 100]", "[[25, 60], [25, 100]"), RubricError::BadPoints { skill: 2, part: 1 }),
        (with("[[0, 60], [25, 100]", "[[0, 160], [25, 100]"), RubricError::BadPoints { skill: 2, part: 1 }),
    ] {
        assert_eq!(Rubric::parse(&text), Err(expected));
    }
}
