use activity::Instant;
use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::time::Duration;

/// The platform's answer to a token request.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TokenAnswer {
    access_token: AccessToken,
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(
        default,
        rename = "scope",
        deserialize_with = "scopes",
        skip_serializing
    )]
    scopes: Option<Vec<Scope>>,
    #[serde(default, skip_serializing)]
    id_token: Option<RefreshToken>,
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

impl TokenAnswer {
    pub(crate) fn id_token(&self) -> Option<SecretString> {
        // The wrapper is borrowed for its silence in Debug.
        self.id_token
            .as_ref()
            .map(|token| token.secret().as_str().into())
    }

    /// The tokens as they are kept; a refresh token that the answer leaves out stays the one that was used.
    pub(crate) fn into_set(self, now: Instant, used: Option<&SecretString>) -> TokenSet {
        // An hour is what the platform gives at least; a shorter guess only means an earlier renewal.
        let seconds = self.expires_in.unwrap_or(3_600).min(48 * 3_600);
        let refresh = self
            .refresh_token
            .as_ref()
            .map(|token| token.secret().as_str().into());
        let scopes = self
            .scopes
            .iter()
            .flatten()
            .map(|scope| scope.to_string())
            .collect();
        TokenSet {
            access: self.access_token.secret().as_str().into(),
            refresh: refresh.or_else(|| used.cloned()),
            expires_at: now.plus_seconds(i64::try_from(seconds).unwrap_or(0)),
            scopes,
        }
    }
}

/// An access token, what renews it, until when it holds and what it was granted for.
#[derive(Clone)]
pub struct TokenSet {
    pub(crate) access: SecretString,
    pub(crate) refresh: Option<SecretString>,
    pub(crate) expires_at: Instant,
    pub(crate) scopes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    access: String,
    refresh: Option<String>,
    expires_at: Instant,
    scopes: Vec<String>,
}

impl TokenSet {
    /// The scopes that were granted, as the platform wrote them.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// Until when the access token holds.
    pub fn expires_at(&self) -> Instant {
        self.expires_at
    }

    pub(crate) fn to_secret(&self) -> Option<SecretString> {
        let kept = Kept {
            version: 1,
            access: self.access.expose_secret().to_owned(),
            refresh: self
                .refresh
                .as_ref()
                .map(|token| token.expose_secret().to_owned()),
            expires_at: self.expires_at,
            scopes: self.scopes.clone(),
        };
        serde_json::to_string(&kept).ok().map(SecretString::from)
    }

    pub(crate) fn from_secret(secret: &SecretString) -> Option<Self> {
        let kept: Kept = serde_json::from_str(secret.expose_secret()).ok()?;
        (kept.version == 1).then(|| Self {
            access: kept.access.into(),
            refresh: kept.refresh.map(SecretString::from),
            expires_at: kept.expires_at,
            scopes: kept.scopes,
        })
    }
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenSet(until {})", self.expires_at)
    }
}

/// Some old paths of the platform write the number as a string.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(f64),
        Text(String),
    }
    let seconds = Option::<Seconds>::deserialize(deserializer)?;
    Ok(seconds.and_then(|seconds| match seconds {
        Seconds::Number(number) if number >= 0.0 => Some(number as u64),
        Seconds::Number(_) => None,
        Seconds::Text(text) => text.trim().parse().ok(),
    }))
}

fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| {
        text.split_whitespace()
            .map(|scope| Scope::new(scope.to_owned()))
            .collect()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expires_in_is_a_number_or_a_string_and_nothing_shows() {
        let now = Instant::parse("2026-11-22T10:00:00Z").expect("an instant");
        for expires_in in ["3599", "\"3599\"", "3599.0"] {
            let json = format!(
                r#"{{"token_type":"Bearer","scope":"Mail.Read User.Read","expires_in":{expires_in},"access_token":"opaque-a","refresh_token":"opaque-r","id_token":"opaque-i"}}"#
            );
            let answer: TokenAnswer = serde_json::from_str(&json).expect("an answer");
            assert!(!format!("{answer:?}").contains("opaque"));
            let set = answer.into_set(now, None);
            assert_eq!(set.expires_at(), now.plus_seconds(3_599));
            assert_eq!(set.scopes(), ["Mail.Read", "User.Read"]);
            assert!(!format!("{set:?}").contains("opaque"));
            let kept = TokenSet::from_secret(&set.to_secret().expect("kept")).expect("read back");
            assert_eq!(
                kept.refresh
                    .map(|token| token.expose_secret().to_owned())
                    .as_deref(),
                Some("opaque-r")
            );
        }
    }
}
