//! Placeholder until the world lands: two tenants and three people.
#![expect(missing_docs, reason = "placeholder")]
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

pub struct WorldOptions {
    pub seed: u64,
    pub mailboxes: usize,
    pub messages: usize,
    pub events: usize,
    pub now: Option<Timestamp>,
    pub import_mbox: Vec<PathBuf>,
    pub import_ics: Vec<PathBuf>,
    pub import_vtt: Vec<PathBuf>,
}

pub struct Tenant {
    pub id: Uuid,
    pub display_name: String,
    pub verified_domains: Vec<String>,
}

#[derive(Clone)]
pub struct User {
    pub id: Uuid,
    pub upn: String,
    pub display_name: String,
    pub mail: Option<String>,
    pub roles: Vec<String>,
    pub enabled: bool,
}

pub struct World {
    tenants: Vec<Tenant>,
    users: Vec<User>,
}

impl World {
    pub fn new(_options: &WorldOptions) -> Arc<Self> {
        let person = |n: u128, upn: &str, name: &str, roles: &[&str]| User {
            id: Uuid::from_u128(0x1000 + n),
            upn: upn.into(),
            display_name: name.into(),
            mail: Some(upn.into()),
            roles: roles.iter().map(|r| (*r).to_owned()).collect(),
            enabled: true,
        };
        Arc::new(Self {
            tenants: vec![
                Tenant { id: Uuid::from_u128(0xc0), display_name: "Contoso".into(), verified_domains: vec!["contoso.example".into()] },
                Tenant { id: Uuid::from_u128(0xfa), display_name: "Fabrikam".into(), verified_domains: vec!["fabrikam.example".into()] },
            ],
            users: vec![
                person(1, "admin@contoso.example", "Ada Admin", &["62e90394-69f5-4237-9190-012177145e10"]),
                person(2, "erin@contoso.example", "Erin Employee", &[]),
                person(3, "fred@fabrikam.example", "Fred Fabrikam", &[]),
            ],
        })
    }
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }
    pub fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }
    pub fn tenant(&self, key: &str) -> Option<&Tenant> {
        self.tenants.iter().find(|t| t.id.to_string() == key || t.verified_domains.iter().any(|d| d == key))
    }
    pub fn user_by_upn_or_id(&self, tenant: Uuid, key: &str) -> Option<User> {
        self.users(tenant).into_iter().find(|u| u.upn.eq_ignore_ascii_case(key) || u.id.to_string() == key)
    }
    pub fn users(&self, tenant: Uuid) -> Vec<User> {
        let contoso = self.tenants[0].id == tenant;
        self.users.iter().filter(|u| u.upn.ends_with("contoso.example") == contoso).cloned().collect()
    }
}
