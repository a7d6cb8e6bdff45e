//! Newer versions of the program, from an update server on this machine: asked only where the policy file says so and a person
//! wants it, through the door, and nothing counts that the organisation's key has not signed.
#![expect(clippy::expect_used, reason = "a test may fail loudly")]

#[path = "updates/server.rs"]
mod server;
#[path = "updates/signer.rs"]
mod signer;

use std::{fs, sync::Arc};

use companion::{
    Companion, Flags, Settings,
    view::{
        Choice, DeskEvent, Shell, UpdateDesk, UpdateProblem, UpdateStanding, UpdateStep, Updater,
    },
};
use serde_json::{Value, json};
use tauri::{
    App,
    test::{MockRuntime, mock_builder, mock_context, noop_assets},
};
use tempfile::TempDir;
use vitrine_window::updater::SignedUpdates;

use server::Server;
use signer::Signer;

const PACKAGE: &[u8] = b"not really a package";

/// A face without a window, whose person saves everything into one folder.
struct Face {
    updater: Arc<SignedUpdates<MockRuntime>>,
    folder: std::path::PathBuf,
}

impl Shell for Face {
    fn open_page(&self, _link: &str) -> bool {
        false
    }

    fn choose_file<'face>(&'face self, name: &'face str) -> Choice<'face> {
        let file = self.folder.join(name);
        Box::pin(async { Some(file) })
    }

    fn updater(&self) -> Option<Arc<dyn Updater>> {
        Some(Arc::clone(&self.updater) as Arc<dyn Updater>)
    }

    fn announce(&self, _event: DeskEvent) {}
}

/// The program on a home of its own, under a policy file, beside an update server.
struct Stage {
    desk: Arc<Companion>,
    server: Server,
    signer: Signer,
    folder: TempDir,
    _app: App<MockRuntime>,
}

impl Stage {
    async fn with(policy: impl Fn(&Server, &Signer) -> String) -> Self {
        let (server, signer) = (Server::start(), Signer::new(7));
        let folder = tempfile::tempdir().expect("a folder");
        let policy_file = folder.path().join("policy.toml");
        fs::write(&policy_file, policy(&server, &signer)).expect("a policy file");
        let flags = Flags {
            home: Some(folder.path().join("home")),
            policy_file: Some(policy_file),
        };
        let key = |name: &str| (name == "CONNECTOR_ENCRYPTION_KEY").then(|| "42".repeat(32));
        let settings = Settings::resolve(&flags, &key).expect("settings");
        let app = app();
        let face = Face {
            updater: Arc::new(SignedUpdates::new(app.handle().clone())),
            folder: folder.path().to_owned(),
        };
        let desk = Companion::open(settings, Arc::new(face))
            .await
            .expect("a home");
        Self {
            desk,
            server,
            signer,
            folder,
            _app: app,
        }
    }

    /// Updates are on.
    async fn on() -> Self {
        Self::with(|server, signer| {
            let (endpoint, key) = (server.url("/latest.json"), signer.public_key());
            format!("[updates]\nendpoint = \"{endpoint}\"\npublic_key = \"{key}\"\n")
        })
        .await
    }

    /// Puts a version on the server, for this system.
    fn offer(&self, version: &str, package: &str, signature: &str) {
        let system = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        let description = json!({
            "version": version, "notes": "Calmer than before.",
            "platforms": { system: { "url": package, "signature": signature } },
        });
        self.serve(&description);
    }

    fn serve(&self, description: &Value) {
        self.server
            .serve("/latest.json", description.to_string().as_bytes());
    }

    async fn look(&self) -> UpdateStanding {
        self.desk
            .look_for_updates()
            .await
            .expect("an answer")
            .standing
    }

    async fn take(&self) -> UpdateStanding {
        self.desk.take_update().await.expect("an answer").standing
    }

    fn saved(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.path().join(name)).ok()
    }
}

fn app() -> App<MockRuntime> {
    let file = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tauri.conf.json"));
    let config: Value = serde_json::from_str(&file.expect("it is there")).expect("it is JSON");
    let mut context = mock_context(noop_assets());
    let plugins = &mut context.config_mut().plugins.0;
    plugins.insert("updater".to_owned(), config["plugins"]["updater"].clone());
    mock_builder()
        .plugin(tauri_plugin_updater::Builder::new().build())
        .build(context)
        .expect("an app without a screen")
}

fn failed(problem: UpdateProblem) -> UpdateStanding {
    UpdateStanding::Failed { problem }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_word_of_the_policy_file_nobody_is_ever_asked() {
    let stage = Stage::with(|_, _| String::new()).await;
    let view = stage.desk.look_for_updates().await.expect("an answer");
    assert_eq!(
        (view.host, view.standing),
        (None, UpdateStanding::NotLooked)
    );
    assert_eq!(stage.take().await, UpdateStanding::NotLooked);
    assert!(stage.desk.egress().exchanges().is_empty());
    assert!(!stage.desk.settings().is_locked("updates"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_on_it_is_asked_on_a_click_and_the_package_is_checked_and_saved() {
    let stage = Stage::on().await;
    let signature = stage.signer.sign(PACKAGE, "9.9.9");
    stage.offer(
        "9.9.9",
        &stage.server.url("/vitrine_9.9.9_amd64.deb"),
        &signature,
    );
    stage.server.serve("/vitrine_9.9.9_amd64.deb", PACKAGE);

    let view = stage.desk.updates().await.expect("an answer");
    assert_eq!(view.host, Some(stage.server.host()));
    assert_eq!(view.standing, UpdateStanding::NotLooked);
    assert!(
        stage.desk.settings().is_locked("updates"),
        "it is shown as decided"
    );
    assert_eq!(
        stage.server.asked(),
        [] as [String; 0],
        "looking at it asks nobody"
    );

    let version = "9.9.9".to_owned();
    let newer = UpdateStanding::Newer {
        version: version.clone(),
        notes: Some("Calmer than before.".to_owned()),
        step: UpdateStep::Save,
    };
    assert_eq!(stage.look().await, newer);
    assert_eq!(
        stage.server.asked(),
        ["/latest.json"],
        "nothing of this machine is told"
    );
    let file = "vitrine_9.9.9_amd64.deb".to_owned();
    let saved = UpdateStanding::Saved {
        version,
        file: file.clone(),
    };
    assert_eq!(stage.take().await, saved);
    assert_eq!(stage.saved(&file).as_deref(), Some(PACKAGE));
    let talked = json!(stage.desk.egress().exchanges());
    let with: Vec<&Value> = talked
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["role"])
        .collect();
    assert_eq!(with, ["updates"; 2], "it is counted like any other talk");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_organisations_key_has_not_signed_as_this_version_is_refused() {
    let stage = Stage::on().await;
    let url = stage.server.url("/package.deb");
    let good = stage.signer.sign(PACKAGE, "9.9.9");
    let cases = [
        (
            good.clone(),
            &b"something else"[..],
            UpdateProblem::WrongSignature,
        ),
        (
            Signer::new(8).sign(PACKAGE, "9.9.9"),
            PACKAGE,
            UpdateProblem::WrongSignature,
        ),
        (
            "not a signature".to_owned(),
            PACKAGE,
            UpdateProblem::WrongSignature,
        ),
        // An old package, told to be a new one.
        (
            stage.signer.sign(PACKAGE, "0.0.1"),
            PACKAGE,
            UpdateProblem::OtherVersion,
        ),
    ];
    for (signature, package, problem) in cases {
        stage.offer("9.9.9", &url, &signature);
        stage.server.serve("/package.deb", package);
        assert!(matches!(stage.look().await, UpdateStanding::Newer { .. }));
        assert_eq!(stage.take().await, failed(problem), "{signature}");
        assert_eq!(stage.saved("package.deb"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_offer_is_named() {
    let stage = Stage::on().await;
    let signature = stage.signer.sign(PACKAGE, "9.9.9");
    let elsewhere = Server::start();
    stage.offer("9.9.9", &elsewhere.url("/package.deb"), &signature);
    stage.look().await;
    assert_eq!(stage.take().await, failed(UpdateProblem::Elsewhere));
    assert_eq!(elsewhere.asked(), [] as [String; 0]);

    stage.offer("0.0.9", &stage.server.url("/package.deb"), &signature);
    assert!(matches!(
        stage.look().await,
        UpdateStanding::UpToDate { .. }
    ));
    assert!(
        matches!(stage.take().await, UpdateStanding::UpToDate { .. }),
        "there is nothing to take"
    );

    stage.serve(&json!({ "version": "9.9.9", "platforms": {} }));
    assert_eq!(stage.look().await, failed(UpdateProblem::NotForThisSystem));
    for wrong in [json!({ "version": "new" }), json!("hello"), json!({})] {
        stage.serve(&wrong);
        assert_eq!(
            stage.look().await,
            failed(UpdateProblem::Malformed),
            "{wrong}"
        );
    }
    stage.server.forget();
    assert_eq!(stage.look().await, failed(UpdateProblem::Unreachable));
}
