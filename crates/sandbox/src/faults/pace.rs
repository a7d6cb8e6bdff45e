//! How fast Graph answers here, and whether it enforces its limits.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Latency and limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// Enforces 4 requests in flight and 10,000 in ten minutes for each application and mailbox.
    pub enforce_limits: bool,
    /// Milliseconds before each answer; when absent 50 where limits are enforced, else none.
    pub latency_ms: Option<u64>,
}

impl Pace {
    /// Without any latency nobody would ever have five requests in flight.
    const WITH_LIMITS: u64 = 50;

    pub(super) fn latency(self) -> Duration {
        let otherwise = if self.enforce_limits {
            Self::WITH_LIMITS
        } else {
            0
        };
        Duration::from_millis(self.latency_ms.unwrap_or(otherwise))
    }
}
