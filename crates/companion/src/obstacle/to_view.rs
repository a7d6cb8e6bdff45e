use super::Obstacle;
use crate::view::{CommandError, MailProblem, Peer, Refusal, StreamName};
use rand::Rng as _;

impl Obstacle {
    /// The obstacle as it crosses to a face.
    pub fn command_error(&self) -> CommandError {
        if let Some(peer) = self.answered_unreadably() {
            return CommandError::AnswerUnreadable { peer };
        }
        match self.clone() {
            Self::Settings(error) => CommandError::PolicyFileMalformed { line: error.line() },
            Self::Home(problem) => CommandError::HomeUnusable { problem },
            Self::Keyring => CommandError::HomeUnusable {
                problem: crate::view::HomeProblem::NoKeyring,
            },
            Self::Busy | Self::Stopped => CommandError::Busy,
            Self::AlreadyConnected => CommandError::AlreadyConnected,
            Self::Invite(problem) => CommandError::InviteRefused { problem },
            Self::NoService | Self::NotConnected | Self::NotAdmin | Self::NotFound => {
                CommandError::NotConnected
            }
            Self::Registration(fields) => CommandError::InvalidFields { fields },
            Self::DpaMissing => CommandError::DpaRequired,
            Self::TextChanged => CommandError::TextChanged,
            Self::ConsentMissing(stream) => CommandError::ConsentRequired {
                stream: stream.map(StreamName::from),
            },
            Self::StreamNotOffered => CommandError::ConsentRequired { stream: None },
            Self::RoadClosed(road) => CommandError::RoadClosed { road },
            Self::SignIn(state) => CommandError::SignInNeeded {
                refusal: state.view,
            },
            Self::MicrosoftUnreachable(_) => CommandError::Offline {
                peer: Peer::Microsoft,
                retry_after_seconds: None,
            },
            Self::MicrosoftRefused(code) => CommandError::SignInNeeded {
                refusal: unnamed(code),
            },
            Self::MailServer(refusal) => CommandError::MailRefused {
                problem: super::mail_problem(&refusal),
            },
            Self::MailServerUnknown => CommandError::MailRefused {
                problem: MailProblem::UnknownServer,
            },
            Self::PasswordMissing => CommandError::MailRefused {
                problem: MailProblem::PasswordMissing,
            },
            Self::EntriesRefused(entries) => CommandError::EntriesRefused { entries },
            Self::ServiceUnreachable(_) => CommandError::Offline {
                peer: Peer::Service,
                retry_after_seconds: None,
            },
            Self::ServiceRefused(code) => CommandError::ServiceRefused {
                reason: code.as_str().to_owned(),
            },
            Self::ServiceUntrusted => CommandError::ServiceRefused {
                reason: "service_untrusted".to_owned(),
            },
            Self::Locked(setting) => CommandError::Locked { setting },
            Self::Conflict | Self::Untold(_) | Self::Transcript(_) => CommandError::Conflict,
            Self::Output => CommandError::NotWritten,
            Self::NotAnAddress => CommandError::NotAnAddress,
            Self::NotARule(_) | Self::UnknownField(_) | Self::Internal(_) => internal(&self.code()),
        }
    }
}

impl From<Obstacle> for CommandError {
    fn from(obstacle: Obstacle) -> Self {
        obstacle.command_error()
    }
}

/// A fault of the program: the log and the face share a reference.
fn internal(code: &str) -> CommandError {
    let reference = format!("{:08x}", rand::rng().random::<u32>());
    tracing::error!(code, reference, "internal error");
    CommandError::Internal { reference }
}

fn unnamed(code: String) -> Refusal {
    Refusal {
        kind: crate::view::RefusalKind::PermissionMissing,
        next: crate::view::NextStep::AskIt,
        code: Some(code),
        admin_link: None,
        approval: None,
        expected: None,
    }
}
