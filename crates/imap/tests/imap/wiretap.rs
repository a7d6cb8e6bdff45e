//! Somebody between client and server, who listens, cuts, and speaks for the server.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::dovecot::Authority;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the one in between does.
#[derive(Clone)]
pub(crate) enum Mischief {
    /// Only listens.
    None,
    /// Cuts each connection after that many bytes from the server; the connections after these are left alone.
    Cut(Vec<usize>),
    /// Carries nothing more after that many bytes from the server, and hangs up on nobody; the connections after these are left alone.
    Silent(Vec<usize>),
    /// Says goodbye in the server's name after that many bytes, once.
    Bye(usize),
}

/// A tap on the line, inside the encryption.
pub(crate) struct Wiretap {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
    connections: Arc<AtomicUsize>,
}

impl Wiretap {
    pub(crate) async fn on(authority: &Authority, server: u16, mischief: Mischief) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, connections) = (Arc::default(), Arc::default());
        let tap = Self {
            port,
            heard: Arc::clone(&heard),
            connections: Arc::clone(&connections),
        };
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(server_side(authority)));
        let connector = tokio_rustls::TlsConnector::from(Arc::new(client_side(authority)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let (acceptor, connector) = (acceptor.clone(), connector.clone());
                let (heard, mischief) = (Arc::clone(&heard), mischief.clone());
                tokio::spawn(async move {
                    let Ok(ours) = acceptor.accept(stream).await else {
                        return;
                    };
                    let theirs = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                    let name = ServerName::try_from("localhost").unwrap();
                    let theirs = connector.connect(name, theirs).await.unwrap();
                    listen(ours, theirs, &heard, &mischief, number).await;
                });
            }
        });
        tap
    }

    /// Everything that the client said, without tags.
    pub(crate) fn lines(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        String::from_utf8_lossy(&heard)
            .lines()
            .map(|line| {
                line.split_once(' ')
                    .map_or(line, |(_, said)| said)
                    .to_owned()
            })
            .collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn listen<A, B>(
    ours: A,
    theirs: B,
    heard: &Mutex<Vec<u8>>,
    mischief: &Mischief,
    number: usize,
) where
    A: AsyncReadExt + AsyncWriteExt + Unpin,
    B: AsyncReadExt + AsyncWriteExt + Unpin,
{
    let (mut from_client, mut to_client) = tokio::io::split(ours);
    let (mut from_server, mut to_server) = tokio::io::split(theirs);
    let mut passed = 0;
    let (mut one, mut other) = (vec![0; 8_192], vec![0; 8_192]);
    loop {
        tokio::select! {
            read = from_client.read(&mut one) => {
                let Ok(read @ 1..) = read else { return };
                heard.lock().unwrap().extend_from_slice(&one[..read]);
                if to_server.write_all(&one[..read]).await.is_err() || to_server.flush().await.is_err() { return; }
            }
            read = from_server.read(&mut other) => {
                let Ok(read @ 1..) = read else { return };
                passed += read;
                match mischief {
                    Mischief::Cut(after) if after.get(number).is_some_and(|after| passed > *after) => {
                        let _ = to_client.write_all(&other[..read / 2]).await;
                        return;
                    }
                    Mischief::Silent(after) if after.get(number).is_some_and(|after| passed > *after) => {
                        let _ = to_client.write_all(&other[..read / 2]).await;
                        let _ = to_client.flush().await;
                        return std::future::pending().await;
                    }
                    Mischief::Bye(after) if number == 0 && passed > *after => {
                        let _ = to_client.write_all(b"* BYE Connection is closed. 13\r\n").await;
                        let _ = to_client.shutdown().await;
                        return;
                    }
                    _ => {}
                }
                if to_client.write_all(&other[..read]).await.is_err() || to_client.flush().await.is_err() { return; }
            }
        }
    }
}

fn server_side(authority: &Authority) -> rustls::ServerConfig {
    let (certificate, key) = authority.issue();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .unwrap()
}

fn client_side(authority: &Authority) -> rustls::ClientConfig {
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = rustls::RootCertStore::empty();
    let pem = authority.pem();
    roots
        .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}
