//! Whom an admin or a manager invites: never what they send, nor who declined or paused.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    HandedInvite, InviteForm, InviteRole, InviteRow, InviteStanding, PersonRole, PersonRow, Road,
};
use activity::{Address, Instant};
use wire::{InviteMade, InviteRequest, InviteSummary, ProblemCode, Role};

impl Companion {
    /// The invites that this home may see: an admin's all, a manager's their own.
    pub(super) async fn invite_rows(&self) -> Result<Vec<InviteRow>, Obstacle> {
        let invites = match self.inviter().await?.invites().await {
            Err(error) if error.problem() == Some(ProblemCode::Forbidden) => {
                self.is_manager().await?;
                return Err(error.into());
            }
            invites => invites?,
        };
        let now = self.now();
        let mut rows: Vec<InviteRow> = invites.into_iter().map(|one| row(one, now)).collect();
        rows.sort_by(|one, other| other.expires_at.cmp(&one.expires_at));
        Ok(rows)
    }

    /// Whose own mailbox is connected.
    pub(super) async fn connected_people(&self) -> Result<Vec<PersonRow>, Obstacle> {
        let people = self.device(Role::TenantAdmin).await?.people().await?;
        let row = |person: wire::ConnectedPerson| PersonRow {
            address: person.address,
            name: person.name,
            roads: person.roads.into_iter().map(Road::from).collect(),
            connected_at: person.connected_at.to_string(),
        };
        Ok(people.into_iter().map(row).collect())
    }

    /// Makes an invite for the person with this address; the link is told once.
    pub(super) async fn hand_invite(&self, form: &InviteForm) -> Result<HandedInvite, Obstacle> {
        let address = Address::parse(&form.address).ok_or(Obstacle::NotAnAddress)?;
        let role = match form.role {
            PersonRole::Employee => Role::Employee,
            PersonRole::Manager => Role::Manager,
        };
        let request = InviteRequest::new(role).to(address.as_str());
        let made = self.invite(&request).await?;
        Ok(handed(role, address.as_str().to_owned(), made))
    }

    /// Makes an invite that was not used anew: its old link is void, the new one is told once.
    pub(super) async fn hand_anew(&self, id: &str) -> Result<HandedInvite, Obstacle> {
        let device = self.inviter().await?;
        let known = device.invites().await?.into_iter().find(|one| one.id == id);
        let known = known.ok_or(Obstacle::NotFound)?;
        let made = device.resend_invite(id).await?;
        Ok(handed(known.role, known.address.unwrap_or_default(), made))
    }

    pub(super) async fn take_back_invite(&self, id: &str) -> Result<(), Obstacle> {
        Ok(self.inviter().await?.revoke_invite(id).await?)
    }
}

fn handed(role: Role, address: String, made: InviteMade) -> HandedInvite {
    HandedInvite {
        role: role.into(),
        address,
        link: made.invite,
        expires_at: made.expires_at.to_string(),
    }
}

impl From<Role> for InviteRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Employee => Self::Employee,
            Role::Manager => Self::Manager,
            Role::TenantAdmin => Self::TenantAdmin,
        }
    }
}

fn row(invite: InviteSummary, now: Instant) -> InviteRow {
    let standing = if invite.revoked_at.is_some() {
        InviteStanding::Revoked
    } else if invite.used_at.is_some() {
        InviteStanding::Used
    } else if invite.expires_at <= now {
        InviteStanding::Expired
    } else {
        InviteStanding::Open
    };
    InviteRow {
        id: invite.id,
        role: invite.role.into(),
        address: invite.address,
        standing,
        invited_by: invite.invited_by,
        expires_at: invite.expires_at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invite_stands_as_its_last_fact_says() {
        let now = Instant::parse("2026-11-26T12:00:00Z").unwrap();
        let invite = |used: bool, revoked: bool, days: i64| InviteSummary {
            id: "i-1".to_owned(),
            role: Role::Employee,
            address: Some("ada@contoso.example".to_owned()),
            expires_at: now.plus_days(days),
            used_at: used.then_some(now),
            revoked_at: revoked.then_some(now),
            invited_by: None,
            made_at: now,
        };
        let standing = |used, revoked, days| row(invite(used, revoked, days), now).standing;
        assert_eq!(standing(false, false, 7), InviteStanding::Open);
        assert_eq!(standing(false, false, 0), InviteStanding::Expired);
        assert_eq!(standing(true, false, -1), InviteStanding::Used);
        assert_eq!(standing(true, true, 7), InviteStanding::Revoked);
    }
}
