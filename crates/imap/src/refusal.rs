use egress::{EgressError, TlsFault};
use identity::SignInRefusal;

/// Why the mail server gave nothing: one name for each thing that somebody acts on differently.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImapRefusal {
    /// Nobody answers there, or the network is down.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// Nobody knows a host of that name, or the network is down.
    #[error("there is no mail server of that name")]
    NoSuchHost,
    /// The connection broke off.
    #[error("the connection to the mail server broke off")]
    Torn,
    /// No answer in time.
    #[error("the mail server did not answer in time")]
    Timeout,
    /// The server ended the conversation.
    #[error("the mail server said goodbye")]
    Bye,
    /// The server does not encrypt, or somebody in between keeps it from it.
    #[error("the mail server offers no encryption")]
    NoEncryption,
    /// The server's certificate comes from nobody this machine trusts, or is for another name.
    #[error("the mail server's certificate is not trusted")]
    CertificateRefused,
    /// The certificate is not valid at this machine's time.
    #[error("the certificate is out of its time, or this machine's clock is wrong")]
    ClockOrCertificate,
    /// What answers there does not speak IMAP.
    #[error("this is no IMAP server")]
    NotImap,
    /// The server takes no password at all.
    #[error("the mail server takes no passwords")]
    LoginDisabled,
    /// The server takes no sign-in by token.
    #[error("the mail server takes no sign-in by Microsoft")]
    TokenNotTaken,
    /// User name or password are wrong.
    #[error("the mail server refused user name or password")]
    PasswordRefused,
    /// A fresh token was refused.
    #[error("the mail server refused the sign-in")]
    TokenRefused,
    /// The mailbox may not be read by IMAP: switched off, no licence, or blocked.
    #[error("the mailbox cannot be read by IMAP")]
    AccountUnavailable,
    /// There is no token to show.
    #[error("no sign-in: {0}")]
    SignIn(SignInRefusal),
    /// The server is busy or asks to come again later.
    #[error("the mail server asks to come again later")]
    Busy,
    /// The folder's numbering began anew, or the cursor is not one.
    #[error("the folder is numbered anew")]
    ChainLost,
    /// The server sent more than any mailbox needs.
    #[error("the mail server sent too much")]
    TooMuch,
    /// A name has characters that cannot be said to a server.
    #[error("this cannot be said to a mail server")]
    Unsayable,
    /// The server refused for a reason of its own.
    #[error("the mail server refused")]
    Refused,
    /// The program's own list of origins does not allow this server.
    #[error("this server is not allowed")]
    NotAllowed,
}

impl ImapRefusal {
    /// A stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "imap_unreachable",
            Self::NoSuchHost => "imap_no_such_host",
            Self::Torn => "imap_torn",
            Self::Timeout => "imap_timeout",
            Self::Bye => "imap_bye",
            Self::NoEncryption => "imap_no_encryption",
            Self::CertificateRefused => "imap_certificate_refused",
            Self::ClockOrCertificate => "clock_or_certificate",
            Self::NotImap => "imap_not_imap",
            Self::LoginDisabled => "imap_login_disabled",
            Self::TokenNotTaken => "imap_token_not_taken",
            Self::PasswordRefused => "imap_password_refused",
            Self::TokenRefused => "imap_token_refused",
            Self::AccountUnavailable => "imap_account_unavailable",
            Self::SignIn(refusal) => refusal.code(),
            Self::Busy => "imap_busy",
            Self::ChainLost => "chain_lost",
            Self::TooMuch => "imap_too_much",
            Self::Unsayable => "imap_unsayable",
            Self::Refused => "imap_refused",
            Self::NotAllowed => "imap_not_allowed",
        }
    }

    /// The refusal of that code; none for a sign-in's.
    pub fn named(code: &str) -> Option<Self> {
        let all = [
            Self::Unreachable,
            Self::NoSuchHost,
            Self::Torn,
            Self::Timeout,
            Self::Bye,
            Self::NoEncryption,
            Self::CertificateRefused,
            Self::NotImap,
            Self::LoginDisabled,
            Self::TokenNotTaken,
            Self::PasswordRefused,
            Self::TokenRefused,
            Self::AccountUnavailable,
            Self::Busy,
            Self::TooMuch,
            Self::Unsayable,
            Self::Refused,
            Self::NotAllowed,
        ];
        all.into_iter().find(|refusal| refusal.code() == code)
    }

    /// Whether the same may go through a little later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable
            | Self::NoSuchHost
            | Self::Torn
            | Self::Timeout
            | Self::Bye
            | Self::Busy => true,
            Self::SignIn(refusal) => refusal.is_passing(),
            _ => false,
        }
    }

    /// Whether nothing can be read before a person signs in again.
    pub fn needs_sign_in(&self) -> bool {
        match self {
            Self::SignIn(refusal) => !refusal.is_passing(),
            Self::LoginDisabled
            | Self::TokenNotTaken
            | Self::PasswordRefused
            | Self::TokenRefused
            | Self::AccountUnavailable => true,
            _ => false,
        }
    }
}

impl From<EgressError> for ImapRefusal {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::Offline => Self::Unreachable,
            EgressError::NoSuchHost => Self::NoSuchHost,
            EgressError::Timeout => Self::Timeout,
            EgressError::Torn | EgressError::Status(_) => Self::Torn,
            EgressError::TooLarge { .. } => Self::NotImap,
            EgressError::RefusedHost { .. } => Self::NotAllowed,
            EgressError::Unsendable => Self::Unsayable,
            EgressError::Tls(TlsFault::NotValidNow) => Self::ClockOrCertificate,
            EgressError::Tls(TlsFault::UnknownIssuer | TlsFault::WrongName) => {
                Self::CertificateRefused
            }
            EgressError::Tls(TlsFault::NotOffered | TlsFault::Tampered | TlsFault::Other) => {
                Self::NoEncryption
            }
        }
    }
}

impl From<SignInRefusal> for ImapRefusal {
    fn from(refusal: SignInRefusal) -> Self {
        Self::SignIn(refusal)
    }
}
