//! Whom the door trusts.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use egress::{
    ConfigError, Egress, EgressConfig, EgressError, Origin, Outcome, Request, Role, Security,
    TlsFault,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new(Vec::new()).expect("parameters");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().expect("a key"))
        .expect("an authority")
}

async fn https_server(
    authority: &CertifiedIssuer<'static, KeyPair>,
    name: &str,
    valid: bool,
) -> String {
    let key = KeyPair::generate().expect("a key");
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
    if !valid {
        parameters.not_after = rcgen::date_time_ymd(2001, 1, 1);
    }
    let certificate = parameters
        .signed_by(&key, authority)
        .expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .expect("a server configuration");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut buffer = [0; 4_096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                .await;
            let _ = stream.shutdown().await;
        }
    });
    format!("https://localhost:{port}/")
}

async fn fetch(url: &str, ca_pem: Option<String>) -> Result<egress::Answer, EgressError> {
    let config = EgressConfig::new()
        .allow(Role::Graph, Origin::parse(url).expect("an origin"))
        .extra_root_ca_pem(ca_pem.map(String::into_bytes));
    let egress = Egress::new(config).expect("an egress");
    egress
        .fetch(Request::get(url.parse().expect("an address")))
        .await
}

#[tokio::test]
async fn the_extra_root_is_trusted_and_nobody_else() {
    let authority = authority();
    let url = https_server(&authority, "localhost", true).await;
    let answer = fetch(&url, Some(authority.pem())).await.expect("trusted");
    assert_eq!(answer.body().as_ref(), b"ok");
    let stranger = fetch(&url, None).await;
    assert!(
        matches!(stranger, Err(EgressError::Tls(TlsFault::UnknownIssuer))),
        "{stranger:?}"
    );
}

#[tokio::test]
async fn a_certificate_out_of_its_time_or_of_another_name_is_named() {
    let authority = authority();
    let expired = fetch(
        &https_server(&authority, "localhost", false).await,
        Some(authority.pem()),
    )
    .await;
    assert!(
        matches!(expired, Err(EgressError::Tls(TlsFault::NotValidNow))),
        "{expired:?}"
    );
    let other = fetch(
        &https_server(&authority, "contoso.example", true).await,
        Some(authority.pem()),
    )
    .await;
    assert!(
        matches!(other, Err(EgressError::Tls(TlsFault::WrongName))),
        "{other:?}"
    );
}

#[test]
fn a_trust_root_that_is_none_is_refused_at_once() {
    for pem in [
        "",
        "not pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let config = EgressConfig::new().extra_root_ca_pem(Some(pem.into()));
        assert_eq!(
            Egress::new(config).err(),
            Some(ConfigError::TrustRoot),
            "{pem}"
        );
    }
}

#[tokio::test]
async fn a_stream_is_encrypted_counted_and_only_for_whom_is_allowed() {
    let authority = authority();
    let url = https_server(&authority, "localhost", true).await;
    let port = url
        .trim_end_matches('/')
        .rsplit(':')
        .next()
        .expect("a port");
    let port = port.parse().expect("a number");
    let mail_server = Origin::imap("localhost", port, Security::Tls).expect("an origin");
    let config = EgressConfig::new().extra_root_ca_pem(Some(authority.pem().into_bytes()));
    let egress = Egress::new(config).expect("an egress");

    let refused = egress.open_stream(&mail_server).await;
    assert!(matches!(refused, Err(EgressError::RefusedHost { .. })));
    egress.allow(Role::Imap, mail_server.clone());
    let mut stream = egress.open_stream(&mail_server).await.expect("a stream");
    stream.write(b"hello").await.expect("written");
    let mut buffer = [0; 1_024];
    let read = stream.read(&mut buffer).await.expect("an answer");
    assert!(buffer[..read].starts_with(b"HTTP/1.1 200"));
    assert_eq!(stream.traffic(), (5, read as u64));
    stream.close().await;

    let outcomes: Vec<_> = egress
        .exchanges()
        .into_iter()
        .map(|exchange| (exchange.role, exchange.outcome, exchange.bytes_sent))
        .collect();
    assert_eq!(
        outcomes,
        [
            (None, Outcome::Refused, 0),
            (Some(Role::Imap), Outcome::Closed, 5)
        ]
    );
    assert_eq!(egress.totals().bytes_received, read as u64);
}
