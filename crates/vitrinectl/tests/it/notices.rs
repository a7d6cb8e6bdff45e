//! What a person hears of while they do not look.

use crate::desk::{Face, open};
use crate::stage::Stage;
use companion::view::{Desk, DeskEvent, Notice, SyncPhase, SyncSentence};
use serde_json::json;

#[tokio::test]
async fn a_sign_in_that_is_needed_is_told_once_each_time_and_not_to_who_does_not_want_it() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;
    home.run(&["consent", "--stream", "email_signal"])
        .await
        .expect(0);
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

/// Runs once and says whether it ended well.
async fn synced(desk: &dyn Desk, face: &Face, id: &str) -> bool {
    let before = ended(face);
    desk.sync_now(id.to_owned()).await.unwrap();
    face.until(async || (ended(face) > before).then_some(()))
        .await;
    let state = desk.app_state().await.unwrap();
    state.connections[0].sync.sentence == SyncSentence::UpToDate
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
