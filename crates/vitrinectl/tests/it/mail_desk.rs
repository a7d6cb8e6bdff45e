//! A mailbox by IMAP as the window connects it, against a real Dovecot.

use crate::desk::{Face, open};
use crate::dovecot::{Dovecot, PASSWORD, Setup};
use crate::home::Home;
use crate::mailbox::{BOB, home_at, letter, token_key};
use crate::stage::Stage;
use companion::view::{
    CommandError, Desk, FolderReason, FolderWish, LedgerQuery, MailForm, MailProblem, MailServer,
    MailSignIn, PreviewView, Road, StepName, StepState, StreamName, SyncSentence, Visit,
};
use std::sync::Arc;

pub(crate) fn form(sign_in: MailSignIn, port: u16) -> MailForm {
    MailForm {
        sign_in,
        server: Some(MailServer {
            host: "localhost".to_owned(),
            port,
            starttls: false,
        }),
        user: None,
        password: (sign_in == MailSignIn::Password).then(|| PASSWORD.to_owned()),
        aliases: Vec::new(),
    }
}

fn refused(problem: MailProblem) -> Result<Visit, CommandError> {
    Err(CommandError::MailRefused { problem })
}

/// Everything that a face is shown of a home, as it crosses to it.
async fn everything_shown(desk: &Arc<dyn Desk>, connection: &str) -> String {
    let state = desk.app_state().await.unwrap();
    let mut shown = vec![
        serde_json::to_string(&state).unwrap(),
        serde_json::to_string(&desk.mail_setup().await.unwrap()).unwrap(),
        serde_json::to_string(&desk.sign_in().await.unwrap()).unwrap(),
        serde_json::to_string(&desk.health().await.unwrap()).unwrap(),
        serde_json::to_string(&desk.receipts(connection.to_owned()).await.unwrap()).unwrap(),
        serde_json::to_string(&desk.collection(Road::EmployeeImap).await.unwrap()).unwrap(),
        serde_json::to_string(&desk.mail_folders(connection.to_owned()).await.unwrap()).unwrap(),
    ];
    shown.push(format!("{state:?}"));
    shown.push(format!("{:?}", form(MailSignIn::Password, 1)));
    shown.concat()
}

pub(crate) async fn invited(stage: &Stage, home: &Home) -> (Arc<dyn Desk>, Arc<Face>, String) {
    let admin = stage.connected_organisation().await;
    let upn = stage.sandbox.ready().users[0].upn.to_lowercase();
    let (desk, face) = open(home).await;
    let state = desk.accept_invite(admin.invite(&upn).await).await.unwrap();
    assert_eq!(
        state.guides[0].road,
        Road::EmployeeGraph,
        "the first open one"
    );
    let state = desk.choose_road(Road::EmployeeImap).await.unwrap();
    assert_eq!(state.guides[0].road, Road::EmployeeImap);
    (desk, face, upn)
}

/// Previews, agrees and syncs; how many mails were sent and received.
pub(crate) async fn to_the_end(desk: &Arc<dyn Desk>, face: &Face, id: &str) -> (u64, u64) {
    desk.begin_preview(id.to_owned()).await.unwrap();
    face.until(async || match desk.preview(id.to_owned()).await.unwrap() {
        PreviewView::Ready { .. } => Some(()),
        PreviewView::Failed { error } => panic!("{error:?}"),
        _ => None,
    })
    .await;
    let forms = desk
        .consent_forms(id.to_owned(), "en".to_owned())
        .await
        .unwrap();
    assert!(forms[0].text.contains("could read"), "{}", forms[0].text);
    let sha256 = forms[0].sha256.clone();
    desk.give_consent(id.to_owned(), StreamName::EmailSignal, sha256)
        .await
        .unwrap();
    sync(desk, face, id).await;
    counted(desk, id).await
}

pub(crate) async fn sync(desk: &Arc<dyn Desk>, face: &Face, id: &str) {
    desk.sync_now(id.to_owned()).await.unwrap();
    face.until(async || {
        let state = desk.app_state().await.unwrap();
        let connection = state.connections.into_iter().find(|one| one.id == id)?;
        match connection.sync.sentence {
            SyncSentence::UpToDate => Some(()),
            SyncSentence::Syncing | SyncSentence::NeverSynced => None,
            other => panic!("{other:?}"),
        }
    })
    .await;
}

async fn counted(desk: &Arc<dyn Desk>, id: &str) -> (u64, u64) {
    let query = LedgerQuery {
        limit: 10,
        ..LedgerQuery::default()
    };
    let page = desk.ledger_page(id.to_owned(), query).await.unwrap();
    let opened = desk
        .ledger_row(id.to_owned(), page.rows[0].id.clone())
        .await;
    let bytes = opened.unwrap().bytes.unwrap().canonical;
    let activity: serde_json::Value = serde_json::from_str(&bytes).unwrap();
    let number = |name: &str| activity["properties"][name].as_u64().unwrap();
    (number("sent"), number("received"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_connects_by_password_and_nothing_shows_it_again() {
    let stage = Stage::new().await;
    let setup = Setup {
        marked: &[],
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    let mut home = home_at(&stage, &dovecot, "window");
    home.environment.remove("VITRINE_IMAP_PASSWORD");
    let (desk, face, upn) = invited(&stage, &home).await;
    let inbox = dovecot.maildir(&upn, "INBOX");
    let kept = dovecot.maildir(&upn, "Postausgang");
    dovecot.maildir(&upn, "Werbung");
    for number in 0..20_u16 {
        let id = format!("{number}@fabrikam.example");
        letter(&id, BOB, i64::from(number)).write(&inbox, usize::from(number));
    }
    letter("sent@x", &upn, 5).write(&kept, 1);
    dovecot.hand_over();

    let setup = desk.mail_setup().await.unwrap();
    assert_eq!((setup.address, setup.server), (Some(upn.clone()), None));
    let truth = desk.collection(Road::EmployeeImap).await.unwrap();
    assert_eq!(truth.permissions[0].permission, "IMAP");
    assert!(truth.permissions[0].could_read.contains("with its text"));

    let mut wrong = form(MailSignIn::Password, dovecot.port);
    wrong.server = None;
    let connect = async |form: MailForm| desk.connect_mailbox(form).await;
    assert_eq!(
        connect(wrong.clone()).await,
        refused(MailProblem::UnknownServer)
    );
    wrong = form(MailSignIn::Password, dovecot.port);
    wrong.password = Some("wrong-canary".to_owned());
    assert_eq!(
        connect(wrong.clone()).await,
        refused(MailProblem::WrongPassword)
    );
    wrong.password = None;
    assert_eq!(connect(wrong).await, refused(MailProblem::PasswordMissing));
    let starttls = form(MailSignIn::Password, dovecot.starttls_port);
    assert_eq!(connect(starttls).await, refused(MailProblem::NoEncryption));
    let mut nowhere = form(MailSignIn::Password, 993);
    nowhere.server.as_mut().unwrap().host = "nowhere.invalid".to_owned();
    assert_eq!(connect(nowhere).await, refused(MailProblem::NoSuchHost));

    let visit = connect(form(MailSignIn::Password, dovecot.port))
        .await
        .unwrap();
    assert!(matches!(visit, Visit::Done { account: Some(account) } if account.address == upn));
    let state = desk.app_state().await.unwrap();
    assert!(state.invite.is_none(), "the invite is used");
    let connection = &state.connections[0];
    assert_eq!(connection.road, Road::EmployeeImap);
    let mail = connection.mail.clone().unwrap();
    assert_eq!(
        (mail.sign_in, mail.server.port),
        (MailSignIn::Password, dovecot.port)
    );
    let step = |name: StepName| {
        let mut steps = state.guides[0].steps.iter();
        steps.find(|step| step.step == name).map(|step| step.state)
    };
    assert_eq!(step(StepName::SignIn), Some(StepState::Done));

    let id = connection.id.clone();
    let folders = desk.mail_folders(id.clone()).await.unwrap();
    assert!(!folders.sent_is_known, "so the person is asked");
    let left_out = |name: &str, folders: &companion::view::MailFolders| {
        let mut all = folders.folders.iter();
        all.find(|folder| folder.name == name).unwrap().left_out
    };
    assert_eq!(
        left_out("Postausgang", &folders),
        Some(FolderReason::Outbox)
    );
    let wish = FolderWish {
        leave_out: vec!["Werbung".to_owned()],
        count: Vec::new(),
        sent: Some("Postausgang".to_owned()),
    };
    let folders = desk.choose_folders(id.clone(), wish).await.unwrap();
    assert!(folders.sent_is_known);
    assert_eq!(left_out("Postausgang", &folders), None);
    assert_eq!(left_out("Werbung", &folders), Some(FolderReason::Chosen));
    let without = |folder: &str| FolderWish {
        leave_out: vec![folder.to_owned()],
        count: Vec::new(),
        sent: None,
    };
    let gone = desk.choose_folders(id.clone(), without("Postausgang"));
    let gone = gone.await.unwrap();
    assert_eq!(
        (gone.sent_is_known, left_out("Postausgang", &gone)),
        (false, Some(FolderReason::Chosen))
    );
    let named = FolderWish {
        sent: Some("Postausgang".to_owned()),
        ..without("Werbung")
    };
    desk.choose_folders(id.clone(), named).await.unwrap();
    let kept = desk.choose_folders(id.clone(), without("Werbung"));
    assert!(
        kept.await.unwrap().sent_is_known,
        "what was said once stands"
    );

    assert_eq!(to_the_end(&desk, &face, &id).await, (1, 20));
    let shown = everything_shown(&desk, &id).await;
    assert!(shown.contains("localhost"));
    for secret in [PASSWORD, "wrong-canary"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    let told = format!("{:?}", face.told());
    assert!(!told.contains(PASSWORD));
    let left = desk.disconnect(id).await.unwrap();
    assert!(left.connections.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_connects_by_microsoft_with_a_token_for_the_mail_server_alone() {
    let stage = Stage::new().await;
    let setup = Setup {
        mechanisms: "xoauth2",
        token_key: Some(token_key(&stage).await),
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    let mut home = home_at(&stage, &dovecot, "window");
    home.environment.remove("VITRINE_IMAP_PASSWORD");
    let (desk, face, _) = invited(&stage, &home).await;
    // This server tells great letters from small ones, as the name in the token is written.
    let name = stage.sandbox.ready().users[0].upn.clone();
    let inbox = dovecot.maildir(&name, "INBOX");
    letter("only-here@x", BOB, 1).write(&inbox, 1);
    dovecot.hand_over();

    let refusal = desk
        .connect_mailbox(form(MailSignIn::Password, dovecot.port))
        .await;
    assert_eq!(refusal, refused(MailProblem::NoPasswords));
    let visit = desk
        .connect_mailbox(MailForm {
            user: Some(name),
            ..form(MailSignIn::Microsoft, dovecot.port)
        })
        .await
        .unwrap();
    assert!(matches!(visit, Visit::Waiting { .. }));
    let done = face
        .until(async || match desk.sign_in().await.unwrap() {
            Visit::Waiting { .. } | Visit::Checking => None,
            other => Some(other),
        })
        .await;
    assert!(
        matches!(done, Visit::Done { .. }),
        "{done:?}\n{}",
        dovecot.log()
    );
    let state = desk.app_state().await.unwrap();
    let id = state.connections[0].id.clone();
    let permissions = state.connections[0].permissions.join(" ");
    assert_eq!(
        permissions, "openid profile https://outlook.office.com/IMAP.AccessAsUser.All",
        "one token, for the mail server alone"
    );
    assert_eq!(to_the_end(&desk, &face, &id).await, (0, 1));
}
