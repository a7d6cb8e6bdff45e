//! Microsoft's own clients, unchanged, against a sandbox over https: msal-node, the JavaScript Graph SDK, msal,
//! azure-identity and the Python Graph SDK; every 2xx body against the OpenAPI description.
//!
//! What they need is installed below the target folder on the first run, at the versions pinned in `tests/clients`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failure is the message"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rcgen::{CertificateParams, KeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::rand_core::OsRng;
use tempfile::TempDir;
use vitrine_sandbox::{Options, Running, Sandbox};

/// Seconds after which a client is taken for hanging.
const PATIENCE: &str = "240";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn javascript_clients_work_unchanged() {
    let folder = installed("npm", "package-lock.json", |folder| {
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(sources().join(file), folder.join(file)).unwrap();
        }
        run(Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder));
    });
    let stage = Stage::start().await;
    std::fs::copy(sources().join("clients.mjs"), folder.join("clients.mjs")).unwrap();
    let mut command = Command::new("timeout");
    command
        .args([PATIENCE, "node", "clients.mjs"])
        .current_dir(&folder)
        .env("NODE_EXTRA_CA_CERTS", stage.path("ca.pem"));
    stage.check(command).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python_clients_work_unchanged_and_every_body_fits_the_schema() {
    let folder = installed("python", "requirements.txt", |folder| {
        run(Command::new("python3")
            .args(["-m", "venv", "."])
            .current_dir(folder));
        let requirements = sources().join("requirements.txt");
        run(Command::new("bin/pip")
            .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requirements)
            .current_dir(folder));
    });
    let stage = Stage::start().await;
    let mut command = Command::new("timeout");
    command
        .args([PATIENCE])
        .arg(folder.join("bin/python"))
        .arg("-B")
        .arg(sources().join("clients.py"));
    command
        .env("REQUESTS_CA_BUNDLE", stage.path("ca.pem"))
        .env("SSL_CERT_FILE", stage.path("ca.pem"));
    stage.check(command).await;
}

/// A sandbox over https, and the files that clients are given.
struct Stage {
    running: Running,
    folder: TempDir,
}

impl Stage {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        std::fs::write(
            folder.path().join("key.pem"),
            key.to_pkcs8_pem(LineEnding::LF).unwrap(),
        )
        .unwrap();
        let pair = KeyPair::try_from(key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
        let certificate = CertificateParams::new(vec!["connector.contoso.example".to_owned()])
            .unwrap()
            .self_signed(&pair)
            .unwrap();
        let certificate_path = folder.path().join("certificate.pem");
        std::fs::write(&certificate_path, certificate.pem()).unwrap();
        let options = Options {
            ca_out: Some(folder.path().join("ca.pem")),
            auto_consent: true,
            app_certificate: vec![certificate_path],
            ..Options::in_process_https()
        };
        Self {
            running: Sandbox::start(options).await.unwrap(),
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a client to its end; what it printed is shown when it fails.
    async fn check(self, mut command: Command) {
        command
            .env(
                "SANDBOX",
                serde_json::to_string(self.running.ready()).unwrap(),
            )
            .env("CERTIFICATE", self.path("certificate.pem"))
            .env("KEY", self.path("key.pem"))
            .stdin(Stdio::null());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        println!("{}", text(&output.stdout));
        assert!(
            output.status.success(),
            "{}\n{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        self.running.stop().await;
    }
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

/// The folder of an installation that fits today's lock file; installs when there is none.
fn installed(name: &str, lock: &str, install: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("sandbox-clients")
        .join(name);
    let wanted = std::fs::read_to_string(sources().join(lock)).unwrap();
    let mark = folder.join("installed-from");
    if std::fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return folder;
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    install(&folder);
    std::fs::write(mark, wanted).unwrap();
    folder
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
