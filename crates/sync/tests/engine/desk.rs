//! One connection ready to run: world, service, ledger, register.

use crate::mailboxes::Mailboxes;
use crate::service::Service;
use crate::world::{World, instant, oid};
use activity::{ConnectionId, Domain, Road, Sha256, Stream, TenantId};
use consent::{
    Allowlist, ConsentRecord, DpaAcceptance, DpaState, Entry, Policy, Register, Rules,
    SignedPolicy, VerifiedPolicy,
};
use ed25519_dalek::SigningKey;
use ledger::{Connection, Ledger};
use std::sync::{Arc, Mutex};
use sync::{Engine, Purpose, RunReport};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

pub struct Desk {
    pub world: Arc<Mutex<World>>,
    pub service: Service,
    pub ledger: Ledger,
    pub register: Arc<RwLock<Register>>,
    pub connection: Connection,
    pub policy: Policy,
}

fn policy(allowed: &[&str], accepted: bool) -> Policy {
    let tenant = TenantId::new("t1").unwrap();
    let text = Sha256::of(b"agreement");
    let acceptance = DpaAcceptance {
        tenant: tenant.clone(),
        accepted_at: instant("2026-11-01T10:00:00Z"),
        accepted_by: oid(99),
        accepted_by_name: "Ada Example".into(),
        connector: "o365".into(),
        version: 1,
        sha256: text,
        language: "en".into(),
        roles: Vec::new(),
    };
    let dpa = DpaState {
        version: 1,
        texts: vec![text],
        accepted: accepted.then_some(acceptance),
    };
    Policy {
        verified_domains: vec![Domain::parse("contoso.example").unwrap()],
        allowed_external_domains: Allowlist::new(
            allowed.iter().map(|entry| Entry::parse(entry).unwrap()),
        ),
        ..Policy::new(tenant, instant("2026-11-22T10:00:00Z"), dpa)
    }
}

pub fn verified(policy: &Policy) -> VerifiedPolicy {
    let key = SigningKey::from_bytes(&[5; 32]);
    SignedPolicy::sign(policy, &key)
        .unwrap()
        .verify(&key.verifying_key(), &policy.tenant)
        .unwrap()
}

pub fn consent(connection: &ConnectionId) -> ConsentRecord {
    ConsentRecord {
        id: "r1".into(),
        connection: connection.clone(),
        stream: Stream::EmailSignal,
        given_at: instant("2026-11-02T10:00:00Z"),
        text_sha256: Sha256::of(b"text"),
        language: "en".into(),
        withdrawn_at: None,
    }
}

impl Desk {
    pub async fn open(world: World, road: Road, allowed: &[&str]) -> Self {
        Self::with(world, road, policy(allowed, true)).await
    }

    pub async fn without_dpa(world: World) -> Self {
        Self::with(world, Road::Organisation, policy(&["acme.example"], false)).await
    }

    async fn with(world: World, road: Road, policy: Policy) -> Self {
        let id = ConnectionId::new("c1").unwrap();
        let mut register = Register::new(
            id.clone(),
            road,
            verified(&policy),
            Rules::default(),
            Vec::new(),
        );
        if road.is_employee() {
            register.give(consent(&id));
        }
        let connection = Connection {
            id,
            tenant: policy.tenant.clone(),
            road,
            mailbox: None,
            account: None,
            display_name: None,
            created_at: world.now,
            disconnected_at: None,
        };
        let ledger = Ledger::in_memory().unwrap();
        ledger.put_connection(&connection).await.unwrap();
        Self {
            world: Arc::new(Mutex::new(world)),
            service: Service::default(),
            ledger,
            register: Arc::new(RwLock::new(register)),
            connection,
            policy,
        }
    }

    pub fn engine(&self) -> Engine<Mailboxes, Service, ()> {
        Engine {
            ledger: self.ledger.clone(),
            source: Mailboxes(self.world.clone()),
            uplink: self.service.clone(),
            watcher: (),
            register: self.register.clone(),
            connection: self.connection.clone(),
            stop: CancellationToken::new(),
        }
    }

    pub async fn sync(&self) -> RunReport {
        self.engine().run(Purpose::Sync).await.unwrap()
    }

    /// Changes the policy as an admin does: a new version, signed anew.
    pub async fn change_policy(&mut self, change: impl FnOnce(&mut Policy)) {
        change(&mut self.policy);
        self.policy.version += 1;
        self.register.write().await.adopt(verified(&self.policy));
    }

    pub fn world(&self, change: impl FnOnce(&mut World)) {
        change(&mut self.world.lock().unwrap());
    }

    pub fn ids(&self) -> Vec<String> {
        self.service.0.lock().unwrap().ids()
    }

    pub fn activities(&self) -> Vec<serde_json::Value> {
        self.service.0.lock().unwrap().activities()
    }
}

pub fn allow(entries: &[&str]) -> Allowlist {
    Allowlist::new(entries.iter().map(|entry| Entry::parse(entry).unwrap()))
}
