//! Killed at any moment, a sync goes on to the same end as one that nobody disturbed.

use crate::stage::{Home, Stage, held, serve, small_world};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

const SEEDS: u64 = 100;
const AT_ONCE: usize = 4;

/// What a sync from the template comes to.
#[derive(Debug, PartialEq)]
struct End {
    held: Vec<(String, String, String)>,
    withheld: Value,
}

/// A connected home and the service's data before the first sync.
struct Template {
    home: PathBuf,
    data: PathBuf,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_killed_by_a_hundred_seeds_ends_like_one_that_is_not() {
    let stage = Arc::new(Stage::with(still_world()).await);
    let admin = stage.connected_organisation().await;
    let allow = ["admin", "allow", "acme.example", "*.partner.example"];
    admin.run(&allow).await.expect(0);
    let data = stage.folder.path().join("service");
    let template = Arc::new(Template {
        home: admin.path,
        data,
    });

    let (undisturbed, takes) = run(&stage, &template, None).await;
    let undisturbed = Arc::new(undisturbed);
    assert!(undisturbed.held.len() > 5, "{undisturbed:?}");

    let places = Arc::new(Semaphore::new(AT_ONCE));
    let runs = (0..SEEDS).map(|seed| {
        let (stage, template) = (Arc::clone(&stage), Arc::clone(&template));
        let (places, undisturbed) = (Arc::clone(&places), Arc::clone(&undisturbed));
        tokio::spawn(async move {
            let _place = places.acquire().await.unwrap();
            let (disturbed, _) = run(&stage, &template, Some((seed, takes))).await;
            assert_eq!(disturbed, *undisturbed, "seed {seed}");
        })
    });
    let runs: Vec<_> = runs.collect();
    for run in runs {
        run.await.unwrap();
    }
}

/// A world in which nothing ends while the test runs.
fn still_world() -> vitrine_sandbox::Options {
    vitrine_sandbox::Options {
        mailboxes: 2,
        messages: 24,
        events: 12,
        now: Some("2026-11-15T03:17:00Z".parse().unwrap()),
        ..small_world()
    }
}

/// Runs a sync on a copy of the template to its end, killed up to three times on the way; says how long the last one took.
async fn run(
    stage: &Stage,
    template: &Template,
    disturbed: Option<(u64, Duration)>,
) -> (End, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("service");
    copy(&template.data, &data);
    let service = serve(&data, stage.sandbox.ready()).await;
    let mut home = stage.admin_home("copy");
    home.path = folder.path().join("home");
    copy(&template.home, &home.path);
    home.set("VITRINE_SERVICE_URL", &service.url());
    home.set("VITRINE_LOG", "off");
    if let Some((seed, takes)) = disturbed {
        disturb(&home, seed, takes).await;
    }
    let began = Instant::now();
    home.run(&["sync", "--once", "--json"]).await.expect(0);
    let takes = began.elapsed();
    let export = home.run(&["admin", "export"]).await.expect(0);
    let held = held(&export.stdout);
    let listed = home.run(&["ledger", "--json"]).await.expect(0).json();
    for entry in listed["entries"].as_array().unwrap() {
        let state = entry["state"].as_str();
        assert!(matches!(state, Some("sent" | "pending")), "{entry}");
    }
    let stays = home
        .run(&["ledger", "--withheld", "--json"])
        .await
        .expect(0)
        .json();
    service.stop().await;
    let withheld = stays["counts"].clone();
    (End { held, withheld }, takes)
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

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
