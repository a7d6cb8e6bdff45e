//! What the service says it holds, as rows to leaf through. Nothing of it is ever due to be sent.

use crate::{Ledger, LedgerError, Provenance, UnitId, provenance, unit};
use activity::{Instant, Sha256};

/// An activity that the service holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub external_id: String,
    /// Its exact bytes, as they came.
    pub bytes: Vec<u8>,
    /// What the service says is their digest.
    pub sha256: Sha256,
    /// When it happened.
    pub occurred_at: Instant,
    /// When the service stored it.
    pub received_at: Instant,
    /// Under what it was sent.
    pub provenance: Provenance,
}

impl Ledger {
    /// Adds rows that the service holds. A digest that is not the one of the bytes is kept beside it, so that it is seen.
    pub async fn put_held(&self, unit: UnitId, rows: Vec<Held>) -> Result<(), LedgerError> {
        self.note(move |database| {
            let connection = unit::row(database, unit.0)?.connection;
            for held in rows {
                let under = provenance::number(database, &held.provenance)?;
                database
                    .prepare_cached(
                        "INSERT INTO activity (connection, unit, external_id, bytes, sha256, occurred_at, provenance,
                             wanted_under, ready, held_sha256, held_provenance, acknowledged_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?7, ?10)
                         ON CONFLICT DO NOTHING",
                    )?
                    .execute((
                        connection,
                        unit.0,
                        &held.external_id,
                        &held.bytes,
                        Sha256::of(&held.bytes).bytes(),
                        held.occurred_at.milliseconds(),
                        under,
                        crate::run::whole(held.provenance.policy_version),
                        held.sha256.bytes(),
                        held.received_at.milliseconds(),
                    ))?;
            }
            Ok(())
        })
        .await
    }
}
