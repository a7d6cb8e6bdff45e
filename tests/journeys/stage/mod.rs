//! A local Microsoft 365, the central service, and the people of the journeys.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::driver;

/// The system browser of the journeys.
const BROWSER: &str = "tests/journeys/browser.mjs";

/// A person who sits at a window of their own.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) address: String,
    home: PathBuf,
    client_id: String,
    client_secret: Option<String>,
}

/// Everything that the journeys need; ends with it.
pub(crate) struct Stage {
    pub(crate) admin_invite: String,
    pub(crate) admin: Person,
    pub(crate) employee: Person,
    pub(crate) album: PathBuf,
    /// Where the people save what they save.
    pub(crate) files: PathBuf,
    folder: TempDir,
    sandbox: Value,
    service: Value,
    service_program: Option<Running>,
    _sandbox_program: Running,
}

/// A program that ends when its owner does.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Stage {
    /// Starts everything on free loopback ports in a temporary home; the pictures go into an album of that name.
    pub(crate) fn set(album: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (sandbox_program, sandbox) = serve(
            program("vitrine-sandbox")
                .args(["serve", "--http", "127.0.0.1:0", "--seed", "7"])
                .args(["--mailboxes", "8", "--messages", "120", "--events", "40"]),
        );
        let tenant = text(&sandbox, "tenant_id");
        let data = folder.path().join("service");
        let (service_program, service) = serve_centrally(&sandbox, &data, "127.0.0.1:0");
        let url = text(&service, "url");
        let made = program("vitrine-service")
            .arg("admin-invite")
            .arg("--data")
            .arg(&data)
            .args(["--tenant", &tenant, "--url", &url])
            .output()
            .expect("the service makes invites");
        let line: Value = serde_json::from_slice(&made.stdout).expect("an invite in one JSON line");
        let (admin, employee) = (upn(&sandbox, true), upn(&sandbox, false));
        let album = env::var_os("VITRINE_DEMO_DIR").map_or_else(
            || {
                Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("target/journeys")
                    .join(album)
            },
            PathBuf::from,
        );
        fs::remove_dir_all(&album).ok();
        fs::create_dir_all(&album).expect("a folder for the pictures");
        let files = folder.path().join("files");
        fs::create_dir_all(&files).expect("a folder for what is saved");
        Self {
            admin_invite: text(&line, "invite"),
            admin: Person {
                name: "admin",
                address: admin,
                home: folder.path().join("admin"),
                client_id: text(&sandbox, "app_client_id"),
                client_secret: Some(text(&sandbox, "app_client_secret")),
            },
            employee: Person {
                name: "employee",
                address: employee,
                home: folder.path().join("employee"),
                client_id: text(&sandbox, "client_id"),
                client_secret: None,
            },
            album,
            files,
            folder,
            sandbox,
            service,
            service_program: Some(service_program),
            _sandbox_program: sandbox_program,
        }
    }

    /// Points a program at this stage, as one of its people.
    pub(crate) fn point(&self, command: &mut Command, person: &Person) {
        command
            .env("HOME", self.desktop(person))
            .env("VITRINE_HOME", &person.home)
            .env("VITRINE_AUTHORITY", text(&self.sandbox, "authority"))
            .env("VITRINE_GRAPH", text(&self.sandbox, "graph"))
            .env("VITRINE_SERVICE_URL", text(&self.service, "url"))
            .env("CONNECTOR_ENCRYPTION_KEY", "42".repeat(32))
            .env("O365_CLIENT_ID", &person.client_id)
            .env(
                "O365_REDIRECT_URI",
                format!("http://localhost:{}/", free_port()),
            )
            .env(
                "VITRINE_BROWSER",
                Path::new(env!("CARGO_MANIFEST_DIR")).join(BROWSER),
            )
            .env("VITRINE_FOLDER", &self.files)
            .env("JOURNEY_ACCOUNT", &person.address)
            .env("JOURNEY_ALBUM", &self.album)
            .env("JOURNEY_LOG", self.browser_log())
            .env("JOURNEY_MOOD", self.mood())
            .env("LANG", "C.UTF-8")
            .env("LC_ALL", "C.UTF-8");
        if let Some(secret) = &person.client_secret {
            command.env("O365_CLIENT_SECRET", secret);
        }
    }

    /// What the person's session is told to start.
    pub(crate) fn session_entry(&self, person: &Person) -> String {
        let folder = self.desktop(person).join(".config/autostart");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| fs::read_to_string(entry.path()).ok())
            .collect()
    }

    /// The folder in which the person's desktop keeps its own things.
    fn desktop(&self, person: &Person) -> PathBuf {
        let folder = self.folder.path().join(format!("{}-desktop", person.name));
        fs::create_dir_all(&folder).expect("a folder for a desktop");
        folder
    }

    /// The administrator opens the page that an employee sent, in a browser of their own, and does what they are in the mood for.
    pub(crate) fn decide(&self, page: &str) {
        let mut browser = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(BROWSER));
        self.point(&mut browser, &self.admin);
        let done = browser.arg(page).status().expect("node runs the browser");
        assert!(
            done.success(),
            "the browser: {}",
            fs::read_to_string(self.browser_log()).unwrap_or_default()
        );
    }

    /// What the person at the browser is up to from now on: `account` and `declines`.
    pub(crate) fn in_the_mood(&self, mood: &Value) {
        fs::write(self.mood(), mood.to_string()).expect("the mood is written down");
    }

    fn mood(&self) -> PathBuf {
        self.folder.path().join("mood.json")
    }

    /// The employee at another computer.
    pub(crate) fn employee_elsewhere(&self) -> Person {
        Person {
            name: "elsewhere",
            address: self.employee.address.clone(),
            home: self.folder.path().join("elsewhere"),
            client_id: self.employee.client_id.clone(),
            client_secret: None,
        }
    }

    /// What the person is called.
    pub(crate) fn name_of(&self, person: &Person) -> String {
        let mut users = self.sandbox["users"].as_array().into_iter().flatten();
        let user = users.find(|user| user["upn"] == person.address);
        text(user.expect("the sandbox names its people"), "display_name")
    }

    /// Turns switches of the local Microsoft 365, or lets something happen there.
    pub(crate) fn tell_microsoft(&self, path: &str, what: &Value) -> Value {
        let base = url::Url::parse(&text(&self.sandbox, "http")).expect("an address");
        let port = base.port().expect("a port");
        driver::post(port, path, what)
    }

    /// The administrator's part, without a window: consent, agreement and nothing on the allowlist.
    pub(crate) fn set_up(&self) {
        let tenant = text(&self.sandbox, "tenant_id");
        self.as_admin(&[
            "connect",
            "--tenant",
            &tenant,
            "--invite",
            &self.admin_invite,
        ]);
        let shown = self.as_admin(&["dpa", "show"]);
        self.as_admin(&["dpa", "accept", "--sha256", &text(&shown, "sha256")]);
    }

    fn as_admin(&self, words: &[&str]) -> Value {
        let mut command = program("vitrinectl");
        self.point(&mut command, &self.admin);
        let done = command.args(["--json", "admin"]).args(words).output();
        let done = done.expect("vitrinectl runs");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{words:?}: {said}");
        serde_json::from_slice(&done.stdout).unwrap_or_default()
    }

    /// An invite of the employee's, made by a clock that is so many days behind.
    pub(crate) fn invite(&self, days_ago: u32) -> String {
        let mut made = Command::new("faketime");
        made.arg(format!("{days_ago} days ago"))
            .arg(program("vitrine-service").get_program())
            .args(["invite", "--hours", "24", "--email", &self.employee.address])
            .args(["--tenant", &text(&self.sandbox, "tenant_id")])
            .args(["--url", &text(&self.service, "url"), "--data"])
            .arg(self.folder.path().join("service"));
        let made = made.output().expect("faketime is installed").stdout;
        text(&serde_json::from_slice(&made).expect("an invite"), "invite")
    }

    /// The central service goes away.
    pub(crate) fn stop_the_service(&mut self) {
        self.service_program = None;
    }

    /// It comes back where it was.
    pub(crate) fn start_the_service(&mut self) {
        let url = url::Url::parse(&text(&self.service, "url")).expect("an address");
        let listen = format!("127.0.0.1:{}", url.port().expect("a port"));
        let data = self.folder.path().join("service");
        self.service_program = Some(serve_centrally(&self.sandbox, &data, &listen).0);
    }

    /// What the browser did, for a failure's message.
    pub(crate) fn browser_log(&self) -> PathBuf {
        self.folder.path().join("browser.log")
    }

    /// What the programs wrote, for a failure's message.
    pub(crate) fn log(&self, name: &str) -> fs::File {
        fs::File::create(self.album.join(format!("{name}.log"))).expect("a log")
    }

    /// What is in the only file with that ending that was saved; it is gone afterwards.
    pub(crate) fn saved(&self, ending: &str) -> String {
        let saved = fs::read_dir(&self.files)
            .expect("the folder is there")
            .flatten();
        let mut paths: Vec<PathBuf> = saved
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == ending))
            .collect();
        let path = paths
            .pop()
            .unwrap_or_else(|| panic!("no file .{ending} was saved"));
        assert!(paths.is_empty(), "one file .{ending}, besides {paths:?}");
        let text = fs::read_to_string(&path).expect("it is text");
        fs::remove_file(path).expect("it can be removed");
        text
    }

    /// Every activity that the service holds for the tenant.
    pub(crate) fn held_by_the_service(&self) -> Vec<Value> {
        let mut export = program("vitrinectl");
        self.point(&mut export, &self.admin);
        let exported = export
            .args(["admin", "export"])
            .output()
            .expect("vitrinectl runs");
        assert!(
            exported.status.success(),
            "export: {}",
            String::from_utf8_lossy(&exported.stderr)
        );
        let lines = String::from_utf8(exported.stdout).expect("NDJSON is UTF-8");
        lines
            .lines()
            .map(|line| activity(serde_json::from_str(line).expect("a line is JSON")))
            .collect()
    }
}

/// Starts the central service.
fn serve_centrally(sandbox: &Value, data: &Path, listen: &str) -> (Running, Value) {
    let tenant = text(sandbox, "tenant_id");
    let issuer = format!("{}/{tenant}/v2.0", text(sandbox, "authority"));
    let mut command = program("vitrine-service");
    command
        .args(["serve", "--listen", listen, "--trust-issuer", &issuer])
        .args(["--audience", &text(sandbox, "app_client_id")])
        .args(["--audience", &text(sandbox, "client_id")])
        .arg("--data")
        .arg(data);
    serve(&mut command)
}

/// The activity inside its envelope.
fn activity(line: Value) -> Value {
    line.get("activity").cloned().unwrap_or(line)
}

/// A program of this workspace, built beside the window.
fn program(name: &str) -> Command {
    let path = Path::new(env!("CARGO_BIN_EXE_vitrine")).with_file_name(name);
    assert!(
        path.exists(),
        "{name} is not built: run cargo build --workspace --bins"
    );
    Command::new(path)
}

/// Starts a server and reads the line that it prints when it is ready.
fn serve(command: &mut Command) -> (Running, Value) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let out = child.stdout.take().expect("its output is read");
    let mut line = String::new();
    BufReader::new(out)
        .read_line(&mut line)
        .expect("a line when it is ready");
    let ready = serde_json::from_str(&line).expect("the line is JSON");
    (Running(child), ready)
}

fn text(value: &Value, field: &str) -> String {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is missing in {value}"))
        .to_owned()
}

/// The first person with, or without, a directory role.
fn upn(sandbox: &Value, is_admin: bool) -> String {
    let users = sandbox["users"]
        .as_array()
        .expect("the sandbox names its people");
    let has_role = |user: &&Value| {
        user["roles"]
            .as_array()
            .is_some_and(|roles| roles.is_empty() != is_admin)
    };
    text(users.iter().find(has_role).expect("such a person"), "upn")
}

/// A port that is free now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
