//! Which permission opens which path, and whose mailbox a path means.

use super::call::Call;
use super::refusal::Refusal;
use crate::world::MailboxAccess;

/// How much of an item a token may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// With bodies, previews and attachments.
    Full,
    /// Without them.
    Basic,
}

impl Call<'_> {
    /// The account that the path means: `/me` or `/users/{id}`.
    pub(crate) fn owner(&self) -> Result<u32, Refusal> {
        if self.segments[0].eq_ignore_ascii_case("me") {
            let subject = self
                .access
                .subject
                .ok_or_else(Refusal::not_for_applications)?;
            return self
                .view
                .state
                .account_of(subject)
                .ok_or_else(|| Refusal::no_resource(&subject.to_string()));
        }
        let name = self.segments.get(1).map_or("", String::as_str);
        let account = self
            .view
            .state
            .account(name)
            .filter(|account| self.view.user(*account).tenant_id == self.access.tenant_id);
        account.ok_or_else(|| Refusal::no_resource(name))
    }

    /// Refuses what the token may not do; a user reaches their own data only.
    pub(crate) fn demand(
        &self,
        owner: u32,
        delegated: &[&str],
        application: &[&str],
        refusal: fn() -> Refusal,
    ) -> Result<(), Refusal> {
        let allowed = match self.access.subject {
            Some(subject) => {
                subject == self.view.user(owner).id && self.access.allows_delegated(delegated)
            }
            None => self.access.allows_application(application),
        };
        if allowed { Ok(()) } else { Err(refusal()) }
    }

    pub(crate) fn mail(&self, owner: u32) -> Result<Sight, Refusal> {
        self.outlook(
            owner,
            ["Mail.Read", "Mail.ReadWrite"],
            &["Mail.ReadBasic", "Mail.ReadBasic.All"],
        )
    }

    pub(crate) fn calendar(&self, owner: u32) -> Result<Sight, Refusal> {
        self.outlook(
            owner,
            ["Calendars.Read", "Calendars.ReadWrite"],
            &["Calendars.ReadBasic", "Calendars.ReadBasic.All"],
        )
    }

    pub(crate) fn meetings(&self, owner: u32) -> Result<(), Refusal> {
        let delegated = ["OnlineMeetings.Read", "OnlineMeetings.ReadWrite"];
        let application = ["OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"];
        self.demand(owner, &delegated, &application, teams_denied)?;
        self.application_policy(owner)
    }

    pub(crate) fn transcripts(&self, owner: u32) -> Result<(), Refusal> {
        let permission = ["OnlineMeetingTranscript.Read.All"];
        self.demand(owner, &permission, &permission, teams_denied)?;
        self.application_policy(owner)
    }

    fn outlook(&self, owner: u32, full: [&str; 2], basic: &[&str]) -> Result<Sight, Refusal> {
        let sight = if self
            .demand(owner, &full, &full, Refusal::access_denied)
            .is_ok()
        {
            Sight::Full
        } else {
            self.demand(owner, &basic[..1], basic, Refusal::access_denied)?;
            Sight::Basic
        };
        match self.view.user(owner).mailbox {
            MailboxAccess::Missing => Err(Refusal::no_mailbox()),
            MailboxAccess::Fenced if self.access.is_application() => Err(Refusal::fenced()),
            MailboxAccess::Open | MailboxAccess::Fenced => Ok(sight),
        }
    }

    fn application_policy(&self, owner: u32) -> Result<(), Refusal> {
        let (company, _) = self.view.generator.place(owner);
        let policy = self
            .view
            .state
            .switches
            .get(company)
            .is_none_or(|switches| switches.application_access_policy);
        if self.access.is_application() && !policy {
            return Err(Refusal::forbidden(
                "No Application Access Policy found for this app",
            ));
        }
        Ok(())
    }
}

fn teams_denied() -> Refusal {
    Refusal::forbidden(
        "Missing scope permissions on the request. The API requires one of the permissions for this operation.",
    )
}
