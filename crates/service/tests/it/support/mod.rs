//! A service, an issuer of id_tokens and people with devices.

mod issuer;
mod lines;
mod person;
mod process;
mod small_disk;

pub(crate) use issuer::{Issuer, Token, forge_unsigned};
pub(crate) use lines::{attended, gzip, mail, ndjson, retraction, signal, transcript};
pub(crate) use person::{Person, Reply, answer};
pub(crate) use process::Process;
pub(crate) use small_disk::SmallDisk;

use activity::{Instant, TenantId};
use serde_json::json;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Once};
use tempfile::TempDir;
use vitrine_service::{Clock, Options, Running, Service};
use wire::{InviteRequest, Role};

pub(crate) const TENANT: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const OTHER_TENANT: &str = "99999999-8888-7777-6666-555555555555";
pub(crate) const CLIENT: &str = "client-of-contoso";

/// Everything that a test needs round a service.
pub(crate) struct World {
    pub(crate) running: Running,
    pub(crate) folder: TempDir,
    pub(crate) issuer: Issuer,
    pub(crate) client: reqwest::Client,
    hours_ahead: Arc<AtomicI64>,
}

pub(crate) fn tenant(text: &str) -> TenantId {
    TenantId::new(text).unwrap()
}

pub(crate) fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy().build().unwrap()
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(adjust: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issuer = Issuer::start().await;
        let hours_ahead = Arc::new(AtomicI64::new(0));
        let ahead = Arc::clone(&hours_ahead);
        let mut options = Options::new(folder.path().join("data"));
        options.trust_issuers = vec![issuer.of(TENANT), issuer.of(OTHER_TENANT)];
        options.clock = Clock::new(move || {
            Instant::from(jiff::Timestamp::now()).plus_seconds(3600 * ahead.load(Ordering::SeqCst))
        });
        adjust(&mut options);
        let running = Service::start(options).await.unwrap();
        Self {
            running,
            folder,
            issuer,
            client: client(),
            hours_ahead,
        }
    }

    pub(crate) fn pass_hours(&self, hours: i64) {
        self.hours_ahead.fetch_add(hours, Ordering::SeqCst);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    pub(crate) async fn nonce(&self) -> String {
        let reply = self.anybody().get("/v1/sessions/nonce").await;
        reply.json()["nonce"].as_str().unwrap().to_owned()
    }

    pub(crate) fn anybody(&self) -> Person {
        Person::new(self.client.clone(), self.running.url(), None)
    }

    pub(crate) async fn sign_in(&self, request: serde_json::Value) -> Reply {
        self.anybody().post("/v1/sessions", &request).await
    }

    /// Somebody whose sign-in must work.
    pub(crate) async fn person(&self, request: serde_json::Value) -> Person {
        let reply = self.sign_in(request).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        Person::of_session(self.client.clone(), self.running.url(), &reply.json())
    }

    /// The tenant's admin by the admin invite, with the tenant proved and nothing accepted.
    pub(crate) async fn new_admin(&self, of: &str) -> Person {
        let invite = self.running.admin_invite(&tenant(of)).await.unwrap();
        let admin = self
            .person(json!({ "invite": invite.invite, "device": "the admin's own device" }))
            .await;
        let proof = json!({ "organisation": "Contoso", "verifiedDomains": ["contoso.example", "contoso.onmicrosoft.example"] });
        assert_eq!(admin.put("/v1/admin/proof", &proof).await.status, 200);
        admin
    }

    /// The tenant's admin with everything set up, and the organisation's connection.
    pub(crate) async fn admin(&self, of: &str) -> (Person, String) {
        let admin = self.new_admin(of).await;
        admin.accept_dpa().await;
        let list = json!({ "entries": ["acme.example", "*.partner.example"] });
        assert_eq!(admin.put("/v1/admin/allowlist", &list).await.status, 200);
        let connection = admin.connect("organisation").await;
        (admin, connection)
    }

    pub(crate) async fn employee_invite(&self, of: &str, address: &str) -> wire::InviteMade {
        let request = InviteRequest::new(Role::Employee).to(address);
        self.running.invite(&tenant(of), request).await.unwrap()
    }

    /// A manager by an invite of the admin's and Microsoft sign-in.
    pub(crate) async fn manager(&self, admin: &Person, oid: &str, address: &str) -> Person {
        let request = json!({ "role": "manager", "address": address });
        let made = admin.post("/v1/admin/invites", &request).await.json();
        let token = self.issuer.token(TENANT, oid, address, &self.nonce().await);
        self.person(json!({
            "invite": made["code"], "idToken": token.sign(), "device": format!("the device of {oid}")
        }))
        .await
    }

    /// An employee by invite and Microsoft sign-in.
    pub(crate) async fn employee(&self, of: &str, oid: &str, address: &str) -> Person {
        let invite = self.employee_invite(of, address).await;
        let token = self.issuer.token(of, oid, address, &self.nonce().await);
        self.person(json!({
            "invite": invite.invite, "idToken": token.sign(), "device": format!("the device of {oid}")
        }))
        .await
    }
}
