//! How bodies name attendees and their answers.

use serde::Deserialize;

use super::ControlError;
use crate::world::address::Address;
use crate::world::meeting::Attendee;

/// An attendee: an address, or an address with type and response.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Invitee {
    Plain(String),
    Full {
        address: String,
        name: Option<String>,
        #[serde(rename = "type")]
        kind: Option<String>,
        response: Option<String>,
    },
}

impl Invitee {
    pub(crate) fn attendee(&self) -> Result<Attendee, ControlError> {
        match self {
            Self::Plain(text) => Ok(Attendee {
                address: Address::parse(text),
                kind: "required",
                response: Some("none"),
            }),
            Self::Full {
                address,
                name,
                kind,
                response: answered,
            } => Ok(Attendee {
                address: Address::new(name.as_deref().unwrap_or(address), address),
                kind: one_of(
                    kind.as_deref().unwrap_or("required"),
                    &["required", "optional", "resource"],
                )?,
                // An empty response leaves the whole status out.
                response: match answered.as_deref() {
                    None => Some("none"),
                    Some("") => None,
                    Some(text) => Some(response(text)?),
                },
            }),
        }
    }
}

pub(crate) fn sensitivity(text: &str) -> Result<&'static str, ControlError> {
    one_of(text, &["normal", "personal", "private", "confidential"])
}

pub(crate) fn response(text: &str) -> Result<&'static str, ControlError> {
    one_of(
        text,
        &[
            "none",
            "accepted",
            "tentativelyAccepted",
            "declined",
            "notResponded",
        ],
    )
}

fn one_of(text: &str, known: &[&'static str]) -> Result<&'static str, ControlError> {
    let found = known
        .iter()
        .find(|one| one.eq_ignore_ascii_case(text))
        .copied();
    found.ok_or_else(|| ControlError::Refused(format!("expected one of {known:?}")))
}
