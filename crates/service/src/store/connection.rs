use super::credential::live_connections;
use super::row::{Digest, Time, name_of, named, typed};
use super::{Caller, Store, config};
use crate::fault::{Fault, refuse};
use activity::{ConnectionId, Instant, Road, Stream};
use consent::ConsentRecord;
use rusqlite::{Connection as Database, OptionalExtension, Row, Transaction, params};
use wire::{Connection, ConsentGiven, ProblemCode};

impl Store {
    /// Registers a connection of the caller's; the live one of the same road is the same connection.
    pub(crate) async fn connect(
        &self,
        caller: Caller,
        road: Road,
        now: Instant,
    ) -> Result<Connection, Fault> {
        self.write(move |transaction| {
            if let Some(live) = live(transaction, &caller, road)? {
                return load(transaction, &caller, &live);
            }
            if !config::config(transaction, &caller.tenant, now)?.policy.roads.is_open(road) {
                return Err(ProblemCode::RoadClosed.into());
            }
            let id: ConnectionId = typed(uuid::Uuid::new_v4().to_string())?;
            transaction.execute(
                "INSERT INTO connection (id, tenant, subject, road, connected_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id.as_str(), caller.tenant.as_str(), caller.subject.as_str(), name_of(&road)?, Time(now)],
            )?;
            load(transaction, &caller, &id)
        })
        .await
    }

    /// The caller's connections, past ones too.
    pub(crate) async fn connections(&self, caller: Caller) -> Result<Vec<Connection>, Fault> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT id FROM connection WHERE tenant = ?1 AND subject = ?2 ORDER BY connected_at, id",
            )?;
            let ids: Vec<String> = statement
                .query_map([caller.tenant.as_str(), caller.subject.as_str()], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            ids.into_iter().map(|id| load(database, &caller, &typed(id)?)).collect()
        })
        .await
    }

    /// The ids of the caller's live connections.
    pub(crate) async fn live_connections(
        &self,
        caller: Caller,
    ) -> Result<Vec<ConnectionId>, Fault> {
        self.read(move |database| live_connections(database, &caller))
            .await
    }

    /// Disconnects one of the caller's connections.
    pub(crate) async fn disconnect(
        &self,
        caller: Caller,
        id: ConnectionId,
        now: Instant,
    ) -> Result<(), Fault> {
        self.write(move |transaction| {
            let rows = transaction.execute(
                "UPDATE connection SET disconnected_at = coalesce(disconnected_at, ?4)
                 WHERE id = ?1 AND tenant = ?2 AND subject = ?3",
                params![
                    id.as_str(),
                    caller.tenant.as_str(),
                    caller.subject.as_str(),
                    Time(now)
                ],
            )?;
            if rows == 1 {
                Ok(())
            } else {
                Err(ProblemCode::NotFound.into())
            }
        })
        .await
    }

    /// Adds a consent record to one of the caller's connections.
    pub(crate) async fn give_consent(
        &self,
        caller: Caller,
        id: ConnectionId,
        given: ConsentGiven,
    ) -> Result<ConsentRecord, Fault> {
        self.write(move |transaction| give(transaction, &caller, &id, &given))
            .await
    }

    /// Withdraws a consent record of one of the caller's connections.
    pub(crate) async fn withdraw_consent(
        &self,
        caller: Caller,
        id: ConnectionId,
        consent: String,
        at: Instant,
    ) -> Result<ConsentRecord, Fault> {
        self.write(move |transaction| {
            load(transaction, &caller, &id)?;
            transaction.execute(
                "UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, ?3) WHERE connection = ?1 AND id = ?2",
                params![id.as_str(), consent, at.to_string()],
            )?;
            record(transaction, &id, &consent)?.ok_or(ProblemCode::NotFound.into())
        })
        .await
    }
}

fn live(database: &Database, caller: &Caller, road: Road) -> Result<Option<ConnectionId>, Fault> {
    let found = database
        .prepare_cached(
            "SELECT id FROM connection WHERE tenant = ?1 AND subject = ?2 AND road = ?3 AND disconnected_at IS NULL",
        )?
        .query_row(params![caller.tenant.as_str(), caller.subject.as_str(), name_of(&road)?], |row| {
            row.get::<_, String>(0)
        })
        .optional()?;
    found.map(typed).transpose()
}

/// One of the caller's connections; another's is not found.
fn load(database: &Database, caller: &Caller, id: &ConnectionId) -> Result<Connection, Fault> {
    let (road, connected_at, disconnected_at) = database
        .prepare_cached(
            "SELECT road, connected_at, disconnected_at FROM connection WHERE id = ?1 AND tenant = ?2 AND subject = ?3",
        )?
        .query_row([id.as_str(), caller.tenant.as_str(), caller.subject.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Time>(1)?.0, row.get::<_, Option<Time>>(2)?))
        })
        .optional()?
        .ok_or(ProblemCode::NotFound)?;
    let road: Road = named(road)?;
    Ok(Connection {
        id: id.clone(),
        road,
        mailbox: road.is_employee().then(|| caller.subject.clone()),
        connected_at,
        disconnected_at: disconnected_at.map(|time| time.0),
        consents: records(database, id)?,
    })
}

fn give(
    transaction: &Transaction<'_>,
    caller: &Caller,
    id: &ConnectionId,
    given: &ConsentGiven,
) -> Result<ConsentRecord, Fault> {
    let connection = load(transaction, caller, id)?;
    if !connection.road.is_employee() || !connection.road.carries(given.stream) {
        return Err(refuse(
            ProblemCode::Malformed,
            "this connection takes no consent to this stream",
        ));
    }
    if connection.disconnected_at.is_some() {
        return Err(ProblemCode::Disconnected.into());
    }
    transaction.execute(
        "INSERT INTO consent (connection, id, stream, given_at, text_sha256, language) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
        params![
            id.as_str(), given.id, given.stream.name(), given.given_at.to_string(), Digest(given.text_sha256),
            given.language
        ],
    )?;
    let kept =
        record(transaction, id, &given.id)?.ok_or(Fault::Broken("a consent record is gone"))?;
    if ConsentGiven::of(&kept) == *given {
        Ok(kept)
    } else {
        Err(ProblemCode::Conflict.into())
    }
}

fn records(database: &Database, id: &ConnectionId) -> Result<Vec<ConsentRecord>, Fault> {
    let mut statement = database.prepare_cached(
        "SELECT id, stream, given_at, text_sha256, language, withdrawn_at FROM consent WHERE connection = ?1 ORDER BY given_at, id",
    )?;
    let mut rows = statement.query([id.as_str()])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record_from(row, id)?);
    }
    Ok(records)
}

fn record(
    database: &Database,
    id: &ConnectionId,
    consent: &str,
) -> Result<Option<ConsentRecord>, Fault> {
    database
        .prepare_cached(
            "SELECT id, stream, given_at, text_sha256, language, withdrawn_at FROM consent WHERE connection = ?1 AND id = ?2",
        )?
        .query_row([id.as_str(), consent], |row| Ok(record_from(row, id)))
        .optional()?
        .transpose()
}

fn record_from(row: &Row<'_>, connection: &ConnectionId) -> Result<ConsentRecord, Fault> {
    Ok(ConsentRecord {
        id: row.get(0)?,
        connection: connection.clone(),
        stream: named::<Stream>(row.get(1)?)?,
        given_at: typed(row.get(2)?)?,
        text_sha256: row.get::<_, Digest>(3)?.0,
        language: row.get(4)?,
        withdrawn_at: row.get::<_, Option<String>>(5)?.map(typed).transpose()?,
    })
}

/// Whether a consent record stands for a stream of a connection.
pub(super) fn consent_stands(
    database: &Database,
    id: &ConnectionId,
    consent: &str,
    stream: Stream,
) -> Result<bool, Fault> {
    Ok(record(database, id, consent)?
        .is_some_and(|record| record.stream == stream && record.is_in_force()))
}

/// The road of one of the caller's connections and whether it is live; nothing if it is not the caller's.
pub(super) fn standing(
    database: &Database,
    caller: &Caller,
    id: &ConnectionId,
) -> Result<Option<(Road, bool)>, Fault> {
    let found = database
        .prepare_cached("SELECT road, disconnected_at IS NULL FROM connection WHERE id = ?1 AND tenant = ?2 AND subject = ?3")?
        .query_row([id.as_str(), caller.tenant.as_str(), caller.subject.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })
        .optional()?;
    found
        .map(|(road, is_live)| Ok((named(road)?, is_live)))
        .transpose()
}
