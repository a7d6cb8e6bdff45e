//! What a mail server's refusals are in words.

use imap::ImapRefusal;

pub(super) fn sentence(refusal: &ImapRefusal) -> &'static str {
    match refusal {
        ImapRefusal::Unreachable => "The mail server cannot be reached.",
        ImapRefusal::NoSuchHost => "There is no mail server of that name.",
        ImapRefusal::Torn => "The connection to the mail server broke off.",
        ImapRefusal::Timeout => "The mail server did not answer in time.",
        ImapRefusal::Bye | ImapRefusal::Busy => "The mail server asks to come again later.",
        ImapRefusal::NoEncryption => {
            "The mail server offers no encryption there, or somebody in between keeps it from it; nothing was shown to it."
        }
        ImapRefusal::CertificateRefused => {
            "The mail server's certificate is not trusted on this machine, or is for another name."
        }
        ImapRefusal::ClockOrCertificate => {
            "The mail server's certificate is out of its time, or this machine's clock is wrong."
        }
        ImapRefusal::NotImap => "What answers there is no IMAP server.",
        ImapRefusal::LoginDisabled => "This mail server takes no passwords.",
        ImapRefusal::TokenNotTaken => "This mail server takes no sign-in by Microsoft.",
        ImapRefusal::PasswordRefused => "The mail server refused user name or password.",
        ImapRefusal::TokenRefused => "The mail server refused the sign-in by Microsoft.",
        ImapRefusal::AccountUnavailable => {
            "The mailbox cannot be read by IMAP: it is switched off, blocked or without a licence."
        }
        ImapRefusal::SignIn(_) => "A sign-in is needed.",
        ImapRefusal::ChainLost => "The mail server has numbered a folder anew.",
        ImapRefusal::TooMuch => "The mail server sent more than any mailbox needs.",
        ImapRefusal::Unsayable => {
            "User name, password or a folder's name cannot be said to a mail server."
        }
        ImapRefusal::Refused => "The mail server refused.",
        ImapRefusal::NotAllowed => "This program was not told to talk to that server.",
    }
}

pub(super) fn next_step(refusal: &ImapRefusal) -> &'static str {
    match refusal {
        ImapRefusal::Unreachable => "Check the network, and host and port of the server.",
        ImapRefusal::NoSuchHost => {
            "Check how the name of the server is spelt, and that this machine is online."
        }
        ImapRefusal::Torn
        | ImapRefusal::Timeout
        | ImapRefusal::Bye
        | ImapRefusal::Busy
        | ImapRefusal::ChainLost => "Nothing is lost: the next run goes on from here.",
        ImapRefusal::NoEncryption | ImapRefusal::NotImap => {
            "Check host and port; port 993 is encrypted from the start, port 143 needs --starttls."
        }
        ImapRefusal::CertificateRefused => {
            "Check the host's name; for a server of your own organisation, name its root with VITRINE_CA_FILE."
        }
        ImapRefusal::ClockOrCertificate => "Set this machine's clock.",
        ImapRefusal::LoginDisabled => {
            "Connect with --microsoft if the mailbox is in Microsoft 365."
        }
        ImapRefusal::TokenNotTaken => "Connect with a password or an app password instead.",
        ImapRefusal::PasswordRefused => {
            "Try again; many providers want an app password, made in the account's security settings."
        }
        ImapRefusal::TokenRefused | ImapRefusal::SignIn(_) => {
            "Sign in again with `vitrinectl connect --imap`."
        }
        ImapRefusal::AccountUnavailable => {
            "Ask the people in IT to switch IMAP on for your mailbox."
        }
        ImapRefusal::TooMuch | ImapRefusal::Refused => {
            "Run `vitrinectl doctor`; if it stays, ask whoever runs the mail server."
        }
        ImapRefusal::Unsayable => "Check user name and password for characters without a letter.",
        ImapRefusal::NotAllowed => "Connect again with `vitrinectl connect --imap`.",
    }
}
