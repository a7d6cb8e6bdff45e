//! What the tenant's admin does: the DPA, the allowlist, the fields, invites and the export.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, EntryCheck, EntryProblem};
use activity::fields::Field;
use activity::{Level, Sha256};
use consent::{DpaAcceptance, DpaText, Entry, Policy, Refusal, RoadSwitches, TranscriptPolicy};
use graph::Reach;
use ledger::Connection;
use std::collections::BTreeSet;
use wire::{AuditEntry, InviteMade, InviteRequest, Role, SettingsChange, TenantConfig};

/// A change of the allowlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowlistChange {
    /// Adds entries to the list.
    Add(Vec<String>),
    /// Takes entries off the list.
    Remove(Vec<String>),
    /// Puts exactly these entries in the list's place.
    Replace(Vec<String>),
}

impl Companion {
    /// The DPA text in force, in the language asked for where there is one.
    pub async fn dpa(&self, language: &str) -> Result<DpaText, Obstacle> {
        let in_force = self.meet_service(None).await?.dpa().await?;
        let mut texts: Vec<DpaText> = in_force
            .texts
            .into_iter()
            .filter(DpaText::is_whole)
            .collect();
        let place = texts
            .iter()
            .position(|text| text.language == language)
            .unwrap_or(0);
        if texts.is_empty() {
            Err(Obstacle::ServiceUntrusted)
        } else {
            Ok(texts.swap_remove(place))
        }
    }

    /// Accepts the DPA text with that digest; any other text is not the one in force.
    pub async fn accept_dpa(&self, sha256: Sha256) -> Result<DpaAcceptance, Obstacle> {
        let connection = self.organisation().await?;
        let device = self.device(Role::TenantAdmin).await?;
        let in_force = device.central().dpa().await?;
        let text = in_force
            .texts
            .into_iter()
            .find(|text| text.sha256 == sha256 && text.is_whole());
        let text = text.ok_or(Obstacle::TextChanged)?;
        let accepted = device
            .accept_dpa(text.version, sha256, text.language)
            .await?;
        self.take_policy(&device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(accepted)
    }

    /// The tenant's configuration at the service.
    pub async fn config(&self) -> Result<TenantConfig, Obstacle> {
        Ok(self.device(Role::TenantAdmin).await?.config().await?)
    }

    /// Reads the tenant's verified domains anew from Microsoft and tells the service.
    pub async fn domains(&self) -> Result<TenantConfig, Obstacle> {
        let connection = self.organisation().await?;
        let session = self
            .organisation_session(&connection.tenant, &connection.id)
            .await?;
        let organisation = self.graph(session, Reach::Tenant).organization().await?;
        let names = organisation
            .verified_domains
            .iter()
            .map(ToString::to_string)
            .collect();
        let device = self.device(Role::TenantAdmin).await?;
        let name = organisation
            .display_name
            .unwrap_or_else(|| connection.tenant.to_string());
        let config = device.tell_proof(name, names).await?;
        self.take_policy(&device, &connection.tenant).await?;
        Ok(config)
    }

    /// What the rules say about entries, before anything is saved.
    pub async fn check_entries(&self, entries: &[String]) -> Result<Vec<EntryCheck>, Obstacle> {
        let connection = self.organisation().await?;
        let policy = self.kept_policy(&connection.tenant).await?;
        let policy = policy.as_ref().map(consent::VerifiedPolicy::policy);
        Ok(entries.iter().map(|entry| check(entry, policy)).collect())
    }

    /// Changes the allowlist: every entry is taken or none.
    pub async fn change_allowlist(
        &self,
        change: AllowlistChange,
    ) -> Result<TenantConfig, Obstacle> {
        let connection = self.organisation().await?;
        let device = self.device(Role::TenantAdmin).await?;
        let (AllowlistChange::Add(named)
        | AllowlistChange::Remove(named)
        | AllowlistChange::Replace(named)) = &change;
        let checks = self.check_entries(named).await?;
        if checks.iter().any(|check| check.refused.is_some()) {
            return Err(Obstacle::EntriesRefused(checks));
        }
        let named: Vec<String> = checks
            .into_iter()
            .filter_map(|check| check.normalised)
            .collect();
        let before = device.config().await?.policy;
        let held = before
            .allowed_external_domains
            .entries()
            .iter()
            .map(Entry::to_string);
        let entries: Vec<String> = match change {
            AllowlistChange::Add(_) => held.chain(named).collect(),
            AllowlistChange::Remove(_) => held.filter(|entry| !named.contains(entry)).collect(),
            AllowlistChange::Replace(_) => named,
        };
        let config = device.set_allowlist(entries, Some(before.version)).await?;
        self.take_policy(&device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(config)
    }

    /// Sets which mapped fields are left out.
    pub async fn switch_fields(&self, off: BTreeSet<Field>) -> Result<TenantConfig, Obstacle> {
        let change = SettingsChange {
            fields_off: Some(off),
            ..SettingsChange::default()
        };
        self.change_settings(&change).await
    }

    /// Who changed what of the tenant's configuration, the latest first.
    pub async fn audit(&self) -> Result<Vec<AuditEntry>, Obstacle> {
        Ok(self.device(Role::TenantAdmin).await?.audit().await?)
    }

    /// Changes what is given of the policy and leaves the rest.
    pub async fn change_settings(&self, change: &SettingsChange) -> Result<TenantConfig, Obstacle> {
        let connection = self.organisation().await?;
        let device = self.device(Role::TenantAdmin).await?;
        let config = device.change(change).await?;
        self.take_policy(&device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(config)
    }

    /// Sets how much of transcripts employees may release, and of which meetings; what is absent stays.
    pub async fn allow_transcripts(
        &self,
        level: Option<Level>,
        internal_meetings: Option<bool>,
    ) -> Result<TenantConfig, Obstacle> {
        let connection = self.organisation().await?;
        let device = self.device(Role::TenantAdmin).await?;
        let before = device.config().await?.policy;
        let change = SettingsChange {
            transcripts: Some(TranscriptPolicy {
                level: level.unwrap_or(before.transcripts.level),
                internal_meetings: internal_meetings
                    .unwrap_or(before.transcripts.internal_meetings),
            }),
            expected_policy_version: Some(before.version),
            ..SettingsChange::default()
        };
        let config = device.change(&change).await?;
        self.take_policy(&device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(config)
    }

    /// Opens or closes roads to new connections; those that exist go on.
    pub async fn switch_roads(&self, roads: RoadSwitches) -> Result<TenantConfig, Obstacle> {
        let connection = self.organisation().await?;
        let device = self.device(Role::TenantAdmin).await?;
        let change = SettingsChange {
            roads: Some(roads),
            ..SettingsChange::default()
        };
        let config = device.change(&change).await?;
        self.take_policy(&device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(config)
    }

    /// Registers further applications whose sign-ins the service takes, such as the one that employees look at their data with.
    pub async fn add_clients(&self, clients: Vec<String>) -> Result<TenantConfig, Obstacle> {
        let device = self.device(Role::TenantAdmin).await?;
        Ok(device.add_clients(clients).await?)
    }

    /// Makes an invite.
    pub async fn invite(&self, request: &InviteRequest) -> Result<InviteMade, Obstacle> {
        Ok(self.inviter().await?.invite(request).await?)
    }

    /// What the service holds, line by line: the whole tenant for its admin, what came from their mailbox for an employee.
    pub async fn export(&self) -> Result<egress::Stream, Obstacle> {
        match self.device(Role::TenantAdmin).await {
            Ok(device) => Ok(device.export().await?),
            Err(Obstacle::NotAdmin) => {
                Ok(self.device(Role::Employee).await?.my_activities().await?)
            }
            Err(obstacle) => Err(obstacle),
        }
    }

    /// The policy that was verified last for a connection.
    pub async fn last_policy(&self, connection: &Connection) -> Result<Option<Policy>, Obstacle> {
        Ok(self
            .kept_policy(&connection.tenant)
            .await?
            .map(|policy| policy.policy().clone()))
    }
}

fn check(text: &str, policy: Option<&Policy>) -> EntryCheck {
    let refused = |refusal: Refusal| EntryCheck {
        entry: text.to_owned(),
        normalised: None,
        refused: Some(EntryProblem::from(refusal)),
    };
    match Entry::parse(text) {
        Err(refusal) => refused(refusal),
        Ok(entry) if policy.is_some_and(|policy| policy.is_internal_domain(entry.domain())) => {
            refused(Refusal::Internal)
        }
        Ok(entry) => EntryCheck {
            entry: text.to_owned(),
            normalised: Some(entry.to_string()),
            refused: None,
        },
    }
}
