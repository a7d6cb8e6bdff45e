use activity::Instant;
use std::fmt;
use std::sync::Arc;

/// Where the service takes the time from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// A clock of one's own, for tests.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time now, in whole milliseconds.
    pub fn now(&self) -> Instant {
        let now = (self.0)();
        Instant::from_milliseconds(now.milliseconds()).unwrap_or(now)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(|| jiff::Timestamp::now().into())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
