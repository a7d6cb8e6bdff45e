//! Outlook's limits for each application and mailbox: 4 requests in flight, 10,000 in ten minutes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// Whose limit it is: application and mailbox.
pub(super) type Key = (Uuid, String);

const IN_FLIGHT: u32 = 4;
const IN_WINDOW: u32 = 10_000;
const WINDOW: Duration = Duration::from_mins(10);
/// The window is counted in slices, so that a mailbox costs little memory.
const SLICE: Duration = Duration::from_secs(10);

/// The traffic of every application and mailbox.
#[derive(Default)]
pub(super) struct Limits {
    traffic: Mutex<Traffic>,
}

#[derive(Default)]
struct Traffic {
    keys: HashMap<Key, OfKey>,
    peak: u32,
}

#[derive(Default)]
struct OfKey {
    in_flight: u32,
    slices: VecDeque<(Instant, u32)>,
}

/// Which limit a request is over, and when to come back.
pub(super) struct Over {
    pub(super) message: &'static str,
    pub(super) retry_after: u32,
}

/// Requests in flight; leaving scope ends them.
pub(super) struct InFlight {
    limits: Arc<Limits>,
    key: Key,
    requests: u32,
}

impl Limits {
    /// Lets a request in; refuses it when `enforced` and over a limit. Refused ones count too.
    pub(super) fn enter(self: &Arc<Self>, key: Key, enforced: bool) -> Result<InFlight, Over> {
        let mut traffic = self.traffic();
        let of_key = traffic.keys.entry(key.clone()).or_default();
        if enforced && of_key.in_flight >= IN_FLIGHT {
            of_key.count(1);
            return Err(Over::CONCURRENCY);
        }
        if let Some(over) = of_key.over_rate(enforced) {
            return Err(over);
        }
        of_key.in_flight += 1;
        let in_flight = of_key.in_flight;
        traffic.peak = traffic.peak.max(in_flight);
        Ok(InFlight {
            limits: Arc::clone(self),
            key,
            requests: 1,
        })
    }

    /// Takes as much of a mailbox as a batch may have at once: up to `wanted`, or what is left when `enforced`. `None` when
    /// nothing is.
    pub(super) fn enter_batch(
        self: &Arc<Self>,
        key: &Key,
        wanted: u32,
        enforced: bool,
    ) -> Option<InFlight> {
        let mut traffic = self.traffic();
        let of_key = traffic.keys.entry(key.clone()).or_default();
        let left = if enforced {
            IN_FLIGHT.saturating_sub(of_key.in_flight)
        } else {
            IN_FLIGHT
        };
        let requests = wanted.min(left);
        of_key.in_flight += requests;
        let in_flight = of_key.in_flight;
        traffic.peak = traffic.peak.max(in_flight);
        (requests > 0).then(|| InFlight {
            limits: Arc::clone(self),
            key: key.clone(),
            requests,
        })
    }

    /// Counts a request inside a batch; refuses it when `enforced` and over the rate.
    pub(super) fn count(&self, key: Key, enforced: bool) -> Result<(), Over> {
        let mut traffic = self.traffic();
        match traffic.keys.entry(key).or_default().over_rate(enforced) {
            Some(over) => Err(over),
            None => Ok(()),
        }
    }

    /// The most requests that any application had in flight for one mailbox.
    pub(super) fn peak(&self) -> u32 {
        self.traffic().peak
    }

    pub(super) fn reset(&self) {
        let mut traffic = self.traffic();
        traffic.peak = 0;
        traffic
            .keys
            .values_mut()
            .for_each(|of_key| of_key.slices.clear());
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Over {
    pub(super) const CONCURRENCY: Self = Self {
        message: "Application is over its MailboxConcurrency limit.",
        retry_after: 1,
    };
}

impl OfKey {
    /// Counts a request, and says whether it is one too many.
    fn over_rate(&mut self, enforced: bool) -> Option<Over> {
        let requests = self.count(1);
        (enforced && requests > IN_WINDOW).then(|| Over {
            message: "Application is over its RequestRate limit.",
            retry_after: self.seconds_until_room(),
        })
    }

    /// Adds requests and says how many the window holds.
    fn count(&mut self, requests: u32) -> u32 {
        let now = Instant::now();
        while self
            .slices
            .front()
            .is_some_and(|(start, _)| now.duration_since(*start) > WINDOW)
        {
            self.slices.pop_front();
        }
        match self.slices.back_mut() {
            Some((start, count)) if now.duration_since(*start) < SLICE => *count += requests,
            _ => self.slices.push_back((now, requests)),
        }
        self.slices.iter().map(|(_, count)| count).sum()
    }

    fn seconds_until_room(&self) -> u32 {
        let oldest = self
            .slices
            .front()
            .map(|(start, _)| WINDOW.saturating_sub(start.elapsed()));
        oldest.map_or(1, |left| left.as_secs() as u32 + 1)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(of_key) = self.limits.traffic().keys.get_mut(&self.key) {
            of_key.in_flight = of_key.in_flight.saturating_sub(self.requests);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::{IN_WINDOW, Limits};

    #[test]
    fn the_fifth_in_flight_is_refused_until_one_ends() {
        let limits = Arc::new(Limits::default());
        let key = (Uuid::nil(), "mailbox".to_owned());
        let mut held: Vec<_> = (0..4)
            .map(|_| limits.enter(key.clone(), true).ok().unwrap())
            .collect();
        assert!(limits.enter(key.clone(), true).is_err());
        assert!(
            limits
                .enter((Uuid::nil(), "another".to_owned()), true)
                .is_ok()
        );
        held.pop();
        assert!(limits.enter(key, true).is_ok());
        assert_eq!(limits.peak(), 4);
    }

    #[test]
    fn a_batch_takes_what_is_left() {
        let limits = Arc::new(Limits::default());
        let key = (Uuid::nil(), "mailbox".to_owned());
        let single = limits.enter(key.clone(), true).ok().unwrap();
        let batch = limits.enter_batch(&key, 4, true).unwrap();
        assert!(limits.enter(key.clone(), true).is_err());
        assert!(limits.enter_batch(&key, 1, true).is_none());
        drop(batch);
        assert!(limits.enter_batch(&key, 1, true).is_some());
        drop(single);
        assert_eq!(limits.peak(), 4);
    }

    #[test]
    fn ten_thousand_fit_into_the_window() {
        let limits = Arc::new(Limits::default());
        let key = (Uuid::nil(), "mailbox".to_owned());
        for _ in 1..IN_WINDOW {
            assert!(limits.count(key.clone(), true).is_ok());
        }
        assert!(limits.enter(key.clone(), true).is_ok());
        let over = limits.enter(key, true).err().unwrap();
        assert!(over.retry_after > 590 && over.retry_after <= 601);
    }
}
