use super::issuer::tenant_of;
use super::{Issuers, Nonces};
use crate::fault::{Fault, refuse};
use activity::{Address, Instant, ObjectId, TenantId};
use jsonwebtoken::{Algorithm, Validation};
use serde::Deserialize;
use wire::ProblemCode;

/// How far two clocks may be apart.
const LEEWAY_SECONDS: i64 = 300;

/// The longest token that is looked at.
const LONGEST: usize = 32 * 1024;

/// What a verified id_token says.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    pub(crate) tenant: TenantId,
    pub(crate) subject: ObjectId,
    pub(crate) audience: String,
    pub(crate) name: Option<String>,
    pub(crate) addresses: Vec<Address>,
    pub(crate) wids: Vec<String>,
    pub(crate) nonce: String,
    pub(crate) nonce_expires_at: Instant,
}

#[derive(Deserialize)]
struct Issuer {
    iss: String,
}

#[derive(Deserialize)]
struct Payload {
    iss: String,
    aud: String,
    exp: i64,
    nbf: Option<i64>,
    tid: String,
    oid: String,
    nonce: Option<String>,
    idp: Option<String>,
    name: Option<String>,
    preferred_username: Option<String>,
    email: Option<String>,
    upn: Option<String>,
    #[serde(default)]
    verified_primary_email: OneOrMore,
    #[serde(default)]
    verified_secondary_email: OneOrMore,
    #[serde(default)]
    wids: Vec<String>,
}

/// A claim that Entra writes as a text or as a list of texts.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
    #[default]
    Absent,
}

impl OneOrMore {
    fn into_texts(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::More(texts) => texts,
            Self::Absent => Vec::new(),
        }
    }
}

impl Claims {
    /// Verifies an id_token: everything but the audience, which is for the store to judge.
    pub(crate) async fn verify(
        token: &str,
        issuers: &Issuers,
        nonces: &Nonces,
        now: Instant,
    ) -> Result<Self, Fault> {
        let header =
            jsonwebtoken::decode_header(token).map_err(|_| refused("the token is not a JWT"))?;
        if token.len() > LONGEST || header.alg != Algorithm::RS256 {
            return Err(refused("the token is not signed by RS256"));
        }
        let key_id = header
            .kid
            .ok_or_else(|| refused("the token names no key"))?;
        let key = issuers.key(&claimed_issuer(token)?, &key_id).await?;
        let payload = jsonwebtoken::decode::<Payload>(token, &key, &signature_only())
            .map_err(|_| refused("the token's signature or claims do not hold"))?
            .claims;
        payload.check(nonces, now)
    }
}

impl Payload {
    fn check(self, nonces: &Nonces, now: Instant) -> Result<Claims, Fault> {
        if tenant_of(&self.iss) != Some(self.tid.as_str()) {
            return Err(refused("the token's tenant is not its issuer's"));
        }
        let now_seconds = now.milliseconds().div_euclid(1000);
        if self.exp.saturating_add(LEEWAY_SECONDS) <= now_seconds {
            return Err(refused("the token has expired"));
        }
        if self
            .nbf
            .is_some_and(|from| from.saturating_sub(LEEWAY_SECONDS) > now_seconds)
        {
            return Err(refused("the token is not valid yet"));
        }
        let nonce = self
            .nonce
            .ok_or_else(|| refused("the token has no nonce"))?;
        let nonce_expires_at = nonces
            .check(&nonce)
            .ok_or_else(|| refused("the nonce is not from here"))?;
        if nonce_expires_at <= now {
            return Err(refused("the nonce has expired"));
        }
        // Entra vouches for each of these as the account's own; nothing else in a token says whose an address is. A guest's
        // mail address is whatever the admin of another tenant wrote there, so it says nothing here.
        let is_guest = self.idp.as_ref().is_some_and(|idp| *idp != self.iss);
        let email = self.email.filter(|_| !is_guest);
        let addresses = [self.preferred_username, email, self.upn]
            .into_iter()
            .flatten()
            .chain(self.verified_primary_email.into_texts())
            .chain(self.verified_secondary_email.into_texts());
        Ok(Claims {
            tenant: TenantId::new(self.tid).map_err(|_| refused("the tenant is not an id"))?,
            subject: ObjectId::new(self.oid).map_err(|_| refused("the person is not an id"))?,
            audience: self.aud,
            name: self
                .name
                .filter(|name| !name.trim().is_empty() && name.len() <= 512),
            addresses: addresses.filter_map(|text| Address::parse(&text)).collect(),
            wids: self.wids,
            nonce,
            nonce_expires_at,
        })
    }
}

/// The issuer that an unverified token claims; it only says whose keys to try.
fn claimed_issuer(token: &str) -> Result<String, Fault> {
    jsonwebtoken::dangerous::insecure_decode::<Issuer>(token)
        .map(|token| token.claims.iss)
        .map_err(|_| refused("the token names no issuer"))
}

/// Life and audience are checked by hand: against the service's own clock, and in the store.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

fn refused(detail: &str) -> Fault {
    refuse(ProblemCode::Unauthorized, detail)
}
