use super::fetch::{Roots, is_protected};
use crate::fault::{Fault, refuse};
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use url::Url;
use wire::ProblemCode;

/// An issuer is not asked for its keys again within this time.
const AT_MOST_EVERY: Duration = Duration::from_secs(10);

/// Keys are asked for anew after this time, so that a withdrawn key does not count for ever.
const FRESH_FOR: Duration = Duration::from_hours(24);

/// The issuers whose id_tokens count, and their keys.
pub(crate) struct Issuers {
    trusted: HashMap<String, Mutex<Keys>>,
    roots: Roots,
}

#[derive(Default)]
struct Keys {
    by_id: HashMap<String, Arc<DecodingKey>>,
    asked_at: Option<Instant>,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// The address cannot be that of a trusted issuer.
#[derive(Debug, thiserror::Error)]
#[error(
    "a trusted issuer needs an https address (or plain http on this machine) that ends in /TENANT/v2.0"
)]
pub struct BadIssuer;

impl Issuers {
    /// Trusts these issuers and no other.
    pub(crate) fn new(issuers: &[String], roots: Roots) -> Result<Self, BadIssuer> {
        let trusted = issuers
            .iter()
            .map(|issuer| {
                let issuer = issuer.trim_end_matches('/');
                let url = Url::parse(issuer).map_err(|_| BadIssuer)?;
                let plausible = is_protected(&url) && tenant_of(issuer).is_some();
                plausible
                    .then(|| (issuer.to_owned(), Mutex::default()))
                    .ok_or(BadIssuer)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { trusted, roots })
    }

    /// The key by which a trusted issuer signed; an unknown key id has the issuer asked anew.
    pub(crate) async fn key(&self, issuer: &str, id: &str) -> Result<Arc<DecodingKey>, Fault> {
        let keys = self.trusted.get(issuer).ok_or_else(|| {
            refuse(
                ProblemCode::Unauthorized,
                "the token's issuer is not trusted here",
            )
        })?;
        let mut keys = keys.lock().await;
        let is_fresh = keys
            .asked_at
            .is_some_and(|asked| asked.elapsed() < FRESH_FOR);
        if let Some(key) = keys.by_id.get(id).filter(|_| is_fresh) {
            return Ok(Arc::clone(key));
        }
        if keys
            .asked_at
            .is_none_or(|asked| asked.elapsed() >= AT_MOST_EVERY)
        {
            keys.by_id = self.ask(issuer).await?;
            keys.asked_at = Some(Instant::now());
        }
        keys.by_id.get(id).map(Arc::clone).ok_or_else(|| {
            refuse(
                ProblemCode::Unauthorized,
                "the token's key is not the issuer's",
            )
        })
    }

    async fn ask(&self, issuer: &str) -> Result<HashMap<String, Arc<DecodingKey>>, Fault> {
        let discovery: Discovery = self
            .document(&format!("{issuer}/.well-known/openid-configuration"))
            .await?;
        if discovery.issuer != issuer {
            return Err(refuse(
                ProblemCode::Unavailable,
                "the issuer describes itself as another",
            ));
        }
        let set: KeySet = self.document(&discovery.jwks_uri).await?;
        Ok(set.keys.into_iter().filter_map(read_key).collect())
    }

    async fn document<T: serde::de::DeserializeOwned>(&self, address: &str) -> Result<T, Fault> {
        let unavailable = || {
            refuse(
                ProblemCode::Unavailable,
                "the issuer cannot be asked for its keys",
            )
        };
        let url = Url::parse(address).map_err(|_| unavailable())?;
        let bytes = self.roots.get(&url).await.map_err(|fault| {
            tracing::warn!(%fault, "issuer");
            unavailable()
        })?;
        serde_json::from_slice(&bytes).map_err(|_| unavailable())
    }
}

/// The tenant in an issuer's own address, `{authority}/{tenant}/v2.0`.
pub(super) fn tenant_of(issuer: &str) -> Option<&str> {
    issuer
        .strip_suffix("/v2.0")?
        .rsplit('/')
        .next()
        .filter(|tenant| !tenant.is_empty())
}

fn read_key(key: Key) -> Option<(String, Arc<DecodingKey>)> {
    if key.kty != "RSA" || key.purpose.is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let decoding = DecodingKey::from_rsa_components(&key.n?, &key.e?).ok()?;
    Some((key.kid?, Arc::new(decoding)))
}
