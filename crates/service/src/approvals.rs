//! Who waits for an administrator's approval right now; what came of it is in the store.

use crate::fault::Fault;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use wire::ProblemCode;

/// How many may wait with a question open; the others are answered at once, and ask again later.
const SEATS: usize = 256;

/// Those who wait, woken when anybody's answer came.
pub(crate) struct Approvals {
    news: watch::Sender<()>,
    is_over: watch::Sender<bool>,
    seats: Semaphore,
    askers: Mutex<HashMap<[u8; 32], (Instant, u32)>>,
}

/// Hears of answers, and of the end.
pub(crate) struct Hearing {
    news: watch::Receiver<()>,
    is_over: watch::Receiver<bool>,
}

impl Approvals {
    const WINDOW: Duration = Duration::from_hours(1);
    const ASKED_FOR: u32 = 30;
    const REMEMBERED: usize = 10_000;

    pub(crate) fn new() -> Self {
        Self {
            news: watch::Sender::new(()),
            is_over: watch::Sender::new(false),
            seats: Semaphore::new(SEATS),
            askers: Mutex::default(),
        }
    }

    /// A place to wait in, while there is one.
    pub(crate) fn seat(&self) -> Option<SemaphorePermit<'_>> {
        self.seats.try_acquire().ok()
    }

    /// Hears of everything from now on.
    pub(crate) fn listen(&self) -> Hearing {
        Hearing {
            news: self.news.subscribe(),
            is_over: self.is_over.subscribe(),
        }
    }

    /// Wakes those who wait: an answer came.
    pub(crate) fn tell(&self) {
        self.news.send_replace(());
    }

    /// Wakes them for the last time: the service stops.
    pub(crate) fn end(&self) {
        self.is_over.send_replace(true);
    }

    /// Counts one more of an asker's questions, and refuses those who ask for too many within an hour.
    pub(crate) fn count(&self, asker: [u8; 32]) -> Result<(), Fault> {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        if askers.len() >= Self::REMEMBERED {
            askers.retain(|_, (since, _)| since.elapsed() < Self::WINDOW);
        }
        let entry = askers.entry(asker).or_insert((Instant::now(), 0));
        if entry.0.elapsed() >= Self::WINDOW {
            *entry = (Instant::now(), 0);
        }
        entry.1 += 1;
        if entry.1 > Self::ASKED_FOR {
            Err(ProblemCode::RateLimited.into())
        } else {
            Ok(())
        }
    }
}

impl Hearing {
    /// Waits until some answer came; false where none will be waited for any more.
    pub(crate) async fn hear(&mut self, patience: Duration) -> bool {
        tokio::select! {
            heard = self.news.changed() => heard.is_ok(),
            _ = self.is_over.wait_for(|over| *over) => false,
            () = tokio::time::sleep(patience) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_hours(1);

    #[tokio::test]
    async fn who_listens_misses_no_answer_and_goes_when_the_service_stops() {
        let approvals = Approvals::new();
        let mut hearing = approvals.listen();
        approvals.tell();
        assert!(hearing.hear(LONG).await, "told before it was waited for");
        approvals.end();
        assert!(!hearing.hear(LONG).await);
        assert!(!approvals.listen().hear(LONG).await, "nor does anybody new");
    }

    #[tokio::test]
    async fn there_are_so_many_seats() {
        let approvals = Approvals::new();
        let seated: Vec<_> = (0..SEATS).map_while(|_| approvals.seat()).collect();
        assert_eq!(seated.len(), SEATS);
        assert!(approvals.seat().is_none());
        drop(seated);
        assert!(approvals.seat().is_some());
    }
}
