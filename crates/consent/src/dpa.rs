use activity::{Instant, ObjectId, Sha256, TenantId};
use serde::{Deserialize, Serialize};

/// A version of the data processing agreement in one language, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DpaText {
    /// The version, rising by one.
    pub version: u32,
    /// The language of the text (BCP 47).
    pub language: String,
    /// The text, Markdown.
    pub markdown: String,
    /// The digest of the text's exact bytes.
    pub sha256: Sha256,
}

impl DpaText {
    /// A text with its digest.
    pub fn new(version: u32, language: impl Into<String>, markdown: impl Into<String>) -> Self {
        let markdown = markdown.into();
        let sha256 = Sha256::of(markdown.as_bytes());
        Self {
            version,
            language: language.into(),
            markdown,
            sha256,
        }
    }

    /// Whether the digest is that of the text.
    pub fn is_whole(&self) -> bool {
        Sha256::of(self.markdown.as_bytes()) == self.sha256
    }
}

/// The record that a tenant's admin accepted a version of the DPA.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DpaAcceptance {
    /// The tenant that is bound.
    pub tenant: TenantId,
    /// When it was accepted.
    pub accepted_at: Instant,
    /// The admin's `oid`.
    pub accepted_by: ObjectId,
    /// The admin's name at that time.
    pub accepted_by_name: String,
    /// The connector it was accepted for.
    pub connector: String,
    /// The version accepted.
    pub version: u32,
    /// The digest of the exact text shown.
    pub sha256: Sha256,
    /// The language of the text shown.
    pub language: String,
    /// The admin roles (`wids`) held at that time.
    pub roles: Vec<String>,
}

/// Where the DPA stands for a tenant: the texts in force now, and what was accepted last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DpaState {
    /// The version in force.
    pub version: u32,
    /// The digest of each language's text of that version.
    pub texts: Vec<Sha256>,
    /// The latest acceptance, of whichever version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<DpaAcceptance>,
}

impl DpaState {
    /// The acceptance, if it is of the version and of a text in force for this tenant.
    pub fn in_force(&self, tenant: &TenantId) -> Option<&DpaAcceptance> {
        self.accepted.as_ref().filter(|accepted| {
            accepted.version == self.version
                && self.texts.contains(&accepted.sha256)
                && accepted.tenant == *tenant
        })
    }
}
