use crate::fault::{Fault, refuse};
use crate::secret;
use crate::store::{NewInvite, Store};
use activity::{Address, Instant, Road, TenantId};
use url::Url;
use wire::{InviteLink, InviteMade, InviteRequest, ProblemCode, Role};

/// How long an invite lasts if nobody says otherwise.
const DEFAULT_HOURS: u32 = 7 * 24;

/// The longest life of an invite.
const MOST_HOURS: u32 = 30 * 24;

/// Who makes an invite.
pub(crate) struct Maker {
    pub(crate) actor: String,
    pub(crate) name: Option<String>,
}

impl Maker {
    /// Whoever runs the service.
    pub(crate) fn operator() -> Self {
        Self {
            actor: "operator".to_owned(),
            name: None,
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
    let hours = request.hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MOST_HOURS).contains(&hours) {
        return Err(refuse(
            ProblemCode::Malformed,
            "an invite lasts from 1 to 720 hours",
        ));
    }
    if request.road == Some(Road::Organisation) && request.role != Role::TenantAdmin {
        return Err(refuse(
            ProblemCode::Malformed,
            "the organisation's road is for its admin",
        ));
    }
    let code = secret::invite_code()?;
    let id = uuid::Uuid::new_v4().to_string();
    let expires_at = now.plus_seconds(i64::from(hours) * 3600);
    // An address that no app would follow (plain http elsewhere) is left out; the code alone will do.
    let link = InviteLink::new(service.cloned(), &code)
        .or_else(|_| InviteLink::new(None, &code))
        .map_err(|_| Fault::Broken("invite link"))?;
    let invite = NewInvite {
        id: id.clone(),
        code_sha256: secret::digest(&code),
        tenant,
        role: request.role,
        address,
        road: request.road,
        made_by: maker.actor,
        made_by_name: maker.name,
        expires_at,
    };
    store.keep_invite(invite, now).await?;
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
