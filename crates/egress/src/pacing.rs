use activity::Instant;
use jiff::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Where time and randomness come from.
pub trait Pacing: Send + Sync + 'static {
    /// Time since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;
    /// The machine's clock, which may be wrong.
    fn wall(&self) -> Instant;
    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
    /// A number from 0 up to, but not including, 1.
    fn jitter(&self) -> f64;
}

/// Time as it passes, and the operating system's randomness.
#[derive(Debug)]
pub struct RealPacing {
    start: std::time::Instant,
}

impl RealPacing {
    /// Starts counting now.
    pub fn new() -> Self {
        Self {
            start: std::time::Instant::now(),
        }
    }
}

impl Default for RealPacing {
    fn default() -> Self {
        Self::new()
    }
}

impl Pacing for RealPacing {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn wall(&self) -> Instant {
        Timestamp::now().into()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn jitter(&self) -> f64 {
        rand::random()
    }
}

/// Time that passes only by waiting: every wait is over at once and is written down. For tests.
#[derive(Debug)]
pub struct VirtualPacing {
    start: Instant,
    state: Mutex<VirtualState>,
}

#[derive(Debug)]
struct VirtualState {
    elapsed: Duration,
    random: u64,
    waits: Vec<Duration>,
}

impl VirtualPacing {
    /// Starts at `start`; the same seed gives the same jitter.
    pub fn new(start: Instant, seed: u64) -> Self {
        let state = VirtualState {
            elapsed: Duration::ZERO,
            random: seed,
            waits: Vec::new(),
        };
        Self {
            start,
            state: Mutex::new(state),
        }
    }

    /// Every wait so far.
    pub fn waits(&self) -> Vec<Duration> {
        self.locked(|state| state.waits.clone())
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.locked(|state| state.elapsed += duration);
    }

    fn locked<T>(&self, with: impl FnOnce(&mut VirtualState) -> T) -> T {
        with(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Pacing for VirtualPacing {
    fn elapsed(&self) -> Duration {
        self.locked(|state| state.elapsed)
    }

    fn wall(&self) -> Instant {
        let seconds = i64::try_from(self.elapsed().as_secs()).unwrap_or(i64::MAX);
        self.start.plus_seconds(seconds)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.locked(|state| {
            state.elapsed += duration;
            state.waits.push(duration);
        });
        Box::pin(tokio::task::yield_now())
    }

    fn jitter(&self) -> f64 {
        self.locked(|state| {
            // splitmix64
            state.random = state.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state.random;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
        })
    }
}
