//! The command line of `vitrine-service`: every command prints one line of JSON.

use crate::invites::{self, Maker};
use crate::serve::{PUBLIC_URL, StartFault, as_base};
use crate::{Clock, Fault, Options, Service, app};
use activity::{Road, TenantId};
use clap::{Parser, Subcommand, ValueEnum};
use consent::DpaText;
use serde_json::json;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;
use wire::{InviteRequest, Role};

/// The central service of Vitrine
#[derive(Debug, Parser)]
#[command(name = "vitrine-service", version)]
pub struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serve until stopped; prints `{"ready":true,"url":…}` when ready
    Serve(Serve),
    /// Make the invite of a tenant's admin
    AdminInvite {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        words: Words,
    },
    /// Make the invite of an employee or a manager
    Invite {
        #[command(flatten)]
        place: Place,
        /// The address that it is bound to
        #[arg(long)]
        email: String,
        /// The road that it is for
        #[arg(long)]
        road: Option<RoadName>,
        /// What the invited person will be
        #[arg(long, default_value = "employee")]
        role: RoleName,
        #[command(flatten)]
        words: Words,
    },
    /// Publish a text of the data processing agreement; a new version closes the gate until it is accepted
    DpaPublish {
        /// The folder of the database
        #[arg(long)]
        data: PathBuf,
        /// The version, rising by one
        #[arg(long)]
        version: u32,
        /// The language of the text (BCP 47)
        #[arg(long)]
        language: String,
        /// The text, Markdown
        #[arg(long)]
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The folder of the database and the signing key
    #[arg(long)]
    data: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// An issuer whose id_tokens count, {authority}/{tenant}/v2.0; may be repeated
    #[arg(long, value_name = "URL")]
    trust_issuer: Vec<String>,
    /// The only applications whose id_tokens count; without any, each tenant's own list does
    #[arg(
        long,
        value_name = "CLIENT_ID",
        env = "VITRINE_AUDIENCE",
        value_delimiter = ','
    )]
    audience: Vec<String>,
    /// One more file of certificate authorities (PEM)
    #[arg(long, value_name = "PEM", env = "VITRINE_CA_FILE")]
    ca_file: Option<PathBuf>,
    /// The address by which clients reach the proxy in front of the service
    #[arg(long, value_name = "URL")]
    public_url: Option<Url>,
    /// Where people get the app; the page of an invite leads there
    #[arg(long, value_name = "URL", env = "VITRINE_APP_URL")]
    app_url: Option<Url>,
}

#[derive(Debug, clap::Args)]
struct Place {
    /// The folder of the database
    #[arg(long)]
    data: PathBuf,
    /// The tenant's id
    #[arg(long)]
    tenant: String,
    /// The service's address, if it is not running
    #[arg(long, env = "VITRINE_SERVICE_URL")]
    url: Option<Url>,
}

/// What an invite tells whoever opens it.
#[derive(Debug, clap::Args)]
struct Words {
    /// Who invites, by name
    #[arg(long, value_name = "NAME")]
    invited_by: Option<String>,
    /// What the organisation is called until its admin proves it
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// What the data is for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// The legal basis
    #[arg(long, value_name = "TEXT")]
    legal_basis: Option<String>,
    /// Hours until it ends
    #[arg(long)]
    hours: Option<u32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoadName {
    Graph,
    Imap,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleName {
    Employee,
    Manager,
}

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum CommandFault {
    /// The service cannot start.
    #[error(transparent)]
    Start(#[from] StartFault),
    /// The store refuses.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The tenant is not an id.
    #[error("the tenant is not an id")]
    Tenant,
    /// The file cannot be read.
    #[error("the file cannot be read")]
    File,
    /// The outcome cannot be printed, or signals cannot be awaited.
    #[error("the process cannot print or await signals")]
    Process(#[from] std::io::Error),
}

impl Command {
    /// Does what the command says.
    pub async fn run(self) -> Result<(), CommandFault> {
        match self.action {
            Action::Serve(serve) => serve.run().await,
            Action::AdminInvite { place, words } => {
                place
                    .invite(InviteRequest::new(Role::TenantAdmin), words)
                    .await
            }
            Action::Invite {
                place,
                email,
                road,
                role,
                words,
            } => {
                let role = match role {
                    RoleName::Employee => Role::Employee,
                    RoleName::Manager => Role::Manager,
                };
                let road = road.map(|road| match road {
                    RoadName::Graph => Road::EmployeeGraph,
                    RoadName::Imap => Road::EmployeeImap,
                });
                let request = InviteRequest::new(role).to(email);
                place.invite(InviteRequest { road, ..request }, words).await
            }
            Action::DpaPublish {
                data,
                version,
                language,
                file,
            } => publish(&data, version, language, &file).await,
        }
    }
}

impl Serve {
    async fn run(self) -> Result<(), CommandFault> {
        let stopped = stopped()?;
        let running = Service::start(Options {
            listen: self.listen,
            trust_issuers: self.trust_issuer,
            ca_file: self.ca_file,
            public_url: self.public_url,
            app_url: self.app_url,
            audiences: self.audience,
            ..Options::new(self.data)
        })
        .await?;
        print(&json!({ "ready": true, "url": running.url() }))?;
        stopped.await;
        running.stop().await;
        Ok(())
    }
}

impl Place {
    async fn invite(self, request: InviteRequest, words: Words) -> Result<(), CommandFault> {
        let request = InviteRequest {
            purpose: words.purpose,
            legal_basis: words.legal_basis,
            hours: words.hours,
            ..request
        };
        let maker = Maker::operator(words.invited_by, words.organisation);
        let tenant =
            TenantId::new(self.tenant.to_ascii_lowercase()).map_err(|_| CommandFault::Tenant)?;
        let (store, _) = app::open(&self.data)?;
        let url = match self.url {
            Some(url) => Some(url),
            None => store
                .setting(PUBLIC_URL)
                .await?
                .and_then(|text| Url::parse(&text).ok()),
        };
        let url = url.map(as_base).transpose()?;
        let now = Clock::default().now();
        let made = invites::make(&store, url.as_ref(), tenant.clone(), request, maker, now).await?;
        print(&json!({
            "invite": made.invite, "code": made.code, "expires_at": made.expires_at, "id": made.id, "tenant": tenant
        }))
    }
}

/// Ends when somebody asks the process to stop; listens from the call on.
#[cfg(unix)]
fn stopped() -> Result<impl Future<Output = ()>, std::io::Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends when somebody asks the process to stop.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "listening can fail elsewhere")]
fn stopped() -> Result<impl Future<Output = ()>, std::io::Error> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn publish(
    data: &Path,
    version: u32,
    language: String,
    file: &Path,
) -> Result<(), CommandFault> {
    let markdown = std::fs::read_to_string(file).map_err(|_| CommandFault::File)?;
    let text = DpaText::new(version, language, markdown);
    let line = json!({ "version": version, "language": text.language, "sha256": text.sha256 });
    let (store, _) = app::open(data)?;
    store.publish_dpa(text, Clock::default().now()).await?;
    print(&line)
}

fn print(line: &serde_json::Value) -> Result<(), CommandFault> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
