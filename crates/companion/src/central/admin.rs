use super::{CentralError, Device};
use activity::{CycleId, Sha256};
use consent::{Cycle, CycleState, DpaAcceptance};
use egress::{Method, Stream};
use wire::{
    AllowlistRequest, AuditEntry, ClientsRequest, ConnectedPerson, CycleChange, CycleRequest,
    DpaAcceptRequest, InviteMade, InviteRequest, InviteSummary, SettingsChange, TenantConfig,
    TenantProofRequest, path,
};

impl Device {
    /// The tenant's configuration.
    pub async fn config(&self) -> Result<TenantConfig, CentralError> {
        self.get(path::ADMIN_CONFIG).await
    }

    /// Who changed what, the latest first.
    pub async fn audit(&self) -> Result<Vec<AuditEntry>, CentralError> {
        self.get(path::ADMIN_AUDIT).await
    }

    /// Tells what Microsoft itself said about the tenant.
    pub async fn tell_proof(
        &self,
        organisation: String,
        verified_domains: Vec<String>,
    ) -> Result<TenantConfig, CentralError> {
        let proof = TenantProofRequest {
            organisation,
            verified_domains,
        };
        self.send(Method::PUT, path::ADMIN_PROOF, &proof).await
    }

    /// Adds applications whose id_tokens the service accepts.
    pub async fn add_clients(&self, clients: Vec<String>) -> Result<TenantConfig, CentralError> {
        self.send(
            Method::POST,
            path::ADMIN_CLIENTS,
            &ClientsRequest { clients },
        )
        .await
    }

    /// Accepts the DPA: the text with that digest.
    pub async fn accept_dpa(
        &self,
        version: u32,
        sha256: Sha256,
        language: String,
    ) -> Result<DpaAcceptance, CentralError> {
        self.send(
            Method::POST,
            path::ADMIN_DPA,
            &DpaAcceptRequest {
                version,
                sha256,
                language,
            },
        )
        .await
    }

    /// Sets the whole allowlist, unless it was changed since that policy version.
    pub async fn set_allowlist(
        &self,
        entries: Vec<String>,
        since: Option<u64>,
    ) -> Result<TenantConfig, CentralError> {
        let list = AllowlistRequest {
            entries,
            expected_policy_version: since,
        };
        self.send(Method::PUT, path::ADMIN_ALLOWLIST, &list).await
    }

    /// Changes some settings of the policy.
    pub async fn change(&self, change: &SettingsChange) -> Result<TenantConfig, CentralError> {
        self.send(Method::PATCH, path::ADMIN_SETTINGS, change).await
    }

    /// The tenant's review cycles.
    pub async fn cycles(&self) -> Result<Vec<Cycle>, CentralError> {
        self.get(path::ADMIN_CYCLES).await
    }

    /// Makes a review cycle.
    pub async fn make_cycle(&self, cycle: &CycleRequest) -> Result<Cycle, CentralError> {
        self.send(Method::POST, path::ADMIN_CYCLES, cycle).await
    }

    /// Changes a review cycle that is open.
    pub async fn change_cycle(
        &self,
        cycle: &CycleId,
        change: &CycleChange,
    ) -> Result<Cycle, CentralError> {
        self.send(Method::PATCH, &path::admin_cycle(cycle), change)
            .await
    }

    /// Freezes or closes a review cycle; there is no way back to an open one.
    pub async fn move_cycle(
        &self,
        cycle: &CycleId,
        state: CycleState,
    ) -> Result<Cycle, CentralError> {
        let path = match state {
            CycleState::Open | CycleState::Frozen => path::admin_freeze(cycle),
            CycleState::Closed => path::admin_close(cycle),
        };
        self.send(Method::POST, &path, &()).await
    }

    /// Makes an invite.
    pub async fn invite(&self, invite: &InviteRequest) -> Result<InviteMade, CentralError> {
        self.send(Method::POST, path::ADMIN_INVITES, invite).await
    }

    /// The tenant's invites.
    pub async fn invites(&self) -> Result<Vec<InviteSummary>, CentralError> {
        self.get(path::ADMIN_INVITES).await
    }

    /// Whose own mailbox is connected.
    pub async fn people(&self) -> Result<Vec<ConnectedPerson>, CentralError> {
        self.get(path::ADMIN_PEOPLE).await
    }

    /// Takes an invite back.
    pub async fn revoke_invite(&self, id: &str) -> Result<(), CentralError> {
        self.tell(self.request(Method::DELETE, &path::admin_invite(id))?)
            .await
    }

    /// Puts an invite that is not used yet under a new code.
    pub async fn resend_invite(&self, id: &str) -> Result<InviteMade, CentralError> {
        let request = self.request(Method::POST, &path::admin_resend(id))?;
        self.central().ask(request).await
    }

    /// Everything that the service holds for the tenant, line by line.
    pub async fn export(&self) -> Result<Stream, CentralError> {
        self.stream(path::ADMIN_EXPORT).await
    }
}
