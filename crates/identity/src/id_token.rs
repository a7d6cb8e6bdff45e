use crate::account::Account;
use crate::authority::Authority;
use crate::refusal::SignInRefusal;
use activity::{Instant, ObjectId, TenantId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq;

/// How far two clocks may be apart, in seconds.
const CLOCK_SKEW: i64 = 300;
/// The longest id_token that is read.
const LONGEST: usize = 64 * 1024;

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    tid: Option<String>,
    #[serde(default)]
    oid: Option<String>,
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    upn: Option<String>,
    #[serde(default)]
    verified_primary_email: OneOrMore,
    #[serde(default)]
    verified_secondary_email: OneOrMore,
    #[serde(default)]
    wids: Vec<String>,
}

/// A claim that the platform writes as a text or as a list of texts.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
    #[default]
    Absent,
}

impl Claims {
    fn addresses(&self) -> Vec<String> {
        let single = [&self.preferred_username, &self.upn];
        let lists = [&self.verified_primary_email, &self.verified_secondary_email];
        let listed = lists.into_iter().flat_map(OneOrMore::texts);
        single
            .into_iter()
            .flatten()
            .chain(listed)
            .cloned()
            .collect()
    }
}

impl OneOrMore {
    fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::More(texts) => texts,
            Self::Absent => &[],
        }
    }
}

/// Reads who signed in and checks that the token is for us, from that tenant, for this very question, and in its time.
///
/// It came straight from the token endpoint over TLS, so its signature adds nothing here; the central service checks it.
pub(crate) fn account_of(
    id_token: &SecretString,
    client_id: &str,
    authority: &Authority,
    nonce: &str,
    now: Instant,
) -> Result<Account, SignInRefusal> {
    let refused = SignInRefusal::IdTokenRefused;
    let claims = claims_of(id_token.expose_secret()).ok_or(refused("shape"))?;
    let addresses = claims.addresses();
    if claims.aud != client_id {
        return Err(refused("aud"));
    }
    let told = claims.nonce.unwrap_or_default();
    if !bool::from(told.as_bytes().ct_eq(nonce.as_bytes())) {
        return Err(refused("nonce"));
    }
    let tenant = claims
        .tid
        .as_deref()
        .map(str::to_lowercase)
        .ok_or(refused("tid"))?;
    if claims.iss != authority.issuer(&tenant) {
        return Err(refused("iss"));
    }
    let at = now.milliseconds() / 1_000;
    if claims.exp + CLOCK_SKEW <= at {
        return Err(refused("exp"));
    }
    if claims.nbf.is_some_and(|nbf| nbf - CLOCK_SKEW > at) {
        return Err(refused("nbf"));
    }
    let object = claims
        .oid
        .map(|oid| oid.to_lowercase())
        .ok_or(refused("oid"))?;
    Ok(Account {
        tenant: TenantId::new(tenant).map_err(|_| refused("tid"))?,
        object: ObjectId::new(object).map_err(|_| refused("oid"))?,
        addresses,
        username: claims.preferred_username,
        display_name: claims.name,
        roles: claims.wids,
    })
}

fn claims_of(token: &str) -> Option<Claims> {
    if token.len() > LONGEST {
        return None;
    }
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const TENANT: &str = "0a1b2c3d-0000-4000-8000-00000000000a";

    fn good() -> Value {
        json!({
            "aud": "app", "iss": format!("https://login.example/{TENANT}/v2.0"), "exp": 1_795_000_000_i64,
            "nonce": "n", "tid": TENANT, "oid": "0a1b2c3d-0000-4000-8000-00000000000b",
            "preferred_username": "ada@contoso.example", "name": "Ada", "wids": ["w"],
        })
    }

    fn read(claims: &Value) -> Result<Account, SignInRefusal> {
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let authority =
            Authority::new("https://login.example", "organizations").expect("an authority");
        let now = Instant::from_milliseconds(1_794_999_000_000).expect("an instant");
        account_of(&token.into(), "app", &authority, "n", now)
    }

    #[test]
    fn a_good_token_tells_who_signed_in() {
        let account = read(&good()).expect("accepted");
        assert_eq!(account.tenant.as_str(), TENANT);
        assert_eq!(account.roles, ["w"]);
        assert_eq!(account.addresses, ["ada@contoso.example"]);
        assert!(!format!("{account:?}").contains("ada"));
    }

    #[test]
    fn only_claims_that_the_platform_vouches_for_say_whose_an_address_is() {
        let mut claims = good();
        claims["verified_primary_email"] = json!(["Ada.Example@contoso.example"]);
        claims["verified_secondary_email"] = json!("ada@contoso.onmicrosoft.example");
        for unproved in [
            "name",
            "email",
            "emails",
            "unique_name",
            "nickname",
            "login_hint",
        ] {
            claims[unproved] = json!("eve@contoso.example");
        }
        let account = read(&claims).expect("accepted");
        assert!(account.is_at("ADA@contoso.example"));
        assert!(account.is_at(" ada.example@contoso.example "));
        assert!(account.is_at("ada@contoso.onmicrosoft.example"));
        assert!(!account.is_at("eve@contoso.example"));
        claims["verified_secondary_email"] = json!({"a": 1});
        assert_eq!(read(&claims), Err(SignInRefusal::IdTokenRefused("shape")));
    }

    #[test]
    fn each_wrong_claim_is_named() {
        for (claim, value, named) in [
            ("aud", json!("other"), "aud"),
            ("nonce", json!("other"), "nonce"),
            ("nonce", Value::Null, "nonce"),
            ("iss", json!("https://evil.example/x/v2.0"), "iss"),
            ("tid", json!("0a1b2c3d-0000-4000-8000-00000000000f"), "iss"),
            ("tid", Value::Null, "tid"),
            ("oid", Value::Null, "oid"),
            ("exp", json!(1_794_990_000_i64), "exp"),
            ("nbf", json!(1_795_000_000_i64), "nbf"),
            ("exp", json!("soon"), "shape"),
        ] {
            let mut claims = good();
            claims[claim] = value;
            assert_eq!(
                read(&claims),
                Err(SignInRefusal::IdTokenRefused(named)),
                "{claim}"
            );
        }
    }
}
