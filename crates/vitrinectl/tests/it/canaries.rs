use crate::home::{Home, Ran};
use crate::stage::Stage;
use std::path::Path;

/// Keeps everything that a command printed or logged.
#[derive(Default)]
struct Said(Vec<u8>);

impl Said {
    fn hear(&mut self, ran: &Ran) {
        self.0.extend_from_slice(ran.stdout.as_bytes());
        self.0.extend_from_slice(ran.stderr.as_bytes());
    }
}

#[tokio::test]
async fn what_was_planted_in_bodies_and_private_places_is_nowhere() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    admin
        .run(&["admin", "allow", "acme.example", "*.partner.example"])
        .await
        .expect(0);
    let employee = stage.connected_employee(&admin, "employee", 0).await;
    employee.agree("email_signal").await;
    let mut said = Said::default();
    for home in [&admin, &employee] {
        for arguments in [
            &["preview", "--json"][..],
            &["sync", "--once", "--json"],
            &["sync", "--once"],
            &["ledger", "--json"],
            &["ledger", "--withheld", "--json"],
            &["doctor", "--json"],
            &["export"],
        ] {
            said.hear(&home.run(arguments).await.expect(0));
        }
    }
    let canaries = stage.sandbox_says("canaries").await;
    let strings = planted(&canaries);
    assert!(!strings.is_empty(), "{canaries}");
    let mut places = vec![("output and logs".to_owned(), said.0)];
    for folder in [
        admin.path.clone(),
        employee.path.clone(),
        stage.folder.path().join("service"),
    ] {
        places.extend(files(&folder));
    }
    for (place, bytes) in &places {
        for canary in &strings {
            assert!(!contains(bytes, canary), "{canary} in {place}");
        }
    }
    assert_sealed(&admin, &stage);
}

/// The words that were planted where no program has to look.
fn planted(canaries: &serde_json::Value) -> Vec<String> {
    let kinds = canaries
        .as_object()
        .unwrap()
        .iter()
        .filter(|(kind, _)| *kind != "addresses");
    kinds
        .flat_map(|(_, found)| match found {
            serde_json::Value::Array(found) => found
                .iter()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect(),
            serde_json::Value::String(found) => vec![found.clone()],
            _ => Vec::new(),
        })
        .filter(|canary| canary.len() >= 6)
        .collect()
}

/// Neither what was sent nor any secret is readable in the home's files.
fn assert_sealed(home: &Home, stage: &Stage) {
    let secret = &stage.sandbox.ready().app_client_secret;
    for (place, bytes) in files(&home.path) {
        for word in [
            secret.as_str(),
            "acme.example",
            "contoso.example",
            "o365_email_",
            "SQLite format 3",
        ] {
            assert!(!contains(&bytes, word), "{word} in {place}");
        }
    }
}

pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window == word.as_bytes())
}
