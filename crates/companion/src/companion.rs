use crate::central::{Central, Device};
use crate::desk::Bench;
use crate::home::Home;
use crate::obstacle::Obstacle;
use crate::run::Runs;
use crate::settings::{Settings, SettingsError};
use crate::view::{DeskEvent, InviteProblem, Shell};
use activity::{ConnectionId, Instant, Road, TenantId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use consent::{Register, SignedPolicy, VerifiedPolicy};
use ed25519_dalek::VerifyingKey;
use egress::{Egress, EgressConfig, Origin};
use ledger::{Connection, Ledger};
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
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

/// The central service of this home: where it is, and the key by which its policies are known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PinnedService {
    pub(crate) address: Url,
    pub(crate) policy_key: String,
}

pub(crate) const SERVICE: &str = "service";
const DEVICE: &str = "device";

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

    /// The central service of this home, pinned on first use. `named` is what an invite says.
    pub(crate) async fn meet_service(&self, named: Option<&Url>) -> Result<Central, Obstacle> {
        let pinned: Option<PinnedService> = self.home.document(SERVICE).await?;
        let set = self.settings.service.as_ref();
        if let (Some(named), Some(known)) =
            (named, set.or(pinned.as_ref().map(|pinned| &pinned.address)))
            && Origin::of(named).ok() != Origin::of(known).ok()
        {
            return Err(Obstacle::Invite(InviteProblem::Foreign));
        }
        let address = set
            .or(named)
            .or(pinned.as_ref().map(|pinned| &pinned.address));
        let central = Central::new(&self.egress, address.cloned().ok_or(Obstacle::NoService)?)?;
        let card = central.card().await?;
        match pinned {
            Some(pinned) if pinned.policy_key != card.policy_key => {
                return Err(Obstacle::ServiceUntrusted);
            }
            Some(pinned) if pinned.address == *central.base() => {}
            _ => {
                let pinned = PinnedService {
                    address: central.base().clone(),
                    policy_key: card.policy_key,
                };
                self.home.keep(SERVICE, &pinned).await?;
            }
        }
        Ok(central)
    }

    /// The central service of this home, without asking it anything.
    pub(crate) async fn known_service(&self) -> Result<Central, Obstacle> {
        let pinned: Option<PinnedService> = self.home.document(SERVICE).await?;
        let address = self
            .settings
            .service
            .clone()
            .or(pinned.map(|pinned| pinned.address));
        Ok(Central::new(
            &self.egress,
            address.ok_or(Obstacle::NoService)?,
        )?)
    }

    /// The service as it answers this home in that role.
    pub(crate) async fn device(&self, role: Role) -> Result<Device, Obstacle> {
        let missing = match role {
            Role::TenantAdmin => Obstacle::NotAdmin,
            Role::Employee | Role::Manager => Obstacle::NotConnected,
        };
        let credential = self
            .home
            .unseal(&credential_name(role))
            .await?
            .ok_or(missing)?;
        Ok(self.known_service().await?.device(credential))
    }

    pub(crate) async fn keep_credential(
        &self,
        role: Role,
        credential: &str,
    ) -> Result<(), Obstacle> {
        self.home
            .seal(&credential_name(role), &SecretString::from(credential))
            .await
    }

    pub(crate) async fn forget_credential(&self, role: Role) -> Result<(), Obstacle> {
        self.home.forget(&credential_name(role)).await
    }

    /// What this device keeps to itself, so that a lost answer can be asked for again.
    pub(crate) async fn device_secret(&self) -> Result<String, Obstacle> {
        if let Some(secret) = self.home.unseal(DEVICE).await? {
            return Ok(secret.expose_secret().to_owned());
        }
        let secret = hex::encode(rand::rng().random::<[u8; 16]>());
        self.home
            .seal(DEVICE, &SecretString::from(secret.clone()))
            .await?;
        Ok(secret)
    }

    /// Takes the newest policy from the service, if its signature holds and it is not older than the last one.
    pub(crate) async fn take_policy(
        &self,
        device: &Device,
        tenant: &TenantId,
    ) -> Result<VerifiedPolicy, Obstacle> {
        let key = self.policy_key().await?;
        let taken = device.policy().await?.verify(&key, tenant)?;
        if let Some(last) = self.kept_policy(tenant).await?
            && last.policy().version > taken.policy().version
        {
            return Err(Obstacle::ServiceUntrusted);
        }
        self.home.keep(&policy_name(tenant), taken.signed()).await?;
        Ok(taken)
    }

    /// The policy that was verified last; its signature is checked once more.
    pub(crate) async fn kept_policy(
        &self,
        tenant: &TenantId,
    ) -> Result<Option<VerifiedPolicy>, Obstacle> {
        let Some(signed) = self
            .home
            .document::<SignedPolicy>(&policy_name(tenant))
            .await?
        else {
            return Ok(None);
        };
        Ok(Some(signed.verify(&self.policy_key().await?, tenant)?))
    }

    /// The newest policy where the service answers, else the last one.
    pub(crate) async fn policy_in_force(
        &self,
        connection: &Connection,
    ) -> Result<VerifiedPolicy, Obstacle> {
        let device = self.device(role_of(connection.road)).await?;
        match self.take_policy(&device, &connection.tenant).await {
            Err(Obstacle::ServiceUnreachable(code)) => {
                tracing::warn!(code, "the last verified policy serves");
                let kept = self.kept_policy(&connection.tenant).await?;
                kept.ok_or(Obstacle::ServiceUnreachable(code))
            }
            taken => taken,
        }
    }

    /// What a connection stands on, under that policy.
    pub(crate) async fn register(
        &self,
        connection: &Connection,
        policy: VerifiedPolicy,
    ) -> Result<Register, Obstacle> {
        let rules = self.ledger().rules(&connection.id).await?;
        let consents = self.ledger().consents(&connection.id).await?;
        Ok(Register::new(
            connection.id.clone(),
            connection.road,
            policy,
            rules,
            consents,
        ))
    }

    async fn policy_key(&self) -> Result<VerifyingKey, Obstacle> {
        let pinned: PinnedService = self
            .home
            .document(SERVICE)
            .await?
            .ok_or(Obstacle::NoService)?;
        let bytes = STANDARD.decode(&pinned.policy_key).ok();
        let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
            .ok_or(Obstacle::ServiceUntrusted)
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

fn credential_name(role: Role) -> String {
    format!("credential/{}", role.name())
}

fn policy_name(tenant: &TenantId) -> String {
    format!("policy/{tenant}")
}

/// The door to sign-in, and to Graph for the proof of a tenant; the service is let through once it is known.
fn door(settings: &Settings) -> Result<Egress, Obstacle> {
    let config = EgressConfig::new()
        .allow(egress::Role::Authority, origin(&settings.authority)?)
        .allow(egress::Role::Graph, origin(&settings.graph)?);
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
