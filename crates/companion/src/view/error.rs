//! The one error that crosses to a face.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{EntryCheck, FieldProblem, InviteProblem, MailProblem, Refusal, Road, StreamName};

/// Why an operation did not happen; a variant exists only where the face acts differently.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CommandError {
    /// The invite cannot be used.
    #[error("the invite cannot be used")]
    InviteRefused {
        /// Why.
        problem: InviteProblem,
    },
    /// Microsoft wants something from the person first.
    #[error("sign-in is needed")]
    SignInNeeded {
        /// What.
        refusal: Refusal,
    },
    /// The tenant's agreement is missing or out of date.
    #[error("the agreement has not been accepted")]
    DpaRequired,
    /// The text changed since it was shown; show it again.
    #[error("the text has changed since it was shown")]
    TextChanged,
    /// The employee's consent is missing.
    #[error("consent is missing")]
    ConsentRequired {
        /// For which stream; absent when no stream has it.
        stream: Option<StreamName>,
    },
    /// The service does not take new connections by this road.
    #[error("the road is closed")]
    RoadClosed {
        /// The road that was asked for.
        road: Road,
    },
    /// The mail server gave nothing.
    #[error("the mail server refused")]
    MailRefused {
        /// Why.
        problem: MailProblem,
    },
    /// The person of this home is connected already, and nothing can come beside that.
    #[error("connected already")]
    AlreadyConnected,
    /// Fields of the registration are wrong.
    #[error("fields are wrong")]
    InvalidFields {
        /// Which, and why.
        fields: Vec<FieldProblem>,
    },
    /// Entries of the allowlist are refused; nothing was saved.
    #[error("allowlist entries are refused")]
    EntriesRefused {
        /// Every entry with its outcome.
        entries: Vec<EntryCheck>,
    },
    /// The setting is decided by the organisation.
    #[error("the setting is locked")]
    Locked {
        /// Its name in the policy file.
        setting: String,
    },
    /// There is no such connection, or not yet.
    #[error("there is no connection")]
    NotConnected,
    /// Someone else changed it meanwhile; load it again.
    #[error("it was changed meanwhile")]
    Conflict,
    /// Another run or another process holds the ledger.
    #[error("another run is under way")]
    Busy,
    /// The peer does not answer.
    #[error("out of reach")]
    Offline {
        /// Who.
        peer: Peer,
        /// When to try again, where the peer said so.
        retry_after_seconds: Option<u32>,
    },
    /// The peer answers with something that cannot be read.
    #[error("the answer cannot be read")]
    AnswerUnreadable {
        /// Who.
        peer: Peer,
    },
    /// The central service refuses.
    #[error("the service refused: {reason}")]
    ServiceRefused {
        /// Its own closed code.
        reason: String,
    },
    /// The home of this installation cannot be used.
    #[error("the home cannot be used")]
    HomeUnusable {
        /// Why.
        problem: HomeProblem,
    },
    /// What was entered is not the address of a person.
    #[error("not an address")]
    NotAnAddress,
    /// The file that the person chose could not be written.
    #[error("the file could not be written")]
    NotWritten,
    /// The policy file cannot be read.
    #[error("the policy file is malformed")]
    PolicyFileMalformed {
        /// The line it happens on, where known.
        line: Option<u32>,
    },
    /// Anything else; the log has it under this reference.
    #[error("internal error {reference}")]
    Internal {
        /// A short random reference that is also in the log.
        reference: String,
    },
}

/// Whom this program asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Peer {
    /// Microsoft's sign-in or Graph.
    Microsoft,
    /// The central service.
    Service,
}

/// Why the home cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HomeProblem {
    /// The machine has no keyring and no key was given.
    NoKeyring,
    /// `CONNECTOR_ENCRYPTION_KEY` is not 32 bytes in hex.
    KeyMalformed,
    /// The key does not open the ledger.
    WrongKey,
    /// A newer version of the program wrote the ledger.
    NewerVersion,
    /// The ledger is damaged.
    Damaged,
    /// The folder cannot be written to.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// The machine's clock is off by so much that signatures and tokens cannot be judged.
    ClockOff,
}
