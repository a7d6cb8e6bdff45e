use super::audit::{note, raise_version};
use super::row::{Time, name_of, named, typed};
use super::{Caller, Store, review};
use crate::fault::{Fault, refuse};
use activity::{CycleId, Instant, TenantId};
use consent::{Cycle, CycleState};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use wire::{CycleChange, CycleRequest, ProblemCode};

/// How many cycles a tenant may have: each is in every policy.
const MOST: i64 = 200;

/// The longest name.
const LONGEST_NAME: usize = 200;

/// A cycle's words as an admin chose them, and the instants that they stand for.
struct Chosen {
    name: String,
    start: DateTime,
    end: DateTime,
    time_zone: String,
    starts_at: Instant,
    ends_at: Instant,
}

impl Store {
    /// The tenant's cycles, the earliest first.
    pub(crate) async fn cycles(&self, caller: Caller) -> Result<Vec<Cycle>, Fault> {
        self.read(move |connection| cycles(connection, &caller.tenant))
            .await
    }

    /// Makes a cycle.
    pub(crate) async fn make_cycle(
        &self,
        caller: Caller,
        request: CycleRequest,
        now: Instant,
    ) -> Result<Cycle, Fault> {
        self.write(move |transaction| {
            let chosen = Chosen::new(&request.name, &request.start, &request.end, &request.time_zone)?;
            let id = match request.id {
                Some(id) => id,
                None => id_from(&chosen.name)?,
            };
            let (count, taken): (i64, bool) = transaction.query_row(
                "SELECT count(*), coalesce(max(id = ?2), 0) FROM cycle WHERE tenant = ?1",
                [caller.tenant.as_str(), id.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            if taken {
                return Err(refuse(ProblemCode::Conflict, "there is a cycle of that id"));
            }
            if count >= MOST {
                return Err(ProblemCode::TooLarge.into());
            }
            transaction.execute(
                "INSERT INTO cycle (tenant, id, name, start_local, end_local, time_zone, starts_at, ends_at, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    caller.tenant.as_str(), id.as_str(), chosen.name, chosen.start.to_string(), chosen.end.to_string(),
                    chosen.time_zone, Time(chosen.starts_at), Time(chosen.ends_at), Time(now)
                ],
            )?;
            changed(transaction, &caller, &id, now)
        })
        .await
    }

    /// Changes a cycle that is open.
    pub(crate) async fn change_cycle(
        &self,
        caller: Caller,
        id: CycleId,
        change: CycleChange,
        now: Instant,
    ) -> Result<Cycle, Fault> {
        self.write(move |transaction| {
            let (before, words) = find(transaction, &caller.tenant, &id)?;
            if before.state != CycleState::Open {
                return Err(refuse(ProblemCode::CycleFrozen, "the cycle is not open any more"));
            }
            let given = |new: Option<String>, old: String| new.unwrap_or(old);
            let chosen = Chosen::new(
                &given(change.name, words.name),
                &given(change.start, words.start),
                &given(change.end, words.end),
                &given(change.time_zone, words.time_zone),
            )?;
            transaction.execute(
                "UPDATE cycle SET name = ?3, start_local = ?4, end_local = ?5, time_zone = ?6, starts_at = ?7, ends_at = ?8
                 WHERE tenant = ?1 AND id = ?2",
                params![
                    caller.tenant.as_str(), id.as_str(), chosen.name, chosen.start.to_string(), chosen.end.to_string(),
                    chosen.time_zone, Time(chosen.starts_at), Time(chosen.ends_at)
                ],
            )?;
            changed(transaction, &caller, &id, now)
        })
        .await
    }

    /// Moves a cycle forward; it is there already, or has gone further: the first changes nothing, the second is a conflict.
    pub(crate) async fn move_cycle(
        &self,
        caller: Caller,
        id: CycleId,
        state: CycleState,
        now: Instant,
    ) -> Result<Cycle, Fault> {
        self.write(move |transaction| {
            let (before, _) = find(transaction, &caller.tenant, &id)?;
            if before.state == state {
                return Ok(before);
            }
            if before.state > state {
                return Err(refuse(ProblemCode::Conflict, "the cycle has gone further"));
            }
            transaction.execute(
                "UPDATE cycle SET state = ?3, frozen_at = coalesce(frozen_at, ?4),
                   closed_at = CASE ?3 WHEN 'closed' THEN ?4 END
                 WHERE tenant = ?1 AND id = ?2",
                params![
                    caller.tenant.as_str(),
                    id.as_str(),
                    name_of(&state)?,
                    Time(now)
                ],
            )?;
            if before.state == CycleState::Open {
                review::freeze(transaction, &caller.tenant, &id)?;
            }
            changed(transaction, &caller, &id, now)
        })
        .await
    }
}

/// A tenant's cycles, the earliest first.
pub(super) fn cycles(connection: &Connection, tenant: &TenantId) -> Result<Vec<Cycle>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, starts_at, ends_at, time_zone, state FROM cycle WHERE tenant = ?1 ORDER BY starts_at, id",
    )?;
    let mut rows = statement.query([tenant.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(from_row(row)?);
    }
    Ok(found)
}

struct Words {
    name: String,
    start: String,
    end: String,
    time_zone: String,
}

fn find(
    transaction: &Transaction<'_>,
    tenant: &TenantId,
    id: &CycleId,
) -> Result<(Cycle, Words), Fault> {
    let found = transaction
        .prepare_cached(
            "SELECT id, name, starts_at, ends_at, time_zone, state, start_local, end_local FROM cycle WHERE tenant = ?1 AND id = ?2",
        )?
        .query_row([tenant.as_str(), id.as_str()], |row| {
            let words = Words {
                name: row.get("name")?,
                start: row.get("start_local")?,
                end: row.get("end_local")?,
                time_zone: row.get("time_zone")?,
            };
            Ok((from_row(row), words))
        })
        .optional()?;
    let (cycle, words) = found.ok_or(ProblemCode::NotFound)?;
    Ok((cycle?, words))
}

fn from_row(row: &Row<'_>) -> Result<Cycle, Fault> {
    Ok(Cycle {
        id: typed(row.get("id")?)?,
        name: row.get("name")?,
        start: row.get::<_, Time>("starts_at")?.0,
        end: row.get::<_, Time>("ends_at")?.0,
        time_zone: row.get("time_zone")?,
        state: named(row.get("state")?)?,
    })
}

/// Every policy holds the cycles, so a change of one is a new policy.
fn changed(
    transaction: &Transaction<'_>,
    caller: &Caller,
    id: &CycleId,
    now: Instant,
) -> Result<Cycle, Fault> {
    raise_version(transaction, &caller.tenant)?;
    note(transaction, &caller.tenant, caller.actor(), "cycles", now)?;
    Ok(find(transaction, &caller.tenant, id)?.0)
}

impl Chosen {
    fn new(name: &str, start: &str, end: &str, time_zone: &str) -> Result<Self, Fault> {
        let malformed = |detail| refuse(ProblemCode::Malformed, detail);
        let name = name.trim().to_owned();
        if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(malformed("a cycle has a name of one line"));
        }
        let zone = TimeZone::get(time_zone)
            .map_err(|_| malformed("the time zone is not an IANA name such as Europe/Berlin"))?;
        let time = |text: &str| {
            text.parse::<DateTime>().map_err(|_| {
                malformed("a start or an end is a day, or a day and a time, without an offset")
            })
        };
        let (start, end) = (time(start)?, time(end)?);
        let instant = |time: DateTime| {
            time.to_zoned(zone.clone())
                .map(|zoned| Instant::from(zoned.timestamp()))
                .map_err(|_| malformed("a start or an end is out of range"))
        };
        let (starts_at, ends_at) = (instant(start)?, instant(end)?);
        if ends_at <= starts_at {
            return Err(malformed("a cycle ends after it starts"));
        }
        Ok(Self {
            name,
            start,
            end,
            time_zone: time_zone.to_owned(),
            starts_at,
            ends_at,
        })
    }
}

/// An id of plain letters and digits from what people call the cycle: `Review 2026/Q4` is `Review-2026-Q4`.
fn id_from(name: &str) -> Result<CycleId, Fault> {
    let words: Vec<&str> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    CycleId::new(words.join("-")).map_err(|_| {
        refuse(
            ProblemCode::Malformed,
            "no id can be made from the name: give one",
        )
    })
}
