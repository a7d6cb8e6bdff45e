use super::review::{self, Subject};
use super::row::{Digest, Time, named, typed};
use super::{Caller, Store};
use crate::fault::{Fault, refuse};
use activity::{CycleId, Instant, ObjectId};
use consent::CycleState;
use rusqlite::{Connection, Transaction, params};
use wire::{ProblemCode, Review, ReviewAccess, ReviewablePerson, Role};

/// The people whom a reviewer may read: an admin everybody who connects or was invited; a manager those who came by an invite
/// of the manager's own that was not taken back. Nothing that Microsoft says decides it.
const REVIEWABLE: &str = "SELECT subject AS person FROM connection
       WHERE tenant = ?1 AND ?2 IS NULL AND road <> 'organisation'
     UNION SELECT credential.subject FROM credential JOIN invite ON invite.id = credential.invite
       WHERE credential.tenant = ?1 AND invite.tenant = ?1 AND invite.role = 'employee'
         AND (?2 IS NULL OR (invite.made_by = ?2 AND invite.revoked_at IS NULL))";

impl Store {
    /// The people whose input in a cycle the caller may read.
    pub(crate) async fn reviewable(
        &self,
        caller: Caller,
        cycle: CycleId,
        now: Instant,
    ) -> Result<Vec<ReviewablePerson>, Fault> {
        self.read(move |connection| {
            let subject = Subject {
                tenant: caller.tenant.clone(),
                cycle,
                person: caller.subject.clone(),
            };
            review::state(connection, &subject)?;
            people(connection, &caller, now)
        })
        .await
    }

    /// What a review sees of a person, for a reviewer: the look is written down before the bytes are handed over.
    pub(crate) async fn review(
        &self,
        caller: Caller,
        cycle: CycleId,
        person: ObjectId,
        now: Instant,
    ) -> Result<Review, Fault> {
        self.write(move |transaction| {
            if !may_read(transaction, &caller, &person, now)? {
                return Err(ProblemCode::NotFound.into());
            }
            let subject = Subject {
                tenant: caller.tenant.clone(),
                cycle,
                person,
            };
            let (written, state) = review::written(transaction, &subject)?;
            if state == CycleState::Closed {
                return Err(refuse(
                    ProblemCode::CycleClosed,
                    "the review is over; only the person still reads it",
                ));
            }
            let (sha256, text_sha256) = written.digests();
            let role = if caller.is_admin(now) {
                Role::TenantAdmin
            } else {
                Role::Manager
            };
            let [tenant, cycle, person] = subject.key();
            transaction.execute(
                "INSERT INTO review_access (tenant, cycle, person, at, reader, name, role, sha256, text_sha256, frozen)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    tenant, cycle, person, Time(now), caller.actor(),
                    caller.name.as_ref().or(caller.address.as_ref()), role.name(), Digest(sha256),
                    Digest(text_sha256), state != CycleState::Open
                ],
            )?;
            written.answer(state)
        })
        .await
    }

    /// Who looked at the caller's input, the latest first.
    pub(crate) async fn accesses(
        &self,
        caller: Caller,
        cycle: CycleId,
    ) -> Result<Vec<ReviewAccess>, Fault> {
        self.read(move |connection| {
            let subject = Subject {
                tenant: caller.tenant,
                cycle,
                person: caller.subject,
            };
            review::state(connection, &subject)?;
            accesses(connection, &subject)
        })
        .await
    }
}

fn maker(caller: &Caller, now: Instant) -> Option<String> {
    (!caller.is_admin(now)).then(|| caller.actor().to_owned())
}

fn may_read(
    transaction: &Transaction<'_>,
    caller: &Caller,
    person: &ObjectId,
    now: Instant,
) -> Result<bool, Fault> {
    let statement = format!("SELECT EXISTS (SELECT 1 FROM ({REVIEWABLE}) WHERE person = ?3)");
    Ok(transaction.prepare_cached(&statement)?.query_row(
        params![caller.tenant.as_str(), maker(caller, now), person.as_str()],
        |row| row.get(0),
    )?)
}

fn people(
    connection: &Connection,
    caller: &Caller,
    now: Instant,
) -> Result<Vec<ReviewablePerson>, Fault> {
    let latest = |column| {
        format!(
            "(SELECT {column} FROM credential WHERE tenant = ?1 AND subject = person AND {column} IS NOT NULL
              ORDER BY created_at DESC, id LIMIT 1)"
        )
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT person, {} AS address, {} FROM ({REVIEWABLE}) ORDER BY address, person LIMIT 10000",
        latest("address"),
        latest("name")
    ))?;
    let mut rows = statement.query(params![caller.tenant.as_str(), maker(caller, now)])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(ReviewablePerson {
            id: typed(row.get(0)?)?,
            address: row.get(1)?,
            name: row.get(2)?,
        });
    }
    Ok(people)
}

fn accesses(connection: &Connection, subject: &Subject) -> Result<Vec<ReviewAccess>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT at, reader, name, role, sha256, text_sha256, frozen FROM review_access
         WHERE tenant = ?1 AND cycle = ?2 AND person = ?3 ORDER BY id DESC LIMIT 1000",
    )?;
    let mut rows = statement.query(subject.key())?;
    let mut accesses = Vec::new();
    while let Some(row) = rows.next()? {
        accesses.push(ReviewAccess {
            at: row.get::<_, Time>(0)?.0,
            reader: typed(row.get(1)?)?,
            name: row.get(2)?,
            role: named(row.get(3)?)?,
            sha256: row.get::<_, Digest>(4)?.0,
            text_sha256: row.get::<_, Digest>(5)?.0,
            frozen: row.get(6)?,
        });
    }
    Ok(accesses)
}
