use crate::view::MailProblem;
use imap::ImapRefusal;

/// What a face shows of a mail server's refusal.
pub(crate) fn mail_problem(refusal: &ImapRefusal) -> MailProblem {
    match refusal {
        ImapRefusal::NoSuchHost => MailProblem::NoSuchHost,
        ImapRefusal::Unreachable => MailProblem::Unreachable,
        ImapRefusal::Torn
        | ImapRefusal::Timeout
        | ImapRefusal::Bye
        | ImapRefusal::Busy
        | ImapRefusal::ChainLost => MailProblem::ComeAgain,
        ImapRefusal::NoEncryption => MailProblem::NoEncryption,
        ImapRefusal::CertificateRefused | ImapRefusal::ClockOrCertificate => {
            MailProblem::CertificateRefused
        }
        ImapRefusal::NotImap => MailProblem::NotAMailServer,
        ImapRefusal::LoginDisabled => MailProblem::NoPasswords,
        ImapRefusal::TokenNotTaken => MailProblem::NoMicrosoft,
        ImapRefusal::PasswordRefused => MailProblem::WrongPassword,
        ImapRefusal::TokenRefused | ImapRefusal::SignIn(_) => MailProblem::TokenRefused,
        ImapRefusal::AccountUnavailable => MailProblem::SwitchedOff,
        ImapRefusal::Unsayable => MailProblem::Unsayable,
        ImapRefusal::TooMuch | ImapRefusal::Refused | ImapRefusal::NotAllowed => {
            MailProblem::Refused
        }
    }
}
