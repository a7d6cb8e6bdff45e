//! A sandbox and a service in this process, and what people of that world have done before a test begins.

use crate::browser;
use crate::home::{Home, KEY};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;
use vitrine_sandbox::Sandbox;
use vitrine_service::Service;

/// A local Microsoft 365, a central service and a folder for homes.
pub(crate) struct Stage {
    pub(crate) sandbox: vitrine_sandbox::Running,
    pub(crate) service: vitrine_service::Running,
    pub(crate) folder: TempDir,
}

pub(crate) fn small_world() -> vitrine_sandbox::Options {
    vitrine_sandbox::Options {
        auto_consent: true,
        mailboxes: 3,
        messages: 30,
        events: 16,
        ..vitrine_sandbox::Options::in_process()
    }
}

/// A moment well away from the end of any generated meeting, in the cycle that [`Home::make_cycle`] makes.
pub(crate) const AUTUMN: &str = "2026-11-20T10:02:00Z";

/// A small world in which it is that time.
pub(crate) fn small_world_at(now: &str) -> vitrine_sandbox::Options {
    vitrine_sandbox::Options {
        now: Some(now.parse().unwrap()),
        ..small_world()
    }
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(small_world()).await
    }

    pub(crate) async fn with(options: vitrine_sandbox::Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let service = serve(&folder.path().join("service"), sandbox.ready()).await;
        Self {
            sandbox,
            service,
            folder,
        }
    }

    /// A home for the customer's own application.
    pub(crate) fn admin_home(&self, name: &str) -> Home {
        let ready = self.sandbox.ready();
        let mut home = self.home(name, &ready.app_client_id);
        home.set("O365_CLIENT_SECRET", &ready.app_client_secret);
        home
    }

    /// A home for an employee.
    pub(crate) fn employee_home(&self, name: &str) -> Home {
        self.home(name, &self.sandbox.ready().client_id)
    }

    fn home(&self, name: &str, client_id: &str) -> Home {
        let ready = self.sandbox.ready();
        let service = self.service.url();
        let settings = [
            ("VITRINE_AUTHORITY", ready.authority.as_str()),
            ("VITRINE_GRAPH", &ready.graph),
            ("VITRINE_SERVICE_URL", &service),
            ("O365_CLIENT_ID", client_id),
            ("CONNECTOR_ENCRYPTION_KEY", KEY),
            ("BROWSER", "true"),
            ("VITRINE_LOG", "debug,hyper=off,hyper_util=off,reqwest=off"),
        ];
        let environment = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Home {
            path: self.folder.path().join(name),
            environment: environment.into(),
            before: Vec::new(),
        }
    }

    pub(crate) fn tenant(&self) -> &str {
        &self.sandbox.ready().tenant_id
    }

    pub(crate) async fn admin_invite(&self) -> String {
        let tenant = activity::TenantId::new(self.tenant()).unwrap();
        self.service.admin_invite(&tenant).await.unwrap().invite
    }

    /// An organisation that is connected and has accepted the DPA; nothing is allowed yet.
    pub(crate) async fn connected_organisation(&self) -> Home {
        let home = self.admin_home("admin");
        let invite = self.admin_invite().await;
        home.visit(&[
            "admin",
            "connect",
            "--tenant",
            self.tenant(),
            "--invite",
            &invite,
        ])
        .await
        .expect(0);
        let shown = home.json(&["admin", "dpa", "show"]).await;
        home.run(&[
            "admin",
            "dpa",
            "accept",
            "--sha256",
            shown["sha256"].as_str().unwrap(),
        ])
        .await
        .expect(0);
        home
    }

    /// An employee who is connected; consent is still to come.
    pub(crate) async fn connected_employee(&self, admin: &Home, name: &str, person: usize) -> Home {
        let upn = &self.sandbox.ready().users.get(person).unwrap().upn;
        let invite = admin.invite(upn).await;
        let home = self.employee_home(name);
        home.visit(&["connect", "--invite", &invite])
            .await
            .expect(0);
        home
    }

    /// Has somebody outside send a mail to one of the people.
    pub(crate) async fn deliver(&self, person: usize) {
        let ready = self.sandbox.ready();
        let mail = serde_json::json!({
            "from": "buyer@acme.example", "to": [ready.users[person].upn], "subject": "One more"
        });
        let page = format!("{}/sandbox/mail", ready.authority);
        assert_eq!(browser::send("POST", &page, &mail).await, 200);
    }

    /// Spoils what Microsoft answers to paths of that pattern, from now on; nothing else is spoilt any more.
    pub(crate) async fn spoil(&self, path: &str, fault: Value) {
        let rule = serde_json::json!([{ "path": path, "times": null, "fault": fault }]);
        self.faults(&rule).await;
    }

    /// Spoils nothing any more.
    pub(crate) async fn spoil_nothing(&self) {
        self.faults(&serde_json::json!([])).await;
    }

    /// Spoils what Microsoft answers by these rules and no others.
    pub(crate) async fn faults(&self, rules: &Value) {
        let page = format!("{}/sandbox/faults", self.sandbox.ready().authority);
        assert_eq!(browser::send("PUT", &page, rules).await, 204);
    }

    /// What the sandbox answers below `/sandbox`.
    pub(crate) async fn sandbox_says(&self, path: &str) -> Value {
        let origin = &self.sandbox.ready().authority;
        serde_json::from_str(&browser::body(&format!("{origin}/sandbox/{path}")).await).unwrap()
    }
}

/// A service on that folder which trusts the sandbox's tenant.
pub(crate) async fn serve(data: &Path, ready: &vitrine_sandbox::Ready) -> vitrine_service::Running {
    let mut options = vitrine_service::Options::new(data);
    options.trust_issuers = vec![format!("{}/{}/v2.0", ready.authority, ready.tenant_id)];
    Service::start(options).await.unwrap()
}

/// The sum that must hold for every stream.
pub(crate) fn assert_accounted(report: &Value) {
    for (name, stream) in report["streams"].as_object().unwrap() {
        let number = |field: &str| {
            stream[field]
                .as_u64()
                .unwrap_or_else(|| panic!("{name} {field}"))
        };
        let withheld: u64 = stream["withheld"]
            .as_object()
            .unwrap()
            .values()
            .map(|count| count.as_u64().unwrap())
            .sum();
        assert_eq!(
            number("considered"),
            number("sent") + withheld + number("pending") + number("failed"),
            "{name}"
        );
    }
}

/// What an export holds: the mailbox, external id and digest of each line.
pub(crate) fn held(export: &str) -> Vec<(String, String, String)> {
    let text =
        |line: &Value, pointer: &str| line.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let mut held: Vec<_> = export
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            (
                text(&line, "/mailbox"),
                text(&line, "/activity/externalId"),
                text(&line, "/sha256"),
            )
        })
        .collect();
    held.sort();
    held
}
