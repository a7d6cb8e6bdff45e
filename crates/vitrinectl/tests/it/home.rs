//! Homes in which the real binary runs.

use crate::browser;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

pub(crate) const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

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

impl Home {
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// Has time pass ten times as fast for its commands, so that what they wait for in vain is soon over.
    pub(crate) fn hurry(&mut self) {
        self.before = ["faketime", "-f", "+0 x10"].map(str::to_owned).to_vec();
    }

    /// Has time pass as it does.
    pub(crate) fn take_time(&mut self) {
        self.before.clear();
    }

    /// The link of an invite for that address, from an admin's home.
    pub(crate) async fn invite(&self, address: &str) -> String {
        let arguments = ["admin", "invite", "--email", address];
        let made = self.json(&arguments).await;
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

    /// Runs a command that has to end well; what it says as JSON.
    pub(crate) async fn json(&self, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        self.run(&arguments).await.expect(0).json()
    }

    /// Runs a command that has to end with that exit code and that named state.
    pub(crate) async fn refused(&self, arguments: &[&str], exit: i32, code: &str) {
        let arguments = [arguments, &["--json"]].concat();
        self.run(&arguments).await.refused(exit, code);
    }

    /// Agrees to a stream.
    pub(crate) async fn agree(&self, stream: &str) {
        self.json(&["consent", "--stream", stream]).await;
    }

    /// Syncs once, which has to end well; its report.
    pub(crate) async fn sync(&self) -> Value {
        self.json(&["sync", "--once"]).await
    }

    /// Makes the review cycle of the last quarter of 2026, from an admin's home.
    pub(crate) async fn make_cycle(&self, time_zone: &str) {
        let name = [
            "admin", "cycle", "make", "--id", "2026-Q4", "--name", "Autumn",
        ];
        let edges = [
            "--start",
            "2026-10-01",
            "--end",
            "2027-01-01",
            "--time-zone",
            time_zone,
        ];
        self.json(&[&name[..], &edges[..]].concat()).await;
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
