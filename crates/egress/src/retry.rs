use crate::error::EgressError;
use crate::pacing::Pacing;
use std::time::Duration;

/// How patiently a request is asked again after a passing failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    total: Duration,
    first: Duration,
    longest: Duration,
    yields_when_slow: bool,
}

impl Retry {
    /// Up to seven attempts within five minutes: for whatever may safely be asked twice.
    pub fn standard() -> Self {
        Self {
            attempts: 7,
            total: Duration::from_mins(5),
            first: Duration::from_millis(500),
            longest: Duration::from_mins(1),
            yields_when_slow: false,
        }
    }

    /// One attempt only: for whatever must not happen twice.
    pub fn never() -> Self {
        Self {
            attempts: 1,
            ..Self::standard()
        }
    }

    /// Bounds the number of attempts.
    pub fn attempts(self, attempts: u32) -> Self {
        Self {
            attempts: attempts.max(1),
            ..self
        }
    }

    /// Bounds the time over all attempts and waits.
    pub fn total(self, total: Duration) -> Self {
        Self { total, ..self }
    }

    /// Gives a 504 or a silence back at once, for callers that can ask for less.
    pub fn yielding_when_slow(self) -> Self {
        Self {
            yields_when_slow: true,
            ..self
        }
    }

    /// How long to wait before the next attempt; `None` when this failure is final.
    pub(crate) fn wait_after(
        self,
        failure: &EgressError,
        attempt: u32,
        spent: Duration,
        pacing: &dyn Pacing,
    ) -> Option<Duration> {
        if attempt >= self.attempts.min(attempts_worth(failure)) {
            return None;
        }
        let is_slow = failure.status() == Some(504) || matches!(failure, EgressError::Timeout);
        if is_slow && self.yields_when_slow {
            return None;
        }
        let wait = match failure.retry_after() {
            // A tenth more at random, so that many clients told the same do not come back at the same instant.
            Some(asked) => asked + asked.mul_f64(pacing.jitter() / 10.0),
            None => self.backoff(attempt, pacing),
        };
        (spent + wait <= self.total).then_some(wait)
    }

    fn backoff(self, attempt: u32, pacing: &dyn Pacing) -> Duration {
        let doubled = self.first.saturating_mul(1 << (attempt - 1).min(16));
        doubled
            .min(self.longest)
            .mul_f64(0.5 + pacing.jitter() / 2.0)
    }
}

fn attempts_worth(failure: &EgressError) -> u32 {
    match failure {
        EgressError::Status(answer) => match answer.code {
            429 | 503 | 509 => u32::MAX,
            504 => 4,
            500 | 502 => 3,
            _ => 1,
        },
        EgressError::Torn => 5,
        EgressError::Offline | EgressError::NoSuchHost => 3,
        EgressError::Timeout => 2,
        EgressError::Tls(_)
        | EgressError::RefusedHost { .. }
        | EgressError::TooLarge { .. }
        | EgressError::Unsendable => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SILENCE;
    use crate::error::StatusAnswer;
    use crate::pacing::VirtualPacing;
    use activity::Instant;

    fn pacing() -> VirtualPacing {
        VirtualPacing::new(
            Instant::parse("2026-11-22T10:00:00Z").expect("an instant"),
            7,
        )
    }

    fn status(code: u16, retry_after: Option<u64>) -> EgressError {
        EgressError::Status(Box::new(StatusAnswer {
            retry_after: retry_after.map(Duration::from_secs),
            ..StatusAnswer::bare(code)
        }))
    }

    #[test]
    fn waits_grow_and_stay_bounded() {
        let pacing = pacing();
        let retry = Retry::standard();
        for attempt in 1..7 {
            let wait = retry
                .wait_after(&status(503, None), attempt, Duration::ZERO, &pacing)
                .expect("worth another attempt");
            let ceiling = Duration::from_millis(500 << (attempt - 1));
            assert!(
                wait <= ceiling && wait >= ceiling / 2,
                "{attempt}: {wait:?}"
            );
        }
        assert_eq!(
            retry.wait_after(&status(503, None), 7, Duration::ZERO, &pacing),
            None
        );
    }

    #[test]
    fn retry_after_is_honoured_or_given_back() {
        let pacing = pacing();
        let retry = Retry::standard();
        let wait = retry.wait_after(&status(429, Some(20)), 1, Duration::ZERO, &pacing);
        assert!(wait.is_some_and(|wait| wait >= Duration::from_secs(20)));
        assert_eq!(
            retry.wait_after(&status(429, Some(3_600)), 1, Duration::ZERO, &pacing),
            None
        );
    }

    #[test]
    fn what_will_not_pass_is_not_asked_again() {
        let pacing = pacing();
        for failure in [
            status(404, None),
            status(401, None),
            EgressError::Unsendable,
            EgressError::TooLarge { limit: 1 },
        ] {
            assert_eq!(
                Retry::standard().wait_after(&failure, 1, Duration::ZERO, &pacing),
                None
            );
        }
        let yielding = Retry::standard().yielding_when_slow();
        for slow in [status(504, None), EgressError::Timeout] {
            assert_eq!(yielding.wait_after(&slow, 1, Duration::ZERO, &pacing), None);
        }
    }

    #[test]
    fn whoever_is_silent_is_named_within_a_minute() {
        let (pacing, mut spent, mut attempt) = (pacing(), SILENCE, 1);
        while let Some(wait) =
            Retry::standard().wait_after(&EgressError::Timeout, attempt, spent, &pacing)
        {
            spent += wait + SILENCE;
            attempt += 1;
        }
        assert!(attempt > 1, "one silence may be an old connection's");
        assert!(spent < Duration::from_mins(1), "{spent:?}");
    }
}
