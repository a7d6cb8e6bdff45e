//! The rolling window.

/// How far back calendars and mail are read, in days.
pub(crate) const LOOKBACK_DAYS: i64 = 90;
/// How far ahead calendars are read, in days.
pub(crate) const AHEAD_DAYS: i64 = 30;
