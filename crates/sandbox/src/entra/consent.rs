//! Whether a consent is needed, and from whom.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Entra;
use super::directory::Account;
use super::permissions::{Permission, Resource, SIGN_IN, entry};
use super::refusal::Refusal;
use super::scopes::Requested;
use super::script::ConsentPolicy;

/// What stands between a person and a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    /// The person may accept.
    Accept(BTreeSet<Permission>),
    /// Only an administrator may.
    Admin(BTreeSet<Permission>),
}

impl Entra {
    /// What `requested` still needs; `again` asks even for what was accepted before.
    pub(super) fn consent_need(
        &self,
        account: Account,
        app: Uuid,
        requested: &Requested,
        again: bool,
    ) -> Need {
        let held = self.state().grants.delegated(account, app);
        let wanted = self.wanted(app, requested, &held);
        let missing: BTreeSet<Permission> = wanted.difference(&held).copied().collect();
        if missing.is_empty() && !again {
            return Need::Nothing;
        }
        if !self.may_consent_for_tenant(account)
            && missing
                .iter()
                .any(|permission| self.needs_admin(*permission))
        {
            return Need::Admin(missing);
        }
        Need::Accept(if again { wanted } else { missing })
    }

    /// Passes when everything requested is consented to, or consents by itself under `--auto-consent`.
    pub(super) fn ensure_consented(
        &self,
        account: Account,
        app: Uuid,
        requested: &Requested,
    ) -> Result<(), Refusal> {
        match self.consent_need(account, app, requested, false) {
            Need::Nothing => Ok(()),
            need if self.accepts_by_itself(&need) => {
                self.accept(account, app, requested, false);
                Ok(())
            }
            _ => Err(Refusal::consent_required()),
        }
    }

    /// Says whether `--auto-consent` answers this need; a strict policy still wants its administrator.
    pub(super) fn accepts_by_itself(&self, need: &Need) -> bool {
        match need {
            Need::Nothing => true,
            Need::Accept(_) => self.auto_consent,
            Need::Admin(_) => {
                self.auto_consent && self.state().settings.consent_policy == ConsentPolicy::Open
            }
        }
    }

    /// Records a consent.
    pub(super) fn accept(
        &self,
        account: Account,
        app: Uuid,
        requested: &Requested,
        for_tenant: bool,
    ) {
        let held = self.state().grants.delegated(account, app);
        let wanted = self.wanted(app, requested, &held);
        let mut state = self.state();
        if for_tenant {
            state.grants.grant_tenant(account.tenant, app, wanted);
        } else {
            state.grants.grant_personal(account, app, wanted);
        }
    }

    /// The permissions behind a request: `.default` stands for the registered ones, but only while none is held.
    fn wanted(
        &self,
        app: Uuid,
        requested: &Requested,
        held: &BTreeSet<Permission>,
    ) -> BTreeSet<Permission> {
        let mut wanted = requested.permissions();
        if let Some((resource, _)) = &requested.default {
            let holds_any = held
                .iter()
                .any(|(of, name)| of == resource && !SIGN_IN.contains(name));
            if !holds_any {
                wanted.extend(self.registered(app, *resource));
            }
        }
        wanted
    }

    fn registered(&self, app: Uuid, resource: Resource) -> Vec<Permission> {
        let state = self.state();
        let registered = state
            .apps
            .get(&app)
            .into_iter()
            .flat_map(|app| app.delegated.iter().copied());
        registered.filter(|(of, _)| *of == resource).collect()
    }

    fn needs_admin(&self, permission: Permission) -> bool {
        let Some(entry) = entry(permission) else {
            return true;
        };
        entry.needs_admin
            || entry.sensitive && self.state().settings.consent_policy == ConsentPolicy::Strict
    }
}
