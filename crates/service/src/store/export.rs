use super::activity::{HeldPage, Place, Scope, page};
use super::row::{Time, typed};
use super::{Caller, Store};
use crate::fault::Fault;
use activity::{Instant, TenantId};
use rusqlite::params;
use wire::ExportLook;

/// The most looks that a person is shown.
const MOST: u32 = 1_000;

/// An export that is under way, and on record.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    id: i64,
    tenant: TenantId,
}

impl Store {
    /// Writes down that the caller exports what is held for the tenant.
    pub(crate) async fn begin_export(&self, caller: Caller, now: Instant) -> Result<Export, Fault> {
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO export (tenant, at, reader, name) VALUES (?1, ?2, ?3, ?4)",
                params![
                    caller.tenant.as_str(),
                    Time(now),
                    caller.actor(),
                    caller.name.as_ref().or(caller.address.as_ref())
                ],
            )?;
            Ok(Export {
                id: transaction.last_insert_rowid(),
                tenant: caller.tenant,
            })
        })
        .await
    }

    /// The next page of an export: whose content is in it is written down before it is handed over.
    pub(crate) async fn export(&self, export: Export, after: Place) -> Result<HeldPage, Fault> {
        self.write(move |transaction| {
            let page = page(transaction, &Scope::Tenant(export.tenant.clone()), &after)?;
            let mut told = transaction.prepare_cached(
                "INSERT INTO exported (tenant, person, export, activities) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (tenant, person, export) DO UPDATE SET activities = activities + excluded.activities",
            )?;
            for (person, activities) in &page.people {
                told.execute(params![
                    export.tenant.as_str(),
                    person,
                    export.id,
                    activities
                ])?;
            }
            Ok(page)
        })
        .await
    }

    /// Which exports the caller's content was in, the latest first.
    pub(crate) async fn exports(&self, caller: Caller) -> Result<Vec<ExportLook>, Fault> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT at, reader, name, activities FROM exported JOIN export ON export.id = exported.export
                 WHERE exported.tenant = ?1 AND person = ?2 ORDER BY export.id DESC LIMIT {MOST}"
            ))?;
            let mut rows = statement.query([caller.tenant.as_str(), caller.subject.as_str()])?;
            let mut looks = Vec::new();
            while let Some(row) = rows.next()? {
                looks.push(ExportLook {
                    at: row.get::<_, Time>(0)?.0,
                    reader: typed(row.get(1)?)?,
                    name: row.get(2)?,
                    activities: row.get(3)?,
                });
            }
            Ok(looks)
        })
        .await
    }
}
