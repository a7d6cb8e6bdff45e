use super::review::{self, Subject};
use super::row::Time;
use super::{Caller, Store};
use crate::fault::{Fault, refuse};
use activity::{CycleId, Instant};
use consent::CycleState;
use rusqlite::{Transaction, params};
use wire::{ProblemCode, Review};

/// How many notes a person may add to one cycle.
const MOST_NOTES: i64 = 20;

/// What a person changes about their own input while the cycle is open.
pub(crate) enum Remark {
    /// A note is added.
    Note(String),
    /// A note is taken away.
    NoteGone(String),
    /// A mark is disputed.
    Dispute {
        /// Which.
        mark: String,
        /// Why.
        reason: Option<String>,
    },
    /// A dispute is undone.
    DisputeGone(String),
}

impl Store {
    /// What a review sees of the caller.
    pub(crate) async fn my_review(&self, caller: Caller, cycle: CycleId) -> Result<Review, Fault> {
        self.read(move |connection| {
            let (written, state) = review::written(connection, &subject_of(caller, cycle))?;
            written.answer(state)
        })
        .await
    }

    /// Makes a remark on the caller's own input; refused once the cycle is frozen.
    pub(crate) async fn remark(
        &self,
        caller: Caller,
        cycle: CycleId,
        remark: Remark,
        now: Instant,
    ) -> Result<Review, Fault> {
        self.write(move |transaction| {
            let subject = subject_of(caller, cycle);
            if review::state(transaction, &subject)? != CycleState::Open {
                return Err(refuse(
                    ProblemCode::CycleFrozen,
                    "a note or a dispute is made, changed or undone before the cycle is frozen",
                ));
            }
            make(transaction, &subject, remark, now)?;
            let (written, state) = review::written(transaction, &subject)?;
            written.answer(state)
        })
        .await
    }
}

fn subject_of(caller: Caller, cycle: CycleId) -> Subject {
    Subject {
        tenant: caller.tenant,
        cycle,
        person: caller.subject,
    }
}

fn make(
    transaction: &Transaction<'_>,
    subject: &Subject,
    remark: Remark,
    now: Instant,
) -> Result<(), Fault> {
    let [tenant, cycle, person] = subject.key();
    match remark {
        Remark::Note(text) => {
            let count: i64 = transaction.query_row(
                "SELECT count(*) FROM review_note WHERE tenant = ?1 AND cycle = ?2 AND person = ?3",
                subject.key(),
                |row| row.get(0),
            )?;
            if count >= MOST_NOTES {
                return Err(refuse(ProblemCode::TooLarge, "a cycle takes 20 notes"));
            }
            transaction.execute(
                "INSERT INTO review_note (tenant, cycle, person, id, at, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![tenant, cycle, person, uuid::Uuid::new_v4().to_string(), Time(now), text],
            )?;
        }
        Remark::NoteGone(id) => {
            let rows = transaction.execute(
                "DELETE FROM review_note WHERE tenant = ?1 AND cycle = ?2 AND person = ?3 AND id = ?4",
                params![tenant, cycle, person, id],
            )?;
            if rows == 0 {
                return Err(ProblemCode::NotFound.into());
            }
        }
        Remark::Dispute { mark, reason } => {
            check_mark(transaction, subject, &mark)?;
            transaction.execute(
                "INSERT INTO review_dispute (tenant, cycle, person, mark, at, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET at = excluded.at, reason = excluded.reason",
                params![tenant, cycle, person, mark, Time(now), reason],
            )?;
        }
        Remark::DisputeGone(mark) => {
            let rows = transaction.execute(
                "DELETE FROM review_dispute WHERE tenant = ?1 AND cycle = ?2 AND person = ?3 AND mark = ?4",
                params![tenant, cycle, person, mark],
            )?;
            if rows == 0 {
                return Err(ProblemCode::NotFound.into());
            }
        }
    }
    Ok(())
}

/// A mark is one of the counts, or a skill of the rubric in force.
fn check_mark(transaction: &Transaction<'_>, subject: &Subject, mark: &str) -> Result<(), Fault> {
    let is_count = matches!(mark, "email.sent" | "email.received");
    let is_skill = match mark.strip_prefix("skill.") {
        Some(skill) => {
            let (rubric, _) = review::rubric_of(transaction, &subject.tenant)?;
            rubric.skills.iter().any(|known| known.id == skill)
        }
        None => false,
    };
    if is_count || is_skill {
        Ok(())
    } else {
        Err(refuse(
            ProblemCode::NotFound,
            "a mark is email.sent, email.received, or skill. and a skill of the rubric",
        ))
    }
}
