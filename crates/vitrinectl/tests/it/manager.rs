//! Whoever is invited as a manager, at the window's desk.

use crate::desk::{Face, open};
use crate::home::Home;
use crate::stage::Stage;
use companion::view::{
    CommandError, Desk, InviteForm, InviteRole, InviteStanding, PersonRole, Road, StepName,
    StepState, Visit,
};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_connected_becomes_a_manager_by_signing_in_once_more() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = &stage.sandbox.ready().users[0].upn;
    let (desk, face) = open(&stage.employee_home("employee")).await;
    let state = desk.accept_invite(admin.invite(upn).await).await.unwrap();
    assert_eq!(state.asked_by, state.invite);
    signed_in(&*desk, &face).await;
    let state = desk.app_state().await.unwrap();
    assert!(state.invite.is_none() && !state.is_manager);
    let asked_by = state.asked_by.unwrap();
    assert_eq!(asked_by.role, InviteRole::Employee, "who asked stays told");
    let refused = desk.invites().await;
    assert!(matches!(refused, Err(CommandError::ServiceRefused { .. })));

    let link = invite_as_a_manager(&admin, upn).await;
    let read = desk.inspect_invite(link.clone()).await.unwrap();
    assert_eq!(read.role, InviteRole::Manager);
    let state = desk.accept_invite(link).await.unwrap();
    let [guide] = &state.guides[..] else {
        panic!("one guide for the one connection: {:?}", state.guides);
    };
    let sign_in = guide.steps.iter().find(|one| one.step == StepName::SignIn);
    assert_eq!(sign_in.unwrap().state, StepState::Ready);
    signed_in(&*desk, &face).await;
    let state = desk.app_state().await.unwrap();
    assert!(state.is_manager && state.invite.is_none());
    assert_eq!(state.connections.len(), 1, "the connection is the same");

    let somebody = InviteForm {
        role: PersonRole::Employee,
        address: "somebody@contoso.example".to_owned(),
    };
    desk.make_invite(somebody.clone()).await.unwrap();
    let another = InviteForm {
        role: PersonRole::Manager,
        ..somebody
    };
    let refused = desk.make_invite(another).await;
    assert!(matches!(refused, Err(CommandError::ServiceRefused { .. })));
    let rows = desk.invites().await.unwrap();
    assert_eq!(rows.len(), 1, "a manager sees their own invites");

    // Another employee's invite, for a new connection say, lowers nothing.
    desk.accept_invite(admin.invite(upn).await).await.unwrap();
    signed_in(&*desk, &face).await;
    let state = desk.app_state().await.unwrap();
    assert!(state.is_manager && state.invite.is_none());
    assert_eq!(desk.invites().await.unwrap().len(), 1);

    let (office, _) = open(&admin).await;
    let rows = office.invites().await.unwrap();
    let own = rows
        .iter()
        .find(|row| row.role == InviteRole::Manager && row.standing == InviteStanding::Used);
    office.revoke_invite(own.unwrap().id.clone()).await.unwrap();
    assert!(desk.invites().await.is_err());
    let state = desk.app_state().await.unwrap();
    assert!(!state.is_manager, "what was taken back is noticed");
    assert_eq!(state.connections.len(), 1, "the mailbox stays connected");

    let connection = state.connections[0].id.clone();
    let state = desk.disconnect(connection).await.unwrap();
    assert!(state.first_run && state.asked_by.is_none());
}

async fn invite_as_a_manager(admin: &Home, address: &str) -> String {
    let made = ["admin", "invite", "--email", address, "--manager", "--json"];
    let made = admin.run(&made).await.expect(0).json();
    made["invite"].as_str().unwrap().to_owned()
}

async fn signed_in(desk: &dyn Desk, face: &Face) {
    desk.begin_sign_in(Road::EmployeeGraph).await.unwrap();
    face.until(async || match desk.sign_in().await.unwrap() {
        Visit::Done { .. } => Some(()),
        Visit::Refused { refusal } => panic!("{refusal:?}"),
        _ => None,
    })
    .await;
}
