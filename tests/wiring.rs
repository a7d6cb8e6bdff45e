//! The window's commands, their permissions and their grants are one list; the security settings stay as strict as promised.
#![expect(
    clippy::expect_used,
    reason = "a file that cannot be read is a failed test"
)]

use std::{collections::BTreeSet, fs};

use serde_json::Value;
use vitrine_window::commands::names::NAMES;

fn read(path: &str) -> Value {
    let text = fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR")))
        .expect("the file is there");
    serde_json::from_str(&text).expect("the file is JSON")
}

fn strings(value: &Value) -> BTreeSet<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_is_granted_and_nothing_else() {
    let granted = strings(&read("src-tauri/capabilities/main.json")["permissions"]);
    let mut expected: BTreeSet<String> = NAMES
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    expected.insert("core:event:allow-listen".to_owned());
    expected.insert("core:event:allow-unlisten".to_owned());
    assert_eq!(granted, expected);
}

#[test]
fn the_pages_call_every_command_by_its_name() {
    let bindings = include_str!("../ui/src/bindings.ts");
    let called: BTreeSet<&str> = bindings
        .lines()
        .filter(|line| line.contains("__TAURI_INVOKE<"))
        .filter_map(|line| line.split(">(\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(called, NAMES.iter().copied().collect());
}

#[test]
fn the_window_is_one_and_reaches_no_remote_host() {
    let config = read("tauri.conf.json");
    assert_eq!(config["app"]["windows"].as_array().map(Vec::len), Some(1));
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let policy = &config["app"]["security"]["csp"];
    assert_eq!(policy["default-src"], "'self'");
    assert_eq!(policy["script-src"], "'self'");
    assert_eq!(policy["connect-src"], "ipc: http://ipc.localhost");
    let remote = policy
        .as_object()
        .expect("a table")
        .values()
        .any(|sources| {
            sources.as_str().is_some_and(|text| {
                text.contains("https:") || text.contains('*') || text.contains("unsafe-eval")
            })
        });
    assert!(!remote, "no remote host and no eval in {policy}");
}

#[test]
fn the_updater_is_never_asked_to_fetch_anything() {
    let updater = include_str!("../src-tauri/src/updater.rs");
    let fetching = [
        ".check(",
        ".download(",
        ".download_and_install(",
        ".configure_client(",
    ];
    for fetching in fetching {
        assert!(
            !updater.contains(fetching),
            "only egress fetches: {fetching}"
        );
    }
    let config = read("tauri.conf.json");
    let updater = &config["plugins"]["updater"];
    assert_eq!(
        strings(&updater["endpoints"]),
        BTreeSet::new(),
        "no server of ours"
    );
    assert_eq!(updater["requireSignedVersion"], true);
}
