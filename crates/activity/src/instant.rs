use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in time, written as RFC 3339 in UTC (`2026-11-12T10:00:00Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Instant(Timestamp);

/// The text is not an RFC 3339 instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant")]
pub struct NotAnInstant;

impl Instant {
    /// Reads an RFC 3339 instant with `Z` or an offset.
    pub fn parse(text: &str) -> Result<Self, NotAnInstant> {
        text.trim().parse().map(Self).map_err(|_| NotAnInstant)
    }

    /// The instant that many whole milliseconds after the Unix epoch.
    pub fn from_milliseconds(milliseconds: i64) -> Result<Self, NotAnInstant> {
        Timestamp::from_millisecond(milliseconds)
            .map(Self)
            .map_err(|_| NotAnInstant)
    }

    /// Whole milliseconds since the Unix epoch, rounded towards it.
    pub fn milliseconds(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Whole seconds from this instant to a later one; negative if `later` is earlier.
    pub fn seconds_until(self, later: Self) -> i64 {
        later.0.duration_since(self.0).as_secs()
    }

    /// This instant moved by that many days of 24 hours, kept within the representable range.
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// This instant moved by that many seconds, kept within the representable range.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(
            self.0
                .saturating_add(SignedDuration::from_secs(seconds))
                .unwrap_or(self.0),
        )
    }

    /// The instant as `jiff` has it.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp)
    }
}

impl TryFrom<String> for Instant {
    type Error = NotAnInstant;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.to_string()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        let instant = Instant::parse("2026-11-12T11:00:00+01:00").expect("an instant");
        assert_eq!(instant.to_string(), "2026-11-12T10:00:00Z");
        assert!(
            Instant::parse("2026-11-12T10:00:00").is_err(),
            "no offset, no instant"
        );
    }
}
