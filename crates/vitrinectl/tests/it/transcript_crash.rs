//! Killed at any moment between the finding and the taking back of transcripts, an employee's home comes to the same end as one
//! that nobody disturbed: each decision counts once, and the service holds what was let go and nothing else.

use crate::home::Home;
use crate::kills::{each_seed, kill};
use crate::stage::{Stage, serve, small_world_at};
use crate::transcripts::Desk;
use crate::twin::copy;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SEEDS: u64 = 24;
const AT_ONCE: usize = 3;
const NOW: &str = "2026-11-15T13:17:00Z";
/// When each meeting began, the latest first, as they are listed.
const MEETINGS: [&str; 3] = ["-2h", "-26h", "-50h"];

/// What it comes to: what the service holds, and where each transcript stands.
#[derive(Debug, PartialEq)]
struct End {
    held: Vec<Value>,
    stand: Vec<Value>,
}

/// An employee with three meetings, who agreed and has not synced yet.
struct Template {
    stage: Stage,
    home: PathBuf,
}

/// What kills commands on the way, and how long each takes undisturbed.
struct Trouble {
    random: StdRng,
    takes: Duration,
}

/// A copy of the template's home with a service on a copy of its data.
struct Twin {
    home: Home,
    service: vitrine_service::Running,
    trouble: Option<Trouble>,
    _folder: TempDir,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transcripts_handled_under_kills_by_many_seeds_end_like_those_that_are_not() {
    let template = Arc::new(Template::new().await);
    let began = Instant::now();
    let undisturbed = Arc::new(template.twin(None).await.live().await);
    let takes = began.elapsed() / 12;
    assert_eq!(
        undisturbed.stand,
        [json!("sent"), json!("withheld"), json!("sent")]
    );
    assert_eq!(undisturbed.held.len(), 3, "two transcripts and the count");

    each_seed(SEEDS, AT_ONCE, |seed| {
        let (template, undisturbed) = (Arc::clone(&template), Arc::clone(&undisturbed));
        async move {
            let random = StdRng::seed_from_u64(seed);
            let twin = template.twin(Some(Trouble { random, takes })).await;
            assert_eq!(twin.live().await, *undisturbed, "seed {seed}");
        }
    })
    .await;
}

impl Template {
    async fn new() -> Self {
        let desk = Desk::with(vitrine_sandbox::Options {
            messages: 4,
            events: 0,
            ..small_world_at(NOW)
        })
        .await;
        desk.home.agree("email_signal").await;
        for start in MEETINGS {
            let event = desk.meeting_at(start, &["buyer@acme.example"]).await;
            desk.transcript_at(start, &event).await;
        }
        Self {
            home: desk.home.path.clone(),
            stage: desk.stage,
        }
    }

    async fn twin(&self, trouble: Option<Trouble>) -> Twin {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("service");
        copy(&self.stage.folder.path().join("service"), &data);
        let service = serve(&data, self.stage.sandbox.ready()).await;
        let mut home = self.stage.employee_home("copy");
        home.path = folder.path().join("home");
        copy(&self.home, &home.path);
        home.set("VITRINE_SERVICE_URL", &service.url());
        home.set("VITRINE_LOG", "off");
        Twin {
            home,
            service,
            trouble,
            _folder: folder,
        }
    }
}

impl Twin {
    /// Finds, decides, sends and takes back; each command may be killed before it is said to its end.
    async fn live(mut self) -> End {
        self.sync().await;
        let [last, middle, first] = self.ids().await;
        self.say(&["transcript", "cut", &last, "--from", "2"]).await;
        self.release(&last).await;
        self.release(&middle).await;
        self.say(&["transcript", "withhold", &first]).await;
        self.sync().await;
        self.say(&["transcript", "withhold", &middle]).await;
        self.say(&["transcript", "reconsider", &first]).await;
        let narrow = ["transcript", "level", "measures", "--transcript", &first];
        self.say(&narrow).await;
        self.release(&first).await;
        self.sync().await;

        let export = self.home.run(&["export"]).await.expect(0).stdout;
        let stand = self.rows().await;
        let stand = stand.iter().map(|row| row["review"].clone()).collect();
        self.service.stop().await;
        End {
            held: export.lines().map(told).collect(),
            stand,
        }
    }

    async fn sync(&mut self) {
        self.say(&["sync", "--once"]).await;
    }

    /// Lets go what is shown of it, once it was seen.
    async fn release(&mut self, id: &str) {
        let shown = self.say(&["transcript", "show", id]).await;
        let sha256 = shown["told"]["sha256"].as_str().unwrap();
        self.say(&["transcript", "release", id, "--sha256", sha256])
            .await;
    }

    async fn rows(&self) -> Vec<Value> {
        let listed = self.home.json(&["transcript", "list"]).await;
        let meetings = listed["meetings"].as_array().unwrap().iter();
        let rows = meetings.flat_map(|one| one["transcripts"].as_array().unwrap());
        rows.cloned().collect()
    }

    async fn ids(&self) -> [String; 3] {
        let rows = self.rows().await;
        let ids = rows
            .iter()
            .map(|row| row["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>().try_into().unwrap()
    }

    /// Starts a command up to twice and kills it in the middle, or thereabouts; then has it run to its end.
    async fn say(&mut self, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        if let Some(Trouble { random, takes }) = &mut self.trouble {
            let times = random.random_range(0..=2);
            kill(&self.home, &arguments, times, random, *takes).await;
        }
        self.home.run(&arguments).await.expect(0).json()
    }
}

/// What a line of the export says, but for the moment as of which a count was taken.
fn told(line: &str) -> Value {
    let line: Value = serde_json::from_str(line).unwrap();
    let activity = &line["activity"];
    match activity["type"].as_str() {
        Some("email_signal") => activity["properties"].clone(),
        _ => line["sha256"].clone(),
    }
}
