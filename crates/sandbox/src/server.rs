//! Putting the sandbox together, and what it says when it is ready.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::response::Response;
use axum::{Extension, Router, middleware};
use http::{StatusCode, Uri};
use serde::Serialize;
use thiserror::Error;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_http::compression::CompressionLayer;
use uuid::Uuid;

use crate::access::{Origin, RequestIds};
use crate::certificate::{CertificateError, Certificates};
use crate::entra::{
    self, CUSTOMER_CLIENT_ID, CUSTOMER_CLIENT_SECRET, Entra, EntraError, PUBLIC_CLIENT_ID,
    ScriptError,
};
use crate::faults::{self, Gate, Meter, Pace};
use crate::listener::Listener;
use crate::scenario::{Scenario, ScenarioError};
use crate::world::{AccountKind, World};
use crate::{Options, control, graph};

/// The ready line names at most this many people.
const NAMED_USERS: usize = 1_000;

/// The line printed when the sandbox answers.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    /// Always true.
    pub ready: bool,
    /// Origin of the plain listener itself; clients may be told another one.
    pub http: Option<String>,
    /// Origin of the TLS listener.
    pub https: Option<String>,
    /// The authority: clients append `/{tenant}`.
    pub authority: String,
    /// The root of Graph.
    pub graph: String,
    /// The first tenant.
    pub tenant_id: String,
    /// The public client.
    pub client_id: String,
    /// The customer's own confidential client.
    pub app_client_id: String,
    /// Its secret.
    pub app_client_secret: String,
    /// People of the first tenant.
    pub users: Vec<ReadyUser>,
}

/// One person of the first tenant, as the ready line names them.
#[derive(Clone, Debug, Serialize)]
pub struct ReadyUser {
    /// Object id.
    pub id: String,
    /// User principal name.
    pub upn: String,
    /// Name as shown.
    pub display_name: String,
    /// Template ids of the directory roles held.
    pub roles: Vec<String>,
}

/// Why a sandbox could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A listener could not be opened.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// TLS could not be set up.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The identity platform could not start.
    #[error(transparent)]
    Entra(#[from] EntraError),
    /// The scenario cannot be used.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// An import or a step of the scenario's world cannot be carried out.
    #[error(transparent)]
    World(#[from] crate::import::ImportError),
    /// The scenario names what does not exist.
    #[error("the scenario's entra part: {0}")]
    Script(#[from] ScriptError),
}

/// A local Microsoft 365.
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that answers until it is stopped or dropped.
pub struct Running {
    ready: Ready,
    world: Arc<World>,
    entra: Arc<Entra>,
    gate: Arc<Gate>,
    authority_pem: Option<String>,
    stop: watch::Sender<bool>,
    listeners: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox in this process; without an address it listens for http on a free loopback port.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        let scenario = options
            .scenario
            .as_deref()
            .map(Scenario::read)
            .transpose()?
            .unwrap_or_default();
        let world = World::open(&options.world(scenario.whole.clone()))?;
        let entra = Arc::new(Entra::new(Arc::clone(&world), options.auto_consent)?);
        for path in &options.app_certificate {
            let pem = std::fs::read_to_string(path).map_err(|source| StartError::File {
                path: path.clone(),
                source,
            })?;
            entra.trust_certificate("customer", &pem)?;
        }
        entra.apply(&scenario.entra)?;
        let meter = Arc::new(Meter::new(Arc::clone(&world)));
        let pace = Pace {
            enforce_limits: options.enforce_limits,
            latency_ms: options.latency_ms,
        };
        let gate = Gate::new(
            Arc::clone(&world),
            Arc::clone(&entra),
            Arc::clone(&meter),
            pace,
        );
        gate.add(scenario.faults);
        let gate = Arc::new(gate);
        let router = router(&world, &entra, &gate, &meter);

        let (stop, stopped) = watch::channel(false);
        let mut listeners = Vec::new();
        let mut authority_pem = None;
        let (mut http, mut https, mut told) = (None, None, None);
        if let Some(address) = options.https {
            let certificates = Certificates::for_this_machine()?;
            let listener = Listener::bind(address, Some(certificates.config), None).await?;
            https = Some(listener.origin().clone());
            told.clone_from(&https);
            listeners.push(tokio::spawn(
                listener.serve(router.clone(), stopped.clone()),
            ));
            if let Some(path) = &options.ca_out {
                let written = std::fs::write(path, &certificates.authority_pem);
                written.map_err(|source| StartError::File {
                    path: path.clone(),
                    source,
                })?;
            }
            authority_pem = Some(certificates.authority_pem);
        }
        let default = options
            .https
            .is_none()
            .then(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        if let Some(address) = options.http.or(default) {
            let listener = Listener::bind(address, None, options.public_port).await?;
            http = Some(listener.own_origin());
            told = told.or_else(|| Some(listener.origin().clone()));
            listeners.push(tokio::spawn(listener.serve(router, stopped)));
        }
        let ready = ready(&world, &entra, http, https, told);
        Ok(Running {
            ready,
            world,
            entra,
            gate,
            authority_pem,
            stop,
            listeners,
        })
    }
}

impl Running {
    /// What the ready line says.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The world behind the answers.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// The identity platform, for its switches.
    pub fn entra(&self) -> &Arc<Entra> {
        &self.entra
    }

    /// Faults and counts.
    pub fn gate(&self) -> &Arc<Gate> {
        &self.gate
    }

    /// The authority that signed the https certificate (PEM).
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
    }

    /// Stops answering, and returns when every connection has ended.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        for listener in self.listeners.drain(..) {
            let _ = listener.await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        self.listeners.iter().for_each(JoinHandle::abort);
    }
}

fn router(world: &Arc<World>, entra: &Arc<Entra>, gate: &Arc<Gate>, meter: &Arc<Meter>) -> Router {
    let authorized = middleware::from_fn_with_state(Arc::clone(entra), entra::require_token);
    let remembered = middleware::from_fn_with_state(Arc::clone(entra), entra::directory_routes);
    let graph = graph::router(Arc::clone(world))
        .layer(remembered)
        .layer(authorized);
    let microsoft = Router::new()
        .nest("/v1.0", graph)
        .fallback(nowhere)
        .merge(entra::router(Arc::clone(entra)))
        .layer(middleware::from_fn_with_state(
            Arc::clone(gate),
            faults::gate,
        ))
        .layer(CompressionLayer::new().gzip(true))
        .layer(middleware::from_fn_with_state(
            Arc::clone(meter),
            faults::meter,
        ));
    let control = control::router(Arc::clone(world))
        .merge(entra::control(Arc::clone(entra)))
        .merge(faults::control(Arc::clone(gate)));
    Router::new().nest("/sandbox", control).merge(microsoft)
}

/// What is neither Graph's v1.0 nor Entra's.
async fn nowhere(Extension(ids): Extension<RequestIds>, uri: Uri) -> Response {
    let first = uri.path().split('/').nth(1).unwrap_or_default();
    let text = format!("Resource not found for the segment '{first}'.");
    ids.error(StatusCode::NOT_FOUND, "BadRequest", &text)
}

fn ready(
    world: &World,
    entra: &Entra,
    http: Option<Origin>,
    https: Option<Origin>,
    told: Option<Origin>,
) -> Ready {
    let tenant = entra.home_tenant().unwrap_or(Uuid::nil());
    let origin = told.unwrap_or(Origin(String::new()));
    let people = world
        .users(tenant)
        .into_iter()
        .filter(|user| user.kind == AccountKind::Person && user.enabled);
    let named = people.take(NAMED_USERS).map(|user| ReadyUser {
        id: user.id.to_string(),
        upn: user.upn,
        display_name: user.display_name,
        roles: user.roles,
    });
    Ready {
        ready: true,
        http: http.map(|origin| origin.0),
        https: https.map(|origin| origin.0),
        graph: origin.graph(),
        authority: origin.0,
        tenant_id: tenant.to_string(),
        client_id: PUBLIC_CLIENT_ID.to_string(),
        app_client_id: CUSTOMER_CLIENT_ID.to_string(),
        app_client_secret: CUSTOMER_CLIENT_SECRET.to_owned(),
        users: named.collect(),
    }
}
