//! The identity platform: sign-in, consent and tokens, as Entra v2.0 has them.
//!
//! It owns what was consented and which tokens stand. Everything is in memory and ends with the process; tokens live by
//! the real clock, whatever the world's clock says.

mod admin_consent;
mod apps;
mod assertion;
mod authorize;
mod bearer;
mod client;
mod consent;
mod device;
mod directory;
mod directory_routes;
mod discovery;
mod flow;
mod form;
mod grants;
mod keys;
mod pages;
mod permissions;
mod refusal;
mod respond;
mod scopes;
mod script;
mod session;
mod sign_in;
mod state;
mod steps;
mod switches;
mod token;
mod tokens;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use http::Method;
use thiserror::Error;
use uuid::Uuid;

use crate::world::World;

pub use apps::{CUSTOMER_CLIENT_ID, CUSTOMER_CLIENT_SECRET, PUBLIC_CLIENT_ID};
pub use bearer::require_token;
pub(crate) use bearer::{claims_challenge, token_refused};
pub(crate) use directory_routes::DirectoryCall;
pub use directory_routes::directory_routes;
pub(crate) use refusal::outage;
pub use script::{
    AppSpec, CertificateSpec, ConsentPolicy, ConsentSpec, EntraScript, RevokeSpec, ScriptError,
    SignInRule,
};

use apps::Application;
use keys::Keys;
use refusal::{Refusal, Trace};
use state::State;

/// The identity platform of one sandbox.
pub struct Entra {
    world: Arc<World>,
    keys: Keys,
    auto_consent: bool,
    state: Mutex<State>,
}

/// Why the identity platform could not start.
#[derive(Debug, Error)]
pub enum EntraError {
    /// No signing key could be made.
    #[error("no signing key could be made")]
    Key(#[from] rsa::Error),
    /// The world has no tenant.
    #[error("the world has no tenant")]
    NoTenant,
}

impl Entra {
    /// Makes the platform for a world, with its two registered applications.
    pub fn new(world: Arc<World>, auto_consent: bool) -> Result<Self, EntraError> {
        let home = world
            .tenants()
            .first()
            .map(|tenant| tenant.id)
            .ok_or(EntraError::NoTenant)?;
        let mut state = State::default();
        for app in [
            Application::public_client(home),
            Application::customer(home),
        ] {
            state.apps.insert(app.id, app);
        }
        Ok(Self {
            world,
            keys: Keys::generate()?,
            auto_consent,
            state: Mutex::new(state),
        })
    }

    /// The tenant of the ready line: the first of the world.
    pub fn home_tenant(&self) -> Option<Uuid> {
        self.world.tenants().first().map(|tenant| tenant.id)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The routes of the identity platform.
pub fn router(entra: Arc<Entra>) -> Router {
    Router::new()
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(discovery::configuration),
        )
        .route("/{tenant}/discovery/v2.0/keys", get(discovery::keys))
        .route("/common/discovery/instance", get(discovery::instance))
        .route(
            "/{tenant}/oauth2/v2.0/authorize",
            get(authorize::get).post(authorize::post),
        )
        .route(
            "/{tenant}/oauth2/v2.0/token",
            post(token::token).fallback(only_post),
        )
        .route(
            "/{tenant}/oauth2/v2.0/devicecode",
            post(device::begin).fallback(only_post),
        )
        .route(
            "/{tenant}/oauth2/v2.0/logout",
            get(session::logout).post(session::logout),
        )
        .route(
            "/{tenant}/v2.0/adminconsent",
            get(admin_consent::version_two),
        )
        .route("/{tenant}/adminconsent", get(admin_consent::version_one))
        .route("/devicelogin", get(device::page).post(device::page))
        .route("/common/login", post(sign_in::submit))
        .route(
            "/oidc/userinfo",
            get(bearer::userinfo).post(bearer::userinfo),
        )
        .with_state(entra)
}

async fn only_post(method: Method) -> Response {
    Refusal::only_post(&method).answer(&Trace::new(None))
}

/// The routes that turn the platform's switches, below `/sandbox`.
pub fn control(entra: Arc<Entra>) -> Router {
    Router::new()
        .route("/entra", get(switches::show).post(switches::apply))
        .route("/entra/{switch}", post(switches::apply_one))
        .with_state(entra)
}
