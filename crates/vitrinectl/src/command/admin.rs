use super::{cycle, leave, review, roads};
use crate::arguments::{Admin, Allow, Dpa, Fields, Invite, TranscriptRules};
use crate::print::Printer;
use activity::Sha256;
use activity::fields::Field;
use companion::{AllowlistChange, Companion, Exit, Obstacle};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use wire::{InviteRequest, Role, TenantConfig};

pub(super) async fn run(
    admin: Admin,
    companion: &Arc<Companion>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    match admin {
        Admin::Connect { tenant, invite } => {
            connect(companion, &tenant, invite.as_deref(), printer).await
        }
        Admin::Dpa(Dpa::Show { language }) => show_dpa(companion, language, printer).await,
        Admin::Dpa(Dpa::Accept { sha256 }) => accept_dpa(companion, &sha256, printer).await,
        Admin::Domains => domains(companion, printer).await,
        Admin::Allow(allow) => change_allowlist(companion, allow, printer).await,
        Admin::Fields(fields) => change_fields(companion, &fields, printer).await,
        Admin::Transcripts(rules) => allow_transcripts(companion, rules, printer).await,
        Admin::Roads(asked) => roads::run(&asked, companion, printer).await,
        Admin::Clients(asked) => roads::clients(asked, companion, printer).await,
        Admin::Invite(invite) => make_invite(companion, invite, printer).await,
        Admin::Cycle(cycles) => cycle::run(cycles, companion, printer).await,
        Admin::Review(asked) => review::admin(asked, companion, printer).await,
        Admin::Rubric(asked) => review::rubric(asked, companion, printer).await,
        Admin::Export => leave::export(companion).await,
    }
}

async fn connect(
    companion: &Companion,
    tenant: &str,
    invite: Option<&str>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let connection = companion.connect_organisation(tenant, invite).await?;
    let value = json!({
        "connection": connection.id, "tenant": connection.tenant, "road": connection.road,
        "organisation": connection.display_name,
    });
    printer.tell(&value, || {
        let name = connection.display_name.clone().unwrap_or_default();
        vec![
            format!("{name} ({}) is proved and connected.", connection.tenant),
            "Next: read the agreement with `vitrinectl admin dpa show`.".to_owned(),
        ]
    })?;
    Ok(Exit::Done)
}

async fn show_dpa(
    companion: &Companion,
    language: Option<String>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let language = language.unwrap_or_else(|| companion.settings().language.clone());
    let dpa = companion.dpa(&language).await?;
    let value = json!({
        "version": dpa.version, "language": dpa.language, "sha256": dpa.sha256, "text": dpa.markdown,
    });
    printer.tell(&value, || {
        vec![
            dpa.markdown.clone(),
            format!(
                "Version {}, {}. SHA-256: {}",
                dpa.version, dpa.language, dpa.sha256
            ),
            format!(
                "Next: `vitrinectl admin dpa accept --sha256 {}`.",
                dpa.sha256
            ),
        ]
    })?;
    Ok(Exit::Done)
}

async fn accept_dpa(
    companion: &Companion,
    sha256: &str,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let sha256 = Sha256::parse(sha256).map_err(|_| Obstacle::TextChanged)?;
    let accepted = companion.accept_dpa(sha256).await?;
    printer.tell(&accepted, || {
        vec![
            format!(
                "Version {} is accepted, at {}.",
                accepted.version, accepted.accepted_at
            ),
            "Next: `vitrinectl admin domains`, then `vitrinectl admin allow DOMAIN…`.".to_owned(),
        ]
    })?;
    Ok(Exit::Done)
}

async fn domains(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let config = companion.domains().await?;
    let domains = &config.policy.verified_domains;
    printer.tell(&json!({"domains": domains}), || {
        let mut lines: Vec<String> = domains.iter().map(ToString::to_string).collect();
        lines.push("These domains and all below them are always excluded.".to_owned());
        lines
    })?;
    Ok(Exit::Done)
}

async fn change_allowlist(
    companion: &Companion,
    allow: Allow,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let config = match allow {
        Allow {
            entries,
            replace: true,
            ..
        } => {
            companion
                .change_allowlist(AllowlistChange::Replace(entries))
                .await?
        }
        Allow { entries, .. } if entries.is_empty() => companion.config().await?,
        Allow {
            entries,
            remove: true,
            ..
        } => {
            companion
                .change_allowlist(AllowlistChange::Remove(entries))
                .await?
        }
        Allow { entries, .. } => {
            companion
                .change_allowlist(AllowlistChange::Add(entries))
                .await?
        }
    };
    let allowed = config.policy.allowed_external_domains.entries();
    printer.tell(
        &json!({"allowed": allowed, "policy_version": config.policy.version}),
        || {
            let mut lines: Vec<String> = allowed.iter().map(ToString::to_string).collect();
            if lines.is_empty() {
                lines.push("The allowlist is empty: nothing is collected.".to_owned());
            }
            lines
        },
    )?;
    Ok(Exit::Done)
}

async fn change_fields(
    companion: &Companion,
    fields: &Fields,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let mut config = companion.config().await?;
    if !fields.off.is_empty() || !fields.on.is_empty() {
        let mut off = config.policy.fields_off.clone();
        off.extend(named(&fields.off)?);
        for field in named(&fields.on)? {
            off.remove(&field);
        }
        config = companion.switch_fields(off).await?;
    }
    printer.tell(&fields_of(&config), || {
        let line = |field: &Field| {
            format!(
                "{} {}",
                field.name(),
                if config.policy.sends(*field) {
                    "is sent"
                } else {
                    "is left out"
                }
            )
        };
        Field::ALL.iter().map(line).collect()
    })?;
    Ok(Exit::Done)
}

fn fields_of(config: &TenantConfig) -> serde_json::Value {
    let on: Vec<&Field> = Field::ALL
        .iter()
        .filter(|field| config.policy.sends(**field))
        .collect();
    json!({"off": config.policy.fields_off, "on": on, "policy_version": config.policy.version})
}

fn named(names: &[String]) -> Result<BTreeSet<Field>, Obstacle> {
    let field =
        |name: &String| Field::from_name(name).ok_or_else(|| Obstacle::UnknownField(name.clone()));
    names.iter().map(field).collect()
}

async fn allow_transcripts(
    companion: &Companion,
    rules: TranscriptRules,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let TranscriptRules { level, internal } = rules;
    let config = if level.is_none() && internal.is_none() {
        companion.config().await?
    } else {
        companion.allow_transcripts(level, internal).await?
    };
    let allowed = config.policy.transcripts;
    let told = json!({"transcripts": allowed, "policy_version": config.policy.version});
    printer.tell(&told, || {
        let internal = if allowed.internal_meetings {
            "Meetings without anybody from outside may be released too."
        } else {
            "Meetings without anybody from outside stay with the employee."
        };
        vec![
            format!("At most {} leaves of a transcript.", allowed.level.name()),
            internal.to_owned(),
        ]
    })?;
    Ok(Exit::Done)
}

async fn make_invite(
    companion: &Companion,
    invite: Invite,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let role = if invite.manager {
        Role::Manager
    } else {
        Role::Employee
    };
    let request = InviteRequest {
        purpose: invite.purpose,
        legal_basis: invite.legal_basis,
        hours: invite.hours,
        ..InviteRequest::new(role).to(invite.email)
    };
    let made = companion.invite(&request).await?;
    printer.tell(&made, || {
        vec![
            made.invite.clone(),
            format!("This is told once; it holds until {}.", made.expires_at),
        ]
    })?;
    Ok(Exit::Done)
}
