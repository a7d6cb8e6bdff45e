use super::row::{Digest, Time};
use super::{Caller, Store};
use crate::fault::Fault;
use activity::{Activity, Envelope, Instant, Sha256, Stream, TenantId};
use privacy::Filtered;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;
use wire::{AckStatus, Retraction};

/// How many lines are read at once.
const PAGE: u32 = 500;

/// Whose activities are read.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    /// All of a tenant.
    Tenant(TenantId),
    /// What came from the caller's own mailbox.
    Mailbox(Caller),
}

/// A page of NDJSON and where the next one begins.
pub(crate) struct HeldPage {
    pub(crate) lines: Vec<u8>,
    pub(crate) next: Option<Place>,
    /// Whose activities are in it, and how many of each.
    pub(crate) people: BTreeMap<String, u64>,
}

/// The last activity of a page, in the order of stream, id and mailbox.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    stream: String,
    external_id: String,
    mailbox: String,
}

impl Store {
    /// The next page of what is held.
    pub(crate) async fn held(&self, scope: Scope, after: Place) -> Result<HeldPage, Fault> {
        self.read(move |connection| page(connection, &scope, &after))
            .await
    }
}

/// Stores one activity that passed the filter. Its envelope's own copy of the activity is not looked at.
pub(super) fn store(
    transaction: &Transaction<'_>,
    envelope: &Envelope,
    filtered: &Filtered<Activity>,
    now: Instant,
) -> Result<AckStatus, Fault> {
    let digest = Digest(filtered.canonical().sha256());
    let external_id = filtered.activity().external_id();
    if let Some((id, held)) = find(transaction, envelope, external_id)? {
        if held == digest {
            return Ok(AckStatus::Unchanged);
        }
        transaction
            .prepare_cached(
                "UPDATE activity SET connection = ?2, policy_version = ?3, dpa_version = ?4, consent = ?5, received_at = ?6,
                   sha256 = ?7, body = ?8, revision = revision + 1 WHERE id = ?1",
            )?
            .execute(params![
                id, envelope.connection.as_str(), envelope.policy_version, envelope.dpa_version, envelope.consent,
                Time(now), digest, filtered.canonical().bytes()
            ])?;
        return Ok(AckStatus::Replaced);
    }
    transaction
        .prepare_cached(
            "INSERT INTO activity (tenant, stream, external_id, mailbox, connection, policy_version, dpa_version, consent,
               received_at, sha256, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            envelope.tenant.as_str(), envelope.stream.name(), external_id, envelope.mailbox.as_str(),
            envelope.connection.as_str(), envelope.policy_version, envelope.dpa_version, envelope.consent,
            Time(now), digest, filtered.canonical().bytes()
        ])?;
    Ok(AckStatus::Stored)
}

/// Takes one activity back: it is gone for good, a tombstone without content remains.
pub(super) fn retract(
    transaction: &Transaction<'_>,
    retraction: &Retraction,
    now: Instant,
) -> Result<AckStatus, Fault> {
    let rows = transaction
        .prepare_cached(
            "DELETE FROM activity WHERE tenant = ?1 AND stream = ?2 AND external_id = ?3 AND mailbox = ?4",
        )?
        .execute([
            retraction.tenant.as_str(), retraction.stream.name(), &retraction.external_id, retraction.mailbox.as_str(),
        ])?;
    if rows == 0 {
        return Ok(AckStatus::Absent);
    }
    let id = Digest(Sha256::of(retraction.external_id.as_bytes()));
    transaction
        .prepare_cached(
            "INSERT INTO tombstone (tenant, mailbox, stream, external_id_sha256, retracted_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET retracted_at = excluded.retracted_at",
        )?
        .execute(params![
            retraction.tenant.as_str(), retraction.mailbox.as_str(), retraction.stream.name(), id, Time(now)
        ])?;
    Ok(AckStatus::Retracted)
}

fn find(
    transaction: &Transaction<'_>,
    envelope: &Envelope,
    external_id: &str,
) -> Result<Option<(i64, Digest)>, Fault> {
    Ok(transaction
        .prepare_cached(
            "SELECT id, sha256 FROM activity WHERE tenant = ?1 AND stream = ?2 AND external_id = ?3 AND mailbox = ?4",
        )?
        .query_row(
            [envelope.tenant.as_str(), envelope.stream.name(), external_id, envelope.mailbox.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?)
}

pub(super) fn page(
    connection: &Connection,
    scope: &Scope,
    after: &Place,
) -> Result<HeldPage, Fault> {
    const COLUMNS: &str = "SELECT body, connection, consent, dpa_version, mailbox, policy_version, received_at, sha256, stream,
        tenant, external_id FROM activity";
    let mut page = HeldPage {
        lines: Vec::new(),
        next: None,
        people: BTreeMap::new(),
    };
    let mut take = |mut rows: rusqlite::Rows<'_>| -> Result<(), Fault> {
        let mut taken = 0;
        while let Some(row) = rows.next()? {
            let place = push_line(&mut page.lines, row)?;
            taken += 1;
            *page.people.entry(place.mailbox.clone()).or_default() += 1;
            page.next = (taken == PAGE).then_some(place);
        }
        Ok(())
    };
    match scope {
        Scope::Tenant(tenant) => take(
            connection
                .prepare_cached(&format!(
                    "{COLUMNS} WHERE tenant = ?1 AND (stream, external_id, mailbox) > (?2, ?3, ?4)
                     ORDER BY stream, external_id, mailbox LIMIT {PAGE}"
                ))?
                .query([tenant.as_str(), &after.stream, &after.external_id, &after.mailbox])?,
        )?,
        Scope::Mailbox(caller) => take(
            connection
                .prepare_cached(&format!(
                    "{COLUMNS} WHERE tenant = ?1 AND mailbox = ?2 AND (stream, external_id) > (?3, ?4)
                     ORDER BY stream, external_id LIMIT {PAGE}"
                ))?
                .query([caller.tenant.as_str(), caller.subject.as_str(), &after.stream, &after.external_id])?,
        )?,
    }
    Ok(page)
}

/// Writes a line of [`wire::HeldActivity`] round the stored bytes, which are never read back into a value.
fn push_line(lines: &mut Vec<u8>, row: &Row<'_>) -> Result<Place, Fault> {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Line<'a> {
        tenant: String,
        mailbox: &'a str,
        connection: String,
        stream: Option<Stream>,
        policy_version: u64,
        dpa_version: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<String>,
        received_at: Instant,
        sha256: Sha256,
        activity: &'a serde_json::value::RawValue,
    }
    let broken = || Fault::Broken("a stored activity is not JSON");
    let place = Place {
        stream: row.get("stream")?,
        external_id: row.get("external_id")?,
        mailbox: row.get("mailbox")?,
    };
    let body: Vec<u8> = row.get("body")?;
    let line = Line {
        tenant: row.get("tenant")?,
        mailbox: &place.mailbox,
        connection: row.get("connection")?,
        stream: Stream::from_name(&place.stream),
        policy_version: row.get("policy_version")?,
        dpa_version: row.get("dpa_version")?,
        consent: row.get("consent")?,
        received_at: row.get::<_, Time>("received_at")?.0,
        sha256: row.get::<_, Digest>("sha256")?.0,
        activity: serde_json::from_slice(&body).map_err(|_| broken())?,
    };
    serde_json::to_writer(&mut *lines, &line).map_err(|_| broken())?;
    lines.push(b'\n');
    Ok(place)
}
