use super::row::{Digest, Time};
use super::{Caller, Store};
use crate::fault::{Fault, StorageFault, refuse};
use activity::{Instant, Sha256};
use rusqlite::{OptionalExtension, Transaction, params};
use wire::{AckStatus, ProblemCode};

/// How long the answer to a batch is remembered.
const REMEMBERED_DAYS: i64 = 14;

/// A batch's own name and the digest of its content.
#[derive(Clone, Debug)]
pub(crate) struct BatchKey {
    pub(crate) key: String,
    pub(crate) sha256: Sha256,
}

impl Store {
    /// The answer that a batch got before, if it was sent before.
    pub(crate) async fn remembered(
        &self,
        caller: Caller,
        key: BatchKey,
    ) -> Result<Option<Vec<AckStatus>>, Fault> {
        self.read(move |database| recall(database, &caller, &key))
            .await
    }
}

pub(super) fn recall_any(
    transaction: &Transaction<'_>,
    caller: &Caller,
    key: Option<&BatchKey>,
) -> Result<Option<Vec<AckStatus>>, Fault> {
    key.map_or(Ok(None), |key| recall(transaction, caller, key))
}

fn recall(
    database: &rusqlite::Connection,
    caller: &Caller,
    key: &BatchKey,
) -> Result<Option<Vec<AckStatus>>, Fault> {
    let found: Option<(Digest, String)> = database
        .prepare_cached(
            "SELECT sha256, statuses FROM batch WHERE tenant = ?1 AND subject = ?2 AND key = ?3",
        )?
        .query_row(
            [caller.tenant.as_str(), caller.subject.as_str(), &key.key],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((sha256, statuses)) = found else {
        return Ok(None);
    };
    if sha256 != Digest(key.sha256) {
        return Err(refuse(
            ProblemCode::Conflict,
            "the idempotency key was used for another batch",
        ));
    }
    let statuses: Option<Vec<_>> = statuses.chars().map(status_of).collect();
    statuses.map(Some).ok_or(StorageFault::Damaged.into())
}

pub(super) fn remember(
    transaction: &Transaction<'_>,
    caller: &Caller,
    key: Option<&BatchKey>,
    statuses: &[AckStatus],
    now: Instant,
) -> Result<(), Fault> {
    let Some(key) = key else { return Ok(()) };
    let letters: String = statuses.iter().copied().map(letter_of).collect();
    transaction
        .prepare_cached("DELETE FROM batch WHERE created_at < ?1")?
        .execute([Time(now.plus_days(-REMEMBERED_DAYS))])?;
    transaction
        .prepare_cached(
            "INSERT INTO batch (tenant, subject, key, sha256, statuses, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            caller.tenant.as_str(), caller.subject.as_str(), key.key, Digest(key.sha256), letters, Time(now)
        ])?;
    Ok(())
}

fn letter_of(status: AckStatus) -> char {
    match status {
        AckStatus::Stored => 's',
        AckStatus::Unchanged => 'u',
        AckStatus::Replaced => 'p',
        AckStatus::Retracted => 'r',
        AckStatus::Absent => 'a',
    }
}

fn status_of(letter: char) -> Option<AckStatus> {
    match letter {
        's' => Some(AckStatus::Stored),
        'u' => Some(AckStatus::Unchanged),
        'p' => Some(AckStatus::Replaced),
        'r' => Some(AckStatus::Retracted),
        'a' => Some(AckStatus::Absent),
        _ => None,
    }
}
