//! The central service of this home and what it vouches for: its address and key, this device's credentials, the policy.

use crate::central::{Central, Device};
use crate::companion::{Companion, role_of};
use crate::obstacle::Obstacle;
use crate::view::InviteProblem;
use activity::TenantId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use consent::{Register, Rules, SignedPolicy, VerifiedPolicy};
use ed25519_dalek::VerifyingKey;
use egress::Origin;
use ledger::Connection;
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use wire::Role;

/// The central service of this home: where it is, and the key by which its policies are known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PinnedService {
    pub(crate) address: Url,
    pub(crate) policy_key: String,
}

pub(crate) const SERVICE: &str = "service";
const DEVICE: &str = "device";

impl Companion {
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
        if let Some(own) = self.own_device(role).await? {
            return Ok(own);
        }
        let other = match role {
            Role::TenantAdmin => None,
            Role::Employee => self.own_device(Role::Manager).await?,
            Role::Manager => self.own_device(Role::Employee).await?,
        };
        other.ok_or(missing)
    }

    /// The same, by no other credential than that role's own. An employee's and a manager's may be one and the same person's;
    /// then either is as good as the other.
    pub(crate) async fn own_device(&self, role: Role) -> Result<Option<Device>, Obstacle> {
        match self.home.unseal(&credential_name(role)).await? {
            Some(credential) => Ok(Some(self.known_service().await?.device(credential))),
            None => Ok(None),
        }
    }

    /// Keeps the credential of a role for another one that went by it.
    pub(crate) async fn lend_credential(&self, from: Role, to: Role) -> Result<(), Obstacle> {
        let (own, lent) = (credential_name(to), credential_name(from));
        if self.home.unseal(&own).await?.is_some() {
            return Ok(());
        }
        if let Some(credential) = self.home.unseal(&lent).await? {
            self.home.seal(&own, &credential).await?;
            self.home.forget(&lent).await?;
        }
        Ok(())
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
        Ok(self.newest_policy(connection).await?.0)
    }

    /// The same, and what stood in the way of the newest one where it is the last one that serves.
    pub(crate) async fn newest_policy(
        &self,
        connection: &Connection,
    ) -> Result<(VerifiedPolicy, Option<Obstacle>), Obstacle> {
        let device = self.device(role_of(connection.road)).await?;
        match self.take_policy(&device, &connection.tenant).await {
            Err(away @ Obstacle::ServiceUnreachable(_)) => {
                tracing::warn!(code = away.code(), "the last verified policy serves");
                match self.kept_policy(&connection.tenant).await? {
                    Some(kept) => Ok((kept, Some(away))),
                    None => Err(away),
                }
            }
            taken => Ok((taken?, None)),
        }
    }

    /// What a connection stands on, under that policy.
    pub(crate) async fn register(
        &self,
        connection: &Connection,
        policy: VerifiedPolicy,
    ) -> Result<Register, Obstacle> {
        let rules = if connection.road.is_employee() {
            self.ledger().rules().await?
        } else {
            Rules::default()
        };
        let consents = self.ledger().consents(&connection.id).await?;
        Ok(Register::new(
            connection.id.clone(),
            connection.road,
            policy,
            rules,
            consents,
        ))
    }

    pub(crate) async fn policy_key(&self) -> Result<VerifyingKey, Obstacle> {
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

fn credential_name(role: Role) -> String {
    format!("credential/{}", role.name())
}

fn policy_name(tenant: &TenantId) -> String {
    format!("policy/{tenant}")
}
