//! What the tenant's admin sees and sets.

use super::connections::acceptance;
use super::policy::policy_view;
use crate::admin::AllowlistChange;
use crate::companion::Companion;
use crate::doctor::{Check, CheckState};
use crate::obstacle::Obstacle;
use crate::view::{
    DomainRow, DomainsView, DpaView, HealthCheck, HealthRow, HealthState, HealthView, Mend,
    PolicyView,
};
use activity::Sha256;

impl Companion {
    pub(super) async fn dpa_view(&self, language: &str) -> Result<DpaView, Obstacle> {
        let text = self.dpa(language).await?;
        let live = self.connections().await?;
        let policy = match live.first() {
            Some(connection) => self.last_policy(connection).await?,
            None => None,
        };
        let accepted = policy
            .as_ref()
            .and_then(|policy| policy.dpa.accepted.as_ref());
        let changes = match accepted.filter(|accepted| accepted.version < text.version) {
            Some(accepted) => self.changes_since(accepted, &text.language).await,
            None => None,
        };
        let nameless = !live.iter().any(|connection| !connection.road.is_employee());
        Ok(DpaView {
            version: text.version,
            language: text.language,
            sha256: text.sha256.to_string(),
            text: text.markdown,
            differs_from_accepted: accepted.is_some_and(|accepted| accepted.version < text.version),
            acceptance: accepted.map(|accepted| acceptance(accepted, nameless)),
            in_force: policy
                .as_ref()
                .is_some_and(|policy| policy.dpa.in_force(&policy.tenant).is_some()),
            changes,
        })
    }

    pub(super) async fn accept_text(&self, sha256: &str) -> Result<DpaView, Obstacle> {
        let sha256 = Sha256::parse(sha256).map_err(|_| Obstacle::TextChanged)?;
        let accepted = self.accept_dpa(sha256).await?;
        self.dpa_view(&accepted.language).await
    }

    pub(super) async fn domains_view(&self) -> Result<DomainsView, Obstacle> {
        let config = self.domains().await?;
        let verified = config
            .policy
            .verified_domains
            .iter()
            .map(|domain| DomainRow {
                name: domain.to_string(),
                is_default: false,
                is_initial: domain.as_str().contains(".onmicrosoft."),
            });
        Ok(DomainsView {
            verified: verified.collect(),
            read_at: Some(self.now().to_string()),
        })
    }

    pub(super) async fn replace_allowlist(
        &self,
        entries: Vec<String>,
    ) -> Result<PolicyView, Obstacle> {
        Ok(policy_view(
            &self
                .change_allowlist(AllowlistChange::Replace(entries))
                .await?
                .policy,
        ))
    }

    pub(super) async fn health_view(&self) -> HealthView {
        let checks = self.check_all(self.settings.encryption_key.is_some()).await;
        HealthView {
            checked_at: self.egress.pacing().wall().to_string(),
            rows: checks.into_iter().filter_map(row).fold(Vec::new(), with),
        }
    }
}

/// Rows with one more. The keyring and the disk are one line to a person: the one that is worse off.
fn with(mut rows: Vec<HealthRow>, row: HealthRow) -> Vec<HealthRow> {
    let is_storage = |known: &&mut HealthRow| known.check == HealthCheck::Storage;
    match rows.iter_mut().find(is_storage) {
        Some(known) if row.check == HealthCheck::Storage => {
            if known.state == HealthState::Ok {
                *known = row;
            }
        }
        _ => rows.push(row),
    }
    rows
}

fn row(check: Check) -> Option<HealthRow> {
    let (health, mend) = match check.name {
        "dpa" => (HealthCheck::Dpa, Some(Mend::Dpa)),
        "consent" => (HealthCheck::Consent, Some(Mend::Consent)),
        "allowlist" => (HealthCheck::Allowlist, Some(Mend::Allowlist)),
        "token" => (HealthCheck::Token, Some(Mend::SignIn)),
        "network" => (HealthCheck::Organisation, None),
        "calendar_permission" => (HealthCheck::CalendarPermission, Some(Mend::AdminConsent)),
        "mail_permission" => (HealthCheck::MailPermission, Some(Mend::AdminConsent)),
        "clock" => (HealthCheck::Clock, None),
        "service" => (HealthCheck::Service, None),
        "throttling" => (HealthCheck::Throttling, None),
        "disk" | "keyring" => (HealthCheck::Storage, None),
        _ => return None,
    };
    let state = match check.state {
        _ if check.code == "not_checked" => HealthState::Skipped,
        CheckState::Ok => HealthState::Ok,
        CheckState::Warn => HealthState::Warn,
        CheckState::Fail => HealthState::Fail,
    };
    let is_fine = state == HealthState::Ok || state == HealthState::Skipped;
    Some(HealthRow {
        check: health,
        state,
        code: check.code,
        sentence: check.sentence,
        next: check.next_step,
        mend: mend.filter(|_| !is_fine),
    })
}
