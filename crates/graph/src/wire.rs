//! The parts that all of Graph's answers share. What is not named here is passed over while parsing.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// A page of a collection.
#[derive(Deserialize)]
pub(crate) struct WirePage<T> {
    pub(crate) value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    pub(crate) next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    pub(crate) delta: Option<String>,
}

/// Something that must not come in: it is read over, and only that it was there is known.
pub(crate) struct Dropped;

impl<'de> Deserialize<'de> for Dropped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// A person or thing with an address; the name is never read.
#[derive(Deserialize)]
pub(crate) struct WireRecipient {
    #[serde(rename = "emailAddress")]
    email_address: Option<WireAddress>,
}

#[derive(Deserialize)]
pub(crate) struct WireAddress {
    address: Option<String>,
}

impl From<Option<WireAddress>> for WireRecipient {
    fn from(email_address: Option<WireAddress>) -> Self {
        Self { email_address }
    }
}

impl WireRecipient {
    pub(crate) fn into_address(self) -> Option<String> {
        self.email_address?
            .address
            .filter(|address| !address.is_empty())
    }
}

/// A field that may be absent, which says nothing, or be there, even if only as null.
#[derive(Default)]
pub(crate) enum Told<T> {
    #[default]
    Nothing,
    Value(Option<T>),
}

impl<T> Told<T> {
    pub(crate) fn is_told(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    pub(crate) fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => value.as_ref(),
            Self::Nothing => None,
        }
    }

    pub(crate) fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => value,
            Self::Nothing => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Told<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Value)
    }
}

/// Whatever has an id of its own.
pub(crate) trait Identified {
    /// The id as it came.
    fn id(&self) -> &str;
}
