//! What `vitrine-sandbox serve` takes, and what a test gives to [`crate::Sandbox::start`].

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use jiff::Timestamp;

use crate::world::WorldOptions;

/// How a sandbox is started.
///
/// ```
/// let options = vitrine_sandbox::Options::in_process();
/// assert!(options.http.is_some());
/// ```
#[derive(Clone, Debug, Parser)]
pub struct Options {
    /// Address for plain http; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    pub http: Option<SocketAddr>,
    /// Port by which clients reach plain http, where something stands in between
    #[arg(long, value_name = "N", requires = "http")]
    pub public_port: Option<u16>,
    /// Address for https; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    pub https: Option<SocketAddr>,
    /// Where to write the certificate authority that signed the https certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "https")]
    pub ca_out: Option<PathBuf>,
    /// The same seed gives the same world
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// People with a mailbox in the first tenant
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub mailboxes: usize,
    /// Messages in each mailbox
    #[arg(long, default_value_t = 60, value_name = "N")]
    pub messages: usize,
    /// Events in each calendar
    #[arg(long, default_value_t = 24, value_name = "N")]
    pub events: usize,
    /// A scenario: consents, switches, faults and changes of the world (JSON; see README.md)
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Accept every consent at once, and sign in whoever `login_hint` names
    #[arg(long)]
    pub auto_consent: bool,
    /// The world's time at the start (RFC 3339); the real time when absent
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
    /// Wait this long before each Graph answer; 50 with --enforce-limits, else 0
    #[arg(long, value_name = "N")]
    pub latency_ms: Option<u64>,
    /// Enforce 4 requests in flight and 10,000 in 10 minutes for each application and mailbox
    #[arg(long)]
    pub enforce_limits: bool,
    /// Import a mailbox (mbox); may be repeated
    #[arg(long, value_name = "FILE")]
    pub import_mbox: Vec<PathBuf>,
    /// Import a folder of iCalendar files; may be repeated
    #[arg(long, value_name = "DIR")]
    pub import_ics: Vec<PathBuf>,
    /// Import a folder of WebVTT transcripts; may be repeated
    #[arg(long, value_name = "DIR")]
    pub import_vtt: Vec<PathBuf>,
    /// Trust this certificate of the organisation's application (PEM); may be repeated
    #[arg(long, value_name = "FILE")]
    pub app_certificate: Vec<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self::parse_from(["vitrine-sandbox"])
    }
}

impl Options {
    /// The defaults, listening for plain http on a free loopback port.
    pub fn in_process() -> Self {
        Self {
            http: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            ..Self::default()
        }
    }

    /// The defaults, listening for https on a free loopback port.
    pub fn in_process_https() -> Self {
        Self {
            https: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            ..Self::default()
        }
    }

    pub(crate) fn world(&self, scenario: serde_json::Value) -> WorldOptions {
        WorldOptions {
            seed: self.seed,
            mailboxes: self.mailboxes,
            messages: self.messages,
            events: self.events,
            now: self.now,
            import_mbox: self.import_mbox.clone(),
            import_ics: self.import_ics.clone(),
            import_vtt: self.import_vtt.clone(),
            scenario,
        }
    }
}
