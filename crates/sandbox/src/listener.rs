//! One listener: connections in, the router's answers out.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::access::Origin;
use crate::faults::Disconnect;

/// A bound listener that answers from `serve` on.
pub(crate) struct Listener {
    socket: TcpListener,
    tls: Option<TlsAcceptor>,
    default_origin: Origin,
    port: u16,
    own_port: u16,
}

impl Listener {
    /// Binds `address`; with `tls` it speaks https. Clients may come by another port than its own.
    pub(crate) async fn bind(
        address: SocketAddr,
        tls: Option<Arc<ServerConfig>>,
        public_port: Option<u16>,
    ) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let own_port = socket.local_addr()?.port();
        let port = public_port.unwrap_or(own_port);
        // A name in the certificate for https; the bare address for http, where `localhost` may mean ::1.
        let origin = if tls.is_some() {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        };
        Ok(Self {
            socket,
            tls: tls.map(TlsAcceptor::from),
            default_origin: Origin(origin),
            port,
            own_port,
        })
    }

    /// The origin that clients are told.
    pub(crate) fn origin(&self) -> &Origin {
        &self.default_origin
    }

    /// The origin at which it listens itself, whatever clients are told.
    pub(crate) fn own_origin(&self) -> Origin {
        Origin(format!("{}://127.0.0.1:{}", self.scheme(), self.own_port))
    }

    /// Answers until `stop` changes; then every connection ends.
    pub(crate) async fn serve(self, router: Router, mut stop: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let answering = Arc::new(Answering {
            router,
            scheme: self.scheme(),
            default_origin: self.default_origin,
            port: self.port,
        });
        loop {
            tokio::select! {
                _ = stop.changed() => break,
                accepted = self.socket.accept() => {
                    let Ok((stream, _)) = accepted else { continue };
                    connections.spawn(connection(stream, self.tls.clone(), Arc::clone(&answering)));
                }
                Some(_) = connections.join_next() => {}
            }
        }
        connections.shutdown().await;
    }

    fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }
}

struct Answering {
    router: Router,
    scheme: &'static str,
    default_origin: Origin,
    port: u16,
}

impl Answering {
    /// The origin that the client used, if it is one of this machine; else the default.
    fn origin(&self, request: &Request<Incoming>) -> Origin {
        let host = request
            .headers()
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let known = ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| host.eq_ignore_ascii_case(&format!("{name}:{}", self.port)));
        if known {
            Origin(format!("{}://{}", self.scheme, host.to_lowercase()))
        } else {
            self.default_origin.clone()
        }
    }

    /// The router's answer; an error closes the connection without one.
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Closed> {
        let origin = self.origin(&request);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(origin);
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .unwrap_or_else(|never: Infallible| match never {});
        if response.extensions().get::<Disconnect>().is_some() {
            Err(Closed)
        } else {
            Ok(response)
        }
    }
}

/// The connection was closed on purpose.
#[derive(Debug, thiserror::Error)]
#[error("the connection was closed by a fault")]
struct Closed;

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, answering: Arc<Answering>) {
    let _ = stream.set_nodelay(true);
    match tls {
        None => converse(stream, answering).await,
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                converse(stream, answering).await;
            }
        }
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, answering: Arc<Answering>) {
    let service = service_fn(move |request| {
        let answering = Arc::clone(&answering);
        async move { answering.answer(request).await }
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = conversation.await {
        tracing::debug!(%error, "connection ended");
    }
}
