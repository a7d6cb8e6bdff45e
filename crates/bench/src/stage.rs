use crate::Fallible;
use crate::process::{Finished, Server, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How large the world is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) mailboxes: u64,
    pub(crate) messages: u64,
    pub(crate) events: u64,
}

/// A sandbox, a service and a home, each in a process or folder of its own.
pub(crate) struct Stage {
    programs: PathBuf,
    home: tempfile::TempDir,
    sandbox: Server,
    service: Server,
}

/// What a run said about itself.
pub(crate) struct Synced {
    pub(crate) report: Value,
    pub(crate) finished: Finished,
}

impl Stage {
    pub(crate) fn start(programs: PathBuf, size: Size) -> Fallible<Self> {
        let home = tempfile::tempdir()?;
        let sandbox = Server::start(Command::new(programs.join("vitrine-sandbox")).args([
            "serve",
            "--http",
            "127.0.0.1:0",
            "--auto-consent",
            "--mailboxes",
            &size.mailboxes.to_string(),
            "--messages",
            &size.messages.to_string(),
            "--events",
            &size.events.to_string(),
        ]))?;
        let issuer = format!(
            "{}/{}/v2.0",
            sandbox.text("authority")?,
            sandbox.text("tenant_id")?
        );
        let service = Server::start(
            Command::new(programs.join("vitrine-service"))
                .args([
                    "serve",
                    "--listen",
                    "127.0.0.1:0",
                    "--trust-issuer",
                    &issuer,
                    "--data",
                ])
                .arg(home.path().join("service")),
        )?;
        Ok(Self {
            programs,
            home,
            sandbox,
            service,
        })
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// One text of the sandbox's ready line.
    pub(crate) fn sandbox(&self, name: &str) -> Fallible<&str> {
        self.sandbox.text(name)
    }

    /// Brings the organisation road to where it can sync.
    pub(crate) fn connect(&self) -> Fallible<()> {
        let tenant = self.sandbox("tenant_id")?;
        let made = run(Command::new(self.programs.join("vitrine-service"))
            .args(["admin-invite", "--tenant", tenant, "--data"])
            .arg(self.home.path().join("service")))?;
        let invite = invite(&made.output)?;
        self.vitrinectl(&["admin", "connect", "--tenant", tenant, "--invite", &invite])?;
        let agreement = self.vitrinectl(&["admin", "dpa", "show", "--json"])?;
        let agreement: Value = serde_json::from_str(&agreement.output)?;
        let hash = agreement["sha256"]
            .as_str()
            .ok_or("the agreement has no sha256")?;
        self.vitrinectl(&["admin", "dpa", "accept", "--sha256", hash])?;
        Ok(())
    }

    /// Puts one more entry on the allowlist.
    pub(crate) fn allow(&self, entry: &str) -> Fallible<()> {
        self.vitrinectl(&["admin", "allow", entry]).map(drop)
    }

    /// One whole run.
    pub(crate) fn sync(&self) -> Fallible<Synced> {
        let finished = self.vitrinectl(&["sync", "--once", "--json"])?;
        let report = serde_json::from_str(&finished.output)?;
        Ok(Synced { report, finished })
    }

    /// The address of somebody whose mailbox can be connected.
    pub(crate) fn somebody(&self) -> Fallible<String> {
        let address = self.sandbox.ready["users"][0]["upn"].as_str();
        Ok(address.ok_or("the sandbox has nobody")?.to_lowercase())
    }

    /// Connects somebody's mailbox by IMAP and counts it once.
    pub(crate) fn count_mailbox(
        &self,
        address: &str,
        port: &str,
        authority: &Path,
    ) -> Fallible<(Synced, Value)> {
        let made = self.vitrinectl(&["admin", "invite", "--email", address, "--json"])?;
        let invite = invite(&made.output)?;
        let employee = |words: &[&str]| {
            let mut command = self.command("employee", words)?;
            run(command
                .env("VITRINE_CA_FILE", authority)
                .env("VITRINE_IMAP_PASSWORD", crate::dovecot::PASSWORD))
        };
        employee(&[
            "connect",
            "--imap",
            "--host",
            "localhost",
            "--port",
            port,
            "--invite",
            &invite,
        ])?;
        employee(&["consent", "--stream", "email_signal"])?;
        let finished = employee(&["sync", "--once", "--json"])?;
        let report = serde_json::from_str(&finished.output)?;
        let held: Value = serde_json::from_str(employee(&["export"])?.output.trim())?;
        let held = held["activity"]["properties"].clone();
        Ok((Synced { report, finished }, held))
    }

    fn vitrinectl(&self, words: &[&str]) -> Fallible<Finished> {
        run(&mut self.command("home", words)?)
    }

    fn command(&self, home: &str, words: &[&str]) -> Fallible<Command> {
        let browser = format!("{} open %s", std::env::current_exe()?.display());
        let mut command = Command::new(self.programs.join("vitrinectl"));
        command
            .arg("--home")
            .arg(self.home.path().join(home))
            .args(words)
            .env("BROWSER", browser)
            .env("VITRINE_AUTHORITY", self.sandbox("authority")?)
            .env("VITRINE_GRAPH", self.sandbox("graph")?)
            .env("VITRINE_SERVICE_URL", self.service.text("url")?)
            .env("O365_CLIENT_ID", self.sandbox("app_client_id")?)
            .env("O365_CLIENT_SECRET", self.sandbox("app_client_secret")?)
            .env("CONNECTOR_ENCRYPTION_KEY", "5a".repeat(32));
        Ok(command)
    }
}

/// The invite in what the service printed: a field of a line of JSON, or the line itself.
fn invite(output: &str) -> Fallible<String> {
    let line = output.lines().last().ok_or("no invite")?.trim();
    let parsed: Option<Value> = serde_json::from_str(line).ok();
    let field = parsed.as_ref().and_then(|made| made["invite"].as_str());
    Ok(field.unwrap_or(line).to_owned())
}
