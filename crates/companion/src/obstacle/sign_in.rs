use super::SignInState;
use crate::view::{NextStep as Step, Refusal, RefusalKind as Kind};
use identity::{NextStep, SignInRefusal};

/// What a face shows of a refusal of Microsoft's.
pub(crate) fn sign_in_refusal(refusal: SignInRefusal) -> SignInState {
    let code = match &refusal {
        SignInRefusal::Unknown {
            code: Some(number), ..
        } => format!("AADSTS{number}"),
        other => other.code().to_owned(),
    };
    let view = Refusal {
        kind: kind(&refusal),
        next: step(refusal.next_step()),
        code: Some(code),
        admin_link: None,
        approval: None,
        expected: None,
    };
    SignInState {
        code: refusal.code(),
        refusal,
        view,
    }
}

fn kind(refusal: &SignInRefusal) -> Kind {
    use SignInRefusal as From;
    match refusal {
        From::Declined => Kind::Declined,
        From::TimedOut => Kind::TimedOut,
        From::WrongAccount => Kind::WrongAccount,
        From::WrongTenant | From::TenantUnknown | From::TenantNotProved => Kind::WrongTenant,
        From::AccountNotInTenant => Kind::NotAMember,
        From::AdminApprovalNeeded => Kind::NeedsAdmin,
        From::ConsentMissing
        | From::ProfilePermissionMissing
        | From::RolesNotThereYet
        | From::ScopeRefused => Kind::PermissionMissing,
        From::SecondFactorNeeded(_)
        | From::SecondFactorSetUpNeeded(_)
        | From::InteractionNeeded(_) => Kind::NeedsMultiFactor,
        From::ManagedDeviceNeeded => Kind::NeedsManagedDevice,
        From::BlockedByPolicy | From::BlockedBySecurityDefaults => Kind::BlockedByPolicy,
        From::AppUnknown => Kind::AppNotInstalled,
        From::AppDisabled => Kind::AppDisabled,
        From::NotAssigned => Kind::NotAssigned,
        From::AccountDisabled => Kind::AccountDisabled,
        From::PasswordExpired => Kind::PasswordExpired,
        From::AccountLocked => Kind::AccountLocked,
        From::SignInExpired
        | From::SignInRevoked
        | From::FreshSignInRequired
        | From::NotSignedIn
        | From::CodeExpired
        | From::CodeAlreadyUsed
        | From::CodeMismatch => Kind::SignInExpired,
        From::SecretWrong | From::CertificateRefused | From::CertificateUnusable(_) => {
            Kind::WrongCredential
        }
        From::SecretExpired => Kind::CredentialExpired,
        From::AppMisconfigured
        | From::RedirectMismatch
        | From::PlatformMisconfigured
        | From::RedirectIsForWebPages
        | From::RedirectElsewhere
        | From::PortTaken => Kind::RegistrationFault,
        From::StateMismatch | From::CallbackMalformed | From::IdTokenRefused(_) => {
            Kind::ForeignAnswer
        }
        From::Unavailable
        | From::Unreachable(_)
        | From::ClockOrCertificate
        | From::WrongShape
        | From::Looping => Kind::Unavailable,
        From::Unknown { .. } | From::VaultFailed | From::VaultFull => Kind::Unknown,
    }
}

fn step(next: NextStep) -> Step {
    match next {
        NextStep::AcceptPermissions
        | NextStep::BeginAgain
        | NextStep::RestartSilently
        | NextStep::SignInAgain
        | NextStep::ContinueInBrowser => Step::SignInAgain,
        NextStep::SendAdminLink => Step::SendLinkToAdmin,
        NextStep::ChooseAnotherAccount => Step::ChooseAnotherAccount,
        NextStep::AskForAssignment
        | NextStep::ContactIt
        | NextStep::UseManagedDevice
        | NextStep::CheckVault => Step::AskIt,
        NextStep::FixRegistration
        | NextStep::ReplaceSecret
        | NextStep::ReplaceCertificate
        | NextStep::CheckTenant
        | NextStep::FreePort => Step::FixRegistration,
        NextStep::Wait | NextStep::Stop | NextStep::CheckNetwork | NextStep::CheckClock => {
            Step::Wait
        }
    }
}

/// What happened, in one sentence.
pub(super) fn sentence(refusal: &SignInRefusal) -> &'static str {
    use SignInRefusal as From;
    match refusal {
        From::ConsentMissing => "Nobody has agreed to the permissions that this app asks for.",
        From::Declined => {
            "The permissions were declined on Microsoft's page; nothing was connected."
        }
        From::AdminApprovalNeeded => {
            "The organisation lets only an administrator approve this app."
        }
        From::ProfilePermissionMissing => {
            "The app registration lacks the permission to sign people in."
        }
        From::AppMisconfigured => "The app registration is wrong.",
        From::AppUnknown => "The app registration is not known in this tenant.",
        From::AppDisabled => "An administrator has disabled the app.",
        From::RedirectMismatch => "The redirect address is not one of the app registration.",
        From::SecretWrong => "The client secret is wrong.",
        From::SecretExpired => "The client secret has expired.",
        From::CertificateRefused => "Microsoft refuses the certificate.",
        From::PlatformMisconfigured => "The app is registered for another kind of platform.",
        From::RedirectIsForWebPages => "The redirect address is registered for web pages.",
        From::SignInExpired => "The sign-in has expired.",
        From::SignInRevoked => "The sign-in was revoked.",
        From::FreshSignInRequired => "The organisation asks for a fresh sign-in.",
        From::SecondFactorNeeded(_) => "Microsoft asks for a second factor.",
        From::SecondFactorSetUpNeeded(_) => "A second factor has to be set up first.",
        From::InteractionNeeded(_) => "Microsoft has a question that only the browser can show.",
        From::ManagedDeviceNeeded => "The organisation lets only managed devices in.",
        From::BlockedByPolicy => {
            "The organisation's access policy does not let this sign-in through."
        }
        From::BlockedBySecurityDefaults => {
            "The tenant's security defaults do not let this sign-in through."
        }
        From::AccountNotInTenant => "The account is not a member of the tenant.",
        From::NotAssigned => {
            "The app is for assigned people only, and this account is not assigned."
        }
        From::AccountDisabled => "The account is disabled.",
        From::PasswordExpired => "The account's password has expired.",
        From::AccountLocked => "The account is locked.",
        From::CodeAlreadyUsed | From::CodeMismatch | From::CodeExpired => {
            "The one-time code was not usable any more."
        }
        From::ScopeRefused => "Microsoft does not know one of the permissions.",
        From::NotSignedIn => "Nobody is signed in.",
        From::Looping => "Microsoft stopped us because the same question was asked too often.",
        From::TenantUnknown => "Microsoft does not know this tenant.",
        From::Unavailable => "Microsoft's sign-in has a passing problem.",
        From::Unknown { .. } => "Microsoft refused the sign-in for a reason that has no name here.",
        From::StateMismatch | From::CallbackMalformed => {
            "The answer in the browser did not belong to this sign-in."
        }
        From::TimedOut => "Nobody came back from the browser in time.",
        From::PortTaken => "Another program uses the port of the redirect address.",
        From::RedirectElsewhere => "The redirect address is not on this machine.",
        From::IdTokenRefused(_) => "The proof of the sign-in did not hold.",
        From::WrongTenant => "An account of another tenant signed in.",
        From::WrongAccount => "Another account than the invited one signed in.",
        From::TenantNotProved => "The tenant's own tokens do not read this tenant.",
        From::RolesNotThereYet => "The permissions were granted but have not arrived yet.",
        From::CertificateUnusable(_) => "The certificate or its private key cannot be used.",
        From::Unreachable(_) => "Microsoft's sign-in cannot be reached.",
        From::ClockOrCertificate => {
            "The connection is not trusted: a certificate or this machine's clock is out of time."
        }
        From::WrongShape => "Microsoft's sign-in gave an answer that makes no sense.",
        From::VaultFailed => "The tokens cannot be kept on this machine.",
        From::VaultFull => "There is no room left to keep the tokens on this machine.",
    }
}

/// What to do, in one sentence.
pub(super) fn next_step(next: NextStep) -> &'static str {
    match next {
        NextStep::AcceptPermissions => "Connect again and accept the permissions.",
        NextStep::SendAdminLink => "Ask an administrator to approve the app, then connect again.",
        NextStep::BeginAgain | NextStep::RestartSilently => "Connect again.",
        NextStep::SignInAgain => "Sign in again: run the connect command once more.",
        NextStep::ContinueInBrowser => {
            "Connect again and answer what Microsoft asks in the browser."
        }
        NextStep::ChooseAnotherAccount => "Connect again with the invited account.",
        NextStep::AskForAssignment => "Ask IT to assign this account to the app.",
        NextStep::ContactIt => "Ask the people in IT.",
        NextStep::UseManagedDevice => "Use a device that the organisation manages.",
        NextStep::FixRegistration => "Mend the app registration in the Entra admin centre.",
        NextStep::ReplaceSecret => "Make a new client secret and set O365_CLIENT_SECRET.",
        NextStep::ReplaceCertificate => {
            "Set O365_CLIENT_CERTIFICATE and its key to the registered certificate."
        }
        NextStep::CheckTenant => "Check the tenant's id and who consented.",
        NextStep::Wait => "Wait; it is tried again.",
        NextStep::Stop => "Wait ten minutes before the next try.",
        NextStep::CheckNetwork => "Check the network.",
        NextStep::CheckClock => "Set this machine's clock.",
        NextStep::FreePort => "Close the other program, or set O365_REDIRECT_URI to another port.",
        NextStep::CheckVault => "Check the keyring or CONNECTOR_ENCRYPTION_KEY.",
    }
}
