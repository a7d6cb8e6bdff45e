use super::{Exit, Obstacle, by_code, service_refused};
use crate::central::CentralError;
use crate::view::{HomeProblem, InviteProblem, Road};
use consent::Gap;
use egress::{EgressError, StatusAnswer};
use identity::SignInRefusal;
use ledger::LedgerError;
use wire::{Problem, ProblemCode};

fn assert_named(obstacle: &Obstacle) {
    let (code, sentence, next) = (obstacle.code(), obstacle.sentence(), obstacle.next_step());
    let plain = code
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    assert!(plain && !code.is_empty(), "{code}");
    assert!(
        sentence.ends_with('.') && sentence.len() > 10,
        "{code}: {sentence}"
    );
    assert!(next.ends_with('.') && next.len() > 5, "{code}: {next}");
}

#[test]
fn every_code_of_the_service_is_one_state_with_one_next_step() {
    for code in ProblemCode::ALL {
        assert_named(&service_refused(code.as_str()));
    }
    assert_eq!(service_refused("dpa_required").exit(), Exit::DpaMissing);
    assert_eq!(
        service_refused("consent_required").exit(),
        Exit::SignInNeeded
    );
    assert_eq!(
        service_refused("not_allowed_by_policy").exit(),
        Exit::ServiceRefused
    );
    assert_eq!(
        service_refused("from_the_future"),
        Obstacle::ServiceRefused(ProblemCode::Unknown)
    );
}

#[test]
fn what_passes_by_itself_is_not_taken_for_a_refusal() {
    let answered = |code: ProblemCode| {
        let body = serde_json::to_vec(&Problem::new(code)).unwrap().into();
        let answer = StatusAnswer {
            body,
            ..StatusAnswer::bare(code.status())
        };
        Obstacle::from(CentralError::from(EgressError::Status(Box::new(answer))))
    };
    for code in [
        ProblemCode::RateLimited,
        ProblemCode::Unavailable,
        ProblemCode::Internal,
    ] {
        assert_eq!(answered(code).exit(), Exit::PartlyFailed, "{code}");
    }
    assert_eq!(
        answered(ProblemCode::Unauthorized).exit(),
        Exit::ServiceRefused
    );
    let strange = EgressError::Status(Box::new(StatusAnswer::bare(502)));
    assert_eq!(
        Obstacle::from(CentralError::from(strange)).code(),
        "service_status_502"
    );
}

#[test]
fn every_refusal_that_only_a_person_can_undo_asks_for_a_sign_in() {
    for code in [
        "scope_missing",
        "consent_missing",
        "sign_in_revoked",
        "claims_challenge",
        "never_heard_of",
    ] {
        assert_named(&by_code(code));
        assert_eq!(by_code(code).exit(), Exit::SignInNeeded, "{code}");
    }
    let unreachable = Obstacle::from(SignInRefusal::Unreachable("offline"));
    assert_eq!(unreachable.exit(), Exit::PartlyFailed);
}

#[test]
fn the_home_the_invite_and_the_gate_are_named() {
    for obstacle in [
        LedgerError::WrongKey.into(),
        LedgerError::DiskFull.into(),
        LedgerError::Newer { found: 9, known: 1 }.into(),
        Obstacle::Home(HomeProblem::ClockOff),
        Obstacle::Invite(InviteProblem::Expired),
        Obstacle::RoadClosed(Road::EmployeeGraph),
        Gap::DpaOutdated {
            accepted: 1,
            current: 2,
        }
        .into(),
        Obstacle::Internal("word"),
    ] {
        assert_named(&obstacle);
    }
    assert_eq!(Obstacle::from(Gap::DpaMissing).exit(), Exit::DpaMissing);
}
