//! The gate: no proof without the DPA in force, and on the employee roads none to send without consent.
#![expect(clippy::unwrap_used, reason = "a broken fixture is a failed test")]

use activity::{ConnectionId, Instant, ObjectId, Road, Sha256, Stream, TenantId};
use consent::{
    ConsentRecord, DpaAcceptance, DpaState, Gap, MayRead as _, Policy, Register, Rules,
    SignedPolicy, Unverified, VerifiedPolicy,
};
use ed25519_dalek::SigningKey;

fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn tenant(id: &str) -> TenantId {
    TenantId::new(id).unwrap()
}

fn acceptance(version: u32, text: &[u8]) -> DpaAcceptance {
    DpaAcceptance {
        tenant: tenant("t1"),
        accepted_at: instant("2026-11-01T10:00:00Z"),
        accepted_by: ObjectId::new("a1").unwrap(),
        accepted_by_name: "Ada Example".into(),
        connector: "o365".into(),
        version,
        sha256: Sha256::of(text),
        language: "en".into(),
        roles: Vec::new(),
    }
}

fn policy(accepted: Option<DpaAcceptance>) -> Policy {
    let dpa = DpaState {
        version: 3,
        texts: vec![Sha256::of(b"english"), Sha256::of(b"german")],
        accepted,
    };
    Policy::new(tenant("t1"), instant("2026-11-22T10:00:00Z"), dpa)
}

fn verified(policy: &Policy) -> VerifiedPolicy {
    let key = SigningKey::from_bytes(&[5; 32]);
    SignedPolicy::sign(policy, &key)
        .unwrap()
        .verify(&key.verifying_key(), &policy.tenant)
        .unwrap()
}

fn register(road: Road, accepted: Option<DpaAcceptance>) -> Register {
    let connection = ConnectionId::new("c1").unwrap();
    Register::new(
        connection,
        road,
        verified(&policy(accepted)),
        Rules::default(),
        Vec::new(),
    )
}

fn record(connection: &str) -> ConsentRecord {
    ConsentRecord {
        id: "r1".into(),
        connection: ConnectionId::new(connection).unwrap(),
        stream: Stream::EmailSignal,
        given_at: instant("2026-11-02T10:00:00Z"),
        text_sha256: Sha256::of(b"text"),
        language: "en".into(),
        withdrawn_at: None,
    }
}

#[test]
fn without_the_current_dpa_there_is_no_proof_of_any_kind() {
    let outdated = Gap::DpaOutdated {
        accepted: 2,
        current: 3,
    };
    let cases = [
        (None, Gap::DpaMissing),
        (Some(acceptance(2, b"english")), outdated),
        (
            Some(acceptance(3, b"another text")),
            Gap::DpaOutdated {
                accepted: 3,
                current: 3,
            },
        ),
        (
            Some(DpaAcceptance {
                tenant: tenant("t2"),
                ..acceptance(3, b"english")
            }),
            Gap::DpaOutdated {
                accepted: 3,
                current: 3,
            },
        ),
    ];
    for (accepted, gap) in cases {
        let register = register(Road::Organisation, accepted);
        assert_eq!(register.assert_dpa_accepted().err(), Some(gap.clone()));
        assert_eq!(
            register.glimpse(Stream::EmailThread).err(),
            Some(gap.clone())
        );
        assert_eq!(register.clearance(Stream::EmailThread).err(), Some(gap));
    }
}

#[test]
fn the_text_may_be_accepted_in_any_language_in_force() {
    for text in [b"english".as_slice(), b"german"] {
        let register = register(Road::Organisation, Some(acceptance(3, text)));
        assert_eq!(
            register
                .clearance(Stream::MeetingAttend)
                .unwrap()
                .dpa_version(),
            3
        );
    }
}

#[test]
fn an_employee_may_look_before_consent_and_send_only_after_it() {
    let mut register = register(Road::EmployeeGraph, Some(acceptance(3, b"english")));
    let stream = Stream::EmailSignal;
    assert!(register.glimpse(stream).is_ok());
    assert_eq!(
        register.clearance(stream).err(),
        Some(Gap::ConsentMissing(stream))
    );
    register.give(record("another"));
    assert_eq!(
        register.clearance(stream).err(),
        Some(Gap::ConsentMissing(stream)),
        "another connection's"
    );
    register.give(record("c1"));
    assert_eq!(register.clearance(stream).unwrap().consent(), Some("r1"));
    let at = instant("2026-11-03T10:00:00Z");
    register.withdraw(stream, at);
    assert_eq!(
        register.clearance(stream).err(),
        Some(Gap::ConsentWithdrawn { stream, at })
    );
    register.give(ConsentRecord {
        id: "r2".into(),
        ..record("c1")
    });
    assert_eq!(
        register.clearance(stream).unwrap().consent(),
        Some("r2"),
        "given again"
    );
}

#[test]
fn a_road_carries_its_own_streams_only() {
    let organisation = register(Road::Organisation, Some(acceptance(3, b"english")));
    assert_eq!(
        organisation.clearance(Stream::EmailSignal).err(),
        Some(Gap::StreamNotOffered(Stream::EmailSignal))
    );
    let employee = register(Road::EmployeeGraph, Some(acceptance(3, b"english")));
    assert_eq!(
        employee.glimpse(Stream::EmailThread).err(),
        Some(Gap::StreamNotOffered(Stream::EmailThread))
    );
}

#[test]
fn a_policy_is_trusted_only_whole_signed_and_for_this_tenant() {
    let key = SigningKey::from_bytes(&[5; 32]);
    let signed = SignedPolicy::sign(&policy(None), &key).unwrap();
    let verify = |signed: &SignedPolicy, key: &SigningKey, of: &str| {
        signed
            .clone()
            .verify(&key.verifying_key(), &tenant(of))
            .map(drop)
    };
    assert_eq!(verify(&signed, &key, "t1"), Ok(()));
    assert_eq!(
        verify(&signed, &SigningKey::from_bytes(&[6; 32]), "t1"),
        Err(Unverified::Forged)
    );
    assert_eq!(verify(&signed, &key, "t2"), Err(Unverified::ForeignTenant));
    let other = SignedPolicy::sign(
        &Policy {
            version: 2,
            ..policy(None)
        },
        &key,
    )
    .unwrap();
    let swapped = SignedPolicy {
        payload: other.payload,
        ..signed.clone()
    };
    assert_eq!(verify(&swapped, &key, "t1"), Err(Unverified::Forged));
    let torn = SignedPolicy {
        payload: "%%%".into(),
        ..signed
    };
    assert_eq!(verify(&torn, &key, "t1"), Err(Unverified::Malformed));
}
