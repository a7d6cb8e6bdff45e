//! A connected organisation that is copied before its first sync, so that two runs of the same can be compared.

use crate::home::Home;
use crate::stage::{Stage, held, serve, small_world_at};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a sync from the template comes to.
#[derive(Debug, PartialEq)]
pub(crate) struct End {
    pub(crate) held: Vec<(String, String, String)>,
    withheld: Value,
}

/// A connected home and the service's data before the first sync.
pub(crate) struct Template {
    pub(crate) stage: Stage,
    home: PathBuf,
}

/// A copy of the template's home with a service on a copy of its data.
pub(crate) struct Twin {
    pub(crate) home: Home,
    pub(crate) service: vitrine_service::Running,
    _folder: TempDir,
}

impl Template {
    /// An organisation with an allowlist, in a world in which nothing ends while the test runs.
    pub(crate) async fn new() -> Self {
        let stage = Stage::with(vitrine_sandbox::Options {
            mailboxes: 2,
            messages: 24,
            events: 12,
            ..small_world_at("2026-11-15T03:17:00Z")
        })
        .await;
        let admin = stage.connected_organisation().await;
        let allow = ["admin", "allow", "acme.example", "*.partner.example"];
        admin.run(&allow).await.expect(0);
        Self {
            stage,
            home: admin.path,
        }
    }

    pub(crate) async fn twin(&self) -> Twin {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("service");
        copy(&self.stage.folder.path().join("service"), &data);
        let service = serve(&data, self.stage.sandbox.ready()).await;
        let mut home = self.stage.admin_home("copy");
        home.path = folder.path().join("home");
        copy(&self.home, &home.path);
        home.set("VITRINE_SERVICE_URL", &service.url());
        Twin {
            home,
            service,
            _folder: folder,
        }
    }
}

impl Twin {
    /// Runs a sync to its end and says what it came to.
    pub(crate) async fn end(self) -> End {
        self.home.sync().await;
        let export = self.home.run(&["admin", "export"]).await.expect(0);
        let held = held(&export.stdout);
        let listed = self.home.json(&["ledger"]).await;
        let mut acknowledged = 0;
        for entry in listed["entries"].as_array().unwrap() {
            match entry["state"].as_str() {
                Some("pending") => {}
                Some("sent") => {
                    assert_eq!(entry["acknowledged_sha256"], entry["sha256"], "{entry}");
                    acknowledged += 1;
                }
                _ => panic!("{entry}"),
            }
        }
        assert_eq!(acknowledged, held.len(), "what is held is known to be");
        let stays = ["ledger", "--withheld"];
        let stays = self.home.json(&stays).await;
        self.service.stop().await;
        End {
            held,
            withheld: stays["counts"].clone(),
        }
    }
}

/// Copies a folder's files.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
