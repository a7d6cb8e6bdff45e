use super::registration::SavedRegistration;
use crate::companion::{Companion, tokens_name};
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, InviteProblem};
use activity::{ConnectionId, Road, TenantId};
use graph::Reach;
use identity::{AdminConsent, Platform, Proof, Session, SignInRefusal};
use ledger::Connection;
use url::Url;
use wire::{Role, SessionRequest};

/// The name of the application's tokens before the connection has an id.
const PROOF_TOKENS: &str = "registration/tokens";

/// An admin consent that has begun: the page can be opened.
#[derive(Debug)]
pub struct TenantVisit {
    consent: AdminConsent,
    platform: Platform,
    tenant: String,
    code: Option<String>,
}

impl TenantVisit {
    /// The page to open in the browser.
    pub fn page(&self) -> &Url {
        self.consent.consent_url()
    }
}

impl Companion {
    /// Begins admin consent for a tenant; without an invite this home must be an administrator's already.
    pub async fn begin_organisation(
        &self,
        tenant: &str,
        invite: Option<&str>,
    ) -> Result<TenantVisit, Obstacle> {
        if !self.settings.allows(Road::Organisation) && self.organisation().await.is_err() {
            return Err(Obstacle::RoadClosed(Road::Organisation.into()));
        }
        let client_id = self.client_id().await?;
        self.credential().await?;
        let code = if let Some(invite) = invite {
            let (link, view) = self.read_invite_for(invite, Role::TenantAdmin).await?;
            let is_named_by_id = tenant.len() == 36 && !tenant.contains('.');
            if is_named_by_id && !view.tenant.as_str().eq_ignore_ascii_case(tenant) {
                return Err(Obstacle::Invite(InviteProblem::Foreign));
            }
            Some(link.code().to_owned())
        } else {
            self.device(Role::TenantAdmin).await?;
            None
        };
        let platform = self.platform(tenant, &client_id)?;
        let redirect = self.redirect();
        let consent = AdminConsent::begin(
            &platform,
            &redirect,
            self.callback_words().await,
            super::VISIT_TIME,
        )
        .await?;
        Ok(TenantVisit {
            consent,
            platform,
            tenant: tenant.to_owned(),
            code,
        })
    }

    /// Connects an organisation from start to end: the page is opened, the admin waited for.
    pub async fn connect_organisation(
        &self,
        tenant: &str,
        invite: Option<&str>,
    ) -> Result<Connection, Obstacle> {
        let visit = self.begin_organisation(tenant, invite).await?;
        self.shell.open_page(visit.page().as_str());
        self.finish_organisation(visit, &|| {}).await
    }

    /// Waits for the admin, says that the answer came, then proves the tenant and connects it: what the browser says counts for nothing by itself.
    pub async fn finish_organisation(
        &self,
        visit: TenantVisit,
        answered: &(dyn Fn() + Send + Sync),
    ) -> Result<Connection, Obstacle> {
        let TenantVisit {
            consent,
            platform,
            tenant,
            code,
        } = visit;
        let claimed = consent.wait().await?.claimed_tenant;
        answered();
        let configured = TenantId::new(tenant.to_lowercase())
            .ok()
            .filter(|_| !tenant.contains('.'));
        let expected: Vec<&TenantId> = configured.iter().chain(claimed.iter()).collect();
        let vault = self.home.token_vault();
        let session = Session::application(
            platform.clone(),
            self.credential().await?,
            vault,
            PROOF_TOKENS,
        )
        .await?;
        let proof = Proof::of(&platform, &session, &self.settings.graph, &expected).await?;
        let proved = self.prove(&platform, &session, proof.tenant()).await?;
        session.forget().await?;
        self.register_organisation(proof.tenant(), proved, code)
            .await
    }

    /// The organisation's own session at its tenant.
    pub(crate) async fn organisation_session(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
    ) -> Result<Session, Obstacle> {
        let platform = self.platform(tenant.as_str(), &self.client_id().await?)?;
        let vault = self.home.token_vault();
        let name = tokens_name(connection);
        Ok(Session::application(platform, self.credential().await?, vault, name).await?)
    }

    /// Reads what Microsoft itself says about the tenant.
    async fn prove(
        &self,
        platform: &Platform,
        session: &Session,
        tenant: &TenantId,
    ) -> Result<SavedRegistration, Obstacle> {
        let organisation = self
            .graph(session.clone(), Reach::Tenant)
            .organization()
            .await?;
        if organisation.id != *tenant {
            return Err(SignInRefusal::TenantNotProved.into());
        }
        Ok(SavedRegistration {
            tenant: tenant.to_string(),
            client_id: platform.client_id().to_owned(),
            redirect_uri: self.settings.redirect_uri().to_owned(),
            organisation: organisation.display_name,
            domains: organisation.verified_domains,
            proved_at: Some(self.now()),
            granted: Vec::new(),
        })
    }

    /// Makes this home the organisation's at the service.
    async fn register_organisation(
        &self,
        tenant: &TenantId,
        proved: SavedRegistration,
        code: Option<String>,
    ) -> Result<Connection, Obstacle> {
        self.keep_registration(&proved).await?;
        if let Some(code) = code {
            let sign_in = SessionRequest {
                id_token: None,
                invite: Some(code),
                device: self.device_secret().await?,
            };
            let session = self.known_service().await?.sign_in(&sign_in).await?;
            if session.me.tenant != *tenant {
                return Err(Obstacle::Invite(InviteProblem::Foreign));
            }
            self.keep_credential(Role::TenantAdmin, &session.credential)
                .await?;
        }
        let device = self.device(Role::TenantAdmin).await?;
        let domains = proved.domains.iter().map(ToString::to_string).collect();
        let name = proved
            .organisation
            .clone()
            .unwrap_or_else(|| tenant.to_string());
        device.tell_proof(name.clone(), domains).await?;
        device.add_clients(vec![proved.client_id.clone()]).await?;
        let registered = device.connect(Road::Organisation).await?;
        let connection = Connection {
            id: registered.id,
            tenant: tenant.clone(),
            road: Road::Organisation,
            mailbox: None,
            account: None,
            display_name: Some(name),
            created_at: registered.connected_at,
            disconnected_at: None,
        };
        self.ledger().put_connection(&connection).await?;
        self.take_policy(&device, tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(connection)
    }
}
