use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, longest $longest:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes the text as an id: 1 to the type's longest number of bytes, printable, without spaces.
            pub fn new(text: impl Into<String>) -> Result<Self, BadId> {
                let text = text.into();
                let fits = !text.is_empty() && text.len() <= $longest;
                let plain = text.chars().all(|character| !character.is_whitespace() && !character.is_control());
                if fits && plain { Ok(Self(text)) } else { Err(BadId) }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

/// The text cannot be an id of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: empty, too long, or with spaces or control characters")]
pub struct BadId;

id!(
    /// A Microsoft Entra tenant (`tid`), a lower-case GUID.
    TenantId, longest 64
);
id!(
    /// A person or mailbox in a tenant (`oid`), a lower-case GUID.
    ObjectId, longest 128
);
id!(
    /// One employee's or one tenant's link to the central service.
    ConnectionId, longest 64
);
id!(
    /// A review cycle, such as `2026-Q4`.
    CycleId, longest 64
);
id!(
    /// A message's or an event's own id at the source; case-sensitive.
    ItemId, longest 1024
);
