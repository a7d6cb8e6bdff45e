//! What a person hears of while they do not look.

use crate::desk::{Face, open};
use crate::stage::Stage;
use companion::view::{Desk, DeskEvent, Notice, PauseFor, SyncPhase, SyncSentence, SyncStatus};
use jiff::Timestamp;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_sign_in_that_is_needed_is_told_once_each_time_and_not_to_who_does_not_want_it() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;
    home.agree("email_signal").await;
    let (desk, face) = open(&home).await;
    let id = desk.app_state().await.unwrap().connections[0].id.clone();

    let revoked = json!({"kind": "token_revoked"});
    stage.spoil("/v1.0/**", revoked.clone()).await;
    for _ in 0..2 {
        assert!(!synced(&*desk, &face, &id).await, "Microsoft refuses");
    }
    assert_eq!(notices(&face), [Notice::SignInNeeded]);

    stage.spoil_nothing().await;
    assert!(synced(&*desk, &face, &id).await, "Microsoft answers again");
    stage.spoil("/v1.0/**", revoked.clone()).await;
    assert!(!synced(&*desk, &face, &id).await);
    assert_eq!(notices(&face), [Notice::SignInNeeded; 2]);

    stage.spoil_nothing().await;
    assert!(synced(&*desk, &face, &id).await);
    assert!(!desk.choose_notices(false).await.unwrap().notices);
    stage.spoil("/v1.0/**", revoked).await;
    assert!(!synced(&*desk, &face, &id).await);
    assert_eq!(notices(&face), [Notice::SignInNeeded; 2], "they are muted");
}

#[tokio::test]
async fn a_run_that_does_not_reach_microsoft_is_not_the_last_sync() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let mut home = stage.connected_employee(&admin, "employee", 0).await;
    home.agree("email_signal").await;
    home.sync().await;
    let synced_by = Timestamp::now();
    // Runs are told apart by the second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;

    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    home.set("VITRINE_GRAPH", &format!("http://{nobody}/v1.0"));
    let (desk, face) = open(&home).await;
    // The schedule runs on start.
    desk.app_state().await.unwrap();
    face.until(async || (ended(&face) > 0).then_some(())).await;
    let sync = standing(&*desk).await;
    assert!(
        matches!(sync.sentence, SyncSentence::MicrosoftUnreachable { .. }),
        "{sync:?}"
    );
    let last_at: Timestamp = sync.last_at.unwrap().parse().unwrap();
    assert!(last_at <= synced_by, "nothing was synced");
    let next_at: Timestamp = sync.next_at.unwrap().parse().unwrap();
    assert!(next_at > synced_by, "it is tried again");

    let id = desk.app_state().await.unwrap().connections[0].id.clone();
    let state = desk.pause(id, PauseFor::Hour).await.unwrap();
    let paused_since: Timestamp = state.connections[0]
        .sync
        .last_at
        .as_ref()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(paused_since, last_at, "nor does a pause make it one");
}

/// Runs once and says whether it ended well.
async fn synced(desk: &dyn Desk, face: &Face, id: &str) -> bool {
    let before = ended(face);
    desk.sync_now(id.to_owned()).await.unwrap();
    face.until(async || (ended(face) > before).then_some(()))
        .await;
    standing(desk).await.sentence == SyncSentence::UpToDate
}

/// How the one connection stands.
async fn standing(desk: &dyn Desk) -> SyncStatus {
    let state = desk.app_state().await.unwrap();
    state.connections[0].sync.clone()
}

/// How many runs have ended.
fn ended(face: &Face) -> usize {
    let is_end = |event: &&DeskEvent| matches!(event, DeskEvent::SyncProgressed { progress } if progress.phase == SyncPhase::Finished);
    face.told().iter().filter(is_end).count()
}

fn notices(face: &Face) -> Vec<Notice> {
    let told = face.told();
    let notice = |event: &DeskEvent| match event {
        DeskEvent::Notice { notice } => Some(*notice),
        _ => None,
    };
    told.iter().filter_map(notice).collect()
}
