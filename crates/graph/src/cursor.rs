use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a chain of pages left off: everything that is needed to go on, as a plain string to keep.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(String);

impl Cursor {
    /// Takes a kept string back; whether it is a cursor shows when it is used.
    pub fn from_kept(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The string to keep.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cursor({} bytes)", self.0.len())
    }
}
