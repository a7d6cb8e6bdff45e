//! What IT lays down in the policy file holds in the window: it is shown with its reason and cannot be chosen otherwise.

use crate::desk::open;
use crate::stage::Stage;
use companion::view::{CommandError, InviteProblem, LockedBy, Road, RoadStanding};

/// Names a policy file with this text to a home.
fn lay_down(home: &mut crate::home::Home, text: &str) {
    let file = home.path.with_extension("policy.toml");
    std::fs::write(&file, text).unwrap();
    let named = file.to_str().unwrap().to_owned();
    home.environment
        .insert("VITRINE_POLICY_FILE".to_owned(), named);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_setting_is_shown_and_cannot_be_changed() {
    let stage = Stage::new().await;
    let mut home = stage.employee_home("locked");
    lay_down(
        &mut home,
        "language = \"de\"\nbackground = false\nsync_on_metered = false\ndiagnostics = false\nlocked = [\"language\"]",
    );
    let (desk, _) = open(&home).await;
    let before = desk.app_state().await.unwrap();
    let decided = |name: &str| {
        let mut locked = before.locked.iter();
        locked.find(|one| one.name == name).map(|one| one.by)
    };
    assert_eq!(decided("language"), Some(LockedBy::PolicyFile));
    assert_eq!(decided("background"), Some(LockedBy::PolicyFile));
    let language = desk.choose_language(Some("en".to_owned())).await;
    assert!(matches!(language, Err(CommandError::Locked { .. })));
    let background = desk.choose_background(true).await;
    assert!(matches!(background, Err(CommandError::Locked { .. })));
    assert_eq!(decided("sync_on_metered"), Some(LockedBy::PolicyFile));
    let metered = desk.choose_metered(true).await;
    assert!(matches!(metered, Err(CommandError::Locked { .. })));
    let recording = desk.record_diagnostics(true).await;
    assert!(matches!(recording, Err(CommandError::Locked { .. })));
    assert_eq!(desk.app_state().await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_roads_and_the_tenant_that_it_names_can_be_connected() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = &stage.sandbox.ready().users[0].upn;
    let invite = admin.invite(upn).await;
    let mut home = stage.employee_home("roads");
    lay_down(&mut home, "roads = [\"organisation\"]");
    let (desk, _) = open(&home).await;
    let view = desk.inspect_invite(invite.clone()).await.unwrap();
    let standings: Vec<_> = view.roads.iter().map(|offer| offer.standing).collect();
    assert_eq!(standings, [RoadStanding::NotAllowedHere; 2]);
    desk.accept_invite(invite.clone()).await.unwrap();
    let refused = desk.begin_sign_in(Road::EmployeeGraph).await;
    assert!(
        matches!(refused, Err(CommandError::RoadClosed { .. })),
        "{refused:?}"
    );

    let mut elsewhere = stage.employee_home("elsewhere");
    lay_down(
        &mut elsewhere,
        "tenant = \"99999999-0000-4000-8000-000000000001\"",
    );
    let (desk, _) = open(&elsewhere).await;
    let refused = desk.inspect_invite(invite).await;
    let foreign = CommandError::InviteRefused {
        problem: InviteProblem::Foreign,
    };
    assert_eq!(refused, Err(foreign));
}
