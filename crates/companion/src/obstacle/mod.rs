//! Everything that can stand in the way: each is one named state with one sentence, one next step and one exit code.
//!
//! Every error of the parts below ends here, and nowhere else is an error put into words.

mod from;
mod mail_problem;
mod mail_server;
mod sign_in;
mod to_view;
mod transcript;
mod words;

pub(crate) use from::{by_code, service_refused};
pub(crate) use mail_problem::mail_problem;
pub(crate) use sign_in::sign_in_refusal;

use crate::central::CentralError;
use crate::settings::SettingsError;
use crate::view::{EntryCheck, FieldProblem, HomeProblem, InviteProblem, Peer, Refusal, Road};
use activity::Stream;
use consent::NotARule;
use graph::{GraphRefusal, TranscriptState};
use identity::SignInRefusal;
use imap::ImapRefusal;
use privacy::Untold;
use wire::ProblemCode;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.code())]
pub enum Obstacle {
    /// The settings cannot be used.
    Settings(SettingsError),
    /// The home cannot be used.
    Home(HomeProblem),
    /// The keyring is locked, or holds something else.
    Keyring,
    /// Another process holds the home.
    Busy,
    /// The invite cannot be used.
    Invite(InviteProblem),
    /// No central service is set, and no invite names one.
    NoService,
    /// This home has no connection for that.
    NotConnected,
    /// This home is connected already.
    AlreadyConnected,
    /// This home has no admin's credential.
    NotAdmin,
    /// Parts of the registration are missing or wrong.
    Registration(Vec<FieldProblem>),
    /// The tenant's admin has not accepted the DPA in force.
    DpaMissing,
    /// The text is not the one in force any more.
    TextChanged,
    /// The employee has not consented to a stream.
    ConsentMissing(Option<Stream>),
    /// The stream is not one of this connection.
    StreamNotOffered,
    /// The road takes no new connections.
    RoadClosed(Road),
    /// Microsoft wants something first.
    SignIn(Box<SignInState>),
    /// Microsoft does not answer; the word says how.
    MicrosoftUnreachable(String),
    /// Microsoft refuses what was asked; the word says how.
    MicrosoftRefused(String),
    /// The mail server does not answer, or refuses; the refusal says how.
    MailServer(ImapRefusal),
    /// Nobody knows where this mailbox is.
    MailServerUnknown,
    /// A password is needed, and none was given.
    PasswordMissing,
    /// Entries of the allowlist are refused; nothing was saved.
    EntriesRefused(Vec<EntryCheck>),
    /// That is not the address of a person.
    NotAnAddress,
    /// That is nothing that a rule could leave out.
    NotARule(NotARule),
    /// There is no field of that name that could be switched off.
    UnknownField(String),
    /// The service does not answer; the word says how.
    ServiceUnreachable(String),
    /// The service refuses.
    ServiceRefused(ProblemCode),
    /// The service cannot prove who it is, or its signing key changed.
    ServiceUntrusted,
    /// The setting is decided by the organisation.
    Locked(String),
    /// It was changed meanwhile.
    Conflict,
    /// The transcript cannot be released.
    Untold(Untold),
    /// The transcript cannot be had.
    Transcript(TranscriptState),
    /// There is no such thing.
    NotFound,
    /// It was stopped on request.
    Stopped,
    /// The output cannot be written.
    Output,
    /// The program is at fault; the word says where.
    Internal(&'static str),
}

/// A refusal of Microsoft's with what a face shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInState {
    /// The stable word.
    pub code: &'static str,
    /// The refusal itself.
    pub refusal: SignInRefusal,
    /// What a face shows.
    pub view: Refusal,
}

/// How a command ends, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The command, a setting or the home is wrong.
    Usage = 2,
    /// The DPA has not been accepted.
    DpaMissing = 3,
    /// Somebody has to sign in or consent.
    SignInNeeded = 4,
    /// Not everything could be done; the next run goes on.
    PartlyFailed = 5,
    /// The service refused.
    ServiceRefused = 6,
}

impl Obstacle {
    /// The state's stable word.
    pub fn code(&self) -> String {
        words::code(self)
    }

    /// Whether nothing at all came from Microsoft: there is no way to it.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(self, Self::MicrosoftUnreachable(code) if code.ends_with("_unreachable"))
    }

    /// What stands in the way, in one sentence.
    pub fn sentence(&self) -> String {
        words::sentence(self)
    }

    /// The one thing to do next, in one sentence.
    pub fn next_step(&self) -> String {
        words::next_step(self)
    }

    /// Who answered with something that cannot be read, if that is what stands in the way.
    pub(super) fn answered_unreadably(&self) -> Option<Peer> {
        let by_microsoft = [
            GraphRefusal::Torn,
            GraphRefusal::WrongShape,
            GraphRefusal::TooLarge,
        ];
        match self {
            Self::MicrosoftUnreachable(code) | Self::MicrosoftRefused(code) => by_microsoft
                .iter()
                .any(|refusal| refusal.code() == code)
                .then_some(Peer::Microsoft),
            Self::ServiceUnreachable(code) => {
                (*code == CentralError::Garbled.code()).then_some(Peer::Service)
            }
            _ => None,
        }
    }

    /// How a command ends at it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Settings(_)
            | Self::Home(_)
            | Self::Keyring
            | Self::NoService
            | Self::AlreadyConnected
            | Self::Registration(_)
            | Self::StreamNotOffered
            | Self::EntriesRefused(_)
            | Self::UnknownField(_)
            | Self::NotAnAddress
            | Self::NotARule(_)
            | Self::Locked(_)
            | Self::NotFound
            | Self::Untold(_)
            | Self::TextChanged
            | Self::MailServerUnknown
            | Self::PasswordMissing
            | Self::Invite(InviteProblem::Garbled) => Exit::Usage,
            Self::DpaMissing => Exit::DpaMissing,
            Self::ConsentMissing(_) | Self::NotConnected | Self::NotAdmin | Self::SignIn(_) => {
                Exit::SignInNeeded
            }
            Self::MailServer(refusal) if refusal.needs_sign_in() => Exit::SignInNeeded,
            Self::Busy
            | Self::MailServer(_)
            | Self::MicrosoftUnreachable(_)
            | Self::MicrosoftRefused(_)
            | Self::Transcript(_)
            | Self::ServiceUnreachable(_)
            | Self::Conflict
            | Self::Stopped
            | Self::Output
            | Self::Internal(_) => Exit::PartlyFailed,
            Self::Invite(_)
            | Self::RoadClosed(_)
            | Self::ServiceRefused(_)
            | Self::ServiceUntrusted => Exit::ServiceRefused,
        }
    }
}

#[cfg(test)]
mod tests;
