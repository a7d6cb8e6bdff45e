use crate::LedgerError;
use crate::run::{natural, whole};
use rusqlite::{Connection as Database, OptionalExtension, Row};

/// Under what an activity was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The version of the policy that it passed.
    pub policy_version: u64,
    /// The version of the DPA in force.
    pub dpa_version: u32,
    /// The consent record, on the employee roads.
    pub consent: Option<String>,
}

/// The number that stands for a provenance in the other tables; made on first use.
pub(crate) fn number(database: &Database, provenance: &Provenance) -> Result<i64, LedgerError> {
    let values = (
        whole(provenance.policy_version),
        provenance.dpa_version,
        provenance.consent.as_deref(),
    );
    let found = database
        .prepare_cached(
            "SELECT id FROM provenance
             WHERE policy_version = ?1 AND dpa_version = ?2 AND coalesce(consent, '') = coalesce(?3, '')",
        )?
        .query_row(values, |row| row.get(0))
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    database
        .prepare_cached(
            "INSERT INTO provenance (policy_version, dpa_version, consent) VALUES (?1, ?2, ?3)",
        )?
        .execute(values)?;
    Ok(database.last_insert_rowid())
}

/// A provenance from three columns that begin at `first`.
pub(crate) fn provenance_of(row: &Row<'_>, first: usize) -> rusqlite::Result<Provenance> {
    Ok(Provenance {
        policy_version: natural(row.get(first)?),
        dpa_version: row.get(first + 1)?,
        consent: row.get(first + 2)?,
    })
}
