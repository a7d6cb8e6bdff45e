//! `transcript measure`: an interface for scripts, and a page for people.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const CALL: &str = "WEBVTT\n\n\
    00:00.000 --> 00:04.000\n<v Ada Example>Um, shall we begin? It is what we have to do and you know it.</v>\n\n\
    00:04.500 --> 00:06.000\n<v Bo Sample (Guest)>Yes, canary-words.</v>\n\n\
    00:06.000 --> 00:07.250\n<v>Mm-hm.</v>\n\n\
    00:07.250 --> 00:08.250\n<v Ada Example>Good.</v>\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Runs the command without a home, a keyring or a network.
fn measure(file: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vitrinectl"))
        .args(["transcript", "measure"])
        .arg(file)
        .args(words)
        .env_clear()
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn seconds_measures_and_skills_are_printed() {
    let folder = Folder::with(&[("call.vtt", CALL)]);
    let output = measure(&folder.file("call.vtt"), &["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let page = json(&output);
    assert_eq!(page["cues"], 4);
    assert_eq!(
        page["seconds"],
        serde_json::json!({"": 1.25, "Ada Example": 5.0, "Bo Sample (Guest)": 1.5})
    );
    assert_eq!(page["language"], "en");
    assert_eq!(page["measures"]["talk_ratio"]["Ada Example"], 64.516);
    assert_eq!(page["measures"]["questions"]["Bo Sample (Guest)"], 0.0);
    assert_eq!(page["measures"].as_object().unwrap().len(), 10);
    let evidence = &page["evidence"]["filler_words"]["Ada Example"][0];
    assert_eq!(
        *evidence,
        serde_json::json!({"cues": [0, 0], "from": 0, "until": 4000})
    );
    for skill in ["discovery", "listening", "clarity", "pace", "closing"] {
        let scored = &page["skills"][skill]["Ada Example"];
        assert_eq!(scored["not_enough_evidence"], true, "{skill}");
        assert_eq!(scored["score"], Value::Null, "{skill}");
    }
    assert!(!String::from_utf8_lossy(&output.stdout).contains("canary"));
}

#[test]
fn one_speaker_can_be_chosen_and_a_rubric_given() {
    let rubric = "version = \"ours-1\"\n[minimum]\nconversation_seconds = 0\ntalk_seconds = 0\nspeakers = 2\n\
        [[skill]]\nid = \"talk\"\nname = { en = \"Talk\", de = \"Reden\" }\nweight = 1\n\
        [[skill.part]]\nmeasure = \"talk_ratio\"\nweight = 1\npoints = [[0, 0], [100, 100]]\n";
    let folder = Folder::with(&[("call.vtt", CALL), ("rubric.toml", rubric)]);
    let rubric = folder.file("rubric.toml");
    let words = [
        "--employee",
        "example, ADA",
        "--rubric",
        rubric.to_str().unwrap(),
    ];
    let page = measure(&folder.file("call.vtt"), &words);
    let told = String::from_utf8_lossy(&page.stdout).into_owned();
    assert!(
        told.contains("65/100  Talk") && told.contains("Talk-to-listen ratio"),
        "{told}"
    );
    assert!(!told.contains("canary"));
    let output = measure(
        &folder.file("call.vtt"),
        &[&words[..], &["--json"]].concat(),
    );
    let page = json(&output);
    assert_eq!(page["rubric"], "ours-1");
    assert_eq!(page["skills"]["talk"]["Ada Example"]["score"], 65);
    assert_eq!(page["measures"]["talk_ratio"].as_object().unwrap().len(), 1);
    assert_eq!(page["seconds"].as_object().unwrap().len(), 3);
}

#[test]
fn what_cannot_be_used_ends_with_2_a_word_and_a_next_step() {
    let folder = Folder::with(&[
        ("call.vtt", CALL),
        (
            "broken.vtt",
            "WEBVTT\n\ncanary-id\n00:01 --> soon\ncanary-words\n",
        ),
        ("rubric.toml", "canary = 1"),
    ]);
    let rubric = folder.file("rubric.toml");
    let rubric = rubric.to_str().unwrap();
    for (file, words, code) in [
        ("none.vtt", vec![], "transcript_not_found"),
        ("broken.vtt", vec![], "transcript_bad_timing"),
        ("rubric.toml", vec![], "transcript_not_webvtt"),
        (
            "call.vtt",
            vec!["--rubric", "none.toml"],
            "rubric_not_found",
        ),
        ("call.vtt", vec!["--rubric", rubric], "rubric_refused"),
        (
            "call.vtt",
            vec!["--employee", "Bo Sample"],
            "speaker_unclear",
        ),
        (
            "call.vtt",
            vec!["--employee", "Cy canary"],
            "speaker_absent",
        ),
    ] {
        let output = measure(&folder.file(file), &[&words[..], &["--json"]].concat());
        assert_eq!(output.status.code(), Some(2), "{file} {words:?}");
        let error = &json(&output)["error"];
        assert_eq!(error["code"], code);
        assert!(
            error["next_step"]
                .as_str()
                .is_some_and(|step| !step.is_empty())
        );
        let noted = String::from_utf8_lossy(&output.stderr).into_owned() + &error.to_string();
        assert!(!noted.contains("canary"), "{noted}");
    }
}
