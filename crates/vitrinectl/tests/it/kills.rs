//! Commands that are killed on the way, and the same test for many seeds.

use crate::home::Home;
use rand::Rng as _;
use rand::rngs::StdRng;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Starts a command so many times and kills it each time in the middle, or thereabouts, of what it takes undisturbed.
pub(crate) async fn kill(
    home: &Home,
    arguments: &[&str],
    times: u32,
    random: &mut StdRng,
    takes: Duration,
) {
    for _ in 0..times {
        let mut child = home.start(arguments);
        let moment = takes.mul_f64(random.random_range(0.0..1.1));
        // Where it ends before that moment, that is a moment too.
        let _ = tokio::time::timeout(moment, child.wait()).await;
        child.kill().await.unwrap();
    }
}

/// Runs a test for each seed, so many of them at once.
pub(crate) async fn each_seed<T: Future<Output = ()> + Send + 'static>(
    seeds: u64,
    at_once: usize,
    test: impl Fn(u64) -> T,
) {
    let places = Arc::new(Semaphore::new(at_once));
    let runs = (0..seeds).map(|seed| {
        let (places, test) = (Arc::clone(&places), test(seed));
        tokio::spawn(async move {
            let _place = places.acquire().await.unwrap();
            test.await;
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
}
