use crate::approvals::Approvals;
use crate::edge::{Failures, Peer};
use crate::fault::Fault;
use crate::identity::{Issuers, Nonces, Roots};
use crate::invites::{self, Maker};
use crate::{App, Clock, Options, app, keys, retention, router};
use activity::TenantId;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tower::Service as _;
use url::Url;
use wire::{InviteMade, InviteRequest, Role};

/// How long a request's head may take, and a connection may idle.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// How long requests under way have to end when the service stops.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// How many connections are served at once; more wait.
const CONNECTIONS: usize = 1024;

/// Where the address of a running service is kept for `admin-invite`.
pub(crate) const PUBLIC_URL: &str = "public_url";

/// The central service.
#[derive(Debug)]
pub struct Service;

/// A service that serves until it is stopped or dropped.
pub struct Running {
    app: Arc<App>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    forgets_address: bool,
}

/// Why a service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The folder, its database or its key cannot be used.
    #[error("the data folder cannot be used")]
    Data(#[source] Fault),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::ErrorKind),
    /// A trusted issuer's address is not one.
    #[error(transparent)]
    Issuer(#[from] crate::identity::BadIssuer),
    /// The certificate authorities cannot be read.
    #[error(transparent)]
    Roots(#[from] crate::identity::BadRoots),
    /// The public address, or the one of the app, is not one.
    #[error("the public address and the app's must be http or https addresses")]
    PublicUrl,
}

impl From<Fault> for StartFault {
    fn from(fault: Fault) -> Self {
        Self::Data(fault)
    }
}

impl Service {
    /// Starts serving in this process.
    pub async fn start(options: Options) -> Result<Running, StartFault> {
        let listen_fault = |error: std::io::Error| StartFault::Listen(options.listen, error.kind());
        let listener = TcpListener::bind(options.listen)
            .await
            .map_err(listen_fault)?;
        let address = listener.local_addr().map_err(listen_fault)?;
        if !address.ip().is_loopback() && options.public_url.is_none() {
            tracing::warn!(
                "listening beyond this machine without TLS: put a proxy in front and name it by --public-url"
            );
        }
        let app = Arc::new(build(&options, address)?);
        app.store
            .keep_setting(PUBLIC_URL, bare(&app.public_url))
            .await?;
        let head_patience = HEAD_PATIENCE.min(options.patience);
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(retention::keep(Arc::clone(&app), stopped.clone()));
        let serving = tokio::spawn(serve(
            listener,
            router(Arc::clone(&app)),
            head_patience,
            stopped,
        ));
        Ok(Running {
            app,
            address,
            stop,
            serving,
            forgets_address: options.public_url.is_none(),
        })
    }
}

impl Running {
    /// The service's base address, without a final slash.
    pub fn url(&self) -> String {
        bare(&self.app.public_url)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the requests are answered from, for another router.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The clock in use.
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// Makes a tenant's admin invite, as the operator does by `admin-invite`.
    pub async fn admin_invite(&self, tenant: &TenantId) -> Result<InviteMade, Fault> {
        self.invite(tenant, InviteRequest::new(Role::TenantAdmin))
            .await
    }

    /// Makes any invite, as the operator does by `invite`.
    pub async fn invite(
        &self,
        tenant: &TenantId,
        request: InviteRequest,
    ) -> Result<InviteMade, Fault> {
        let (store, service) = (&self.app.store, Some(&self.app.public_url));
        invites::make(
            store,
            service,
            tenant.clone(),
            request,
            Maker::operator(None, None),
            self.app.clock.now(),
        )
        .await
    }

    /// Publishes a DPA text, as the operator does by `dpa-publish`.
    pub async fn publish_dpa(&self, text: consent::DpaText) -> Result<(), Fault> {
        self.app.store.publish_dpa(text, self.app.clock.now()).await
    }

    /// Stops: nothing new is taken, what is under way ends.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        self.app.approvals.end();
        let _ = (&mut self.serving).await;
        if self.forgets_address {
            let _ = self.app.store.keep_setting(PUBLIC_URL, String::new()).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        self.app.approvals.end();
    }
}

fn build(options: &Options, address: SocketAddr) -> Result<App, StartFault> {
    let (store, signing) = app::open(&options.data)?;
    let public_url = match &options.public_url {
        Some(url) => url.clone(),
        None => Url::parse(&format!("http://{address}")).map_err(|_| StartFault::PublicUrl)?,
    };
    let download = options.app_url.clone().map(web_address).transpose()?;
    Ok(App {
        store,
        nonces: Nonces::new(keys::derive(&signing, "vitrine nonces v1")?),
        issuers: Issuers::new(
            &options.trust_issuers,
            Roots::load(options.ca_file.as_deref())?,
        )?,
        audiences: options.audiences.clone(),
        public_url: as_base(public_url)?,
        download,
        is_behind_proxy: options.public_url.is_some(),
        limits: options.limits,
        patience: options.patience,
        clock: options.clock.clone(),
        failures: Failures::default(),
        approvals: Approvals::new(),
        policies_changed: tokio::sync::Notify::new(),
        signing,
    })
}

/// An address that paths can be joined to.
pub(crate) fn as_base(url: Url) -> Result<Url, StartFault> {
    let mut url = web_address(url)?;
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn web_address(url: Url) -> Result<Url, StartFault> {
    if matches!(url.scheme(), "http" | "https") && url.host().is_some() {
        Ok(url)
    } else {
        Err(StartFault::PublicUrl)
    }
}

fn bare(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

async fn serve(
    listener: TcpListener,
    router: Router,
    head_patience: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &seats) => accepted,
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let Some((stream, peer, seat)) = accepted else {
            break;
        };
        let router = router.clone();
        let answer = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            router.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head_patience)
            .serve_connection(TokioIo::new(stream), answer);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _ = connection.await;
            drop(seat);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_WORDS, graceful.shutdown()).await;
}

async fn accept(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let seat = Arc::clone(seats).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                return Some((stream, peer, seat));
            }
            // Out of file descriptors, or a peer that went away: neither is a reason to stop.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
