//! How a home is connected: an employee by an invite and a sign-in, an organisation by an invite and admin consent.

mod employee;
mod organisation;
mod registration;

pub use employee::EmployeeVisit;
pub(crate) use employee::own_mailbox;
pub use organisation::TenantVisit;
pub(crate) use registration::{SavedRegistration, proves};

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::InviteProblem;
use identity::{Authority, CallbackWords, Platform, Redirect};
use std::time::Duration;
use wire::{InviteLink, InviteView, Role};

/// How long a person has in the browser.
pub(crate) const VISIT_TIME: Duration = Duration::from_mins(10);

impl Companion {
    /// What an invite says, as the service vouches for it.
    pub async fn read_invite(&self, text: &str) -> Result<(InviteLink, InviteView), Obstacle> {
        let link = InviteLink::parse(text)?;
        let central = self.meet_service(link.service()).await?;
        let view = central.invite(link.code()).await?;
        Ok((link, view))
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

    pub(crate) fn callback_words(&self) -> CallbackWords {
        if self.settings.language == "de" {
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
