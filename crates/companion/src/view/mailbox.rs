//! A mailbox on a mail server: where it is, how it is opened, and which of its folders count.

use serde::{Deserialize, Serialize};

/// Where a mailbox is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailServer {
    /// The host's name.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether the stream begins unencrypted and is upgraded before anything is said.
    pub starttls: bool,
}

/// What is known of the mailbox before anybody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailSetup {
    /// The person's address.
    pub address: Option<String>,
    /// Its server, where the address or an earlier connection tells it.
    pub server: Option<MailServer>,
    /// How it was opened before.
    pub sign_in: Option<MailSignIn>,
}

/// Who vouches for the person at the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MailSignIn {
    /// A password, or an app password.
    Password,
    /// Microsoft, in the browser.
    Microsoft,
}

/// What a person says about their mailbox; the password never comes out again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailForm {
    /// Who vouches for the person.
    pub sign_in: MailSignIn,
    /// The server; absent for the one that is known.
    pub server: Option<MailServer>,
    /// The name to sign in with; absent for the address.
    pub user: Option<String>,
    /// The password; absent where Microsoft vouches.
    pub password: Option<String>,
    /// Further addresses of the person's own, from which they send.
    pub aliases: Vec<String>,
}

impl std::fmt::Debug for MailForm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("MailForm").finish_non_exhaustive()
    }
}

/// How the mailbox of a connection is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailAccountView {
    /// Where it is.
    pub server: MailServer,
    /// Who vouches for the person.
    pub sign_in: MailSignIn,
    /// The person's own addresses: mail from them was sent.
    pub addresses: Vec<String>,
}

/// The folders of a mailbox, and what the person has to say about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailFolders {
    /// All folders, by name.
    pub folders: Vec<MailFolder>,
    /// False when nobody knows where the person's sent mail is: they are asked.
    pub sent_is_known: bool,
}

/// One folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailFolder {
    /// Its name as a person reads it.
    pub name: String,
    /// Why its mail does not count; absent where it does.
    pub left_out: Option<FolderReason>,
    /// Whether it holds what the person sent.
    pub holds_sent: bool,
    /// Whether the person can decide; folders that cannot be opened or are others' stay out.
    pub is_yours: bool,
}

/// Why a folder's mail does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FolderReason {
    /// It holds drafts, or is below one that does.
    Drafts,
    /// It holds mail that is on its way out.
    Outbox,
    /// It holds unwanted mail.
    Junk,
    /// It only shows what is in other folders.
    View,
    /// It cannot be opened.
    NotSelectable,
    /// It is somebody else's, or everybody's.
    NotOwn,
    /// It holds no mail.
    NoMail,
    /// The person left it out.
    Chosen,
}

/// What the person says about folders, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FolderWish {
    /// These do not count, and nothing below them.
    pub leave_out: Vec<String>,
    /// These count, whatever their name says.
    pub count: Vec<String>,
    /// This holds what the person sent; absent for the one that they named before, unless they leave it out now.
    pub sent: Option<String>,
}

/// Why a mail server gave nothing; each has its own next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MailProblem {
    /// Nobody knows where this mailbox is.
    UnknownServer,
    /// No password was given.
    PasswordMissing,
    /// There is no host of that name.
    NoSuchHost,
    /// Nobody answers there.
    Unreachable,
    /// It broke off, or asks to come again later.
    ComeAgain,
    /// The server does not encrypt, or somebody in between keeps it from it.
    NoEncryption,
    /// The certificate is from nobody this computer trusts, or for another name.
    CertificateRefused,
    /// What answers there is no mail server.
    NotAMailServer,
    /// The server takes no passwords.
    NoPasswords,
    /// The server takes no sign-in by Microsoft.
    NoMicrosoft,
    /// User name or password are wrong.
    WrongPassword,
    /// The server refused Microsoft's word for the person.
    TokenRefused,
    /// The mailbox may not be read by IMAP.
    SwitchedOff,
    /// User name or password have characters that cannot be said to a mail server.
    Unsayable,
    /// The server refused for a reason of its own.
    Refused,
}
