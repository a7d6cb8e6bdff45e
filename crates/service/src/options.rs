use crate::Clock;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;
use wire::Limits;

/// How a service is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the database and the signing key.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The issuers whose id_tokens count: `{authority}/{tenant}/v2.0`.
    pub trust_issuers: Vec<String>,
    /// One more file of certificate authorities (PEM), for asking the issuers.
    pub ca_file: Option<PathBuf>,
    /// The address by which clients reach the service, if a proxy stands in front of it.
    pub public_url: Option<Url>,
    /// Where people get the app.
    pub app_url: Option<Url>,
    /// The only applications whose id_tokens count; if none is named, each tenant's own list does.
    pub audiences: Vec<String>,
    /// What a batch may hold.
    pub limits: Limits,
    /// How long a request's body may take.
    pub patience: Duration,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Options {
    /// The defaults: a free loopback port and no trusted issuer.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            trust_issuers: Vec::new(),
            ca_file: None,
            public_url: None,
            app_url: None,
            audiences: Vec::new(),
            limits: Limits::default(),
            patience: Duration::from_mins(2),
            clock: Clock::default(),
        }
    }
}
