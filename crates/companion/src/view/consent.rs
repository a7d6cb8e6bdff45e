//! The agreement of the tenant and the consent of the employee.

use serde::{Deserialize, Serialize};

use super::StreamName;

/// Whether the tenant's admin has accepted the current agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum DpaStanding {
    /// The service has not been asked yet.
    Unknown,
    /// Never accepted; nothing is collected.
    Missing {
        /// The version to accept.
        version: u32,
    },
    /// An earlier version was accepted; nothing is collected until the current one is.
    Outdated {
        /// The version accepted.
        accepted: u32,
        /// The version to accept.
        version: u32,
    },
    /// It stands.
    InForce(DpaAcceptance),
}

/// The record of an acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DpaAcceptance {
    /// The version accepted.
    pub version: u32,
    /// SHA-256 of the exact text, in hex.
    pub sha256: String,
    /// The language of that text.
    pub language: String,
    /// When.
    pub accepted_at: String,
    /// The name of the admin who accepted; absent on employees' machines.
    pub accepted_by: Option<String>,
}

/// The agreement's text as it will be hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DpaView {
    /// Its version.
    pub version: u32,
    /// The language of `text`.
    pub language: String,
    /// The Markdown, byte for byte what the hash is over.
    pub text: String,
    /// SHA-256 of `text`, in hex.
    pub sha256: String,
    /// True when an earlier version was accepted and this text differs from it.
    pub differs_from_accepted: bool,
    /// The acceptance in force or the last one.
    pub acceptance: Option<DpaAcceptance>,
    /// Whether the current version stands.
    pub in_force: bool,
    /// What changed since the version that was accepted, paragraph by paragraph; absent where that is the one in force, where
    /// none was accepted, or where the text accepted then cannot be had.
    pub changes: Option<Vec<Paragraph>>,
}

/// A paragraph of an agreement beside the version accepted before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Paragraph {
    /// What became of it.
    pub change: ParagraphChange,
    /// Its Markdown.
    pub text: String,
}

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ParagraphChange {
    /// It is as it was.
    Kept,
    /// It was not there before.
    Added,
    /// It is no longer there.
    Removed,
}

/// Whether an employee's consent to a stream is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum ConsentStanding {
    /// The road does not rest on the employee's consent.
    NotNeeded,
    /// Not given.
    NotGiven,
    /// Given and in force.
    InForce {
        /// The consent record.
        record: String,
        /// When it was given.
        given_at: String,
        /// SHA-256 of the text it was given to, in hex.
        sha256: String,
    },
    /// Given once, and withdrawn.
    Withdrawn {
        /// When it was withdrawn.
        withdrawn_at: String,
    },
}

/// The text that an employee is asked to consent to, for one stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ConsentForm {
    /// The stream it is about.
    pub stream: StreamName,
    /// The language of `text`.
    pub language: String,
    /// The Markdown, byte for byte what the hash is over.
    pub text: String,
    /// SHA-256 of `text`, in hex.
    pub sha256: String,
    /// Where consent stands now.
    pub consent: ConsentStanding,
}

/// A consent as it was given, to keep: what was agreed to, word for word, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReceiptView {
    /// The consent record.
    pub record: String,
    /// The stream that it is about.
    pub stream: StreamName,
    /// The organisation that it was given to.
    pub organisation: String,
    /// When it was given.
    pub given_at: String,
    /// When it was withdrawn; absent while it is in force.
    pub withdrawn_at: Option<String>,
    /// The language of the text shown.
    pub language: String,
    /// SHA-256 of the exact text shown, in hex.
    pub sha256: String,
    /// The text, byte for byte; absent where this version of the program has another one.
    pub text: Option<String>,
}
