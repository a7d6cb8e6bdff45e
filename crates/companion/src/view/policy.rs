//! What the tenant's admin allows, and who changed it.

use serde::{Deserialize, Serialize};

use super::{LevelName, StreamName};

/// What the admin allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PolicyView {
    /// The policy's version at the service.
    pub version: u32,
    /// The allowlist, normalised.
    pub allowlist: Vec<String>,
    /// The mapped fields that can be switched off.
    pub fields: Vec<MappedField>,
    /// Everything else that is chosen.
    pub choices: PolicyChoices,
}

/// What an admin chooses beside the domains and the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PolicyChoices {
    /// Whether employees may connect newly by Microsoft Graph.
    pub employee_graph: bool,
    /// Whether employees may connect newly by IMAP.
    pub employee_imap: bool,
    /// Whether the organisation may connect newly.
    pub organisation: bool,
    /// The mail permission that employees are asked for.
    pub mail_scope: MailScopeName,
    /// The most that may be sent of a transcript.
    pub transcript_level: LevelName,
    /// Whether transcripts of meetings without anybody from outside may be sent too.
    pub internal_meetings: bool,
    /// Whether what is deleted at Microsoft is taken back at the service.
    pub retract_on_delete: bool,
    /// How many days the service keeps what arrived; until it is erased where absent.
    pub retention_days: Option<u32>,
}

/// The mail permission that employees are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum MailScopeName {
    /// It could read bodies; Vitrine does not ask for them.
    #[serde(rename = "Mail.Read")]
    Read,
    /// Microsoft itself gives no bodies under it.
    #[serde(rename = "Mail.ReadBasic")]
    ReadBasic,
}

/// A policy as the admin changed it; the domains are saved on their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PolicyForm {
    /// The version that the changes start from; one made meanwhile is a conflict.
    pub version: u32,
    /// The mapped fields that are switched off.
    pub switched_off: Vec<String>,
    /// Everything else that is chosen.
    pub choices: PolicyChoices,
}

/// One change of the policy, as the service wrote it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PolicyChange {
    /// When.
    pub at: String,
    /// Who: a name where the service knows it, else an id.
    pub who: String,
    /// Whether the operator of the service did it.
    pub by_operator: bool,
    /// The setting's name.
    pub setting: String,
    /// The policy version from then on.
    pub version: u32,
}

/// A mapped field that can be switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MappedField {
    /// The stream.
    pub stream: StreamName,
    /// The field on the wire.
    pub name: String,
    /// Where it comes from in Graph, as the mapping has it.
    pub source: String,
    /// What is done to it: `none`, `trim`, `lowercase`.
    pub transform: String,
    /// False when it is switched off.
    pub on: bool,
}
