//! Whoever is invited as a manager, at the window's desk.

use crate::desk::{Face, open};
use crate::dovecot::{Dovecot, Setup};
use crate::home::Home;
use crate::mail_desk::{form, invited, sync, to_the_end};
use crate::mailbox::{BOB, home_at, letter, token_key};
use crate::stage::{AUTUMN, Stage, small_world_at};
use companion::view::{
    CommandError, CycleStanding, Desk, InviteForm, InviteRole, InviteStanding, MailForm,
    MailSignIn, PersonRole, Road, StepName, StepState, Visit,
};

#[tokio::test(flavor = "multi_thread")]
async fn whom_microsoft_vouched_for_becomes_a_manager_without_another_sign_in() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = &stage.sandbox.ready().users[0].upn;
    let (desk, face) = open(&stage.employee_home("employee")).await;
    let state = desk.accept_invite(admin.invite(upn).await).await.unwrap();
    assert_eq!(state.asked_by, state.invite);
    signed_in(&*desk, &face).await;
    let state = desk.app_state().await.unwrap();
    assert!(state.invite.is_none() && state.managing.is_none());
    let asked_by = state.asked_by.unwrap();
    assert_eq!(asked_by.role, InviteRole::Employee, "who asked stays told");
    let refused = desk.invites().await;
    assert!(matches!(refused, Err(CommandError::ServiceRefused { .. })));

    let link = invite_as_a_manager(&admin, upn).await;
    let read = desk.inspect_invite(link.clone()).await.unwrap();
    assert_eq!(read.role, InviteRole::Manager);
    let state = desk.accept_invite(link).await.unwrap();
    let managing = state.managing.unwrap();
    assert_eq!(managing.account.unwrap().address, upn.to_lowercase());
    assert!(state.invite.is_none() && !managing.is_taken_back);
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
    assert!(state.managing.is_some() && state.invite.is_none());
    assert_eq!(desk.invites().await.unwrap().len(), 1);

    let (office, _) = open(&admin).await;
    let rows = office.invites().await.unwrap();
    let own = rows
        .iter()
        .find(|row| row.role == InviteRole::Manager && row.standing == InviteStanding::Used);
    office.revoke_invite(own.unwrap().id.clone()).await.unwrap();
    assert!(desk.invites().await.is_err());
    let state = desk.app_state().await.unwrap();
    assert!(state.managing.is_none(), "what was taken back is noticed");
    assert_eq!(state.connections.len(), 1, "the mailbox stays connected");

    let connection = state.connections[0].id.clone();
    let state = desk.disconnect(connection).await.unwrap();
    assert!(state.first_run && state.asked_by.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_only_a_password_vouched_for_signs_in_for_it_and_their_mailbox_stays() {
    let stage = Stage::new().await;
    let dovecot = Dovecot::start(&Setup {
        marked: &[],
        ..Setup::default()
    });
    let (desk, face, upn) = invited(&stage, &home_at(&stage, &dovecot, "window")).await;
    let inbox = dovecot.maildir(&upn, "INBOX");
    letter("first@fabrikam.example", BOB, 1).write(&inbox, 1);
    dovecot.hand_over();
    let asked = form(MailSignIn::Password, dovecot.port);
    desk.connect_mailbox(asked).await.unwrap();
    let state = desk.app_state().await.unwrap();
    let id = state.connections[0].id.clone();
    assert_eq!(to_the_end(&desk, &face, &id).await, (0, 1));

    let admin = stage.admin_home("admin");
    let link = invite_as_a_manager(&admin, &upn).await;
    let state = desk.accept_invite(link).await.unwrap();
    assert!(state.managing.is_none() && state.invite.is_some());
    assert!(state.guides.is_empty(), "the mailbox is set up already");
    sign_in_as_manager(&*desk, &face).await;
    let state = desk.app_state().await.unwrap();
    assert!(state.managing.is_some() && state.invite.is_none());
    assert_eq!(state.connections.len(), 1);
    desk.make_invite(somebody()).await.unwrap();

    // What the mailbox brings goes on as whose it was.
    letter("second@fabrikam.example", BOB, 2).write(&inbox, 2);
    dovecot.hand_over();
    sync(&desk, &face, &id).await;
    let state = desk.disconnect(id).await.unwrap();
    assert!(state.managing.is_some() && !state.first_run);
    assert_eq!(desk.invites().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_s_mailbox_by_microsoft_is_proof_enough() {
    let stage = Stage::new().await;
    let dovecot = Dovecot::start(&Setup {
        mechanisms: "xoauth2",
        token_key: Some(token_key(&stage).await),
        ..Setup::default()
    });
    let (desk, face, upn) = invited(&stage, &home_at(&stage, &dovecot, "window")).await;
    let name = stage.sandbox.ready().users[0].upn.clone();
    dovecot.maildir(&name, "INBOX");
    dovecot.hand_over();
    let asked = MailForm {
        user: Some(name),
        ..form(MailSignIn::Microsoft, dovecot.port)
    };
    desk.connect_mailbox(asked).await.unwrap();
    done(&*desk, &face).await;
    let link = invite_as_a_manager(&stage.admin_home("admin"), &upn).await;
    let state = desk.accept_invite(link).await.unwrap();
    assert!(state.managing.is_some() && state.invite.is_none());
    desk.make_invite(somebody()).await.unwrap();

    // The one credential is the manager's as well, so it outlives the mailbox.
    let id = state.connections[0].id.clone();
    let state = desk.disconnect(id).await.unwrap();
    assert!(state.managing.is_some() && state.connections.is_empty());
    assert_eq!(desk.invites().await.unwrap().len(), 1);
    let state = desk.stop_managing().await.unwrap();
    assert!(state.first_run && state.managing.is_none() && state.asked_by.is_none());
    assert!(desk.invites().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_needs_no_mailbox_and_may_connect_their_own() {
    let stage = Stage::with(small_world_at(AUTUMN)).await;
    let admin = stage.connected_organisation().await;
    admin.make_cycle("UTC").await;
    let upn = &stage.sandbox.ready().users[0].upn;
    let (desk, face) = open(&stage.employee_home("manager")).await;
    let link = invite_as_a_manager(&admin, upn).await;
    let state = desk.accept_invite(link).await.unwrap();
    assert!(state.guides.is_empty() && !state.first_run);
    sign_in_as_manager(&*desk, &face).await;

    let state = desk.app_state().await.unwrap();
    assert!(state.connections.is_empty() && !state.first_run && state.guides.is_empty());
    assert!(!state.managing.unwrap().wants_mailbox);
    let cycles = desk.managed_cycles().await.unwrap();
    assert_eq!(cycles[0].state, CycleStanding::Open);
    assert_eq!(
        desk.review_people(cycles[0].id.clone()).await,
        Ok(Vec::new())
    );
    desk.make_invite(somebody()).await.unwrap();

    for is_wanted in [true, false, true] {
        let state = desk.want_mailbox(is_wanted).await.unwrap();
        assert_eq!(state.guides.len(), usize::from(is_wanted));
    }
    let state = desk.choose_road(Road::EmployeeImap).await.unwrap();
    assert_eq!(state.guides[0].road, Road::EmployeeImap);
    desk.choose_road(Road::EmployeeGraph).await.unwrap();
    signed_in(&*desk, &face).await;
    let state = desk.app_state().await.unwrap();
    assert_eq!(state.connections.len(), 1);
    assert!(!state.managing.unwrap().wants_mailbox);
    let steps = &state.guides[0].steps;
    let sign_in = steps.iter().find(|one| one.step == StepName::SignIn);
    assert_eq!(sign_in.unwrap().state, StepState::Done);

    // Whoever stops managing keeps their mailbox, which went by the one credential.
    let id = state.connections[0].id.clone();
    let state = desk.stop_managing().await.unwrap();
    assert_eq!(state.connections.len(), 1);
    assert!(desk.review_cycles(id).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_without_a_mailbox_is_told_that_it_was_taken_back() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = &stage.sandbox.ready().users[0].upn;
    let (desk, face) = open(&stage.employee_home("manager")).await;
    desk.accept_invite(invite_as_a_manager(&admin, upn).await)
        .await
        .unwrap();
    sign_in_as_manager(&*desk, &face).await;
    let (office, _) = open(&admin).await;
    let rows = office.invites().await.unwrap();
    let own = rows.iter().find(|row| row.role == InviteRole::Manager);
    office.revoke_invite(own.unwrap().id.clone()).await.unwrap();
    assert!(desk.invites().await.is_err());
    let state = desk.app_state().await.unwrap();
    assert!(!state.first_run && state.managing.unwrap().is_taken_back);
    assert!(desk.stop_managing().await.unwrap().first_run);
}

fn somebody() -> InviteForm {
    InviteForm {
        role: PersonRole::Employee,
        address: "somebody@contoso.example".to_owned(),
    }
}

async fn sign_in_as_manager(desk: &dyn Desk, face: &Face) {
    let begun = desk.begin_managing().await.unwrap();
    let Visit::Waiting { link, .. } = begun else {
        panic!("{begun:?}");
    };
    for foreign in ["Mail.", "Calendars", "OnlineMeeting", "IMAP"] {
        assert!(!link.contains(foreign), "User.Read alone: {link}");
    }
    done(desk, face).await;
}

async fn invite_as_a_manager(admin: &Home, address: &str) -> String {
    let made = ["admin", "invite", "--email", address, "--manager", "--json"];
    let made = admin.run(&made).await.expect(0).json();
    made["invite"].as_str().unwrap().to_owned()
}

async fn signed_in(desk: &dyn Desk, face: &Face) {
    desk.begin_sign_in(Road::EmployeeGraph).await.unwrap();
    done(desk, face).await;
}

async fn done(desk: &dyn Desk, face: &Face) {
    face.until(async || match desk.sign_in().await.unwrap() {
        Visit::Done { .. } => Some(()),
        Visit::Refused { refusal } => panic!("{refusal:?}"),
        _ => None,
    })
    .await;
}
