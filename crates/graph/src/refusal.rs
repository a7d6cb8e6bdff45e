use crate::cursor::Cursor;
use identity::{NextStep, SignInRefusal};
use std::time::Duration;

/// Why Microsoft Graph gave nothing. A closed set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.code())]
pub enum GraphRefusal {
    /// The tenant is not there any more, or never was.
    TenantGone,
    /// The person has no mailbox in Exchange Online, or left.
    MailboxMissing,
    /// An admin fenced this mailbox off from the app.
    MailboxFenced,
    /// The grant lacks a permission.
    ScopeMissing,
    /// The app was never consented to, or the consent was taken back.
    ConsentMissing,
    /// Too many requests; asked to wait longer than we do by ourselves.
    Throttled {
        /// How long Graph asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The chain's token is no longer known; the chain begins anew.
    SyncStateLost {
        /// Where Graph says to begin, if it is on the configured address.
        location: Option<Cursor>,
    },
    /// No token is to be had; the sign-in's own state says what to do.
    SignIn(SignInRefusal),
    /// Graph keeps refusing tokens that the platform just gave.
    SignInAgain,
    /// Graph wants to see more in the token, and keeps wanting it.
    ClaimsChallenge,
    /// An answer is not what Graph documents.
    WrongShape,
    /// Answers keep breaking off.
    Torn,
    /// An answer is too large even when little is asked for.
    TooLarge,
    /// The tenant switched the reading of transcripts off.
    TranscriptsDisabled,
    /// The tenant switched the names of speakers off.
    SpeakerAttributionNotAllowed,
    /// The tenant's Teams admin has not let the app look at this person's meetings.
    NoApplicationAccessPolicy,
    /// This person may not look this meeting up.
    NoLookupAccess,
    /// Microsoft wants payment for this.
    PaymentRequired,
    /// The thing asked for is not there.
    NotFound,
    /// Graph has a passing problem.
    Unavailable,
    /// Graph cannot be reached; the word is the door's own.
    Unreachable(&'static str),
    /// The connection is not trusted because of the time: a certificate expired, or this machine's clock is wrong.
    ClockOrCertificate,
    /// The next page would be somewhere else than on the configured address.
    LinkElsewhere,
    /// The pages go round in circles or on forever.
    EndlessPaging,
    /// A delegated grant was asked for somebody else's mailbox; nothing was sent.
    NotOwnMailbox,
    /// A refusal that is not on the list.
    Unknown {
        /// The HTTP status.
        status: u16,
        /// Graph's code, if it is one plain word.
        code: String,
    },
}

/// The one thing to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphStep {
    /// What the sign-in's own state says.
    SignIn(NextStep),
    /// Leave this mailbox out and go on with the others.
    SkipMailbox,
    /// Ask the admin to consent to the app and its permissions again.
    AskAdminToConsent,
    /// Check the tenant's name or id.
    CheckTenant,
    /// Nothing; it is tried again after a while.
    Wait,
    /// Nothing; this chain is read anew.
    RestartChain,
    /// Check the network.
    CheckNetwork,
    /// Check this machine's clock.
    CheckClock,
    /// Ask the Teams admin.
    AskTeamsAdmin,
    /// Nothing; read the transcript without speakers.
    ReadWithoutSpeakers,
    /// Nothing; leave this meeting or item out.
    LeaveOut,
    /// Tell whoever maintains the program.
    Report,
}

impl GraphRefusal {
    /// The one thing to do next.
    pub fn next_step(&self) -> GraphStep {
        match self {
            Self::SignIn(refusal) => GraphStep::SignIn(refusal.next_step()),
            Self::SignInAgain => GraphStep::SignIn(NextStep::SignInAgain),
            Self::ClaimsChallenge => GraphStep::SignIn(NextStep::ContinueInBrowser),
            Self::MailboxMissing | Self::MailboxFenced => GraphStep::SkipMailbox,
            Self::ScopeMissing | Self::ConsentMissing => GraphStep::AskAdminToConsent,
            Self::TenantGone => GraphStep::CheckTenant,
            Self::Throttled { .. } | Self::Unavailable | Self::Torn => GraphStep::Wait,
            Self::SyncStateLost { .. } => GraphStep::RestartChain,
            Self::Unreachable(_) => GraphStep::CheckNetwork,
            Self::ClockOrCertificate => GraphStep::CheckClock,
            Self::TranscriptsDisabled | Self::NoApplicationAccessPolicy | Self::PaymentRequired => {
                GraphStep::AskTeamsAdmin
            }
            Self::SpeakerAttributionNotAllowed => GraphStep::ReadWithoutSpeakers,
            Self::NoLookupAccess | Self::NotFound => GraphStep::LeaveOut,
            Self::WrongShape
            | Self::TooLarge
            | Self::LinkElsewhere
            | Self::EndlessPaging
            | Self::NotOwnMailbox
            | Self::Unknown { .. } => GraphStep::Report,
        }
    }
}

impl From<SignInRefusal> for GraphRefusal {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal {
            SignInRefusal::Unavailable => Self::Unavailable,
            SignInRefusal::Unreachable(code) => Self::Unreachable(code),
            SignInRefusal::ClockOrCertificate => Self::ClockOrCertificate,
            SignInRefusal::TenantUnknown => Self::TenantGone,
            refusal => Self::SignIn(refusal),
        }
    }
}
