//! Killed at any moment, a sync goes on to the same end as one that nobody disturbed.

use crate::stage::Home;
use crate::twin::{End, Template};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

const SEEDS: u64 = 100;
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_killed_by_a_hundred_seeds_ends_like_one_that_is_not() {
    let template = Arc::new(Template::new().await);
    let (undisturbed, takes) = run(&template, None).await;
    let undisturbed = Arc::new(undisturbed);
    assert!(undisturbed.held.len() > 5, "{undisturbed:?}");

    let places = Arc::new(Semaphore::new(AT_ONCE));
    let runs = (0..SEEDS).map(|seed| {
        let (places, template) = (Arc::clone(&places), Arc::clone(&template));
        let undisturbed = Arc::clone(&undisturbed);
        tokio::spawn(async move {
            let _place = places.acquire().await.unwrap();
            let (disturbed, _) = run(&template, Some((seed, takes))).await;
            assert_eq!(disturbed, *undisturbed, "seed {seed}");
        })
    });
    let runs: Vec<_> = runs.collect();
    for run in runs {
        run.await.unwrap();
    }
}

/// Runs a sync on a copy of the template to its end, killed up to three times on the way; says how long the last one took.
async fn run(template: &Template, disturbed: Option<(u64, Duration)>) -> (End, Duration) {
    let mut twin = template.twin().await;
    twin.home.set("VITRINE_LOG", "off");
    if let Some((seed, takes)) = disturbed {
        disturb(&twin.home, seed, takes).await;
    }
    let began = Instant::now();
    let end = twin.end().await;
    (end, began.elapsed())
}

/// Starts a sync up to three times and kills it in the middle, or thereabouts.
async fn disturb(home: &Home, seed: u64, takes: Duration) {
    let mut random = StdRng::seed_from_u64(seed);
    for _ in 0..random.random_range(1..=3) {
        let mut child = home.start(&["sync", "--once", "--json"]);
        let moment = takes.mul_f64(random.random_range(0.0..1.1));
        // Where it ends before that moment, that is a moment too.
        let _ = tokio::time::timeout(moment, child.wait()).await;
        child.kill().await.unwrap();
    }
}
