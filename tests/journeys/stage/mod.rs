//! A local Microsoft 365, the central service, and the people of the journeys.

mod central;
mod line;
mod microsoft;
mod programs;

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use programs::{Running, free_port};

use line::{Line, port_of};
use programs::{program, serve, text};

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
    /// Another employee.
    pub(crate) other: Person,
    /// Somebody who connects nothing.
    pub(crate) looker: Person,
    pub(crate) album: PathBuf,
    /// Where the people save what they save.
    pub(crate) files: PathBuf,
    /// What everybody reaches Microsoft by.
    pub(crate) line: Line,
    /// What everybody's programs are told beside where the stage is.
    told: Vec<(&'static str, PathBuf)>,
    folder: TempDir,
    sandbox: Value,
    service: Value,
    service_program: Option<Running>,
    _sandbox_program: Running,
}

impl Stage {
    /// Starts everything on free loopback ports in a temporary home; the pictures go into an album of that name.
    pub(crate) fn set(album: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let from = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let (sandbox_program, sandbox) = serve(
            program("vitrine-sandbox")
                .args(["serve", "--http", "127.0.0.1:0", "--seed", "7"])
                .args(["--public-port", &port_of(&from).to_string()])
                .args(["--mailboxes", "8", "--messages", "120", "--events", "40"]),
        );
        let line = Line::lay(from, port_in(&text(&sandbox, "http")));
        let tenant = text(&sandbox, "tenant_id");
        let data = folder.path().join("service");
        let (service_program, service) = central::serve_centrally(&sandbox, &data, "127.0.0.1:0");
        let url = text(&service, "url");
        let made = program("vitrine-service")
            .arg("admin-invite")
            .arg("--data")
            .arg(&data)
            .args(["--tenant", &tenant, "--url", &url])
            .output()
            .expect("the service makes invites");
        let made: Value = serde_json::from_slice(&made.stdout).expect("an invite in one JSON line");
        let employees = people(&sandbox, false);
        let employee = |number: usize, name: &'static str| Person {
            name,
            address: employees[number].clone(),
            home: folder.path().join(name),
            client_id: text(&sandbox, "client_id"),
            client_secret: None,
        };
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
            admin_invite: text(&made, "invite"),
            admin: Person {
                name: "admin",
                address: people(&sandbox, true).remove(0),
                home: folder.path().join("admin"),
                client_id: text(&sandbox, "app_client_id"),
                client_secret: Some(text(&sandbox, "app_client_secret")),
            },
            employee: employee(0, "employee"),
            other: employee(1, "other"),
            looker: employee(2, "looker"),
            album,
            files,
            line,
            told: Vec::new(),
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
            .env("LC_ALL", "C.UTF-8")
            .envs(self.told.iter().cloned());
        if let Some(secret) = &person.client_secret {
            command.env("O365_CLIENT_SECRET", secret);
        }
    }

    /// Has everybody trust whom this certificate belongs to.
    pub(crate) fn trust(&mut self, pem: &str) {
        self.tell("VITRINE_CA_FILE", "authority.pem", pem);
    }

    /// IT lays down a policy file for everybody's computer.
    pub(crate) fn lay_down(&mut self, policy: &str) {
        self.tell("VITRINE_POLICY_FILE", "policy.toml", policy);
    }

    /// Tells everybody's programs, from now on, of a file with this text.
    fn tell(&mut self, variable: &'static str, name: &str, content: &str) {
        let file = self.folder.path().join(name);
        fs::write(&file, content).expect("it is written");
        self.told.retain(|(known, _)| *known != variable);
        self.told.push((variable, file));
    }

    fn tenant(&self) -> String {
        text(&self.sandbox, "tenant_id")
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
}

/// The port in an address.
fn port_in(address: &str) -> u16 {
    let address = url::Url::parse(address).expect("an address");
    address.port().expect("a port")
}

/// The people with, or without, a directory role.
fn people(sandbox: &Value, are_admins: bool) -> Vec<String> {
    let users = sandbox["users"].as_array();
    let users = users.expect("the sandbox names its people").iter();
    let roles = |user: &Value| user["roles"].as_array().map_or(0, Vec::len);
    users
        .filter(|user| (roles(user) > 0) == are_admins)
        .map(|user| text(user, "upn"))
        .collect()
}
