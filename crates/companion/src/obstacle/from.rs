use super::{Obstacle, sign_in_refusal};
use crate::central::CentralError;
use crate::settings::SettingsError;
use crate::view::{EntryCheck, EntryProblem, HomeProblem, InviteProblem, Road};
use consent::{Gap, Refusal, Unverified};
use graph::GraphRefusal;
use identity::{NextStep, SignInRefusal};
use imap::ImapRefusal;
use ledger::{KeyError, LedgerError};
use sync::{Failure, Readability, SourceError, UplinkError};
use wire::{BadInviteLink, Problem, ProblemCode};

impl From<SettingsError> for Obstacle {
    fn from(error: SettingsError) -> Self {
        Self::Settings(error)
    }
}

impl From<LedgerError> for Obstacle {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::WrongKey => Self::Home(HomeProblem::WrongKey),
            LedgerError::Torn => Self::Home(HomeProblem::Damaged),
            LedgerError::Newer { .. } => Self::Home(HomeProblem::NewerVersion),
            LedgerError::ReadOnly | LedgerError::Io(_) => Self::Home(HomeProblem::ReadOnly),
            LedgerError::DiskFull => Self::Home(HomeProblem::DiskFull),
            LedgerError::Busy => Self::Busy,
            LedgerError::Closed => Self::Internal("ledger_closed"),
            LedgerError::Internal(word) => Self::Internal(word),
        }
    }
}

impl From<KeyError> for Obstacle {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::WrongLength(_) | KeyError::NotHex => Self::Home(HomeProblem::KeyMalformed),
            KeyError::NoKeyring => Self::Home(HomeProblem::NoKeyring),
            KeyError::Locked | KeyError::Foreign | KeyError::Keyring => Self::Keyring,
        }
    }
}

impl From<BadInviteLink> for Obstacle {
    fn from(_: BadInviteLink) -> Self {
        Self::Invite(InviteProblem::Garbled)
    }
}

impl From<Gap> for Obstacle {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::DpaMissing | Gap::DpaOutdated { .. } => Self::DpaMissing,
            Gap::ConsentMissing(stream) | Gap::ConsentWithdrawn { stream, .. } => {
                Self::ConsentMissing(Some(stream))
            }
            Gap::StreamNotOffered(_) => Self::StreamNotOffered,
        }
    }
}

impl From<Unverified> for Obstacle {
    fn from(_: Unverified) -> Self {
        Self::ServiceUntrusted
    }
}

impl From<SignInRefusal> for Obstacle {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal.next_step() {
            NextStep::CheckNetwork | NextStep::Wait => {
                Self::MicrosoftUnreachable(refusal.code().to_owned())
            }
            NextStep::CheckVault if refusal == SignInRefusal::VaultFull => {
                Self::Home(HomeProblem::DiskFull)
            }
            NextStep::CheckVault => Self::Keyring,
            NextStep::CheckClock => Self::Home(HomeProblem::ClockOff),
            _ => Self::SignIn(Box::new(sign_in_refusal(refusal))),
        }
    }
}

impl From<GraphRefusal> for Obstacle {
    fn from(refusal: GraphRefusal) -> Self {
        let code = refusal.code().to_owned();
        match refusal {
            GraphRefusal::SignIn(refusal) => refusal.into(),
            GraphRefusal::SignInAgain
            | GraphRefusal::ClaimsChallenge
            | GraphRefusal::ConsentMissing
            | GraphRefusal::ScopeMissing
            | GraphRefusal::TenantGone => by_code(&code),
            GraphRefusal::ClockOrCertificate => Self::Home(HomeProblem::ClockOff),
            GraphRefusal::Throttled { .. }
            | GraphRefusal::Unavailable
            | GraphRefusal::Torn
            | GraphRefusal::Unreachable(_) => Self::MicrosoftUnreachable(code),
            _ => Self::MicrosoftRefused(code),
        }
    }
}

impl From<ImapRefusal> for Obstacle {
    fn from(refusal: ImapRefusal) -> Self {
        match refusal {
            ImapRefusal::SignIn(refusal) => refusal.into(),
            ImapRefusal::ClockOrCertificate => Self::Home(HomeProblem::ClockOff),
            other => Self::MailServer(other),
        }
    }
}

impl From<CentralError> for Obstacle {
    fn from(error: CentralError) -> Self {
        let code = error.code();
        match error {
            CentralError::Refused(problem) => refused(*problem),
            CentralError::Untrusted(_) => Self::ServiceUntrusted,
            CentralError::NotAnAddress => Self::NoService,
            CentralError::OutOfReach(_) | CentralError::Garbled => Self::ServiceUnreachable(code),
        }
    }
}

fn refused(problem: Problem) -> Obstacle {
    match problem.code {
        ProblemCode::DpaRequired => Obstacle::DpaMissing,
        ProblemCode::NewerDpa => Obstacle::TextChanged,
        ProblemCode::ConsentRequired => Obstacle::ConsentMissing(None),
        ProblemCode::InviteInvalid => Obstacle::Invite(InviteProblem::Unknown),
        ProblemCode::InviteUsed => Obstacle::Invite(InviteProblem::Used),
        ProblemCode::InviteExpired => Obstacle::Invite(InviteProblem::Expired),
        ProblemCode::InviteRevoked => Obstacle::Invite(InviteProblem::Revoked),
        ProblemCode::InviteForeign => Obstacle::Invite(InviteProblem::Foreign),
        ProblemCode::WrongAccount => SignInRefusal::WrongAccount.into(),
        ProblemCode::RoadClosed => Obstacle::RoadClosed(Road::EmployeeGraph),
        ProblemCode::Conflict => Obstacle::Conflict,
        ProblemCode::EntriesRefused => Obstacle::EntriesRefused(
            problem
                .entries
                .into_iter()
                .map(|refused| EntryCheck {
                    entry: refused.entry,
                    normalised: None,
                    refused: Some(EntryProblem::from(refused.reason)),
                })
                .collect(),
        ),
        code => Obstacle::ServiceRefused(code),
    }
}

impl From<Refusal> for EntryProblem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Empty => Self::Empty,
            Refusal::Address => Self::Address,
            Refusal::Url => Self::WebAddress,
            Refusal::Everybody | Refusal::MisplacedWildcard => Self::Wildcard,
            Refusal::NotADomain => Self::NotADomain,
            Refusal::PublicSuffix => Self::PublicSuffix,
            Refusal::Internal => Self::Internal,
        }
    }
}

impl From<Failure> for Obstacle {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Gap(gap) => gap.into(),
            Failure::Ledger(error) => error.into(),
            Failure::Source(error) => error.into(),
            Failure::Uplink(error) => error.into(),
            Failure::Stopped => Self::Stopped,
        }
    }
}

impl From<SourceError> for Obstacle {
    fn from(error: SourceError) -> Self {
        let code = error.code().to_owned();
        if let Some(refusal) = ImapRefusal::named(&code) {
            return refusal.into();
        }
        match error {
            SourceError::SignIn { .. } => by_code(&code),
            SourceError::OutOfReach { .. }
            | SourceError::Unavailable { .. }
            | SourceError::ChainLost => Self::MicrosoftUnreachable(code),
            SourceError::Unreadable(
                Readability::Fenced | Readability::Missing | Readability::Readable,
            )
            | SourceError::Refused { .. } => Self::MicrosoftRefused(code),
        }
    }
}

impl From<UplinkError> for Obstacle {
    fn from(error: UplinkError) -> Self {
        match error {
            UplinkError::Unavailable { code } => Self::ServiceUnreachable(code),
            UplinkError::Refused { code } => service_refused(&code),
        }
    }
}

/// The state that the service's code names.
pub(crate) fn service_refused(code: &str) -> Obstacle {
    let known = ProblemCode::ALL.iter().find(|known| known.as_str() == code);
    refused(Problem::new(known.copied().unwrap_or(ProblemCode::Unknown)))
}

/// The state that a sign-in's code names, when only the code came up from below.
pub(crate) fn by_code(code: &str) -> Obstacle {
    if let Some(refusal) = ImapRefusal::named(code) {
        return refusal.into();
    }
    for vault in [SignInRefusal::VaultFull, SignInRefusal::VaultFailed] {
        if vault.code() == code {
            return vault.into();
        }
    }
    let named_by_graph = match code {
        "scope_missing" => Some(SignInRefusal::ConsentMissing),
        "tenant_gone" => Some(SignInRefusal::TenantUnknown),
        "sign_in_again" => Some(SignInRefusal::SignInRevoked),
        "claims_challenge" => Some(SignInRefusal::InteractionNeeded(None)),
        "wrong_account" => Some(SignInRefusal::WrongAccount),
        _ => None,
    };
    let refusals = [
        SignInRefusal::ConsentMissing,
        SignInRefusal::AdminApprovalNeeded,
        SignInRefusal::AppMisconfigured,
        SignInRefusal::AppUnknown,
        SignInRefusal::AppDisabled,
        SignInRefusal::SecretWrong,
        SignInRefusal::SecretExpired,
        SignInRefusal::CertificateRefused,
        SignInRefusal::SignInExpired,
        SignInRefusal::SignInRevoked,
        SignInRefusal::FreshSignInRequired,
        SignInRefusal::SecondFactorNeeded(None),
        SignInRefusal::SecondFactorSetUpNeeded(None),
        SignInRefusal::InteractionNeeded(None),
        SignInRefusal::ManagedDeviceNeeded,
        SignInRefusal::BlockedByPolicy,
        SignInRefusal::BlockedBySecurityDefaults,
        SignInRefusal::AccountNotInTenant,
        SignInRefusal::NotAssigned,
        SignInRefusal::AccountDisabled,
        SignInRefusal::PasswordExpired,
        SignInRefusal::AccountLocked,
        SignInRefusal::TenantUnknown,
        SignInRefusal::RolesNotThereYet,
    ];
    let known = refusals.into_iter().find(|refusal| refusal.code() == code);
    Obstacle::SignIn(Box::new(sign_in_refusal(
        named_by_graph
            .or(known)
            .unwrap_or(SignInRefusal::NotSignedIn),
    )))
}
