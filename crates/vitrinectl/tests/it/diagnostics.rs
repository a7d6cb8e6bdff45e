//! Diagnostics hold nothing that a person wrote, are off until somebody wants them, and are saved as they were shown.

use crate::desk::open;
use crate::stage::Stage;
use companion::view::{CommandError, SyncSentence};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_what_is_saved_and_no_person_is_in_it() {
    let stage = Stage::new().await;
    let home = stage.connected_organisation().await;
    let (desk, face) = open(&home).await;
    let off = desk.diagnostics().await.unwrap();
    assert!(!off.recording && off.bundle.is_none(), "off by default");
    assert!(matches!(
        desk.save_diagnostics("00".repeat(32)).await,
        Err(CommandError::TextChanged)
    ));
    let on = desk.record_diagnostics(true).await.unwrap();
    assert!(on.recording);
    let connection = desk.app_state().await.unwrap().connections[0].id.clone();
    desk.sync_now(connection).await.unwrap();
    face.until(async || {
        let state = desk.app_state().await.unwrap();
        (state.connections[0].sync.sentence == SyncSentence::UpToDate).then_some(())
    })
    .await;
    let shown = desk.diagnostics().await.unwrap().bundle.unwrap();
    let told: serde_json::Value = serde_json::from_str(&shown.text).unwrap();
    assert_eq!(told["runs"][0]["outcome"], "ok");
    assert!(told["exchanges"].as_array().unwrap().len() > 10);
    assert!(
        told["health"]
            .as_array()
            .unwrap()
            .iter()
            .any(|check| check["check"] == "dpa")
    );

    let ready = stage.sandbox.ready();
    let mut canaries = vec![
        "@".to_owned(),
        ".example".to_owned(),
        "http".to_owned(),
        ready.tenant_id.clone(),
    ];
    canaries.push(home.path.to_str().unwrap().to_owned());
    for user in &ready.users {
        canaries.extend([user.upn.clone(), user.id.clone()]);
    }
    for canary in canaries {
        assert!(!shown.text.contains(&canary), "{canary} is in the bundle");
    }

    let written = desk
        .save_diagnostics(shown.sha256.clone())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(face.saved(&written.name), shown.text, "byte for byte");
    let off = desk.record_diagnostics(false).await.unwrap();
    assert!(off.bundle.is_none());
    assert!(
        desk.save_diagnostics(shown.sha256).await.is_err(),
        "it is forgotten"
    );
    let again = desk.record_diagnostics(true).await.unwrap().bundle.unwrap();
    assert!(
        again.text.contains("\"runs\": []"),
        "what was recorded before is gone"
    );
}
