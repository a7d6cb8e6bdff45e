//! Connections and where each stands.

use super::visits::{account, refusal};
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::{Obstacle, mail_problem};
use crate::view::{
    ConnectionView, ConsentStanding, DpaAcceptance, DpaStanding, Road, StepName, StreamView,
    SyncSentence, SyncStatus, TenantView,
};
use activity::Stream;
use consent::{ConsentRecord, Policy};
use ledger::Connection;

/// The id under which the organisation's connection is known before the service has given it one.
const TO_COME: &str = "organisation";

impl Companion {
    pub(super) async fn connection_views(&self) -> Result<Vec<ConnectionView>, Obstacle> {
        let mut views = Vec::new();
        for connection in self.connections().await? {
            views.push(self.connection_view(&connection).await?);
        }
        if !views.iter().any(|view| view.road == Road::Organisation)
            && let Some(registration) = self.saved_registration().await?
        {
            views.push(to_come(&registration.tenant));
        }
        Ok(views)
    }

    async fn connection_view(&self, connection: &Connection) -> Result<ConnectionView, Obstacle> {
        let policy = self.kept_policy(&connection.tenant).await?;
        let policy = policy.as_ref().map(consent::VerifiedPolicy::policy);
        let consents = self.ledger().consents(&connection.id).await?;
        let streams = connection.road.streams().iter();
        Ok(ConnectionView {
            id: connection.id.to_string(),
            road: connection.road.into(),
            tenant: TenantView {
                id: Some(connection.tenant.to_string()),
                name: Some(self.organisation_name(connection).await?),
                domain: policy
                    .and_then(|policy| policy.verified_domains.first())
                    .map(ToString::to_string),
            },
            account: account(connection),
            connected_at: Some(connection.created_at.to_string()),
            permissions: self.permissions(connection).await,
            dpa: dpa_standing(policy, connection.road.is_employee()),
            streams: streams
                .map(|stream| StreamView {
                    stream: (*stream).into(),
                    offered: true,
                    consent: standing(connection, *stream, &consents),
                })
                .collect(),
            mail: self.mail_view(connection).await?,
            roads: self.roads_under(policy),
            sync: self.sync_status(connection, policy, &consents).await?,
        })
    }

    async fn permissions(&self, connection: &Connection) -> Vec<String> {
        if !connection.road.is_employee() {
            return super::registration::PERMISSIONS
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect();
        }
        match self.employee_session(connection).await {
            Ok(session) => session.scopes().await,
            Err(_) => Vec::new(),
        }
    }

    async fn sync_status(
        &self,
        connection: &Connection,
        policy: Option<&Policy>,
        consents: &[ConsentRecord],
    ) -> Result<SyncStatus, Obstacle> {
        let last = self.ledger().last_finished(&connection.id).await?;
        let ended_at = last.and_then(|run| run.end).map(|end| end.finished_at);
        let paused = self.pause_in_force().await;
        let is_metered = self.is_metered().await?;
        let every = i64::from(self.settings.sync_every_minutes) * 60;
        let standing = self.sentence(connection, policy, consents, ended_at.is_some());
        let is_away = matches!(
            standing,
            SyncSentence::MicrosoftUnreachable { .. } | SyncSentence::ServiceUnreachable { .. }
        );
        let sentence = match paused {
            _ if self.is_watched(connection) => SyncSentence::Syncing,
            Some(pause) => SyncSentence::Paused {
                until: pause.until.map(|until| until.to_string()),
            },
            None if is_metered && goes_by_itself(&standing) => SyncSentence::Metered,
            None => standing,
        };
        let runs = !is_metered
            && (goes_by_itself(&sentence)
                || matches!(
                    sentence,
                    SyncSentence::NeverSynced | SyncSentence::MailServerRefused { .. }
                ));
        // A run that reached nobody is no sync.
        let last_at = if is_away {
            self.ledger().last_ended_well(&connection.id).await?
        } else {
            ended_at
        };
        Ok(SyncStatus {
            sentence,
            last_at: last_at.map(|at| at.to_string()),
            next_at: ended_at
                .filter(|_| runs)
                .map(|at| at.plus_seconds(every).to_string()),
            waiting: count(self.ledger().count_due(&connection.id).await?),
        })
    }

    fn sentence(
        &self,
        connection: &Connection,
        policy: Option<&Policy>,
        consents: &[ConsentRecord],
        has_run: bool,
    ) -> SyncSentence {
        let Some(policy) = policy else {
            return SyncSentence::NotSetUp {
                step: StepName::AdminConsent,
            };
        };
        if policy.dpa.in_force(&connection.tenant).is_none() {
            return SyncSentence::DpaMissing;
        }
        let agreed = |stream: &Stream| {
            consents
                .iter()
                .any(|record| record.stream == *stream && record.is_in_force())
        };
        if connection.road.is_employee() && !connection.road.streams().iter().any(agreed) {
            return SyncSentence::ConsentMissing;
        }
        let trouble = self
            .bench
            .papers()
            .troubles
            .get(connection.id.as_str())
            .cloned();
        let Some(trouble) = trouble else {
            return if has_run {
                SyncSentence::UpToDate
            } else {
                SyncSentence::NeverSynced
            };
        };
        let since = trouble.since.to_string();
        match trouble.obstacle {
            Obstacle::DpaMissing => SyncSentence::DpaMissing,
            Obstacle::ConsentMissing(_) => SyncSentence::ConsentMissing,
            ref obstacle @ Obstacle::SignIn(_) => SyncSentence::SignInNeeded {
                refusal: refusal(obstacle),
            },
            Obstacle::MailServer(ref refusal) => SyncSentence::MailServerRefused {
                problem: mail_problem(refusal),
                since,
            },
            Obstacle::ServiceUnreachable(_) => SyncSentence::ServiceUnreachable { since },
            Obstacle::ServiceRefused(code) => SyncSentence::ServiceRefused {
                code: code.as_str().to_owned(),
            },
            Obstacle::Stopped => SyncSentence::UpToDate,
            ref obstacle @ Obstacle::MicrosoftUnreachable(_)
                if !has_run || obstacle.is_silence() =>
            {
                SyncSentence::MicrosoftUnreachable { since }
            }
            Obstacle::MicrosoftUnreachable(_) => SyncSentence::PartlyRead,
            ref obstacle => SyncSentence::Failed {
                error: obstacle.command_error(),
            },
        }
    }
}

/// Whether the next run of the schedule is all that it takes.
fn goes_by_itself(sentence: &SyncSentence) -> bool {
    matches!(
        sentence,
        SyncSentence::UpToDate
            | SyncSentence::PartlyRead
            | SyncSentence::Failed { .. }
            | SyncSentence::MicrosoftUnreachable { .. }
            | SyncSentence::ServiceUnreachable { .. }
    )
}

/// Where the tenant's agreement stands; on employees' machines nobody is named.
pub(super) fn dpa_standing(policy: Option<&Policy>, nameless: bool) -> DpaStanding {
    let Some(policy) = policy else {
        return DpaStanding::Unknown;
    };
    let version = policy.dpa.version;
    match &policy.dpa.accepted {
        None => DpaStanding::Missing { version },
        Some(accepted) if policy.dpa.in_force(&policy.tenant).is_some() => {
            DpaStanding::InForce(acceptance(accepted, nameless))
        }
        Some(accepted) => DpaStanding::Outdated {
            accepted: accepted.version,
            version,
        },
    }
}

pub(super) fn acceptance(accepted: &consent::DpaAcceptance, nameless: bool) -> DpaAcceptance {
    DpaAcceptance {
        version: accepted.version,
        sha256: accepted.sha256.to_string(),
        language: accepted.language.clone(),
        accepted_at: accepted.accepted_at.to_string(),
        accepted_by: (!nameless).then(|| accepted.accepted_by_name.clone()),
    }
}

/// Where the employee's agreement to a stream stands.
pub(super) fn standing(
    connection: &Connection,
    stream: Stream,
    consents: &[ConsentRecord],
) -> ConsentStanding {
    if !connection.road.is_employee() {
        return ConsentStanding::NotNeeded;
    }
    let of_stream = || consents.iter().filter(|record| record.stream == stream);
    if let Some(record) = of_stream().find(|record| record.is_in_force()) {
        return ConsentStanding::InForce {
            record: record.id.clone(),
            given_at: record.given_at.to_string(),
            sha256: record.text_sha256.to_string(),
        };
    }
    match of_stream().filter_map(|record| record.withdrawn_at).max() {
        Some(at) => ConsentStanding::Withdrawn {
            withdrawn_at: at.to_string(),
        },
        None => ConsentStanding::NotGiven,
    }
}

/// The organisation's connection before admin consent.
fn to_come(tenant: &str) -> ConnectionView {
    let streams = activity::Road::Organisation.streams().iter();
    ConnectionView {
        id: TO_COME.to_owned(),
        road: Road::Organisation,
        tenant: TenantView {
            id: Some(tenant.to_owned()),
            name: None,
            domain: None,
        },
        account: None,
        connected_at: None,
        permissions: Vec::new(),
        dpa: DpaStanding::Unknown,
        streams: streams
            .map(|stream| StreamView {
                stream: (*stream).into(),
                offered: true,
                consent: ConsentStanding::NotNeeded,
            })
            .collect(),
        mail: None,
        roads: Vec::new(),
        sync: SyncStatus {
            sentence: SyncSentence::NotSetUp {
                step: StepName::AdminConsent,
            },
            last_at: None,
            next_at: None,
            waiting: 0,
        },
    }
}
