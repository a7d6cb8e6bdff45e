use crate::pacing::Pacing;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The window is counted in slices, so that a lane costs a few bytes however busy it is.
const SLICE: Duration = Duration::from_secs(10);
/// One slice more than ten minutes, because the oldest one is only partly inside.
const SLICES: u64 = 61;
/// Idle lanes are let go when there are more than this many.
const IDLE_LANES: usize = 512;

/// Keeps each mailbox under its limits: requests in flight, and requests in any ten minutes.
pub(crate) struct Lanes {
    pacing: Arc<dyn Pacing>,
    in_flight: usize,
    budget: u32,
    table: Mutex<Table>,
}

struct Table {
    by_mailbox: HashMap<String, Arc<Lane>>,
    sweep_at: usize,
}

struct Lane {
    places: Arc<Semaphore>,
    window: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    slices: VecDeque<(u64, u32)>,
    sum: u32,
    closed_until: Duration,
}

impl Lanes {
    pub(crate) fn new(pacing: Arc<dyn Pacing>, in_flight: usize, budget: u32) -> Self {
        let table = Table {
            by_mailbox: HashMap::new(),
            sweep_at: IDLE_LANES,
        };
        Self {
            pacing,
            in_flight,
            budget,
            table: Mutex::new(table),
        }
    }

    /// Waits until the mailbox may take one more request; the place is held until the pass is dropped.
    pub(crate) async fn enter(&self, mailbox: &str, requests: u32) -> Option<OwnedSemaphorePermit> {
        let lane = self.lane(mailbox);
        // The parts of a batch are worked on side by side, so it takes as many places as it has parts, up to all of them.
        let most = u32::try_from(self.in_flight).unwrap_or(u32::MAX);
        let places = Arc::clone(&lane.places).acquire_many_owned(requests.clamp(1, most));
        let place = places.await.ok();
        loop {
            let admitted = lane
                .window()
                .admit(self.pacing.elapsed(), requests, self.budget);
            match admitted {
                Ok(()) => return place,
                Err(wait) => self.pacing.sleep(wait).await,
            }
        }
    }

    /// Holds back everything else for this mailbox, because the other side asked for it.
    pub(crate) fn close(&self, mailbox: &str, duration: Duration) {
        let until = self.pacing.elapsed() + duration;
        let lane = self.lane(mailbox);
        let mut window = lane.window();
        window.closed_until = window.closed_until.max(until);
    }

    fn lane(&self, mailbox: &str) -> Arc<Lane> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = table.by_mailbox.get(mailbox) {
            return Arc::clone(lane);
        }
        if table.by_mailbox.len() >= table.sweep_at {
            let now = self.pacing.elapsed();
            table.by_mailbox.retain(|_, lane| lane.is_busy(now));
            table.sweep_at = (table.by_mailbox.len() * 2).max(IDLE_LANES);
        }
        let lane = Arc::new(Lane {
            places: Arc::new(Semaphore::new(self.in_flight)),
            window: Mutex::default(),
        });
        table
            .by_mailbox
            .insert(mailbox.to_owned(), Arc::clone(&lane));
        lane
    }
}

impl Lane {
    fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_busy(self: &Arc<Self>, now: Duration) -> bool {
        let mut window = self.window();
        window.forget_before(now);
        Arc::strong_count(self) > 1
            || Arc::strong_count(&self.places) > 1
            || window.sum > 0
            || window.closed_until > now
    }
}

impl Window {
    fn admit(&mut self, now: Duration, requests: u32, budget: u32) -> Result<(), Duration> {
        if self.closed_until > now {
            return Err(self.closed_until.saturating_sub(now));
        }
        self.forget_before(now);
        if self.sum > 0 && self.sum.saturating_add(requests) > budget {
            let oldest = self.slices.front().map_or(0, |slice| slice.0);
            let free_at = SLICE * u32::try_from(oldest + SLICES).unwrap_or(u32::MAX);
            return Err(free_at.saturating_sub(now).max(Duration::from_millis(1)));
        }
        let slice = slice_of(now);
        match self.slices.back_mut() {
            Some(last) if last.0 == slice => last.1 = last.1.saturating_add(requests),
            _ => self.slices.push_back((slice, requests)),
        }
        self.sum = self.sum.saturating_add(requests);
        Ok(())
    }

    fn forget_before(&mut self, now: Duration) {
        let current = slice_of(now);
        while let Some((slice, count)) = self.slices.front().copied() {
            if slice + SLICES > current {
                return;
            }
            self.slices.pop_front();
            self.sum = self.sum.saturating_sub(count);
        }
    }
}

fn slice_of(now: Duration) -> u64 {
    now.as_secs() / SLICE.as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pacing::VirtualPacing;
    use activity::Instant;

    fn lanes(in_flight: usize, budget: u32) -> (Arc<VirtualPacing>, Lanes) {
        let start = Instant::parse("2026-11-22T10:00:00Z").expect("an instant");
        let pacing = Arc::new(VirtualPacing::new(start, 1));
        let lanes = Lanes::new(Arc::clone(&pacing) as Arc<dyn Pacing>, in_flight, budget);
        (pacing, lanes)
    }

    #[tokio::test]
    async fn no_ten_minutes_hold_more_than_the_budget() {
        let (pacing, lanes) = lanes(4, 100);
        let mut entered = Vec::new();
        for step in 0..1_000_u64 {
            drop(lanes.enter("ada", 1).await);
            entered.push(pacing.elapsed());
            pacing.advance(Duration::from_millis(step % 700));
        }
        for (index, first) in entered.iter().enumerate() {
            let within = entered[index..]
                .iter()
                .take_while(|at| at.saturating_sub(*first) < Duration::from_mins(10));
            assert!(within.count() <= 100);
        }
    }

    #[tokio::test]
    async fn one_busy_mailbox_does_not_hold_back_another() {
        let (pacing, lanes) = lanes(1, 10);
        let _held = lanes.enter("ada", 1).await;
        assert!(lanes.enter("grace", 1).await.is_some());
        assert!(pacing.waits().is_empty());
    }

    #[tokio::test]
    async fn a_batch_takes_as_many_places_as_it_has_parts() {
        let (_, lanes) = lanes(4, 100);
        let batch = lanes.enter("ada", 20).await;
        assert_eq!(lanes.lane("ada").places.available_permits(), 0);
        drop(batch);
        let _pair = lanes.enter("ada", 2).await;
        assert_eq!(lanes.lane("ada").places.available_permits(), 2);
    }

    #[tokio::test]
    async fn a_closed_lane_waits_as_long_as_it_was_told() {
        let (pacing, lanes) = lanes(4, 10);
        lanes.close("ada", Duration::from_secs(30));
        drop(lanes.enter("ada", 1).await);
        assert_eq!(pacing.waits(), [Duration::from_secs(30)]);
    }

    #[tokio::test]
    async fn idle_lanes_are_let_go() {
        let (pacing, lanes) = lanes(4, 10);
        for mailbox in 0..5_000 {
            drop(lanes.enter(&mailbox.to_string(), 1).await);
            pacing.advance(Duration::from_secs(5));
        }
        let kept = lanes.table.lock().expect("not poisoned").by_mailbox.len();
        assert!(kept <= IDLE_LANES, "{kept}");
    }
}
