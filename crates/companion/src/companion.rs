use crate::desk::Bench;
use crate::home::Home;
use crate::obstacle::Obstacle;
use crate::run::Runs;
use crate::settings::{Settings, SettingsError};
use crate::view::{DeskEvent, Shell};
use activity::{ConnectionId, Instant, Road};
use egress::{Egress, EgressConfig, Origin};
use ledger::{Connection, Ledger};
use std::fmt;
use std::sync::{Arc, Weak};
use url::Url;
use wire::Role;

/// The application on one home. Faces call its operations; it calls its [`Shell`].
pub struct Companion {
    pub(crate) settings: Settings,
    pub(crate) egress: Egress,
    /// A door of its own, so that only Graph's clock is taken for Graph's and only its bytes are counted as such.
    pub(crate) graph_egress: Egress,
    pub(crate) home: Home,
    pub(crate) shell: Arc<dyn Shell>,
    pub(crate) runs: Runs,
    pub(crate) bench: Bench,
    itself: Weak<Self>,
}

impl Companion {
    /// Opens the home and the door to the network.
    pub async fn open(settings: Settings, shell: Arc<dyn Shell>) -> Result<Arc<Self>, Obstacle> {
        let (egress, graph_egress) = (door(&settings)?, graph_door(&settings)?);
        let home = Home::open(&settings).await?;
        Ok(Arc::new_cyclic(|itself| Self {
            settings,
            egress,
            graph_egress,
            home,
            shell,
            runs: Runs::default(),
            bench: Bench::default(),
            itself: itself.clone(),
        }))
    }

    /// A handle for a task that goes on by itself.
    pub(crate) fn itself(&self) -> Result<Arc<Self>, Obstacle> {
        self.itself.upgrade().ok_or(Obstacle::Internal("closing"))
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The door to sign-in and service, with what went through it.
    pub fn egress(&self) -> &Egress {
        &self.egress
    }

    /// The door to Microsoft Graph, with what went through it.
    pub fn graph_egress(&self) -> &Egress {
        &self.graph_egress
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.home.ledger()
    }

    /// Microsoft's clock where it has told it, else this machine's.
    pub(crate) fn now(&self) -> Instant {
        let told = self.graph_egress.server_time();
        told.unwrap_or_else(|| self.egress.pacing().wall())
    }

    pub(crate) fn announce(&self, event: DeskEvent) {
        self.shell.announce(event);
    }

    /// The connections of this home that were not ended.
    pub async fn connections(&self) -> Result<Vec<Connection>, Obstacle> {
        let all = self.ledger().connections().await?;
        Ok(all
            .into_iter()
            .filter(|connection| connection.disconnected_at.is_none())
            .collect())
    }

    /// The connection of that id that was not ended.
    pub(crate) async fn connection(&self, id: &str) -> Result<Connection, Obstacle> {
        let live = self.connections().await?;
        live.into_iter()
            .find(|connection| connection.id.as_str() == id)
            .ok_or(Obstacle::NotConnected)
    }

    /// The organisation's connection.
    pub(crate) async fn organisation(&self) -> Result<Connection, Obstacle> {
        let live = self.connections().await?;
        live.into_iter()
            .find(|connection| connection.road == Road::Organisation)
            .ok_or(Obstacle::NotConnected)
    }
}

/// The role in which a home speaks to the service for a road.
pub(crate) fn role_of(road: Road) -> Role {
    match road {
        Road::Organisation => Role::TenantAdmin,
        Road::EmployeeGraph | Road::EmployeeImap => Role::Employee,
    }
}

/// The name under which the vault keeps a connection's tokens; erasing the connection erases them.
pub(crate) fn tokens_name(connection: &ConnectionId) -> String {
    format!("{connection}/tokens")
}

/// The door to sign-in, and to Graph for the proof of a tenant; the service is let through once it is known.
fn door(settings: &Settings) -> Result<Egress, Obstacle> {
    let mut config = EgressConfig::new()
        .allow(egress::Role::Authority, origin(&settings.authority)?)
        .allow(egress::Role::Graph, origin(&settings.graph)?);
    if let Some(updates) = &settings.updates {
        config = config.allow(egress::Role::Updates, origin(&updates.endpoint)?);
    }
    opened(config, settings)
}

/// The door to Graph alone.
fn graph_door(settings: &Settings) -> Result<Egress, Obstacle> {
    let config = EgressConfig::new().allow(egress::Role::Graph, origin(&settings.graph)?);
    opened(config, settings)
}

fn origin(url: &Url) -> Result<Origin, Obstacle> {
    Origin::of(url).map_err(|_| Obstacle::Internal("origin"))
}

fn opened(config: EgressConfig, settings: &Settings) -> Result<Egress, Obstacle> {
    let config = config.extra_root_ca_pem(settings.extra_root_ca_pem.clone());
    let unusable = SettingsError::UnreadableFile { setting: "ca_file" };
    Egress::new(config).map_err(|_| unusable.into())
}

impl fmt::Debug for Companion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Companion")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}
