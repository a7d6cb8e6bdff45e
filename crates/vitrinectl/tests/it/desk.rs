//! The window's desk over the same application.

use crate::browser;
use crate::looking::{invite_somebody, look_back, look_through, survey_first, take_many, weigh};
use crate::stage::Stage;
use companion::view::{
    Choice, CommandError, ConsentStanding, Desk, DeskEvent, DpaStanding, LedgerQuery, Network,
    Networks, PolicyForm, PreviewView, RegistrationForm, Road, RowState, Shell, StepName,
    StepState, StreamName, SyncSentence, Visit,
};
use companion::{Companion, Flags, Settings};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};

/// A face that follows every page at once, saves every file and remembers what it was told.
pub(crate) struct Face {
    told: Mutex<Vec<DeskEvent>>,
    news: Notify,
    files: TempDir,
    /// Who sits at the browser, where the page does not say whom it expects.
    person: Mutex<Option<String>>,
    /// The network that its machine is on; none where nothing is known of it.
    network: Option<watch::Sender<Network>>,
}

impl Shell for Face {
    fn open_page(&self, link: &str) -> bool {
        let person = self.person.lock().unwrap().clone();
        let link = match person {
            Some(person) if !link.contains("login_hint") => format!("{link}&login_hint={person}"),
            _ => link.to_owned(),
        };
        tokio::spawn(async move { browser::visit(&link).await });
        true
    }

    fn choose_file<'face>(&'face self, name: &'face str) -> Choice<'face> {
        let file = self.files.path().join(name);
        Box::pin(async { Some(file) })
    }

    fn networks(&self) -> Option<Networks> {
        self.network.as_ref().map(watch::Sender::subscribe)
    }

    fn announce(&self, event: DeskEvent) {
        self.told.lock().unwrap().push(event);
        self.news.notify_one();
    }
}

impl Face {
    /// What was written to the file of that name.
    pub(crate) fn saved(&self, name: &str) -> String {
        std::fs::read_to_string(self.files.path().join(name)).unwrap()
    }

    /// Has that person sit at the browser.
    pub(crate) fn sit(&self, person: &str) {
        *self.person.lock().unwrap() = Some(person.to_owned());
    }

    /// Takes its machine to another network.
    pub(crate) fn be_on(&self, network: Network) {
        let known = self.network.as_ref().expect("it tells of networks");
        known.send_replace(network);
    }

    /// Everything that it was told.
    pub(crate) fn told(&self) -> Vec<DeskEvent> {
        self.told.lock().unwrap().clone()
    }

    /// Waits until a question is answered as wanted; asked again after every event.
    pub(crate) async fn until<T>(&self, question: impl AsyncFn() -> Option<T>) -> T {
        let asked = async {
            loop {
                if let Some(answer) = question().await {
                    return answer;
                }
                let _ = tokio::time::timeout(
                    std::time::Duration::from_millis(200),
                    self.news.notified(),
                )
                .await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), asked)
            .await
            .expect("in time")
    }
}

pub(crate) async fn open(home: &crate::home::Home) -> (Arc<dyn Desk>, Arc<Face>) {
    open_before(home, None).await
}

/// Opens the desk on a machine that tells of its network.
pub(crate) async fn open_on(
    home: &crate::home::Home,
    network: Network,
) -> (Arc<dyn Desk>, Arc<Face>) {
    open_before(home, Some(watch::Sender::new(network))).await
}

async fn open_before(
    home: &crate::home::Home,
    network: Option<watch::Sender<Network>>,
) -> (Arc<dyn Desk>, Arc<Face>) {
    let environment = home.environment.clone();
    let flags = Flags {
        home: Some(home.path.clone()),
        policy_file: None,
    };
    let settings = Settings::resolve(&flags, &|name| environment.get(name).cloned()).unwrap();
    let face = Arc::new(Face {
        told: Mutex::default(),
        news: Notify::default(),
        files: tempfile::tempdir().unwrap(),
        person: Mutex::default(),
        network,
    });
    let desk: Arc<dyn Desk> = Companion::open(settings, Arc::clone(&face) as Arc<dyn Shell>)
        .await
        .unwrap();
    (desk, face)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employee_is_guided_to_the_end() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = &stage.sandbox.ready().users[0].upn;
    let invite = admin.invite(upn).await;
    let (desk, face) = open(&stage.employee_home("employee")).await;
    assert!(desk.app_state().await.unwrap().first_run);
    let garbled = desk.inspect_invite("hello".to_owned()).await;
    assert!(matches!(garbled, Err(CommandError::InviteRefused { .. })));
    let state = desk.accept_invite(invite).await.unwrap();
    assert_eq!(state.guides[0].road, Road::EmployeeGraph);
    let visit = desk.begin_sign_in(Road::EmployeeGraph).await.unwrap();
    assert!(matches!(
        visit,
        Visit::Waiting {
            browser_opened: true,
            ..
        }
    ));
    face.until(async || matches!(desk.sign_in().await.unwrap(), Visit::Done { .. }).then_some(()))
        .await;
    let state = desk.app_state().await.unwrap();
    let connection = state.connections[0].clone();
    assert_eq!(connection.account.unwrap().address, *upn);
    assert!(matches!(connection.dpa, DpaStanding::InForce(_)));
    assert_eq!(connection.sync.sentence, SyncSentence::ConsentMissing);
    assert!(state.invite.is_none());

    desk.begin_preview(connection.id.clone()).await.unwrap();
    let ready = face
        .until(
            async || match desk.preview(connection.id.clone()).await.unwrap() {
                PreviewView::Ready { signal, .. } => Some(signal),
                PreviewView::Failed { error } => panic!("{error:?}"),
                _ => None,
            },
        )
        .await;
    assert!(ready.is_some());
    let page = desk
        .preview_page(
            connection.id.clone(),
            LedgerQuery {
                limit: 50,
                ..LedgerQuery::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(page.rows[0].state, RowState::WouldSend);
    let opened = desk
        .preview_row(connection.id.clone(), page.rows[0].id.clone())
        .await
        .unwrap();
    assert!(opened.bytes.unwrap().canonical.contains("o365_signal_"));

    let forms = desk
        .consent_forms(connection.id.clone(), "de".to_owned())
        .await
        .unwrap();
    assert_eq!(forms[0].language, "de");
    let wrong = desk
        .give_consent(
            connection.id.clone(),
            StreamName::EmailSignal,
            "0".repeat(64),
        )
        .await;
    assert_eq!(wrong, Err(CommandError::TextChanged));
    let state = desk
        .give_consent(
            connection.id.clone(),
            StreamName::EmailSignal,
            forms[0].sha256.clone(),
        )
        .await
        .unwrap();
    assert!(matches!(
        state.connections[0].streams[0].consent,
        ConsentStanding::InForce { .. }
    ));
    let steps = &state.guides[0].steps;
    assert!(
        steps
            .iter()
            .all(|step| step.state == StepState::Done || step.step == StepName::FirstSync),
        "{steps:?}"
    );

    desk.sync_now(connection.id.clone()).await.unwrap();
    face.until(async || {
        let state = desk.app_state().await.unwrap();
        (state.connections[0].sync.sentence == SyncSentence::UpToDate).then_some(())
    })
    .await;
    let home = desk.home(connection.id.clone()).await.unwrap();
    assert_eq!(home.flows[0].acknowledged, 1);
    assert!(home.signal.is_some());
    let page = desk
        .ledger_page(
            connection.id.clone(),
            LedgerQuery {
                limit: 1,
                ..LedgerQuery::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(page.rows[0].state, RowState::Acknowledged);
    let opened = desk
        .ledger_row(connection.id.clone(), page.rows[0].id.clone())
        .await
        .unwrap();
    assert!(opened.acknowledgement.unwrap().matches);
    assert!(opened.under.consent_given_at.is_some());
    let health = desk.health().await.unwrap();
    assert!(!health.rows.is_empty());
    look_back(&*desk, &face, &connection.id).await;
    let state = desk.disconnect(connection.id.clone()).await.unwrap();
    assert!(state.connections.is_empty());
    assert_eq!(
        desk.home(connection.id).await,
        Err(CommandError::NotConnected)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_is_guided_to_the_end() {
    let stage = Stage::new().await;
    let mut home = stage.admin_home("admin");
    home.environment.remove("O365_CLIENT_SECRET");
    home.environment.remove("O365_CLIENT_ID");
    let (desk, face) = open(&home).await;
    desk.accept_invite(stage.admin_invite().await)
        .await
        .unwrap();
    let ready = stage.sandbox.ready();
    let form = |secret: &str| RegistrationForm {
        tenant: ready.tenant_id.clone(),
        client_id: ready.app_client_id.clone(),
        credential: companion::view::CredentialForm::Secret {
            value: secret.to_owned(),
        },
        redirect_uri: "http://localhost".to_owned(),
    };
    assert!(matches!(
        desk.save_registration(form("")).await,
        Err(CommandError::InvalidFields { .. })
    ));
    let saved = desk
        .save_registration(form(&ready.app_client_secret))
        .await
        .unwrap();
    assert_eq!(saved.client_id, ready.app_client_id);
    desk.begin_admin_consent().await.unwrap();
    let proof = face
        .until(async || {
            let view = desk.admin_consent().await.unwrap();
            match view.visit {
                Visit::Done { .. } => view.proof,
                Visit::Refused { refusal } => panic!("{refusal:?}"),
                _ => None,
            }
        })
        .await;
    assert_eq!(proof.tenant_id, ready.tenant_id);
    let dpa = desk.dpa("de".to_owned()).await.unwrap();
    assert!(!dpa.in_force);
    assert!(desk.accept_dpa(dpa.sha256).await.unwrap().in_force);
    assert!(!desk.domains().await.unwrap().verified.is_empty());
    let refused = desk
        .save_allowlist(vec!["acme.example".to_owned(), "com".to_owned()])
        .await;
    assert!(matches!(refused, Err(CommandError::EntriesRefused { .. })));
    let told = survey_first(&*desk, &face).await;
    let policy = desk
        .save_allowlist(vec!["acme.example".to_owned()])
        .await
        .unwrap();
    assert_eq!(policy.allowlist, ["acme.example"]);
    let mut form = PolicyForm {
        version: policy.version,
        switched_off: vec!["subject".to_owned()],
        choices: policy.choices,
    };
    form.choices.retention_days = Some(30);
    form.choices.employee_imap = false;
    let fields = desk.save_policy(form.clone()).await.unwrap();
    assert_eq!(fields.choices, form.choices);
    assert!(matches!(
        desk.save_policy(form).await,
        Err(CommandError::Conflict)
    ));
    let changes = desk.policy_changes().await.unwrap();
    let latest: Vec<&str> = changes
        .iter()
        .take(3)
        .map(|change| change.setting.as_str())
        .collect();
    assert_eq!(latest, ["retention_days", "roads", "fields_off"]);
    assert!(
        fields
            .fields
            .iter()
            .any(|field| field.name == "subject" && !field.on)
    );
    let connection = desk.app_state().await.unwrap().connections[0].id.clone();
    desk.sync_now(connection.clone()).await.unwrap();
    face.until(async || {
        let state = desk.app_state().await.unwrap();
        (state.connections[0].sync.sentence == SyncSentence::UpToDate).then_some(())
    })
    .await;
    let query = LedgerQuery {
        limit: 5,
        ..LedgerQuery::default()
    };
    let page = desk
        .ledger_page(connection.clone(), query.clone())
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 5);
    let next = desk
        .ledger_page(
            connection.clone(),
            LedgerQuery {
                after: page.next,
                ..query
            },
        )
        .await
        .unwrap();
    assert_ne!(next.rows[0].id, page.rows[4].id);
    let opened = desk
        .ledger_row(connection.clone(), page.rows[0].id.clone())
        .await
        .unwrap();
    assert_eq!(opened.passed_by.as_deref(), Some("acme.example"));
    let home_view = desk.home(connection.clone()).await.unwrap();
    let activities = |stream: StreamName| {
        let mut flows = home_view.flows.iter();
        flows.find(|flow| flow.stream == stream).unwrap().activities
    };
    assert_eq!(told.attendances, activities(StreamName::MeetingAttend));
    assert_eq!(told.mails, activities(StreamName::EmailThread));
    look_through(&*desk, &face, &connection).await;
    take_many(&*desk, &face, &connection).await;
    weigh(&*desk, &connection, &home.path).await;
    invite_somebody(&*desk).await;
}
