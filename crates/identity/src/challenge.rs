use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::fmt;

/// The longest challenge that is read.
const LONGEST: usize = 16 * 1024;

/// What a resource or the platform wants to see in the next token (Conditional Access, continuous access evaluation).
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimsChallenge(Map<String, Value>);

impl ClaimsChallenge {
    /// Finds the challenge in the `WWW-Authenticate` headers of an answer.
    pub fn from_headers<'header>(headers: impl IntoIterator<Item = &'header str>) -> Option<Self> {
        headers.into_iter().find_map(|header| {
            if parameter(header, "error")? != "insufficient_claims" {
                return None;
            }
            Self::decode(parameter(header, "claims")?)
        })
    }

    /// Reads the JSON text that the platform's error bodies carry in `claims`.
    pub fn from_json(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(claims)) => Some(Self(claims)),
            _ => None,
        }
    }

    fn decode(encoded: &str) -> Option<Self> {
        let encoded = encoded.trim();
        let bytes = STANDARD
            .decode(encoded)
            .or_else(|_| STANDARD_NO_PAD.decode(encoded))
            .or_else(|_| URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')))
            .ok()?;
        Self::from_json(std::str::from_utf8(&bytes).ok()?)
    }
}

impl fmt::Debug for ClaimsChallenge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClaimsChallenge(…)")
    }
}

/// The `claims` parameter of every authorize and token request: we understand challenges, and here is the last one.
pub(crate) fn claims_parameter(challenge: Option<&ClaimsChallenge>) -> String {
    let mut claims = challenge.map_or_else(Map::new, |challenge| challenge.0.clone());
    let access_token = claims.entry("access_token").or_insert_with(|| json!({}));
    if let Value::Object(access_token) = access_token {
        access_token.insert("xms_cc".to_owned(), json!({ "values": ["cp1"] }));
    }
    Value::Object(claims).to_string()
}

/// A quoted parameter of a `WWW-Authenticate` header.
fn parameter<'header>(header: &'header str, name: &str) -> Option<&'header str> {
    let mut rest = header;
    loop {
        let at = rest.find(name)?;
        let before = rest.get(..at)?.chars().next_back();
        let after = rest.get(at + name.len()..)?;
        let starts_here = before.is_none_or(|character| character == ' ' || character == ',');
        if let (true, Some(value)) = (starts_here, after.trim_start().strip_prefix('=')) {
            let value = value.trim_start();
            return match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => value.split([',', ' ']).next(),
            };
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = r#"Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiY3AxIn19fQ==""#;

    #[test]
    fn a_challenge_is_found_among_several_headers_and_merged_with_our_capability() {
        let challenge = ClaimsChallenge::from_headers(["Basic", HEADER]).expect("a challenge");
        let claims: Value =
            serde_json::from_str(&claims_parameter(Some(&challenge))).expect("JSON");
        assert_eq!(claims["access_token"]["acrs"]["value"], "cp1");
        assert_eq!(claims["access_token"]["xms_cc"]["values"][0], "cp1");
    }

    #[test]
    fn without_a_challenge_only_the_capability_is_told() {
        assert_eq!(
            claims_parameter(None),
            r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#
        );
    }

    #[test]
    fn what_is_no_challenge_is_none() {
        for header in [
            "",
            "Bearer",
            "Bearer error=\"invalid_token\", claims=\"e30=\"",
            "Bearer error=\"insufficient_claims\"",
            "Bearer error=\"insufficient_claims\", claims=\"!\"",
        ] {
            assert_eq!(ClaimsChallenge::from_headers([header]), None, "{header}");
        }
    }
}
