//! `docs/call-quality.md` is rendered from the register of measures, the rubric and the word lists; `UPDATE=1 cargo test -p
//! house` writes it anew.

use crate::blueprint::{root, text};
use std::fmt::Write;
use transcript::{Declaration, Language, List, MeasureId, Rubric, Skill, entries};

const PAGE: &str = "docs/call-quality.md";

#[test]
fn the_call_quality_page_says_what_is_measured() {
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(PAGE), &page).expect("the page can be written");
    }
    assert_eq!(
        text(PAGE),
        page,
        "{PAGE} is out of date: UPDATE=1 cargo test -p house"
    );
}

const OPENING: &str = "<!-- Generated from the register of measures in crates/transcript/src/measures/declare.rs, the rubric and the word lists \
in crates/transcript/data. UPDATE=1 cargo test -p house -->\n\n\
# Call quality: what is measured, and how\n\n\
Measures are counted from who speaks when and from lists of words. There is no model and no chance in them: the same\n\
transcript gives the same numbers, however its words are cut into cues, and every number leads to the passages that it\n\
was counted from. `vitrinectl transcript measure FILE` shows them for any transcript, without a network.\n\n\
## What is not done, and why\n\n\
- **No emotions.** No sentiment, mood, stress, engagement or tone of a person is inferred. Article 5(1)(f) of Regulation\n  \
(EU) 2024/1689 (the AI Act) has forbidden AI systems that infer emotions of people at the workplace since 2 February 2025,\n  \
but for medical and safety reasons. The Act's definition speaks of biometric data, and a transcript is none; this product\n  \
keeps away from the line all the same.\n\
- **No personality.** Nothing is concluded about what somebody is like. A measure says what happened in one meeting.\n\
- **No ranking.** People are not compared with each other; a person's numbers are compared with their own earlier ones.\n\
- **No decision.** Evaluating people at work by an AI system is a high-risk use under Annex III, point 4(b) of the same\n  \
regulation. That these numbers come from counting does not make them a judgement: they are material for people to talk about.\n\n\
## How time is counted\n\n\
- A cue is the file's. `seconds` is the plain sum of the times of a speaker's cues; a cue that would end before it begins\n  \
counts nothing. Voices that share a cue share its time by their letters. Words that the file gives to nobody are under `\"\"`.\n\
- A turn is a speaker's talk until somebody else takes the floor. Silence of up to 200 ms within somebody's talk is none. Words\n  \
that lie within another's turn are an aside and take no floor.\n\
- Talk that two people share in time counts for both; a moment counts once for each.\n\
- The language is what each cue says, or the one most of whose common words are found: at least five, and two thirds of them.\n\n\
## Measures\n";

fn page() -> String {
    let mut page = String::from(OPENING);
    for id in MeasureId::ALL {
        measure(&mut page, id.declaration());
    }
    let rubric = Rubric::standard();
    let _ = write!(
        page,
        "\n## From measures to scores: the rubric `{}`\n\n\
         A skill's score is the weighted mean of its parts; a part's score lies on straight lines between its points. Below\n\
         {} seconds of conversation, {} seconds of the speaker's own talk or {} speakers, and where half of a skill or more\n\
         cannot be measured, there is no score but \"not enough evidence\". The points are this product's own choice, not\n\
         findings. A tenant may use another rubric: the file is `crates/transcript/data/rubric.toml`.\n\n\
         | skill | weight | measure | weight in the skill | points: value → score |\n| --- | --- | --- | --- | --- |\n",
        rubric.version,
        rubric.minimum.conversation_seconds,
        rubric.minimum.talk_seconds,
        rubric.minimum.speakers
    );
    for skill in &rubric.skills {
        page += &rows(skill);
    }
    page += "\n## Word lists\n";
    for language in Language::ALL {
        for (list, title) in [
            (List::Filler, "fillers"),
            (
                List::Question,
                "how questions open, where there are no question marks",
            ),
            (List::NextStep, "next steps"),
            (List::Common, "common words, which tell the language"),
        ] {
            let words: Vec<&str> = entries(language, list).collect();
            let _ = write!(
                page,
                "\n**{}, {title}:** {}\n",
                language.code(),
                words.join(" · ")
            );
        }
    }
    page
}

fn measure(page: &mut String, declaration: &Declaration) {
    let [english, german] = declaration.name;
    let _ = write!(
        page,
        "\n### {english} (`{}`)\n\n{} In German: {german}.\n\n- Unit: {}\n- Computed: {}\n- Evidence: {}\n",
        declaration.id.name(),
        declaration.definition,
        declaration.unit,
        declaration.computed,
        declaration.evidence
    );
    for reference in declaration.references {
        let link = if reference.link.is_empty() {
            String::new()
        } else {
            format!(" <{}>", reference.link)
        };
        let _ = writeln!(
            page,
            "- {}.{link} {}.",
            reference.citation, reference.supports
        );
    }
}

fn rows(skill: &Skill) -> String {
    let mut rows = String::new();
    for (place, part) in skill.parts.iter().enumerate() {
        let (name, weight) = if place == 0 {
            (format!("`{}`", skill.id), skill.weight.to_string())
        } else {
            (String::new(), String::new())
        };
        let points: Vec<String> = part
            .points
            .iter()
            .map(|[value, score]| format!("{value} → {score}"))
            .collect();
        let _ = writeln!(
            rows,
            "| {name} | {weight} | `{}` | {} | {} |",
            part.measure,
            part.weight,
            points.join(", ")
        );
    }
    rows
}
