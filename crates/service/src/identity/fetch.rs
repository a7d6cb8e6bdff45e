use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Position, Url};

/// The largest document that an issuer may answer with.
const LARGEST: usize = 1024 * 1024;

/// How long an issuer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The certificate authorities that are trusted when an issuer is asked for its keys.
#[derive(Clone)]
pub(crate) struct Roots(TlsConnector);

/// The issuer could not be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchFault {
    #[error("the address is neither https nor on this machine")]
    Unprotected,
    #[error("no connection")]
    Unreachable,
    #[error("no answer in time")]
    Late,
    #[error("the answer is not a document: {0}")]
    Answer(u16),
    #[error("the answer is too large or torn")]
    Torn,
}

/// The certificate authorities cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the file of certificate authorities cannot be read")]
pub struct BadRoots;

impl Roots {
    /// The machine's own authorities, and those of a PEM file.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, BadRoots> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = file {
            let certificates = CertificateDer::pem_file_iter(file).map_err(|_| BadRoots)?;
            let mut added = 0;
            for certificate in certificates {
                store
                    .add(certificate.map_err(|_| BadRoots)?)
                    .map_err(|_| BadRoots)?;
                added += 1;
            }
            if added == 0 {
                return Err(BadRoots);
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| BadRoots)?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Fetches a document: over https, or over plain http on this machine; redirects are not followed.
    pub(crate) async fn get(&self, url: &Url) -> Result<Bytes, FetchFault> {
        tokio::time::timeout(PATIENCE, self.fetch(url))
            .await
            .map_err(|_| FetchFault::Late)?
    }

    async fn fetch(&self, url: &Url) -> Result<Bytes, FetchFault> {
        if !is_protected(url) {
            return Err(FetchFault::Unprotected);
        }
        let host = url.host_str().ok_or(FetchFault::Unreachable)?;
        let plain_host = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().ok_or(FetchFault::Unreachable)?;
        let stream = TcpStream::connect((plain_host, port))
            .await
            .map_err(|_| FetchFault::Unreachable)?;
        if url.scheme() == "http" {
            return exchange(stream, url).await;
        }
        let name =
            ServerName::try_from(plain_host.to_owned()).map_err(|_| FetchFault::Unreachable)?;
        let stream = self
            .0
            .connect(name, stream)
            .await
            .map_err(|_| FetchFault::Unreachable)?;
        exchange(stream, url).await
    }
}

/// Whether an address is https, or plain http on this machine.
pub(crate) fn is_protected(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

async fn exchange<S>(stream: S, url: &Url) -> Result<Bytes, FetchFault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| FetchFault::Unreachable)?;
    let driver = tokio::spawn(connection);
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let request = Request::get(target)
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .body(Empty::<Bytes>::new())
        .map_err(|_| FetchFault::Unreachable)?;
    let answer = sender
        .send_request(request)
        .await
        .map_err(|_| FetchFault::Unreachable)?;
    if answer.status() != StatusCode::OK {
        return Err(FetchFault::Answer(answer.status().as_u16()));
    }
    let body = Limited::new(answer.into_body(), LARGEST).collect().await;
    driver.abort();
    Ok(body.map_err(|_| FetchFault::Torn)?.to_bytes())
}
