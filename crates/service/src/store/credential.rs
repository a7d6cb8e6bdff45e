use super::Store;
use super::row::{Time, from_json, named, typed};
use crate::fault::Fault;
use crate::secret;
use activity::{ConnectionId, Instant, ObjectId, Road, TenantId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeSet;
use wire::{Me, ProblemCode, Role};

/// Who sends a request, as their device's credential proves.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) credential: String,
    pub(crate) tenant: TenantId,
    pub(crate) subject: ObjectId,
    pub(crate) by_entra: bool,
    pub(crate) roles: BTreeSet<Role>,
    pub(crate) admin_until: Option<Instant>,
    pub(crate) wids: Vec<String>,
    pub(crate) address: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) road: Option<Road>,
}

impl Caller {
    /// Who is written down as having changed something.
    pub(crate) fn actor(&self) -> &str {
        self.subject.as_str()
    }

    /// Whether the caller is the tenant's admin at this time.
    pub(crate) fn is_admin(&self, now: Instant) -> bool {
        self.roles.contains(&Role::TenantAdmin) && self.admin_until.is_none_or(|until| now < until)
    }

    /// Whether the caller may invite employees.
    pub(crate) fn may_invite(&self, now: Instant) -> bool {
        self.roles.contains(&Role::Manager) || self.is_admin(now)
    }

    /// What the caller is told about themselves.
    pub(crate) fn me(&self, connections: Vec<ConnectionId>) -> Me {
        Me {
            tenant: self.tenant.clone(),
            subject: self.subject.clone(),
            by_entra: self.by_entra,
            roles: self.roles.iter().copied().collect(),
            admin_until: self.admin_until,
            address: self.address.clone(),
            name: self.name.clone(),
            road: self.road,
            connections,
        }
    }
}

impl Store {
    /// Who holds a credential.
    pub(crate) async fn caller(&self, id: String, secret: String) -> Result<Caller, Fault> {
        self.read(move |connection| {
            let (stored, caller) = find(connection, &id)?;
            if secret::matches(&secret, &stored) {
                Ok(caller)
            } else {
                Err(ProblemCode::Unauthorized.into())
            }
        })
        .await
    }

    /// Revokes the caller's credential.
    pub(crate) async fn revoke(&self, caller: Caller, now: Instant) -> Result<(), Fault> {
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE credential SET revoked_at = ?2 WHERE id = ?1",
                params![caller.credential, Time(now)],
            )?;
            Ok(())
        })
        .await
    }
}

/// Who holds the credential of that id, with the digest of its secret.
///
/// A manager is one as a person, by every credential, for as long as a manager's invite that they took stands: no later invite
/// lowers it, and whoever takes the invite back ends it everywhere. Their own mailbox stays connected.
pub(super) fn find(connection: &Connection, id: &str) -> Result<([u8; 32], Caller), Fault> {
    let found = connection
        .prepare_cached(
            "SELECT credential.*, EXISTS (
               SELECT 1 FROM invite WHERE invite.tenant = credential.tenant AND invite.person = credential.subject
                 AND invite.role = 'manager' AND invite.revoked_at IS NULL) AS is_manager
             FROM credential WHERE credential.id = ?1 AND credential.revoked_at IS NULL",
        )?
        .query_row([id], |row| Ok((row.get("secret_sha256")?, from_row(row))))
        .optional()?;
    let (secret, caller) = found.ok_or(ProblemCode::Unauthorized)?;
    Ok((secret, caller?))
}

fn from_row(row: &Row<'_>) -> Result<Caller, Fault> {
    let mut roles: BTreeSet<Role> = from_json(&row.get::<_, String>("roles")?)?;
    if row.get("is_manager")? {
        roles.insert(Role::Manager);
    }
    Ok(Caller {
        credential: row.get("id")?,
        tenant: typed(row.get("tenant")?)?,
        subject: typed(row.get("subject")?)?,
        by_entra: row.get("by_entra")?,
        roles,
        admin_until: row
            .get::<_, Option<Time>>("admin_until")?
            .map(|time| time.0),
        wids: from_json(&row.get::<_, String>("wids")?)?,
        address: row.get("address")?,
        name: row.get("name")?,
        road: row
            .get::<_, Option<String>>("road")?
            .map(named)
            .transpose()?,
    })
}

/// The caller's live connections.
pub(super) fn live_connections(
    connection: &Connection,
    caller: &Caller,
) -> Result<Vec<ConnectionId>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM connection WHERE tenant = ?1 AND subject = ?2 AND disconnected_at IS NULL ORDER BY connected_at, id",
    )?;
    let mut rows = statement.query(params![caller.tenant.as_str(), caller.subject.as_str()])?;
    let mut connections = Vec::new();
    while let Some(row) = rows.next()? {
        connections.push(typed(row.get(0)?)?);
    }
    Ok(connections)
}
