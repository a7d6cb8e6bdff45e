//! The policy as the tenant's admin sees and changes it.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    MailScopeName, MappedField, PolicyChange, PolicyChoices, PolicyForm, PolicyView,
};
use activity::fields::{FIELDS, Field};
use consent::{MailScope, Policy, RoadSwitches, TranscriptPolicy};
use std::collections::BTreeSet;
use wire::{AuditEntry, SettingsChange};

/// How the audit names the operator of the service.
const OPERATOR: &str = "operator";

impl Companion {
    pub(super) async fn policy_view(&self) -> Result<PolicyView, Obstacle> {
        Ok(policy_view(&self.config().await?.policy))
    }

    pub(super) async fn keep_policy(&self, form: &PolicyForm) -> Result<PolicyView, Obstacle> {
        let named = |name: &String| {
            Field::from_name(name).ok_or_else(|| Obstacle::UnknownField(name.clone()))
        };
        let off: BTreeSet<Field> = form
            .switched_off
            .iter()
            .map(named)
            .collect::<Result<_, _>>()?;
        let config = self.change_settings(&change(form, off)).await?;
        Ok(policy_view(&config.policy))
    }

    pub(super) async fn changes_of_policy(&self) -> Result<Vec<PolicyChange>, Obstacle> {
        Ok(self.audit().await?.into_iter().map(told).collect())
    }
}

pub(super) fn policy_view(policy: &Policy) -> PolicyView {
    let switchable = FIELDS
        .iter()
        .filter_map(|field| Some((field, field.switch?)));
    PolicyView {
        version: count(policy.version),
        allowlist: policy
            .allowed_external_domains
            .entries()
            .iter()
            .map(ToString::to_string)
            .collect(),
        fields: switchable
            .map(|(field, switch)| MappedField {
                stream: field.stream.into(),
                name: switch.name().to_owned(),
                source: field.source.to_owned(),
                transform: field.transform.to_owned(),
                on: policy.sends(switch),
            })
            .collect(),
        choices: choices(policy),
    }
}

fn choices(policy: &Policy) -> PolicyChoices {
    PolicyChoices {
        employee_graph: policy.roads.employee_graph,
        employee_imap: policy.roads.employee_imap,
        organisation: policy.roads.organisation,
        mail_scope: match policy.mail_scope {
            MailScope::Read => MailScopeName::Read,
            MailScope::ReadBasic => MailScopeName::ReadBasic,
        },
        transcript_level: policy.transcripts.level.into(),
        internal_meetings: policy.transcripts.internal_meetings,
        retract_on_delete: policy.retract_on_delete,
        retention_days: policy.retention_days,
    }
}

fn change(form: &PolicyForm, off: BTreeSet<Field>) -> SettingsChange {
    let choices = form.choices;
    SettingsChange {
        fields_off: Some(off),
        roads: Some(RoadSwitches {
            employee_graph: choices.employee_graph,
            employee_imap: choices.employee_imap,
            organisation: choices.organisation,
        }),
        mail_scope: Some(match choices.mail_scope {
            MailScopeName::Read => MailScope::Read,
            MailScopeName::ReadBasic => MailScope::ReadBasic,
        }),
        transcripts: Some(TranscriptPolicy {
            level: choices.transcript_level.into(),
            internal_meetings: choices.internal_meetings,
        }),
        retract_on_delete: Some(choices.retract_on_delete),
        retention_days: Some(choices.retention_days.unwrap_or(0)),
        expected_policy_version: Some(u64::from(form.version)),
        ..SettingsChange::default()
    }
}

fn told(entry: AuditEntry) -> PolicyChange {
    PolicyChange {
        at: entry.at.to_string(),
        by_operator: entry.actor == OPERATOR,
        who: entry.name.unwrap_or(entry.actor),
        setting: entry.setting,
        version: count(entry.policy_version),
    }
}
