use crate::challenge::ClaimsChallenge;
use crate::vault::VaultError;
use egress::{EgressError, TlsFault};
use std::fmt;

/// Why somebody is not signed in, or a token is not given. A closed set: the platform's many codes end up here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Nobody consented to this app or to one of its permissions.
    ConsentMissing,
    /// The person, or the admin, said no.
    Declined,
    /// The organisation wants an admin to approve this app.
    AdminApprovalNeeded,
    /// The app's registration lacks the permission to sign people in.
    ProfilePermissionMissing,
    /// The app's registration names a resource that the tenant does not have, or is otherwise wrong.
    AppMisconfigured,
    /// The app is unknown in that tenant.
    AppUnknown,
    /// An admin disabled the app.
    AppDisabled,
    /// The redirect address is not the registered one.
    RedirectMismatch,
    /// The client secret is wrong.
    SecretWrong,
    /// The client secret expired.
    SecretExpired,
    /// The certificate's signature or thumbprint is refused.
    CertificateRefused,
    /// The app is registered for another kind of platform (public or confidential).
    PlatformMisconfigured,
    /// The redirect address is registered for a web page, which caps sign-ins at a day.
    RedirectIsForWebPages,
    /// The sign-in expired, or was not used for too long.
    SignInExpired,
    /// The sign-in was revoked: a new password, an admin, or a policy.
    SignInRevoked,
    /// The organisation asks for a fresh sign-in.
    FreshSignInRequired,
    /// A second factor is needed now.
    SecondFactorNeeded(Option<ClaimsChallenge>),
    /// The person has to set up a second factor first.
    SecondFactorSetUpNeeded(Option<ClaimsChallenge>),
    /// The platform wants to see more in the browser before it gives a token.
    InteractionNeeded(Option<ClaimsChallenge>),
    /// Only a managed device is let in.
    ManagedDeviceNeeded,
    /// The organisation's access policy says no.
    BlockedByPolicy,
    /// The tenant's security defaults say no.
    BlockedBySecurityDefaults,
    /// The account is not a member of the tenant.
    AccountNotInTenant,
    /// The app is for assigned people only, and this one is not.
    NotAssigned,
    /// The account is disabled.
    AccountDisabled,
    /// The password expired.
    PasswordExpired,
    /// The account is locked.
    AccountLocked,
    /// The one-time code was used before.
    CodeAlreadyUsed,
    /// The one-time code does not belong to this sign-in.
    CodeMismatch,
    /// The one-time code, or the code for another device, expired.
    CodeExpired,
    /// A scope is unknown, or scopes of two resources were mixed.
    ScopeRefused,
    /// Nobody is signed in.
    NotSignedIn,
    /// The platform stopped us because we asked the same thing over and over.
    Looping,
    /// The tenant does not exist, or this kind of token needs a certain tenant.
    TenantUnknown,
    /// The platform has a passing problem.
    Unavailable,
    /// A refusal that is not on the list, told by its kind.
    Unknown {
        /// The OAuth `error`, if it is one of a known form.
        error: String,
        /// The AADSTS number.
        code: Option<u32>,
    },
    /// The answer in the browser does not belong to the question.
    StateMismatch,
    /// The answer in the browser is not one that the platform gives.
    CallbackMalformed,
    /// Nobody answered in the browser in time.
    TimedOut,
    /// Another program uses the port of the redirect address.
    PortTaken,
    /// The redirect address is not on this machine, so that no answer can be received.
    RedirectElsewhere,
    /// The id_token does not hold what it must; the word says which claim.
    IdTokenRefused(&'static str),
    /// Somebody from another tenant signed in.
    WrongTenant,
    /// Somebody else signed in.
    WrongAccount,
    /// The tenant consented, but its tokens do not read that tenant.
    TenantNotProved,
    /// The tenant consented, but the permissions have not arrived yet.
    RolesNotThereYet,
    /// The certificate or its key cannot be used; the word says why.
    CertificateUnusable(&'static str),
    /// The platform cannot be reached; the word is [`EgressError::code`].
    Unreachable(&'static str),
    /// The connection is not trusted because of the time: a certificate expired, or this machine's clock is wrong.
    ClockOrCertificate,
    /// The platform's answer is of the wrong shape.
    WrongShape,
    /// Tokens cannot be kept.
    VaultFailed,
    /// There is no room left to keep tokens.
    VaultFull,
}

/// The one thing to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Connect again and accept the permissions, or send the admin link.
    AcceptPermissions,
    /// Send the admin a link and wait.
    SendAdminLink,
    /// Nothing was connected; begin again if wanted.
    BeginAgain,
    /// Begin the sign-in again without asking.
    RestartSilently,
    /// Sign in again.
    SignInAgain,
    /// Go on in the browser.
    ContinueInBrowser,
    /// Sign in with another account.
    ChooseAnotherAccount,
    /// Ask IT to assign this person to the app.
    AskForAssignment,
    /// Contact IT.
    ContactIt,
    /// Use a device that the organisation manages.
    UseManagedDevice,
    /// Show an admin that the registration is wrong.
    FixRegistration,
    /// Make a new client secret.
    ReplaceSecret,
    /// Choose the right certificate and key.
    ReplaceCertificate,
    /// Check the tenant's name or id.
    CheckTenant,
    /// Wait; it is tried again without asking.
    Wait,
    /// Stop asking for a while.
    Stop,
    /// Check the network.
    CheckNetwork,
    /// Check this machine's clock.
    CheckClock,
    /// Close the other program, or choose another port.
    FreePort,
    /// Check the keyring or the key.
    CheckVault,
}

impl SignInRefusal {
    /// The one thing to do next.
    pub fn next_step(&self) -> NextStep {
        match self {
            Self::ConsentMissing => NextStep::AcceptPermissions,
            Self::AdminApprovalNeeded => NextStep::SendAdminLink,
            Self::Declined | Self::TimedOut | Self::StateMismatch | Self::CallbackMalformed => {
                NextStep::BeginAgain
            }
            Self::CodeAlreadyUsed | Self::CodeMismatch => NextStep::RestartSilently,
            Self::SignInExpired
            | Self::SignInRevoked
            | Self::FreshSignInRequired
            | Self::NotSignedIn
            | Self::CodeExpired
            | Self::IdTokenRefused(_)
            | Self::Unknown { .. } => NextStep::SignInAgain,
            Self::SecondFactorNeeded(_)
            | Self::SecondFactorSetUpNeeded(_)
            | Self::InteractionNeeded(_) => NextStep::ContinueInBrowser,
            Self::AccountNotInTenant | Self::WrongAccount | Self::WrongTenant => {
                NextStep::ChooseAnotherAccount
            }
            Self::NotAssigned => NextStep::AskForAssignment,
            Self::BlockedByPolicy
            | Self::BlockedBySecurityDefaults
            | Self::AccountDisabled
            | Self::PasswordExpired
            | Self::AccountLocked => NextStep::ContactIt,
            Self::ManagedDeviceNeeded => NextStep::UseManagedDevice,
            Self::ProfilePermissionMissing
            | Self::AppMisconfigured
            | Self::AppUnknown
            | Self::AppDisabled
            | Self::RedirectMismatch
            | Self::PlatformMisconfigured
            | Self::RedirectIsForWebPages
            | Self::RedirectElsewhere
            | Self::ScopeRefused => NextStep::FixRegistration,
            Self::SecretWrong | Self::SecretExpired => NextStep::ReplaceSecret,
            Self::CertificateRefused | Self::CertificateUnusable(_) => NextStep::ReplaceCertificate,
            Self::TenantUnknown | Self::TenantNotProved => NextStep::CheckTenant,
            Self::Unavailable | Self::RolesNotThereYet | Self::WrongShape => NextStep::Wait,
            Self::Looping => NextStep::Stop,
            Self::Unreachable(_) => NextStep::CheckNetwork,
            Self::ClockOrCertificate => NextStep::CheckClock,
            Self::PortTaken => NextStep::FreePort,
            Self::VaultFailed | Self::VaultFull => NextStep::CheckVault,
        }
    }

    /// Whether the same question may succeed later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.next_step(),
            NextStep::Wait | NextStep::CheckNetwork | NextStep::CheckClock
        )
    }

    /// The challenge to take into the browser, if there is one.
    pub fn claims(&self) -> Option<&ClaimsChallenge> {
        match self {
            Self::SecondFactorNeeded(claims)
            | Self::SecondFactorSetUpNeeded(claims)
            | Self::InteractionNeeded(claims) => claims.as_ref(),
            _ => None,
        }
    }
}

impl From<EgressError> for SignInRefusal {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::Tls(TlsFault::NotValidNow) => Self::ClockOrCertificate,
            EgressError::Status(_) => Self::Unavailable,
            EgressError::TooLarge { .. } => Self::WrongShape,
            other => Self::Unreachable(other.code()),
        }
    }
}

impl From<VaultError> for SignInRefusal {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Full => Self::VaultFull,
            VaultError::Unavailable | VaultError::Sealed => Self::VaultFailed,
        }
    }
}

impl fmt::Display for SignInRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl std::error::Error for SignInRefusal {}
