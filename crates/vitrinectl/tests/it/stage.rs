//! A sandbox and a service in this process, and homes in which the real binary runs.

use crate::browser;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use vitrine_sandbox::Sandbox;
use vitrine_service::Service;

pub(crate) const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A local Microsoft 365, a central service and a folder for homes.
pub(crate) struct Stage {
    pub(crate) sandbox: vitrine_sandbox::Running,
    pub(crate) service: vitrine_service::Running,
    pub(crate) folder: TempDir,
}

/// One installation.
pub(crate) struct Home {
    pub(crate) path: PathBuf,
    pub(crate) environment: BTreeMap<String, String>,
    /// The words before the command.
    pub(crate) before: Vec<String>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// Expects that exit code, and shows everything where it is another.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Expects that exit code and that named state, told to scripts and to people, and nothing that is a secret or somebody's.
    pub(crate) fn refused(&self, exit: i32, code: &str) {
        assert_eq!((self.code, self.error().as_str()), (exit, code), "{self:?}");
        let error = &self.json()["error"];
        for words in ["sentence", "next_step"] {
            let words = error[words].as_str().unwrap();
            assert!(words.ends_with('.') && words.len() > 12, "{words}");
            assert!(self.stderr.contains(words), "{words}: {self:?}");
        }
        for secret in [KEY, "eyJ", "vtr_", "demo~secret", "eve@contoso.example"] {
            let told = self.stdout.contains(secret) || self.stderr.contains(secret);
            assert!(!told, "{secret} is told: {self:?}");
        }
    }

    /// It says this of what stands in the way.
    pub(crate) fn says(&self, words: &str) {
        let sentence = self.json()["error"]["sentence"].clone();
        assert!(sentence.as_str().unwrap().contains(words), "{sentence}");
    }

    pub(crate) fn error(&self) -> String {
        self.json()["error"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("no error: {self:?}"))
            .to_owned()
    }
}

pub(crate) fn small_world() -> vitrine_sandbox::Options {
    vitrine_sandbox::Options {
        auto_consent: true,
        mailboxes: 3,
        messages: 30,
        events: 16,
        ..vitrine_sandbox::Options::in_process()
    }
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(small_world()).await
    }

    pub(crate) async fn with(options: vitrine_sandbox::Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let service = serve(&folder.path().join("service"), sandbox.ready()).await;
        Self {
            sandbox,
            service,
            folder,
        }
    }

    /// A home for the customer's own application.
    pub(crate) fn admin_home(&self, name: &str) -> Home {
        let ready = self.sandbox.ready();
        let mut home = self.home(name, &ready.app_client_id);
        home.set("O365_CLIENT_SECRET", &ready.app_client_secret);
        home
    }

    /// A home for an employee.
    pub(crate) fn employee_home(&self, name: &str) -> Home {
        self.home(name, &self.sandbox.ready().client_id)
    }

    fn home(&self, name: &str, client_id: &str) -> Home {
        let ready = self.sandbox.ready();
        let service = self.service.url();
        let settings = [
            ("VITRINE_AUTHORITY", ready.authority.as_str()),
            ("VITRINE_GRAPH", &ready.graph),
            ("VITRINE_SERVICE_URL", &service),
            ("O365_CLIENT_ID", client_id),
            ("CONNECTOR_ENCRYPTION_KEY", KEY),
            ("BROWSER", "true"),
            ("VITRINE_LOG", "debug,hyper=off,hyper_util=off,reqwest=off"),
        ];
        let environment = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Home {
            path: self.folder.path().join(name),
            environment: environment.into(),
            before: Vec::new(),
        }
    }

    pub(crate) fn tenant(&self) -> &str {
        &self.sandbox.ready().tenant_id
    }

    pub(crate) async fn admin_invite(&self) -> String {
        let tenant = activity::TenantId::new(self.tenant()).unwrap();
        self.service.admin_invite(&tenant).await.unwrap().invite
    }

    /// An organisation that is connected and has accepted the DPA; nothing is allowed yet.
    pub(crate) async fn connected_organisation(&self) -> Home {
        let home = self.admin_home("admin");
        let invite = self.admin_invite().await;
        home.visit(&[
            "admin",
            "connect",
            "--tenant",
            self.tenant(),
            "--invite",
            &invite,
        ])
        .await
        .expect(0);
        let shown = home
            .run(&["admin", "dpa", "show", "--json"])
            .await
            .expect(0)
            .json();
        home.run(&[
            "admin",
            "dpa",
            "accept",
            "--sha256",
            shown["sha256"].as_str().unwrap(),
        ])
        .await
        .expect(0);
        home
    }

    /// An employee who is connected; consent is still to come.
    pub(crate) async fn connected_employee(&self, admin: &Home, name: &str, person: usize) -> Home {
        let upn = &self.sandbox.ready().users.get(person).unwrap().upn;
        let invite = admin.invite(upn).await;
        let home = self.employee_home(name);
        home.visit(&["connect", "--invite", &invite])
            .await
            .expect(0);
        home
    }

    /// Has somebody outside send a mail to one of the people.
    pub(crate) async fn deliver(&self, person: usize) {
        let ready = self.sandbox.ready();
        let mail = serde_json::json!({
            "from": "buyer@acme.example", "to": [ready.users[person].upn], "subject": "One more"
        });
        let page = format!("{}/sandbox/mail", ready.authority);
        assert_eq!(browser::send("POST", &page, &mail).await, 200);
    }

    /// Spoils what Microsoft answers to paths of that pattern, from now on; nothing else is spoilt any more.
    pub(crate) async fn spoil(&self, path: &str, fault: Value) {
        let rule = serde_json::json!([{ "path": path, "times": null, "fault": fault }]);
        self.faults(&rule).await;
    }

    /// Spoils nothing any more.
    pub(crate) async fn spoil_nothing(&self) {
        self.faults(&serde_json::json!([])).await;
    }

    /// Spoils what Microsoft answers by these rules and no others.
    pub(crate) async fn faults(&self, rules: &Value) {
        let page = format!("{}/sandbox/faults", self.sandbox.ready().authority);
        assert_eq!(browser::send("PUT", &page, rules).await, 204);
    }

    /// What the sandbox answers below `/sandbox`.
    pub(crate) async fn sandbox_says(&self, path: &str) -> Value {
        let origin = &self.sandbox.ready().authority;
        serde_json::from_str(&browser::body(&format!("{origin}/sandbox/{path}")).await).unwrap()
    }
}

/// A service on that folder which trusts the sandbox's tenant.
pub(crate) async fn serve(data: &Path, ready: &vitrine_sandbox::Ready) -> vitrine_service::Running {
    let mut options = vitrine_service::Options::new(data);
    options.trust_issuers = vec![format!("{}/{}/v2.0", ready.authority, ready.tenant_id)];
    Service::start(options).await.unwrap()
}

impl Home {
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// The link of an invite for that address, from an admin's home.
    pub(crate) async fn invite(&self, address: &str) -> String {
        let arguments = ["admin", "invite", "--email", address, "--json"];
        let made = self.run(&arguments).await.expect(0).json();
        made["invite"].as_str().unwrap().to_owned()
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        let done = self.command(arguments).output().await.unwrap();
        Ran {
            code: code(done.status),
            stdout: String::from_utf8(done.stdout).unwrap(),
            stderr: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Runs a command and visits the page that it asks the person to open.
    pub(crate) async fn visit(&self, arguments: &[&str]) -> Ran {
        let mut child = self.start(arguments);
        let (page, mut told) = page_of(&mut child).await;
        if let Some(page) = page {
            browser::visit(&page).await;
        }
        let (mut stdout, mut stderr) = (String::new(), String::new());
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut stdout)
            .await
            .unwrap();
        told.read_to_string(&mut stderr).await.unwrap();
        Ran {
            code: code(child.wait().await.unwrap()),
            stdout,
            stderr,
        }
    }

    /// Starts a command; it is killed when dropped.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut words = self.before.clone();
        words.push(env!("CARGO_BIN_EXE_vitrinectl").to_owned());
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .env_clear()
            .envs(&self.environment)
            .arg("--home")
            .arg(&self.path)
            .args(arguments);
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

/// Reads what a command tells until it names a page; `None` if it ends before.
pub(crate) async fn page_of(
    child: &mut Child,
) -> (Option<String>, BufReader<tokio::process::ChildStderr>) {
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while told.read_line(&mut line).await.unwrap() > 0 {
        if line.starts_with("http") {
            return (Some(line.trim().to_owned()), told);
        }
        line.clear();
    }
    (None, told)
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(-1)
}

/// The sum that must hold for every stream.
pub(crate) fn assert_accounted(report: &Value) {
    for (name, stream) in report["streams"].as_object().unwrap() {
        let number = |field: &str| {
            stream[field]
                .as_u64()
                .unwrap_or_else(|| panic!("{name} {field}"))
        };
        let withheld: u64 = stream["withheld"]
            .as_object()
            .unwrap()
            .values()
            .map(|count| count.as_u64().unwrap())
            .sum();
        assert_eq!(
            number("considered"),
            number("sent") + withheld + number("pending") + number("failed"),
            "{name}"
        );
    }
}

/// What an export holds: the mailbox, external id and digest of each line.
pub(crate) fn held(export: &str) -> Vec<(String, String, String)> {
    let text =
        |line: &Value, pointer: &str| line.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let mut held: Vec<_> = export
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            (
                text(&line, "/mailbox"),
                text(&line, "/activity/externalId"),
                text(&line, "/sha256"),
            )
        })
        .collect();
    held.sort();
    held
}
