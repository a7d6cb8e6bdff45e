//! A tenant with three readable mailboxes and one that is fenced, and its policy.

use activity::{ConnectionId, Domain, Instant, ObjectId, Road, Sha256, TenantId};
use consent::{Allowlist, DpaAcceptance, DpaState, Entry, Policy, Register, Rules, SignedPolicy};
use ed25519_dalek::SigningKey;
use ledger::Connection;
use privacy::Directory;

/// Everybody's "now" at the start of a test.
pub(crate) const NOW: &str = "2026-11-22T10:00:00Z";

pub(crate) fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub(crate) fn connection_id() -> ConnectionId {
    ConnectionId::new("c1").unwrap()
}

pub(crate) fn mailbox(number: u8) -> ObjectId {
    ObjectId::new(format!("22222222-2222-4222-8222-22222222222{number}")).unwrap()
}

pub(crate) fn connection(road: Road) -> Connection {
    Connection {
        id: connection_id(),
        tenant: tenant(),
        road,
        mailbox: None,
        account: None,
        display_name: None,
        created_at: instant(NOW),
        disconnected_at: None,
    }
}

pub(crate) fn policy(version: u64, allowed: &[&str]) -> Policy {
    let text = Sha256::of(b"the agreement");
    let dpa = DpaState {
        version: 3,
        texts: vec![text],
        accepted: Some(DpaAcceptance {
            tenant: tenant(),
            accepted_at: instant(NOW),
            accepted_by: mailbox(1),
            accepted_by_name: "Ada Example".into(),
            connector: "o365".into(),
            version: 3,
            sha256: text,
            language: "en".into(),
            roles: Vec::new(),
        }),
    };
    Policy {
        version,
        verified_domains: vec![Domain::parse("contoso.example").unwrap()],
        allowed_external_domains: Allowlist::new(
            allowed.iter().map(|entry| Entry::parse(entry).unwrap()),
        ),
        ..Policy::new(tenant(), instant(NOW), dpa)
    }
}

pub(crate) fn register(policy: &Policy, road: Road) -> Register {
    let key = SigningKey::from_bytes(&[5; 32]);
    let verified = SignedPolicy::sign(policy, &key)
        .unwrap()
        .verify(&key.verifying_key(), &policy.tenant)
        .unwrap();
    Register::new(
        connection_id(),
        road,
        verified,
        Rules::default(),
        Vec::new(),
    )
}

pub(crate) fn tenant() -> TenantId {
    TenantId::new("11111111-1111-4111-8111-111111111111").unwrap()
}

pub(crate) fn directory() -> Directory {
    let mut directory = Directory::default();
    for number in 1..=4 {
        directory.add(
            &mailbox(number),
            [format!("m{number}@contoso.example").as_str()],
        );
    }
    for number in 1..=3 {
        directory.mark_readable(mailbox(number));
    }
    directory
}
