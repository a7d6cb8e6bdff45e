//! The schedule waits on a network that is counted or paid for, and goes on when there is one again.

use crate::desk::{Face, open, open_on};
use crate::home::Home;
use crate::stage::Stage;
use companion::view::{Desk, DeskEvent, Network, SyncPhase, SyncSentence, SyncStatus};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_waits_on_a_metered_network_and_a_person_does_not() {
    let stage = Stage::new().await;
    let home = synced_employee(&stage).await;
    let (desk, face) = open_on(&home, Network::Metered).await;
    let id = desk.app_state().await.unwrap().connections[0].id.clone();
    let waiting = standing(&*desk).await;
    assert_eq!(waiting.sentence, SyncSentence::Metered);
    assert_eq!(waiting.next_at, None);

    desk.sync_now(id).await.unwrap();
    until_runs(&face, 1).await;
    assert_eq!(standing(&*desk).await.sentence, SyncSentence::Metered);

    face.be_on(Network::Free);
    until_runs(&face, 2).await;
    let standing = standing(&*desk).await;
    assert_eq!(standing.sentence, SyncSentence::UpToDate);
    assert!(standing.next_at.is_some());

    // Nothing waited, so that a network which comes and goes causes no run.
    face.be_on(Network::Metered);
    face.be_on(Network::Free);
    settled(&face).await;
    assert_eq!(runs(&face), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lets_it_sync_on_metered_networks_too_waits_no_longer() {
    let stage = Stage::new().await;
    let home = synced_employee(&stage).await;
    let (desk, face) = open_on(&home, Network::Metered).await;
    let state = desk.app_state().await.unwrap();
    assert!(!state.metered);
    assert_eq!(state.connections[0].sync.sentence, SyncSentence::Metered);
    assert!(desk.choose_metered(true).await.unwrap().metered);
    until_runs(&face, 1).await;
    assert_eq!(standing(&*desk).await.sentence, SyncSentence::UpToDate);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_for_want_of_a_network_is_tried_as_soon_as_there_is_one() {
    let stage = Stage::new().await;
    let home = synced_employee(&stage).await;
    stage.spoil("/v1.0/**", json!({"kind": "disconnect"})).await;
    let (desk, face) = open_on(&home, Network::Away).await;
    desk.app_state().await.unwrap();
    until_runs(&face, 1).await;
    assert_eq!(standing(&*desk).await.sentence, SyncSentence::PartlyRead);
    stage.spoil_nothing().await;
    face.be_on(Network::Free);
    until_runs(&face, 2).await;
    assert_eq!(standing(&*desk).await.sentence, SyncSentence::UpToDate);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_face_that_knows_of_no_network_waits_on_none() {
    let stage = Stage::new().await;
    let home = synced_employee(&stage).await;
    let (desk, face) = open(&home).await;
    desk.app_state().await.unwrap();
    until_runs(&face, 1).await;
    assert_eq!(standing(&*desk).await.sentence, SyncSentence::UpToDate);
}

/// An employee's home on which the first run is done.
async fn synced_employee(stage: &Stage) -> Home {
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;
    home.agree("email_signal").await;
    home.sync().await;
    home
}

async fn standing(desk: &dyn Desk) -> SyncStatus {
    desk.app_state().await.unwrap().connections[0].sync.clone()
}

async fn until_runs(face: &Face, count: usize) {
    face.until(async || (runs(face) >= count).then_some(()))
        .await;
    assert_eq!(runs(face), count);
}

/// How many runs have ended.
fn runs(face: &Face) -> usize {
    let is_end = |event: &&DeskEvent| matches!(event, DeskEvent::SyncProgressed { progress } if progress.phase == SyncPhase::Finished);
    face.told().iter().filter(is_end).count()
}

/// Waits until the application has heard of the last change of the network.
async fn settled(face: &Face) {
    let heard = || {
        let told = face.told();
        told.iter()
            .rev()
            .take_while(|event| matches!(event, DeskEvent::StateChanged))
            .count()
    };
    face.until(async || (heard() >= 1).then_some(())).await;
}
