use super::row::{Digest, Time, named, typed};
use super::rubric;
use crate::fault::{Fault, StorageFault};
use crate::review::{Meeting, Written, call_quality};
use activity::{Activity, CycleId, ObjectId, Stream, TenantId};
use consent::CycleState;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use transcript::Rubric;
use wire::{
    CallQuality, ProblemCode, REVIEW_FORMAT, ReviewDispute, ReviewInput, ReviewNote, ReviewedCycle,
    ReviewedPerson, ReviewedSignals,
};

/// One person in one cycle.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) tenant: TenantId,
    pub(crate) cycle: CycleId,
    pub(crate) person: ObjectId,
}

impl Subject {
    pub(super) fn key(&self) -> [&str; 3] {
        [
            self.tenant.as_str(),
            self.cycle.as_str(),
            self.person.as_str(),
        ]
    }
}

/// The input as it stands: the bytes of the freeze, or what is there now while the cycle is open.
pub(super) fn written(
    connection: &Connection,
    subject: &Subject,
) -> Result<(Written, CycleState), Fault> {
    let (cycle, state) = cycle(connection, subject)?;
    if state != CycleState::Open
        && let Some(frozen) = frozen(connection, subject)?
    {
        return Ok((frozen, state));
    }
    let rubric = rubric_of(connection, &subject.tenant)?;
    let facts = if state == CycleState::Open {
        Facts::gather(connection, subject, &cycle, &rubric)?
    } else {
        Facts::none(&rubric)
    };
    Ok((Written::of(&facts.input(subject, cycle))?, state))
}

/// Fixes the bytes of everybody of whom there is anything in the cycle.
pub(super) fn freeze(
    transaction: &Transaction<'_>,
    tenant: &TenantId,
    id: &CycleId,
) -> Result<(), Fault> {
    let people: Vec<String> = transaction
        .prepare_cached(
            "SELECT mailbox FROM activity WHERE tenant = ?1 AND stream IN (?3, ?4)
             UNION SELECT person FROM review_note WHERE tenant = ?1 AND cycle = ?2
             UNION SELECT person FROM review_dispute WHERE tenant = ?1 AND cycle = ?2",
        )?
        .query_map(
            [
                tenant.as_str(),
                id.as_str(),
                Stream::EmailSignal.name(),
                Stream::Transcript.name(),
            ],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    let rubric = rubric_of(transaction, tenant)?;
    for person in people {
        let subject = Subject {
            tenant: tenant.clone(),
            cycle: id.clone(),
            person: typed(person)?,
        };
        let (cycle, _) = cycle(transaction, &subject)?;
        let facts = Facts::gather(transaction, &subject, &cycle, &rubric)?;
        let written = Written::of(&facts.input(&subject, cycle))?;
        let [tenant, cycle, person] = subject.key();
        transaction
            .prepare_cached(
                "INSERT INTO review_frozen (tenant, cycle, person, input, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![tenant, cycle, person, written.input, written.text])?;
    }
    Ok(())
}

/// Where the cycle of that subject stands.
pub(super) fn state(connection: &Connection, subject: &Subject) -> Result<CycleState, Fault> {
    Ok(cycle(connection, subject)?.1)
}

/// The rubric that counts for a tenant, with its text.
pub(super) fn rubric_of(
    connection: &Connection,
    tenant: &TenantId,
) -> Result<(Rubric, String), Fault> {
    let text = rubric::in_force(connection, tenant)?.toml;
    let rubric = Rubric::parse(&text).map_err(|_| StorageFault::Damaged)?;
    Ok((rubric, text))
}

/// What there is about one person in one cycle.
struct Facts {
    address: Option<String>,
    signals: Option<ReviewedSignals>,
    quality: CallQuality,
    notes: Vec<ReviewNote>,
    disputes: Vec<ReviewDispute>,
}

impl Facts {
    fn gather(
        connection: &Connection,
        subject: &Subject,
        cycle: &ReviewedCycle,
        (rubric, text): &(Rubric, String),
    ) -> Result<Self, Fault> {
        let mut meetings = meetings(connection, subject)?;
        meetings.retain(|one| cycle.start <= one.occurred_at && one.occurred_at < cycle.end);
        Ok(Self {
            address: address(connection, subject)?,
            signals: signals(connection, subject)?,
            quality: call_quality(rubric, text, meetings),
            notes: notes(connection, subject)?,
            disputes: disputes(connection, subject)?,
        })
    }

    /// Of somebody about whom there was nothing when the cycle was frozen.
    fn none((rubric, text): &(Rubric, String)) -> Self {
        Self {
            address: None,
            signals: None,
            quality: call_quality(rubric, text, Vec::new()),
            notes: Vec::new(),
            disputes: Vec::new(),
        }
    }

    fn input(self, subject: &Subject, cycle: ReviewedCycle) -> ReviewInput {
        ReviewInput {
            format: REVIEW_FORMAT.to_owned(),
            tenant: subject.tenant.clone(),
            person: ReviewedPerson {
                id: subject.person.clone(),
                address: self.address,
            },
            cycle,
            email_signals: self.signals,
            call_quality: self.quality,
            notes: self.notes,
            disputes: self.disputes,
        }
    }
}

fn cycle(connection: &Connection, subject: &Subject) -> Result<(ReviewedCycle, CycleState), Fault> {
    let found = connection
        .prepare_cached(
            "SELECT name, starts_at, ends_at, time_zone, frozen_at, state FROM cycle WHERE tenant = ?1 AND id = ?2",
        )?
        .query_row([subject.tenant.as_str(), subject.cycle.as_str()], |row| {
            let cycle = ReviewedCycle {
                id: subject.cycle.clone(),
                name: row.get(0)?,
                start: row.get::<_, Time>(1)?.0,
                end: row.get::<_, Time>(2)?.0,
                time_zone: row.get(3)?,
                frozen_at: row.get::<_, Option<Time>>(4)?.map(|time| time.0),
            };
            Ok((cycle, row.get::<_, String>(5)?))
        })
        .optional()?;
    let (cycle, state) = found.ok_or(ProblemCode::NotFound)?;
    Ok((cycle, named(state)?))
}

fn frozen(connection: &Connection, subject: &Subject) -> Result<Option<Written>, Fault> {
    Ok(connection
        .prepare_cached(
            "SELECT input, text FROM review_frozen WHERE tenant = ?1 AND cycle = ?2 AND person = ?3",
        )?
        .query_row(subject.key(), |row| {
            Ok(Written {
                input: row.get(0)?,
                text: row.get(1)?,
            })
        })
        .optional()?)
}

/// The latest address that a credential of the person names.
fn address(connection: &Connection, subject: &Subject) -> Result<Option<String>, Fault> {
    Ok(connection
        .prepare_cached(
            "SELECT address FROM credential WHERE tenant = ?1 AND subject = ?2 AND address IS NOT NULL
             ORDER BY created_at DESC, id LIMIT 1",
        )?
        .query_row([subject.tenant.as_str(), subject.person.as_str()], |row| row.get(0))
        .optional()?)
}

fn signals(connection: &Connection, subject: &Subject) -> Result<Option<ReviewedSignals>, Fault> {
    let held: Option<(Vec<u8>, Digest)> = connection
        .prepare_cached(
            "SELECT body, sha256 FROM activity WHERE tenant = ?1 AND stream = ?2 AND external_id = ?3 AND mailbox = ?4",
        )?
        .query_row(
            [
                subject.tenant.as_str(),
                Stream::EmailSignal.name(),
                &format!("o365_signal_{}", subject.cycle),
                subject.person.as_str(),
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((body, Digest(sha256))) = held else {
        return Ok(None);
    };
    match Activity::parse(&body).map_err(|_| StorageFault::Damaged)? {
        Activity::EmailSignal(signal) => Ok(Some(ReviewedSignals {
            sent: signal.properties.sent,
            received: signal.properties.received,
            as_of: signal.occurred_at,
            sha256,
        })),
        _ => Err(StorageFault::Damaged.into()),
    }
}

fn meetings(connection: &Connection, subject: &Subject) -> Result<Vec<Meeting>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT body FROM activity WHERE tenant = ?1 AND mailbox = ?2 AND stream = ?3",
    )?;
    let mut rows = statement.query([
        subject.tenant.as_str(),
        subject.person.as_str(),
        Stream::Transcript.name(),
    ])?;
    let mut meetings = Vec::new();
    while let Some(row) = rows.next()? {
        let body = row
            .get_ref(0)?
            .as_blob()
            .map_err(|_| StorageFault::Damaged)?;
        meetings.push(serde_json::from_slice(body).map_err(|_| StorageFault::Damaged)?);
    }
    Ok(meetings)
}

fn notes(connection: &Connection, subject: &Subject) -> Result<Vec<ReviewNote>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at, text FROM review_note WHERE tenant = ?1 AND cycle = ?2 AND person = ?3 ORDER BY at, id",
    )?;
    let notes = statement.query_map(subject.key(), |row| {
        Ok(ReviewNote {
            id: row.get(0)?,
            at: row.get::<_, Time>(1)?.0,
            text: row.get(2)?,
        })
    })?;
    Ok(notes.collect::<Result<_, _>>()?)
}

fn disputes(connection: &Connection, subject: &Subject) -> Result<Vec<ReviewDispute>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT mark, at, reason FROM review_dispute WHERE tenant = ?1 AND cycle = ?2 AND person = ?3 ORDER BY mark",
    )?;
    let disputes = statement.query_map(subject.key(), |row| {
        Ok(ReviewDispute {
            mark: row.get(0)?,
            at: row.get::<_, Time>(1)?.0,
            reason: row.get(2)?,
        })
    })?;
    Ok(disputes.collect::<Result<_, _>>()?)
}
