//! A fault of the program in the middle of a run: it is told, nothing seems to be under way, and the next run goes on.

use crate::stage::Stage;
use companion::view::{CommandError, Desk, DeskEvent, Shell, SyncPhase, SyncSentence, SyncStatus};
use companion::{Companion, Flags, Settings};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

/// A face that breaks once, when it is told of that phase of a run.
#[derive(Default)]
struct Brittle {
    breaks_at: Mutex<Option<SyncPhase>>,
    news: Notify,
}

impl Brittle {
    fn breaks_at(&self, phase: SyncPhase) {
        *self.breaks_at.lock().unwrap() = Some(phase);
    }

    /// Waits until a sync stands as wanted.
    async fn until(&self, desk: &dyn Desk, is_so: impl Fn(&SyncStatus) -> bool) -> String {
        let asked = async {
            loop {
                let state = desk.app_state().await.unwrap();
                let connection = &state.connections[0];
                let progress = desk.sync_progress(connection.id.clone()).await.unwrap();
                if progress.is_none() && is_so(&connection.sync) {
                    return connection.id.clone();
                }
                self.news.notified().await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_mins(1), asked).await;
        in_time.expect("in time")
    }
}

impl Shell for Brittle {
    fn open_page(&self, _: &str) -> bool {
        false
    }

    fn announce(&self, event: DeskEvent) {
        if let DeskEvent::SyncProgressed { progress } = &event {
            let breaks_here = self
                .breaks_at
                .lock()
                .unwrap()
                .take_if(|phase| *phase == progress.phase);
            assert_eq!(breaks_here, None, "broken on purpose");
        }
        self.news.notify_one();
    }
}

fn has_broken_off(sync: &SyncStatus) -> bool {
    matches!(
        &sync.sentence,
        SyncSentence::Failed {
            error: CommandError::Internal { .. }
        }
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_breaks_off_is_over_and_the_schedule_goes_on() {
    let stage = Stage::new().await;
    let home = stage.connected_organisation().await;
    home.sync().await;
    let environment = home.environment.clone();
    let flags = Flags {
        home: Some(home.path.clone()),
        policy_file: None,
    };
    let settings = Settings::resolve(&flags, &|name| environment.get(name).cloned()).unwrap();
    let face = Arc::new(Brittle::default());
    let desk: Arc<dyn Desk> = Companion::open(settings, Arc::clone(&face) as Arc<dyn Shell>)
        .await
        .unwrap();
    let is_well = |sync: &SyncStatus| sync.sentence == SyncSentence::UpToDate;

    // In the middle of the schedule's own run, which begins with the first question.
    face.breaks_at(SyncPhase::Reading);
    let id = face.until(&*desk, has_broken_off).await;
    desk.resume(id.clone()).await.unwrap();
    face.until(&*desk, is_well).await;

    // And before the first step of one that the person asks for.
    face.breaks_at(SyncPhase::Checking);
    desk.sync_now(id.clone()).await.unwrap();
    face.until(&*desk, has_broken_off).await;
    desk.sync_now(id).await.unwrap();
    face.until(&*desk, is_well).await;
}
