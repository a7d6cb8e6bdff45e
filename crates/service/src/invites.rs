use crate::fault::{Fault, refuse};
use crate::secret;
use crate::store::{Caller, NewInvite, Store};
use activity::{Address, Instant, Road, TenantId};
use url::Url;
use wire::{InviteLink, InviteMade, InviteRequest, ProblemCode, Role};

/// How long an invite lasts if nobody says otherwise.
const DEFAULT_HOURS: u32 = 7 * 24;

/// The longest life of an invite.
const MOST_HOURS: u32 = 30 * 24;

/// The longest purpose or legal basis.
const LONGEST_WORDS: usize = 2_000;

/// The longest name of whoever invites.
const LONGEST_NAME: usize = 200;

/// Who makes an invite.
pub(crate) struct Maker {
    pub(crate) actor: String,
    pub(crate) name: Option<String>,
    /// What the organisation is called until its admin proves it.
    pub(crate) organisation: Option<String>,
}

impl Maker {
    /// Whoever runs the service, for somebody.
    pub(crate) fn operator(name: Option<String>, organisation: Option<String>) -> Self {
        Self {
            actor: "operator".to_owned(),
            name,
            organisation,
        }
    }
}

/// Makes an invite and remembers it by the digest of its code.
pub(crate) async fn make(
    store: &Store,
    service: Option<&Url>,
    tenant: TenantId,
    request: InviteRequest,
    maker: Maker,
    now: Instant,
) -> Result<InviteMade, Fault> {
    let address = address_of(&request)?;
    let expires_at = end_of(request.hours, now)?;
    if request.road == Some(Road::Organisation) && request.role != Role::TenantAdmin {
        return Err(refuse(
            ProblemCode::Malformed,
            "the organisation's road is for its admin",
        ));
    }
    let code = secret::invite_code()?;
    let id = uuid::Uuid::new_v4().to_string();
    let invite = NewInvite {
        id: id.clone(),
        code_sha256: secret::digest(&code),
        tenant,
        role: request.role,
        address,
        road: request.road,
        made_by: maker.actor,
        made_by_name: words(maker.name, LONGEST_NAME)?,
        organisation: words(maker.organisation, LONGEST_NAME)?,
        purpose: words(request.purpose, LONGEST_WORDS)?,
        legal_basis: words(request.legal_basis, LONGEST_WORDS)?,
        expires_at,
    };
    store.keep_invite(invite, now).await?;
    handed_out(service, id, code, expires_at)
}

/// Puts an invite that is not used yet under a new code with a new end; the old code is void.
pub(crate) async fn make_anew(
    store: &Store,
    service: Option<&Url>,
    caller: Caller,
    id: String,
    now: Instant,
) -> Result<InviteMade, Fault> {
    let expires_at = end_of(None, now)?;
    let code = secret::invite_code()?;
    store
        .renew_invite(caller, id.clone(), secret::digest(&code), expires_at, now)
        .await?;
    handed_out(service, id, code, expires_at)
}

fn end_of(hours: Option<u32>, now: Instant) -> Result<Instant, Fault> {
    let hours = hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MOST_HOURS).contains(&hours) {
        return Err(refuse(
            ProblemCode::Malformed,
            "an invite lasts from 1 to 720 hours",
        ));
    }
    Ok(now.plus_seconds(i64::from(hours) * 3600))
}

fn words(text: Option<String>, longest: usize) -> Result<Option<String>, Fault> {
    let text = text.map(|text| text.trim().to_owned());
    if text.as_ref().is_some_and(|text| text.len() > longest) {
        return Err(refuse(ProblemCode::Malformed, "a text is too long"));
    }
    Ok(text.filter(|text| !text.is_empty()))
}

fn handed_out(
    service: Option<&Url>,
    id: String,
    code: String,
    expires_at: Instant,
) -> Result<InviteMade, Fault> {
    // An address that no app would follow (plain http elsewhere) is left out; the code alone will do.
    let link = InviteLink::new(service.cloned(), &code)
        .or_else(|_| InviteLink::new(None, &code))
        .map_err(|_| Fault::Broken("invite link"))?;
    let invite = link.page().map_or_else(|| code.clone(), String::from);
    Ok(InviteMade {
        id,
        invite,
        code,
        expires_at,
    })
}

fn address_of(request: &InviteRequest) -> Result<Option<Address>, Fault> {
    let Some(text) = &request.address else {
        return if request.role == Role::TenantAdmin {
            Ok(None)
        } else {
            Err(refuse(
                ProblemCode::Malformed,
                "this invite must be bound to an address",
            ))
        };
    };
    let address = Address::parse(text)
        .ok_or_else(|| refuse(ProblemCode::Malformed, "not a plain address"))?;
    Ok(Some(address))
}
