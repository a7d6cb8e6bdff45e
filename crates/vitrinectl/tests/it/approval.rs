//! An employee who may not connect before an administrator approved: it goes on by itself once they did.

use crate::browser;
use crate::desk::{Face, open};
use crate::home::{Home, page_of};
use crate::stage::Stage;
use companion::view::{
    ApprovalStanding, Desk, DeskEvent, MailForm, MailServer, MailSignIn, Notice, Refusal,
    RefusalKind, Road, Visit,
};
use std::sync::Arc;
use tokio::io::AsyncBufReadExt as _;
use tokio::process::ChildStderr;

/// A tenant in which mail needs an administrator, an employee's home and their invite.
async fn strict_stage() -> (Stage, Home, String) {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let invite = admin.invite(&stage.sandbox.ready().users[0].upn).await;
    let switches = format!("{}/sandbox/entra", stage.sandbox.ready().authority);
    let strict = serde_json::json!({ "consent_policy": "strict" });
    assert_eq!(browser::send("POST", &switches, &strict).await, 204);
    let home = stage.employee_home("employee");
    (stage, home, invite)
}

async fn refused(desk: &Arc<dyn Desk>, face: &Face, standing: ApprovalStanding) -> Refusal {
    face.until(async || match desk.sign_in().await.unwrap() {
        Visit::Refused { refusal } if refusal.approval == Some(standing) => Some(refusal),
        Visit::Done { .. } | Visit::Failed { .. } => panic!("it ended otherwise"),
        _ => None,
    })
    .await
}

async fn done(desk: &Arc<dyn Desk>, face: &Face) {
    face.until(async || matches!(desk.sign_in().await.unwrap(), Visit::Done { .. }).then_some(()))
        .await;
}

/// The employee's sign-in, refused until an administrator approves; the link to hand over.
async fn ask(desk: &Arc<dyn Desk>, face: &Face, invite: String) -> String {
    desk.accept_invite(invite).await.unwrap();
    desk.begin_sign_in(Road::EmployeeGraph).await.unwrap();
    let refusal = refused(desk, face, ApprovalStanding::Awaited).await;
    refusal.admin_link.unwrap()
}

/// Where Microsoft's page leads back to, as if it had been answered so.
fn back(link: &str, answer: &str) -> String {
    let link = url::Url::parse(link).unwrap();
    let of = |wanted: &str| {
        let mut pairs = link.query_pairs();
        let found = pairs.find(|(name, _)| name == wanted);
        found.unwrap().1.into_owned()
    };
    format!("{}?{answer}&state={}", of("redirect_uri"), of("state"))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_by_itself_once_an_administrator_approved_even_after_a_refusal() {
    let (stage, home, invite) = strict_stage().await;
    let (desk, face) = open(&home).await;
    let link = ask(&desk, &face, invite).await;
    assert!(
        link.contains(&format!("redirect_uri={}", "http%3A%2F%2F127.0.0.1")),
        "{link}"
    );
    desk.follow_approval().await.unwrap();
    let no = "admin_consent=True&error=consent_required&error_description=AADSTS65004";
    assert_eq!(browser::visit(&back(&link, no)).await, 200);
    let refusal = refused(&desk, &face, ApprovalStanding::Refused).await;
    assert_eq!(
        refusal.admin_link.as_ref(),
        Some(&link),
        "they may think it over"
    );
    assert_eq!(browser::visit(&link).await, 200);
    done(&desk, &face).await;
    let notice = DeskEvent::Notice {
        notice: Notice::Approved,
    };
    assert!(face.told().contains(&notice));
    let state = desk.app_state().await.unwrap();
    assert_eq!(
        state.connections[0].account.as_ref().unwrap().address,
        stage.sandbox.ready().users[0].upn
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_says_that_they_approved_gets_the_same_refusal_and_a_new_link() {
    let (_stage, home, invite) = strict_stage().await;
    let (desk, face) = open(&home).await;
    let link = ask(&desk, &face, invite).await;
    desk.follow_approval().await.unwrap();
    let forged = back(
        &link,
        "admin_consent=True&tenant=11111111-2222-3333-4444-555555555555",
    );
    assert_eq!(browser::visit(&forged).await, 200);
    let refusal = refused(&desk, &face, ApprovalStanding::CameToNothing).await;
    let newer = refusal.admin_link.unwrap();
    assert_ne!(newer, link, "the old one is used up");
    assert!(desk.app_state().await.unwrap().connections.is_empty());
    desk.follow_approval().await.unwrap();
    assert_eq!(browser::visit(&newer).await, 200);
    done(&desk, &face).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_handed_over_counts_after_a_restart_and_nothing_happens_while_nobody_looks()
{
    let (_stage, home, invite) = strict_stage().await;
    let (desk, face) = open(&home).await;
    let link = ask(&desk, &face, invite).await;
    desk.follow_approval().await.unwrap();
    assert!(matches!(
        desk.leave_approval().await.unwrap(),
        Visit::Refused { .. }
    ));
    assert_eq!(browser::visit(&link).await, 200);
    let events = face.told().len();
    assert!(matches!(
        desk.sign_in().await.unwrap(),
        Visit::Refused { .. }
    ));
    assert_eq!(face.told().len(), events, "nothing goes on");
    drop((desk, face));

    let (desk, face) = open(&home).await;
    let refusal = refused(&desk, &face, ApprovalStanding::Awaited).await;
    assert_eq!(refusal.admin_link, Some(link));
    desk.follow_approval().await.unwrap();
    done(&desk, &face).await;
    assert!(desk.app_state().await.unwrap().invite.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_once_more_keeps_the_link_and_a_service_that_stops_does_not_wait_for_them() {
    let (stage, home, invite) = strict_stage().await;
    let (desk, face) = open(&home).await;
    let link = ask(&desk, &face, invite).await;
    desk.begin_sign_in(Road::EmployeeGraph).await.unwrap();
    let again = refused(&desk, &face, ApprovalStanding::Awaited).await;
    assert_eq!(
        again.admin_link,
        Some(link.clone()),
        "an older message still counts"
    );
    desk.follow_approval().await.unwrap();
    let began = std::time::Instant::now();
    stage.service.stop().await;
    assert!(began.elapsed().as_secs() < 8, "nobody had to be cut off");
    assert!(
        matches!(desk.sign_in().await.unwrap(), Visit::Refused { .. }),
        "it goes on waiting"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_by_a_sign_in_at_microsoft_goes_on_as_it_was_asked_for() {
    let (_stage, home, invite) = strict_stage().await;
    let (desk, face) = open(&home).await;
    ask(&desk, &face, invite).await;
    desk.choose_road(Road::EmployeeImap).await.unwrap();
    let left = desk.sign_in().await.unwrap();
    assert_eq!(
        left,
        Visit::Idle,
        "what the other road needs is not asked for here"
    );
    let form = MailForm {
        sign_in: MailSignIn::Microsoft,
        server: Some(MailServer {
            host: "localhost".to_owned(),
            port: nobody_listens(),
            starttls: false,
        }),
        user: None,
        password: None,
        aliases: Vec::new(),
    };
    desk.connect_mailbox(form).await.unwrap();
    let refusal = refused(&desk, &face, ApprovalStanding::Awaited).await;
    let link = refusal.admin_link.unwrap();
    assert!(
        link.contains("IMAP.AccessAsUser.All") && !link.contains("Mail.Read"),
        "{link}"
    );
    desk.follow_approval().await.unwrap();
    assert_eq!(browser::visit(&link).await, 200);
    // The sign-in went through; nobody is at the mail server.
    face.until(async || match desk.sign_in().await.unwrap() {
        Visit::Failed { .. } => Some(()),
        Visit::Refused { refusal } if refusal.kind != RefusalKind::NeedsAdmin => Some(()),
        _ => None,
    })
    .await;
}

fn nobody_listens() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test]
async fn the_command_line_waits_where_it_is_asked_to() {
    let (_stage, home, invite) = strict_stage().await;
    let refused = home
        .visit(&["connect", "--invite", &invite, "--json"])
        .await;
    refused.refused(4, "admin_approval_needed");
    assert!(refused.stderr.contains("adminconsent"), "{refused:?}");

    let mut child = home.start(&["connect", "--invite", &invite, "--wait", "--json"]);
    let (page, mut told) = page_of(&mut child).await;
    browser::visit(&page.unwrap()).await;
    let consent = next_page(&mut told).await;
    assert!(refused.stderr.contains(&consent), "the same link as before");
    assert_eq!(browser::visit(&consent).await, 200);
    browser::visit(&next_page(&mut told).await).await;
    assert!(child.wait().await.unwrap().success());
}

async fn next_page(told: &mut tokio::io::BufReader<ChildStderr>) -> String {
    let mut line = String::new();
    while !line.starts_with("http") {
        line.clear();
        assert!(
            told.read_line(&mut line).await.unwrap() > 0,
            "it names a page"
        );
    }
    line.trim().to_owned()
}
