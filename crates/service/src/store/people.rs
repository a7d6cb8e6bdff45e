use super::Store;
use super::row::{Time, named};
use crate::fault::Fault;
use activity::{Road, TenantId};
use wire::ConnectedPerson;

impl Store {
    /// Whose own mailbox is connected in a tenant, by address. What they agreed to is not looked at.
    pub(crate) async fn connected(&self, tenant: TenantId) -> Result<Vec<ConnectedPerson>, Fault> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT live.subject, live.road, live.connected_at,
                   (SELECT address FROM credential WHERE tenant = live.tenant AND subject = live.subject AND address IS NOT NULL
                    ORDER BY created_at DESC LIMIT 1) AS address,
                   (SELECT name FROM credential WHERE tenant = live.tenant AND subject = live.subject AND name IS NOT NULL
                    ORDER BY created_at DESC LIMIT 1)
                 FROM connection AS live
                 WHERE tenant = ?1 AND disconnected_at IS NULL AND road IN ('employee_graph', 'employee_imap')
                 ORDER BY address, live.subject, live.connected_at",
            )?;
            let mut rows = statement.query([tenant.as_str()])?;
            let mut people: Vec<(String, ConnectedPerson)> = Vec::new();
            while let Some(row) = rows.next()? {
                let subject: String = row.get(0)?;
                let road: Road = named(row.get(1)?)?;
                match people.last_mut().filter(|(last, _)| *last == subject) {
                    Some((_, person)) => person.roads.push(road),
                    None => people.push((
                        subject,
                        ConnectedPerson {
                            address: row.get(3)?,
                            name: row.get(4)?,
                            roads: vec![road],
                            connected_at: row.get::<_, Time>(2)?.0,
                        },
                    )),
                }
            }
            Ok(people.into_iter().map(|(_, person)| person).collect())
        })
        .await
    }
}
