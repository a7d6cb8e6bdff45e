use super::approval::Asking;
use crate::print::{Printer, note};
use activity::{Road, Stream};
use companion::{Companion, Exit, Obstacle};
use ledger::Connection;
use serde_json::json;
use std::collections::BTreeSet;
use wire::Role;

pub(super) async fn connect(
    companion: &Companion,
    invite: Option<&str>,
    wait: bool,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    if let Some(invite) = invite
        && companion.read_invite(invite).await?.1.role == Role::Manager
    {
        return manage(companion, invite, printer).await;
    }
    let asking = Asking::new(companion, Road::EmployeeGraph, invite, wait);
    let connection = asking
        .approved(async || companion.connect_employee(invite).await)
        .await?;
    let value = json!({
        "connection": connection.id, "tenant": connection.tenant, "road": connection.road,
        "account": connection.account,
    });
    printer.tell(&value, || {
        vec![
            format!("{} is connected; nothing is collected yet.", connection.account.clone().unwrap_or_default()),
            "Next: look at `vitrinectl preview`, then agree with `vitrinectl consent --stream email_signal` (and `--stream transcript`).".to_owned(),
        ]
    })?;
    Ok(Exit::Done)
}

async fn manage(companion: &Companion, invite: &str, printer: &Printer) -> Result<Exit, Obstacle> {
    let managing = companion.become_manager(invite).await?;
    let value = json!({ "manager": managing.address, "tenant": managing.tenant });
    printer.tell(&value, || {
        vec![
            format!(
                "{} is a manager; no mailbox is connected by that.",
                managing.address.clone().unwrap_or_default()
            ),
            "Next: `vitrinectl admin invite --email …`, then `vitrinectl review list`. Your own mailbox, if you want to: `vitrinectl connect`.".to_owned(),
        ]
    })?;
    Ok(Exit::Done)
}

pub(super) async fn consent(
    companion: &Companion,
    stream: Stream,
    language: Option<String>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let language = language.unwrap_or_else(|| companion.settings().language.clone());
    let mut given = None;
    for connection in own(companion).await? {
        let texts = companion.consent_texts(&connection, &language).await?;
        let Some(text) = texts.into_iter().find(|text| text.stream == stream) else {
            continue;
        };
        let record = companion
            .give_consent(&connection, stream, text.sha256)
            .await?;
        given = Some((text, record));
    }
    let (text, record) = given.ok_or(Obstacle::StreamNotOffered)?;
    printer.tell(&record, || {
        vec![
            text.markdown.clone(),
            format!(
                "You agreed to this text (SHA-256 {}) at {}.",
                record.text_sha256, record.given_at
            ),
            "Next: `vitrinectl sync --once`. Withdraw at any time with `vitrinectl withdraw`."
                .to_owned(),
        ]
    })?;
    Ok(Exit::Done)
}

pub(super) async fn withdraw(
    companion: &Companion,
    stream: Option<Stream>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let mut withdrawn = BTreeSet::new();
    let mut missing = None;
    let mut untold = None;
    for connection in own(companion).await? {
        let of_road = connection.road.streams().iter();
        for one in of_road.filter(|one| stream.is_none_or(|stream| stream == **one)) {
            match companion.withdraw_consent(&connection, *one).await {
                Err(obstacle @ Obstacle::ConsentMissing(_)) => {
                    missing = missing.or(Some(obstacle));
                    continue;
                }
                // It holds here; the service hears of it with the next run.
                Err(Obstacle::ServiceUnreachable(code)) => {
                    untold = Some(Obstacle::ServiceUnreachable(code));
                }
                ended => ended?,
            }
            withdrawn.insert(*one);
        }
    }
    if withdrawn.is_empty() {
        return Err(missing.unwrap_or(Obstacle::StreamNotOffered));
    }
    printer.tell(
        &json!({"withdrawn": withdrawn, "told": untold.is_none()}),
        || {
            vec![
                "Your agreement is withdrawn; nothing more of it is counted or sent.".to_owned(),
                "What was sent before stays at the service until its erasure is asked for there."
                    .to_owned(),
            ]
        },
    )?;
    if untold.is_some() {
        note("The service could not be told yet; it hears of it with the next `vitrinectl sync`.");
        return Ok(Exit::PartlyFailed);
    }
    Ok(Exit::Done)
}

/// The employee's own connections.
async fn own(companion: &Companion) -> Result<Vec<Connection>, Obstacle> {
    let mut live = companion.connections().await?;
    live.retain(|connection| connection.road != Road::Organisation);
    if live.is_empty() {
        return Err(Obstacle::NotConnected);
    }
    Ok(live)
}
