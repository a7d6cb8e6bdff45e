use super::Store;
use super::row::{Time, named};
use crate::fault::Fault;
use activity::Instant;
use rusqlite::{Connection, OptionalExtension, params};
use wire::{Approval, ApprovalAnswer, ProblemCode};

/// How long an answer is waited for; an administrator may be on holiday.
const KEPT_DAYS: i64 = 14;

/// How many are waited for at once, in the whole service.
const MOST: i64 = 100_000;

impl Store {
    /// Waits for the answer to a state from now on, or goes on waiting for it.
    pub(crate) async fn await_approval(
        &self,
        state_sha256: [u8; 32],
        now: Instant,
    ) -> Result<Approval, Fault> {
        self.write(move |transaction| {
            transaction
                .prepare_cached("DELETE FROM approval WHERE expires_at <= ?1")?
                .execute([Time(now)])?;
            if let Some(known) = find(transaction, state_sha256, now)? {
                return Ok(known);
            }
            let waited_for: i64 =
                transaction.query_row("SELECT count(*) FROM approval", [], |row| row.get(0))?;
            if waited_for >= MOST {
                return Err(ProblemCode::Unavailable.into());
            }
            let expires_at = now.plus_days(KEPT_DAYS);
            transaction
                .prepare_cached("INSERT INTO approval (state_sha256, expires_at) VALUES (?1, ?2)")?
                .execute(params![state_sha256, Time(expires_at)])?;
            Ok(Approval {
                answer: ApprovalAnswer::Waiting,
                answered_at: None,
                expires_at,
            })
        })
        .await
    }

    /// How the approval of a state stands.
    pub(crate) async fn approval(
        &self,
        state_sha256: [u8; 32],
        now: Instant,
    ) -> Result<Approval, Fault> {
        self.read(move |connection| {
            find(connection, state_sha256, now)?.ok_or(ProblemCode::NotFound.into())
        })
        .await
    }

    /// Writes down what an administrator came back with. An approval stays one, whatever comes after it.
    pub(crate) async fn answer_approval(
        &self,
        state_sha256: [u8; 32],
        answer: ApprovalAnswer,
        now: Instant,
    ) -> Result<(), Fault> {
        self.write(move |transaction| {
            find(transaction, state_sha256, now)?.ok_or(ProblemCode::NotFound)?;
            transaction
                .prepare_cached(
                    "UPDATE approval SET answer = ?2, answered_at = ?3
                     WHERE state_sha256 = ?1 AND answer <> 'granted' AND answer <> ?2",
                )?
                .execute(params![state_sha256, answer.name(), Time(now)])?;
            Ok(())
        })
        .await
    }
}

fn find(
    connection: &Connection,
    state_sha256: [u8; 32],
    now: Instant,
) -> Result<Option<Approval>, Fault> {
    let found: Option<(String, Option<Time>, Time)> = connection
        .prepare_cached(
            "SELECT answer, answered_at, expires_at FROM approval WHERE state_sha256 = ?1 AND expires_at > ?2",
        )?
        .query_row(params![state_sha256, Time(now)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((answer, answered_at, expires_at)) = found else {
        return Ok(None);
    };
    Ok(Some(Approval {
        answer: named(answer)?,
        answered_at: answered_at.map(|time| time.0),
        expires_at: expires_at.0,
    }))
}
