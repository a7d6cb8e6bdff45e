//! How a home is connected: an employee by an invite and a sign-in, an organisation by an invite and admin consent.

mod approval;
mod employee;
mod guest;
mod mail_account;
mod mailbox;
mod managing;
mod organisation;
mod registration;

pub use approval::ApprovalAsked;
pub use employee::EmployeeVisit;
pub(crate) use employee::own_mailbox;
pub use mail_account::{MailAccount, MailAsked, MailSignIn};
pub(crate) use mailbox::Begun;
pub use mailbox::ConnectedMailbox;
pub(crate) use managing::PROFILE;
pub use managing::{ManagerVisit, Managing};
pub use organisation::TenantVisit;
pub(crate) use registration::{SavedRegistration, proves};

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::InviteProblem;
use activity::Sha256;
use identity::{Authority, CallbackWords, Platform, Redirect};
use std::time::Duration;
use wire::{InviteLink, InviteView, ProblemCode, Role};

/// How long a person has in the browser.
pub(crate) const VISIT_TIME: Duration = Duration::from_mins(10);

/// What the invite that was read last said, under the digest of its code.
const LAST_INVITE: &str = "last-invite";

impl Companion {
    /// What an invite says, as the service vouches for it.
    ///
    /// One that this device has used already is remembered, so that a connection that was cut off goes on with it.
    pub async fn read_invite(&self, text: &str) -> Result<(InviteLink, InviteView), Obstacle> {
        let link = InviteLink::parse(text)?;
        let central = self.meet_service(link.service()).await?;
        let name = Sha256::of(link.code().as_bytes()).to_string();
        let view = match central.invite(link.code()).await {
            Ok(view) => {
                self.home.keep(LAST_INVITE, &(name, view.clone())).await?;
                view
            }
            Err(error) if error.problem() == Some(ProblemCode::InviteUsed) => {
                let last: Option<(String, InviteView)> = self.home.document(LAST_INVITE).await?;
                let known = last.filter(|(known, _)| *known == name);
                known.ok_or(error)?.1
            }
            Err(error) => return Err(error.into()),
        };
        Ok((link, self.as_this_machine_may(view)?))
    }

    /// The invite as far as the organisation's policy file lets this machine take it.
    fn as_this_machine_may(&self, mut view: InviteView) -> Result<InviteView, Obstacle> {
        if !self.settings.is_for(&view.tenant) {
            return Err(Obstacle::Invite(InviteProblem::Foreign));
        }
        for offer in &mut view.roads {
            offer.open &= self.settings.allows(offer.road);
        }
        Ok(view)
    }

    /// What the invite that was read last says.
    pub(crate) async fn last_invite(&self) -> Result<Option<InviteView>, Obstacle> {
        let last: Option<(String, InviteView)> = self.home.document(LAST_INVITE).await?;
        Ok(last.map(|(_, view)| view))
    }

    /// The same, where it must be for that role.
    async fn read_invite_for(
        &self,
        text: &str,
        role: Role,
    ) -> Result<(InviteLink, InviteView), Obstacle> {
        let (link, view) = self.read_invite(text).await?;
        if view.role == role {
            Ok((link, view))
        } else {
            Err(Obstacle::Invite(InviteProblem::Foreign))
        }
    }

    /// The identity platform for that tenant and this home's registration.
    pub(crate) fn platform(&self, tenant: &str, client_id: &str) -> Result<Platform, Obstacle> {
        let authority = Authority::new(self.settings.authority.as_str(), tenant)
            .map_err(|_| identity::SignInRefusal::TenantUnknown)?;
        Ok(Platform::new(self.egress.clone(), authority, client_id))
    }

    /// Where the browser comes back to.
    pub(crate) fn redirect(&self) -> Redirect {
        Redirect::Registered(self.settings.redirect_uri().to_owned())
    }

    pub(crate) async fn callback_words(&self) -> CallbackWords {
        let chosen = self.preferred_language().await.ok().flatten();
        let language = chosen.unwrap_or_else(|| self.settings.language.clone());
        if language == "de" {
            return CallbackWords {
                language: "de".to_owned(),
                received: "Vitrine hat die Antwort erhalten".to_owned(),
                refused: "Es wurde nichts verbunden".to_owned(),
                not_ours: "Diese Antwort wird hier nicht erwartet".to_owned(),
                close: "Sie können dieses Fenster schließen und zu Vitrine zurückkehren."
                    .to_owned(),
            };
        }
        CallbackWords::default()
    }
}
