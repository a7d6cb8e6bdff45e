use super::row::{Time, json, name_of};
use super::{Caller, Store, StoredInvite, audit, config, credential, invite};
use crate::fault::{Fault, refuse};
use crate::identity::Claims;
use crate::secret;
use activity::{Address, Instant, ObjectId, Road};
use rusqlite::{Transaction, params};
use std::collections::BTreeSet;
use wire::{ProblemCode, Role};

/// How long directory roles from a sign-in make somebody an admin here.
const ADMIN_SECONDS: i64 = 12 * 60 * 60;

/// The directory roles that make a tenant's admin: Global Administrator and Privileged Role Administrator.
const ADMIN_WIDS: [&str; 2] = [
    "62e90394-69f5-4237-9190-012177145e10",
    "e8611ab8-c189-46e8-94e1-60213ab1f814",
];

/// A sign-in whose token, if any, was verified.
pub(crate) struct SignIn {
    /// What Entra vouches for.
    pub(crate) claims: Option<Claims>,
    /// The digest of the invite's code.
    pub(crate) invite: Option<[u8; 32]>,
    /// The digest of the device's own random text.
    pub(crate) device: [u8; 32],
    /// The audiences that the operator laid down; nothing is learned then.
    pub(crate) audiences: Vec<String>,
    /// The new credential's id and the digest of its secret.
    pub(crate) credential: (String, [u8; 32]),
}

impl Store {
    /// Signs a device in: spends the nonce and the invite, and remembers the credential.
    pub(crate) async fn sign_in(&self, sign_in: SignIn, now: Instant) -> Result<Caller, Fault> {
        self.write(move |transaction| admit(transaction, &sign_in, now))
            .await
    }

    /// Spends a manager's invite on somebody who is known already, which raises every credential of theirs.
    pub(crate) async fn take_invite(
        &self,
        caller: Caller,
        code: [u8; 32],
        device: [u8; 32],
        now: Instant,
    ) -> Result<Caller, Fault> {
        self.write(move |transaction| {
            let invite = invite::find(transaction, code)?;
            invite.check(Some(&device), now)?;
            check_known(&invite, &caller)?;
            spend_invite(transaction, &invite, &device, &caller.subject, now)?;
            let (_, caller) = credential::find(transaction, &caller.credential)?;
            Ok(caller)
        })
        .await
    }
}

fn admit(transaction: &Transaction<'_>, sign_in: &SignIn, now: Instant) -> Result<Caller, Fault> {
    let invite = sign_in
        .invite
        .map(|code| invite::find(transaction, code))
        .transpose()?;
    if let Some(invite) = &invite {
        invite.check(Some(&sign_in.device), now)?;
        check_invited(invite, sign_in.claims.as_ref())?;
    }
    if let Some(claims) = &sign_in.claims {
        config::ensure(transaction, &claims.tenant, now)?;
        check_audience(transaction, sign_in, claims, invite.as_ref(), now)?;
        spend_nonce(transaction, claims, &sign_in.device, now)?;
    }
    let guest = invite
        .as_ref()
        .map(|invite| invite::guest(transaction, invite, &sign_in.device))
        .transpose()?;
    let caller = caller_of(sign_in, invite.as_ref(), guest, now)?;
    if let Some(invite) = &invite {
        spend_invite(transaction, invite, &sign_in.device, &caller.subject, now)?;
        void_earlier(transaction, invite, now)?;
    }
    keep(transaction, sign_in, &caller, invite.as_ref(), now)?;
    let (_, caller) = credential::find(transaction, &caller.credential)?;
    Ok(caller)
}

fn check_invited(invite: &StoredInvite, claims: Option<&Claims>) -> Result<(), Fault> {
    let Some(claims) = claims else {
        // Whoever holds the link of a manager's invite would read about others.
        let is_by_microsoft = invite.role == Role::Manager
            || (invite.role == Role::Employee && invite.road == Some(Road::EmployeeGraph));
        if is_by_microsoft {
            return Err(refuse(
                ProblemCode::Unauthorized,
                "this invite needs a Microsoft sign-in as well",
            ));
        }
        return Ok(());
    };
    if claims.tenant != invite.tenant {
        return Err(ProblemCode::InviteForeign.into());
    }
    let Some(invited) = invite.address.as_deref().and_then(Address::parse) else {
        return Ok(());
    };
    if claims.addresses.contains(&invited) {
        Ok(())
    } else {
        Err(refuse(
            ProblemCode::WrongAccount,
            "the sign-in does not show that the invited address is this account's",
        ))
    }
}

/// Whoever Microsoft vouched for by the very address that a manager's invite is bound to needs no other proof; a password of
/// a mail server proves nothing here.
fn check_known(invite: &StoredInvite, caller: &Caller) -> Result<(), Fault> {
    if invite.tenant != caller.tenant {
        return Err(ProblemCode::InviteForeign.into());
    }
    if invite.role != Role::Manager {
        return Err(refuse(
            ProblemCode::Forbidden,
            "this invite is taken by signing in",
        ));
    }
    if caller.by_entra && invite.address.is_some() && invite.address == caller.address {
        Ok(())
    } else {
        Err(refuse(
            ProblemCode::WrongAccount,
            "a Microsoft sign-in must show that the invited address is this account's",
        ))
    }
}

/// Which application a token must be for. The operator's list, if there is one, decides alone. Else the tenant's own list
/// does: what its admin registered, what an admin invite was redeemed with, and, while the list is empty, what the first
/// employee's invite was redeemed with. An invite proves its holder by itself, so with one any application will do.
fn check_audience(
    transaction: &Transaction<'_>,
    sign_in: &SignIn,
    claims: &Claims,
    invite: Option<&StoredInvite>,
    now: Instant,
) -> Result<(), Fault> {
    let foreign = || {
        refuse(
            ProblemCode::Unauthorized,
            "the token is for an application that is not registered here",
        )
    };
    if !sign_in.audiences.is_empty() {
        return if sign_in.audiences.contains(&claims.audience) {
            Ok(())
        } else {
            Err(foreign())
        };
    }
    let (any, known): (bool, bool) = transaction.query_row(
        "SELECT count(*) > 0, coalesce(max(client_id = ?2), 0) FROM client WHERE tenant = ?1",
        params![claims.tenant.as_str(), claims.audience],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let origin = match invite {
        _ if known => return Ok(()),
        None => return Err(foreign()),
        Some(invite) if invite.role == Role::TenantAdmin => "admin_invite",
        Some(_) if any => return Ok(()),
        Some(_) => "first_invite",
    };
    config::add_client(transaction, &claims.tenant, &claims.audience, origin, now)?;
    audit::note(
        transaction,
        &claims.tenant,
        claims.subject.as_str(),
        "clients",
        now,
    )
}

/// A nonce counts once. The device that spent it may repeat the very sign-in, since its answer may have been lost.
fn spend_nonce(
    transaction: &Transaction<'_>,
    claims: &Claims,
    device: &[u8; 32],
    now: Instant,
) -> Result<(), Fault> {
    transaction.execute(
        "DELETE FROM spent_nonce WHERE expires_at < ?1",
        [Time(now.plus_days(-1))],
    )?;
    let rows = transaction.execute(
        "INSERT INTO spent_nonce (sha256, device, expires_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at WHERE device = excluded.device",
        params![
            secret::digest(&claims.nonce),
            device,
            Time(claims.nonce_expires_at)
        ],
    )?;
    if rows == 1 {
        Ok(())
    } else {
        Err(refuse(
            ProblemCode::Unauthorized,
            "the nonce was used before",
        ))
    }
}

fn caller_of(
    sign_in: &SignIn,
    invite: Option<&StoredInvite>,
    guest: Option<ObjectId>,
    now: Instant,
) -> Result<Caller, Fault> {
    let mut roles = BTreeSet::from([Role::Employee]);
    // What a manager may do is the person's, not the credential's.
    roles.extend(
        invite
            .map(|invite| invite.role)
            .filter(|role| *role != Role::Manager),
    );
    let mut admin_until = None;
    let claims = sign_in.claims.as_ref();
    let is_admin = claims.is_some_and(|claims| {
        claims
            .wids
            .iter()
            .any(|wid| ADMIN_WIDS.contains(&wid.as_str()))
    });
    if is_admin && roles.insert(Role::TenantAdmin) {
        admin_until = Some(now.plus_seconds(ADMIN_SECONDS));
    }
    let (tenant, subject) = match (claims, invite.zip(guest)) {
        (Some(claims), _) => (claims.tenant.clone(), claims.subject.clone()),
        (None, Some((invite, guest))) => (invite.tenant.clone(), guest),
        (None, None) => {
            return Err(refuse(
                ProblemCode::Unauthorized,
                "an id_token or an invite is needed",
            ));
        }
    };
    let named = claims.and_then(|claims| {
        claims
            .addresses
            .first()
            .map(|address| address.as_str().to_owned())
    });
    Ok(Caller {
        credential: sign_in.credential.0.clone(),
        tenant,
        subject,
        by_entra: claims.is_some(),
        roles,
        admin_until,
        wids: claims.map(|claims| claims.wids.clone()).unwrap_or_default(),
        address: invite.and_then(|invite| invite.address.clone()).or(named),
        name: claims.and_then(|claims| claims.name.clone()),
        road: invite.and_then(|invite| invite.road),
    })
}

/// Spends the invite on this device and person.
fn spend_invite(
    transaction: &Transaction<'_>,
    invite: &StoredInvite,
    device: &[u8; 32],
    person: &ObjectId,
    now: Instant,
) -> Result<(), Fault> {
    transaction.execute(
        "UPDATE invite SET used_at = coalesce(used_at, ?2), used_by = ?3, person = ?4 WHERE id = ?1",
        params![invite.id, Time(now), device, person.as_str()],
    )?;
    Ok(())
}

/// A credential that the same device got for an invite before is void.
fn void_earlier(
    transaction: &Transaction<'_>,
    invite: &StoredInvite,
    now: Instant,
) -> Result<(), Fault> {
    transaction.execute(
        "UPDATE credential SET revoked_at = ?2 WHERE invite = ?1 AND revoked_at IS NULL",
        params![invite.id, Time(now)],
    )?;
    Ok(())
}

fn keep(
    transaction: &Transaction<'_>,
    sign_in: &SignIn,
    caller: &Caller,
    invite: Option<&StoredInvite>,
    now: Instant,
) -> Result<(), Fault> {
    transaction.execute(
        "INSERT INTO credential (id, secret_sha256, tenant, subject, by_entra, roles, admin_until, wids, address, name, road, invite, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            caller.credential, sign_in.credential.1, caller.tenant.as_str(), caller.subject.as_str(), caller.by_entra,
            json(&caller.roles)?, caller.admin_until.map(Time), json(&caller.wids)?, caller.address, caller.name,
            caller.road.as_ref().map(name_of).transpose()?, invite.map(|invite| &invite.id), Time(now)
        ],
    )?;
    Ok(())
}
