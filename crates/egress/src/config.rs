use crate::origin::Origin;
use crate::pacing::{Pacing, RealPacing};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// How long a connection may take to stand, its encryption included.
const CONNECT: Duration = Duration::from_secs(10);

/// How long the other side may say nothing. Whoever is silent is asked once more, so that it is named within a minute; an answer
/// that goes on coming may take as long as it takes.
pub const SILENCE: Duration = Duration::from_secs(25);

/// Whom a request goes to, as the app names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The Microsoft identity platform: sign-in and tokens.
    Authority,
    /// Microsoft Graph: mail and calendar metadata.
    Graph,
    /// The central service.
    Service,
    /// The employee's own mail server.
    Imap,
    /// The update server that the organisation names.
    Updates,
}

impl Role {
    /// The name in JSON and in logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Graph => "graph",
            Self::Service => "service",
            Self::Imap => "imap",
            Self::Updates => "updates",
        }
    }
}

/// How an [`Egress`](crate::Egress) is set up.
#[derive(Clone)]
pub struct EgressConfig {
    pub(crate) allowed: Vec<(Role, Origin)>,
    pub(crate) extra_root_ca_pem: Option<Vec<u8>>,
    pub(crate) user_agent: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) silence: Duration,
    pub(crate) body_limit: usize,
    pub(crate) mailbox_in_flight: usize,
    pub(crate) mailbox_budget: u32,
    pub(crate) pacing: Arc<dyn Pacing>,
}

/// An [`Egress`](crate::Egress) could not be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The extra trust root is not PEM with at least one certificate.
    #[error("the extra trust root is not a PEM file with a certificate")]
    TrustRoot,
    /// The user agent has characters that a header cannot carry.
    #[error("the user agent cannot be sent")]
    UserAgent,
    /// The TLS library refused its own defaults.
    #[error("TLS could not be set up")]
    Tls,
}

impl Default for EgressConfig {
    fn default() -> Self {
        Self {
            allowed: Vec::new(),
            extra_root_ca_pem: None,
            user_agent: concat!("Vitrine/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: CONNECT,
            silence: SILENCE,
            body_limit: 64 * 1024 * 1024,
            mailbox_in_flight: 4,
            mailbox_budget: 9_600,
            pacing: Arc::new(RealPacing::new()),
        }
    }
}

impl EgressConfig {
    /// Real time, the machine's trust roots, and no origin allowed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows one more origin.
    pub fn allow(mut self, role: Role, origin: Origin) -> Self {
        self.allowed.push((role, origin));
        self
    }

    /// Trusts the certificates in this PEM file beside the machine's own roots.
    pub fn extra_root_ca_pem(mut self, pem: Option<Vec<u8>>) -> Self {
        self.extra_root_ca_pem = pem;
        self
    }

    /// Names the program to the other side.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Bounds how long a connection may take to stand, and how long the other side may say nothing.
    pub fn timeouts(mut self, connect: Duration, silence: Duration) -> Self {
        self.connect_timeout = connect;
        self.silence = silence;
        self
    }

    /// Bounds the bytes of one answer, after decompression.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Bounds one mailbox: requests in flight at once, and requests in any ten minutes.
    pub fn mailbox_limits(mut self, in_flight: usize, in_ten_minutes: u32) -> Self {
        self.mailbox_in_flight = in_flight.max(1);
        self.mailbox_budget = in_ten_minutes.max(1);
        self
    }

    /// Takes time and randomness from here.
    pub fn pacing(mut self, pacing: Arc<dyn Pacing>) -> Self {
        self.pacing = pacing;
        self
    }
}
