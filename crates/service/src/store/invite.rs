use super::row::{Time, name_of, named, typed};
use super::{Caller, Store, audit, config};
use crate::fault::Fault;
use activity::{Address, Instant, ObjectId, Road, TenantId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::{InviteSummary, ProblemCode, Role, TenantConfig};

/// An invite to be made.
pub(crate) struct NewInvite {
    pub(crate) id: String,
    pub(crate) code_sha256: [u8; 32],
    pub(crate) tenant: TenantId,
    pub(crate) role: Role,
    pub(crate) address: Option<Address>,
    pub(crate) road: Option<Road>,
    pub(crate) made_by: String,
    pub(crate) made_by_name: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) legal_basis: Option<String>,
    pub(crate) expires_at: Instant,
}

/// An invite as it is remembered.
pub(crate) struct StoredInvite {
    pub(crate) id: String,
    pub(crate) tenant: TenantId,
    pub(crate) role: Role,
    pub(crate) address: Option<String>,
    pub(crate) road: Option<Road>,
    pub(crate) made_by_name: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) legal_basis: Option<String>,
    pub(crate) expires_at: Instant,
    pub(super) used_by: Option<[u8; 32]>,
    revoked: bool,
}

impl Store {
    /// Remembers an invite.
    pub(crate) async fn keep_invite(&self, invite: NewInvite, now: Instant) -> Result<(), Fault> {
        self.write(move |transaction| {
            config::ensure(transaction, &invite.tenant, now)?;
            transaction.execute(
                "INSERT INTO invite (id, code_sha256, tenant, role, address, road, made_by, made_by_name, created_at, expires_at,
                   organisation, purpose, legal_basis)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                params![
                    invite.id, invite.code_sha256, invite.tenant.as_str(), invite.role.name(),
                    invite.address.as_ref().map(Address::as_str), invite.road.as_ref().map(name_of).transpose()?,
                    invite.made_by, invite.made_by_name, Time(now), Time(invite.expires_at), invite.organisation,
                    invite.purpose, invite.legal_basis
                ],
            )?;
            audit::note(transaction, &invite.tenant, &invite.made_by, "invite", now)
        })
        .await
    }

    /// What an invite says, if it may still be used; with the configuration of its tenant.
    pub(crate) async fn usable_invite(
        &self,
        code_sha256: [u8; 32],
        now: Instant,
    ) -> Result<(StoredInvite, TenantConfig), Fault> {
        self.read(move |connection| {
            let invite = find(connection, code_sha256)?;
            invite.check(None, now)?;
            let config = config::config(connection, &invite.tenant, now)?;
            Ok((invite, config))
        })
        .await
    }

    /// The invites that the caller may see: a manager's own, an admin's whole tenant.
    pub(crate) async fn invites(
        &self,
        caller: Caller,
        now: Instant,
    ) -> Result<Vec<InviteSummary>, Fault> {
        let maker = (!caller.is_admin(now)).then(|| caller.actor().to_owned());
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, role, address, expires_at, used_at, revoked_at, made_by_name, created_at FROM invite
                 WHERE tenant = ?1 AND (?2 IS NULL OR made_by = ?2) ORDER BY created_at DESC, id LIMIT 1000",
            )?;
            let mut rows = statement.query(params![caller.tenant.as_str(), maker])?;
            let mut invites = Vec::new();
            while let Some(row) = rows.next()? {
                invites.push(InviteSummary {
                    id: row.get(0)?,
                    role: named(row.get(1)?)?,
                    address: row.get(2)?,
                    expires_at: row.get::<_, Time>(3)?.0,
                    used_at: row.get::<_, Option<Time>>(4)?.map(|time| time.0),
                    revoked_at: row.get::<_, Option<Time>>(5)?.map(|time| time.0),
                    invited_by: row.get(6)?,
                    made_at: row.get::<_, Time>(7)?.0,
                });
            }
            Ok(invites)
        })
        .await
    }

    /// Puts an invite under a new code; one that was used or taken back stays as it is.
    pub(crate) async fn renew_invite(
        &self,
        caller: Caller,
        id: String,
        code_sha256: [u8; 32],
        expires_at: Instant,
        now: Instant,
    ) -> Result<(), Fault> {
        let maker = (!caller.is_admin(now)).then(|| caller.actor().to_owned());
        self.write(move |transaction| {
            let own = "tenant = ?1 AND id = ?2 AND (?3 IS NULL OR made_by = ?3)";
            let (used, revoked): (bool, bool) = transaction
                .query_row(
                    &format!("SELECT used_at IS NOT NULL, revoked_at IS NOT NULL FROM invite WHERE {own}"),
                    params![caller.tenant.as_str(), id, maker],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?
                .ok_or(ProblemCode::NotFound)?;
            if revoked {
                return Err(ProblemCode::InviteRevoked.into());
            }
            if used {
                return Err(ProblemCode::InviteUsed.into());
            }
            transaction.execute(
                &format!("UPDATE invite SET code_sha256 = ?4, created_at = ?5, expires_at = ?6 WHERE {own}"),
                params![caller.tenant.as_str(), id, maker, code_sha256, Time(now), Time(expires_at)],
            )?;
            audit::note(transaction, &caller.tenant, caller.actor(), "invite", now)
        })
        .await
    }

    /// Takes an invite back. A mailbox that was connected by it stays connected; a manager's right to invite and to read ends.
    pub(crate) async fn revoke_invite(
        &self,
        caller: Caller,
        id: String,
        now: Instant,
    ) -> Result<(), Fault> {
        let maker = (!caller.is_admin(now)).then(|| caller.actor().to_owned());
        self.write(move |transaction| {
            let rows = transaction.execute(
                "UPDATE invite SET revoked_at = coalesce(revoked_at, ?4)
                 WHERE tenant = ?1 AND id = ?2 AND (?3 IS NULL OR made_by = ?3)",
                params![caller.tenant.as_str(), id, maker, Time(now)],
            )?;
            if rows == 0 {
                return Err(ProblemCode::NotFound.into());
            }
            audit::note(transaction, &caller.tenant, caller.actor(), "invite", now)
        })
        .await
    }
}

impl StoredInvite {
    /// Refuses what was taken back, used by another device, or is over.
    pub(super) fn check(&self, device: Option<&[u8; 32]>, now: Instant) -> Result<(), Fault> {
        if self.revoked {
            return Err(ProblemCode::InviteRevoked.into());
        }
        if self.used_by.is_some() && self.used_by.as_ref() != device {
            return Err(ProblemCode::InviteUsed.into());
        }
        if self.expires_at <= now {
            return Err(ProblemCode::InviteExpired.into());
        }
        Ok(())
    }
}

/// The invite of a code.
pub(super) fn find(connection: &Connection, code_sha256: [u8; 32]) -> Result<StoredInvite, Fault> {
    let found = connection
        .prepare_cached(
            "SELECT id, tenant, role, address, road, made_by_name, expires_at, used_by, revoked_at, organisation, purpose,
               legal_basis FROM invite WHERE code_sha256 = ?1",
        )?
        .query_row([code_sha256], |row| Ok(from_row(row)))
        .optional()?;
    found.ok_or(ProblemCode::InviteInvalid)?
}

/// Who somebody is whom an invite alone vouches for. The device that used an earlier invite for the same address is the same
/// person's, so that what they sent before stays theirs (ADR 21).
pub(super) fn guest(
    connection: &Connection,
    invite: &StoredInvite,
    device: &[u8; 32],
) -> Result<ObjectId, Fault> {
    let first: Option<String> = connection
        .prepare_cached(
            "SELECT id FROM invite WHERE tenant = ?1 AND address = ?2 AND used_by = ?3 AND role = 'employee'
             ORDER BY used_at, id LIMIT 1",
        )?
        .query_row(params![invite.tenant.as_str(), invite.address, device], |row| row.get(0))
        .optional()?;
    let first = first.unwrap_or_else(|| invite.id.clone());
    typed(format!("invite-{first}"))
}

fn from_row(row: &Row<'_>) -> Result<StoredInvite, Fault> {
    Ok(StoredInvite {
        id: row.get(0)?,
        tenant: typed(row.get(1)?)?,
        role: named(row.get(2)?)?,
        address: row.get(3)?,
        road: row.get::<_, Option<String>>(4)?.map(named).transpose()?,
        made_by_name: row.get(5)?,
        expires_at: row.get::<_, Time>(6)?.0,
        used_by: row.get(7)?,
        revoked: row.get::<_, Option<Time>>(8)?.is_some(),
        organisation: row.get(9)?,
        purpose: row.get(10)?,
        legal_basis: row.get(11)?,
    })
}
