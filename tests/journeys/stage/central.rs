//! The central service, and the organisation's administrator at a command line.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{
    Person, Stage, port_in,
    programs::{Running, program, serve, text},
};

impl Stage {
    /// Opens the page of an invite in a browser without scripts and presses its button; the link that the desktop is handed.
    pub(crate) fn press_the_button_of(invite: &str) -> String {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/service/tests/it/page.mjs");
        let mut browser = Command::new("node");
        let seen = browser.arg(page).arg(invite).stderr(Stdio::inherit());
        let seen = seen.output().expect("node runs the browser").stdout;
        let seen: Value = serde_json::from_slice(&seen).expect("what was seen on the page");
        text(&seen, "led")
    }

    /// The administrator's part, without a window: consent, agreement and nothing on the allowlist.
    pub(crate) fn set_up(&self) {
        self.connect_the_organisation();
        let shown = self.as_admin(&["dpa", "show"]);
        self.as_admin(&["dpa", "accept", "--sha256", &text(&shown, "sha256")]);
    }

    /// The administrator's consent, without a window.
    pub(crate) fn connect_the_organisation(&self) {
        let tenant = self.tenant();
        let invite = &self.admin_invite;
        self.as_admin(&["connect", "--tenant", &tenant, "--invite", invite]);
    }

    /// The people who run the service publish a version of the agreement.
    pub(crate) fn publish_the_agreement(&self, version: u32, markdown: &str) {
        let file = self.folder.path().join("agreement.md");
        fs::write(&file, markdown).expect("it is written");
        let mut publish = program("vitrine-service");
        publish
            .args(["dpa-publish", "--language", "en", "--version"])
            .arg(version.to_string())
            .arg("--data")
            .arg(self.folder.path().join("service"))
            .arg("--file")
            .arg(file);
        let published = publish.output().expect("the service publishes");
        assert!(published.status.success(), "{published:?}");
    }

    /// What the administrator's command line answers.
    pub(crate) fn as_admin(&self, words: &[&str]) -> Value {
        self.by_command_line(&[&["--json", "admin"], words].concat())
    }

    /// The organisation is synced once, without a window.
    pub(crate) fn sync_the_organisation(&self) {
        self.by_command_line(&["sync", "--once"]);
    }

    fn by_command_line(&self, words: &[&str]) -> Value {
        let mut command = program("vitrinectl");
        self.point(&mut command, &self.admin);
        let done = command.args(words).output().expect("vitrinectl runs");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{words:?}: {said}");
        serde_json::from_slice(&done.stdout).unwrap_or_default()
    }

    /// An invite of somebody's, made by a clock that is so many days behind.
    pub(crate) fn invite(&self, person: &Person, days_ago: u32) -> String {
        let mut made = Command::new("faketime");
        made.arg(format!("{days_ago} days ago"))
            .arg(program("vitrine-service").get_program())
            .args(["invite", "--hours", "24", "--email", &person.address])
            .args(["--tenant", &self.tenant()])
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
        let listen = format!("127.0.0.1:{}", port_in(&text(&self.service, "url")));
        let data = self.folder.path().join("service");
        self.service_program = Some(serve_centrally(&self.sandbox, &data, &listen).0);
    }

    /// How many received mails the service was told of the employee.
    pub(crate) fn received(&self) -> u64 {
        let held = self.held_by_the_service();
        let signal = held.iter().find(|one| one["type"] == "email_signal");
        let count = signal.and_then(|signal| signal["properties"]["received"].as_u64());
        count.expect("a number")
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
pub(super) fn serve_centrally(sandbox: &Value, data: &Path, listen: &str) -> (Running, Value) {
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
