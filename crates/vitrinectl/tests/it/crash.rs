//! Killed at any moment, a sync goes on to the same end as one that nobody disturbed.

use crate::kills::{each_seed, kill};
use crate::twin::{End, Template};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SEEDS: u64 = 100;
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_killed_by_a_hundred_seeds_ends_like_one_that_is_not() {
    let template = Arc::new(Template::new().await);
    let (undisturbed, takes) = run(&template, None).await;
    let undisturbed = Arc::new(undisturbed);
    assert!(undisturbed.held.len() > 5, "{undisturbed:?}");
    each_seed(SEEDS, AT_ONCE, |seed| {
        let (template, undisturbed) = (Arc::clone(&template), Arc::clone(&undisturbed));
        async move {
            let (disturbed, _) = run(&template, Some((seed, takes))).await;
            assert_eq!(disturbed, *undisturbed, "seed {seed}");
        }
    })
    .await;
}

/// Runs a sync on a copy of the template to its end, killed up to three times on the way; says how long the last one took.
async fn run(template: &Template, disturbed: Option<(u64, Duration)>) -> (End, Duration) {
    let mut twin = template.twin().await;
    twin.home.set("VITRINE_LOG", "off");
    if let Some((seed, takes)) = disturbed {
        let mut random = StdRng::seed_from_u64(seed);
        let times = random.random_range(1..=3);
        let sync = ["sync", "--once", "--json"];
        kill(&twin.home, &sync, times, &mut random, takes).await;
    }
    let began = Instant::now();
    let end = twin.end().await;
    (end, began.elapsed())
}
