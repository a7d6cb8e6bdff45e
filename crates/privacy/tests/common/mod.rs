//! A register as a user would have it: a policy signed by a service, its DPA accepted.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(missing_docs, unreachable_pub, reason = "a test module")]
#![allow(clippy::unwrap_used, reason = "a broken fixture is a failed test")]

use activity::fields::Field;
use activity::{ConnectionId, Domain, Instant, ObjectId, Road, Sha256, Stream, TenantId};
use consent::{
    Allowlist, ConsentRecord, DpaAcceptance, DpaState, Entry, Exclusion, ExclusionKind, Policy,
    Register, Rule, Rules, SignedPolicy, VerifiedPolicy,
};
use ed25519_dalek::SigningKey;
use std::collections::BTreeSet;

pub fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn tenant() -> TenantId {
    TenantId::new("11111111-1111-4111-8111-111111111111").unwrap()
}

pub fn mailbox() -> ObjectId {
    ObjectId::new("22222222-2222-4222-8222-222222222222").unwrap()
}

pub fn policy(allowed: &[&str], fields_off: &[Field]) -> Policy {
    let text = Sha256::of(b"the agreement");
    let dpa = DpaState {
        version: 3,
        texts: vec![text],
        accepted: Some(DpaAcceptance {
            tenant: tenant(),
            accepted_at: instant("2026-11-01T10:00:00Z"),
            accepted_by: mailbox(),
            accepted_by_name: "Ada Example".into(),
            connector: "o365".into(),
            version: 3,
            sha256: text,
            language: "en".into(),
            roles: vec!["62e90394-69f5-4237-9190-012177145e10".into()],
        }),
    };
    Policy {
        version: 7,
        verified_domains: vec![Domain::parse("contoso.example").unwrap()],
        allowed_external_domains: Allowlist::new(
            allowed.iter().map(|entry| Entry::parse(entry).unwrap()),
        ),
        fields_off: fields_off.iter().copied().collect::<BTreeSet<_>>(),
        ..Policy::new(tenant(), instant("2026-11-22T10:00:00Z"), dpa)
    }
}

pub fn verified(policy: &Policy) -> VerifiedPolicy {
    let key = SigningKey::from_bytes(&[5; 32]);
    SignedPolicy::sign(policy, &key)
        .unwrap()
        .verify(&key.verifying_key(), &policy.tenant)
        .unwrap()
}

pub fn register_with(road: Road, policy: &Policy, rules: Rules) -> Register {
    Register::new(
        ConnectionId::new("c1").unwrap(),
        road,
        verified(policy),
        rules,
        Vec::new(),
    )
}

pub fn register(policy: &Policy) -> Register {
    register_with(Road::Organisation, policy, Rules::default())
}

pub fn record(stream: Stream) -> ConsentRecord {
    ConsentRecord {
        id: "r1".into(),
        connection: ConnectionId::new("c1").unwrap(),
        stream,
        given_at: instant("2026-11-02T10:00:00Z"),
        text_sha256: Sha256::of(b"the consent text"),
        language: "en".into(),
        withdrawn_at: None,
    }
}

pub fn leaving_out(kind: ExclusionKind, text: &str) -> Rules {
    let rule = Rule {
        exclusion: Exclusion::new(kind, text).unwrap(),
        label: None,
        since: instant("2026-11-20T10:00:00Z"),
    };
    Rules::default().with(rule)
}
