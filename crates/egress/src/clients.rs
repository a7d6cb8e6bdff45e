use crate::config::{ConfigError, EgressConfig};
use crate::origin::Origin;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// The HTTP clients, which can be renewed so that the next request opens a new connection.
pub(crate) struct Clients {
    tls: rustls::ClientConfig,
    user_agent: String,
    connect_timeout: Duration,
    silence: Duration,
    current: RwLock<Current>,
}

#[derive(Clone)]
struct Current {
    generation: u64,
    /// For this machine: never through a proxy.
    direct: reqwest::Client,
    /// For everyone else: through the system's proxy if one is set.
    outward: reqwest::Client,
}

impl Clients {
    pub(crate) fn new(config: &EgressConfig) -> Result<Self, ConfigError> {
        let tls = tls(config.extra_root_ca_pem.as_deref())?;
        let (user_agent, connect) = (config.user_agent.clone(), config.connect_timeout);
        let build = |direct| client(&tls, &user_agent, connect, config.silence, direct);
        let current = Current {
            generation: 0,
            direct: build(true).map_err(|_| ConfigError::UserAgent)?,
            outward: build(false).map_err(|_| ConfigError::UserAgent)?,
        };
        Ok(Self {
            tls,
            user_agent,
            connect_timeout: connect,
            silence: config.silence,
            current: RwLock::new(current),
        })
    }

    /// The client for that origin, and the generation it belongs to.
    pub(crate) fn client(&self, origin: &Origin) -> (reqwest::Client, u64) {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let client = if origin.is_loopback() {
            &current.direct
        } else {
            &current.outward
        };
        (client.clone(), current.generation)
    }

    /// Whom we trust, for a stream that is not HTTP.
    pub(crate) fn stream_tls(&self) -> rustls::ClientConfig {
        let mut tls = self.tls.clone();
        tls.alpn_protocols = Vec::new();
        tls
    }

    pub(crate) fn timeouts(&self) -> (Duration, Duration) {
        (self.connect_timeout, self.silence)
    }

    /// Lets go of the connections of that generation; whoever is still using one finishes undisturbed.
    pub(crate) fn renew(&self, generation: u64) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.generation != generation {
            return;
        }
        let build = |direct| {
            let (connect, silence) = (self.connect_timeout, self.silence);
            client(&self.tls, &self.user_agent, connect, silence, direct)
        };
        if let (Ok(direct), Ok(outward)) = (build(true), build(false)) {
            *current = Current {
                generation: generation + 1,
                direct,
                outward,
            };
        }
    }
}

fn client(
    tls: &rustls::ClientConfig,
    user_agent: &str,
    connect_timeout: Duration,
    silence: Duration,
    direct: bool,
) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .user_agent(user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect_timeout)
        .read_timeout(silence)
        .pool_idle_timeout(Duration::from_mins(1))
        .referer(false);
    let builder = if direct { builder.no_proxy() } else { builder };
    builder.build()
}

fn tls(extra_root_ca_pem: Option<&[u8]>) -> Result<rustls::ClientConfig, ConfigError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = extra_root_ca_pem {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| ConfigError::TrustRoot)?;
            roots.add(certificate).map_err(|_| ConfigError::TrustRoot)?;
        }
        if roots.len() == before {
            return Err(ConfigError::TrustRoot);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ConfigError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}
