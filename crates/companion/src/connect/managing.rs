//! How somebody becomes a manager here, and stops: a manager's invite, for which Microsoft says whose it is. No mailbox belongs to
//! it; the person's profile is all that is asked for.

use super::employee::EmployeeVisit;
use crate::central::CentralError;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::DeskEvent;
use activity::{ObjectId, TenantId};
use consent::Cycle;
use identity::ExpectedAccount;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use url::Url;
use wire::{InviteView, Me, ProblemCode, Role, SessionRequest};

/// What a home keeps of it.
const MANAGING: &str = "managing";

/// The one permission: the person's own profile.
pub(crate) const PROFILE: &str = "User.Read";

/// As whom this home's person manages, as the service said last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managing {
    /// The organisation's tenant.
    pub tenant: TenantId,
    /// The person, as the service knows them.
    pub person: ObjectId,
    /// The address that Microsoft vouched for.
    pub address: Option<String>,
    /// The name that it told.
    pub name: Option<String>,
    /// What the organisation is called.
    pub organisation: Option<String>,
    /// Whether the person wants to connect their own mailbox as well.
    pub wants_mailbox: bool,
    /// Whether the organisation took it back.
    pub is_taken_back: bool,
}

/// A sign-in for a manager's invite that has begun: the page can be opened.
#[derive(Debug)]
pub struct ManagerVisit {
    visit: EmployeeVisit,
    code: String,
    invite: InviteView,
}

impl ManagerVisit {
    /// The page to open in the browser.
    pub fn page(&self) -> &Url {
        self.visit.page()
    }
}

impl Companion {
    /// Makes a manager of this home's person from start to end: at once where the service knows the address as theirs, else the
    /// page is opened, the person waited for.
    pub async fn become_manager(&self, invite: &str) -> Result<Managing, Obstacle> {
        if let Some(managing) = self.take_as_known(invite).await? {
            return Ok(managing);
        }
        let visit = self.begin_managing(invite).await?;
        self.shell.open_page(visit.page().as_str());
        self.finish_managing(visit, &|| {}).await
    }

    /// Takes the invite as whom the service knows this home already; nothing where a sign-in must show more.
    pub(crate) async fn take_as_known(&self, invite: &str) -> Result<Option<Managing>, Obstacle> {
        let (link, view) = self.read_invite_for(invite, Role::Manager).await?;
        let device = match self.device(Role::Employee).await {
            Err(Obstacle::NotConnected) => return Ok(None),
            known => known?,
        };
        let secret = self.device_secret().await?;
        let me = match device.take_invite(link.code(), secret).await {
            Err(error) if needs_sign_in(&error) => return Ok(None),
            taken => taken?,
        };
        self.manage(&me, view.organisation).await.map(Some)
    }

    /// Begins the sign-in that shows whose the invite is.
    pub(crate) async fn begin_managing(&self, invite: &str) -> Result<ManagerVisit, Obstacle> {
        let (link, view) = self.read_invite_for(invite, Role::Manager).await?;
        let mut expected = ExpectedAccount::anyone_of(view.tenant.clone());
        for connection in self.connections().await? {
            if !connection.road.is_employee() {
                continue;
            }
            if connection.tenant != view.tenant {
                return Err(Obstacle::AlreadyConnected);
            }
            // Beside a mailbox for which Microsoft vouched it must be the same person.
            if self.is_vouched_for(&connection).await? {
                expected.object = connection.mailbox;
            }
        }
        let scopes = vec![PROFILE.to_owned()];
        let visit = self
            .begin_sign_in(&view.tenant, expected, view.address.clone(), scopes)
            .await?;
        Ok(ManagerVisit {
            visit,
            code: link.code().to_owned(),
            invite: view,
        })
    }

    /// Waits for the person, says that the answer came, then shows it to the service with the invite. Microsoft's tokens are not
    /// kept.
    pub(crate) async fn finish_managing(
        &self,
        visit: ManagerVisit,
        answered: &(dyn Fn() + Send + Sync),
    ) -> Result<Managing, Obstacle> {
        let ManagerVisit {
            visit,
            code,
            invite,
        } = visit;
        let (signed_in, _) = visit.answered().await?;
        answered();
        if let Some(invited) = &invite.address {
            self.check_account(invited, &signed_in).await?;
        }
        let request = SessionRequest {
            id_token: Some(signed_in.id_token.expose_secret().to_owned()),
            invite: Some(code),
            device: self.device_secret().await?,
        };
        let session = self.known_service().await?.sign_in(&request).await?;
        self.keep_credential(Role::Manager, &session.credential)
            .await?;
        self.manage(&session.me, invite.organisation).await
    }

    /// As whom this home's person manages, as far as is known here.
    pub async fn managing(&self) -> Result<Option<Managing>, Obstacle> {
        self.home.document(MANAGING).await
    }

    /// The cycles by which those whom a manager invited may be reviewed, the earliest first.
    pub async fn managed_cycles(&self) -> Result<Vec<Cycle>, Obstacle> {
        let managing = self.managing().await?.ok_or(Obstacle::NotConnected)?;
        self.is_manager().await?;
        let device = self.device(Role::Manager).await?;
        let policy = self.take_policy(&device, &managing.tenant).await?;
        Ok(policy.policy().cycles.clone())
    }

    /// Whether this home's person is a manager, and so may read those whom they invited; remembered for the next start.
    pub async fn is_manager(&self) -> Result<bool, Obstacle> {
        let me = self.device(Role::Manager).await?.me().await?;
        self.note_manager(&me).await?;
        Ok(me.roles.contains(&Role::Manager))
    }

    /// Keeps what the service says of the person: that they are a manager, or no longer.
    pub(crate) async fn note_manager(&self, me: &Me) -> Result<(), Obstacle> {
        let is_manager = me.roles.contains(&Role::Manager);
        match self.managing().await? {
            None if is_manager => {
                let invite = self.last_invite().await?;
                let invite = invite.filter(|invite| invite.tenant == me.tenant);
                let organisation = invite.and_then(|invite| invite.organisation);
                self.manage(me, organisation).await?;
            }
            Some(known) if known.is_of(me) && known.is_taken_back == is_manager => {
                self.note_standing(known, is_manager).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Remembers whether the person wants to connect their own mailbox.
    pub(crate) async fn wish_for_mailbox(&self, wants_mailbox: bool) -> Result<(), Obstacle> {
        if let Some(known) = self.managing().await?
            && known.wants_mailbox != wants_mailbox
        {
            let known = Managing {
                wants_mailbox,
                ..known
            };
            self.keep_managing(&known).await?;
        }
        Ok(())
    }

    /// Is no manager here any more. The credential goes back, unless the person's own mailbox goes by it.
    pub async fn stop_managing(&self) -> Result<(), Obstacle> {
        let has_mailbox = self
            .connections()
            .await?
            .iter()
            .any(|one| one.road.is_employee());
        if has_mailbox {
            self.lend_credential(Role::Manager, Role::Employee).await?;
        }
        if let Err(obstacle) = self.sign_out(Role::Manager).await {
            tracing::warn!(code = obstacle.code(), "the credential was not given back");
        }
        self.forget_credential(Role::Manager).await?;
        self.ledger().forget_document(MANAGING).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    /// Whoever has nothing else here is told that it was taken back; beside a mailbox it just ends.
    async fn note_standing(&self, known: Managing, is_manager: bool) -> Result<(), Obstacle> {
        if !is_manager && !self.connections().await?.is_empty() {
            return self.stop_managing().await;
        }
        let known = Managing {
            is_taken_back: !is_manager,
            ..known
        };
        self.keep_managing(&known).await
    }

    async fn manage(&self, me: &Me, organisation: Option<String>) -> Result<Managing, Obstacle> {
        let managing = Managing {
            tenant: me.tenant.clone(),
            person: me.subject.clone(),
            address: me.address.clone(),
            name: me.name.clone(),
            organisation,
            wants_mailbox: false,
            is_taken_back: false,
        };
        self.keep_managing(&managing).await?;
        Ok(managing)
    }

    async fn keep_managing(&self, managing: &Managing) -> Result<(), Obstacle> {
        self.home.keep(MANAGING, managing).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }
}

impl Managing {
    fn is_of(&self, me: &Me) -> bool {
        self.tenant == me.tenant && self.person == me.subject
    }
}

/// Whether the service refused only because it does not know the address as that person's.
fn needs_sign_in(error: &CentralError) -> bool {
    matches!(
        error.problem(),
        Some(ProblemCode::WrongAccount | ProblemCode::Unauthorized | ProblemCode::InviteForeign)
    )
}
