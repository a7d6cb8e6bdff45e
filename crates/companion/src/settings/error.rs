use std::path::PathBuf;

/// Why the settings cannot be used. No variant carries a value: it could be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The policy file is not there or cannot be read.
    #[error("the policy file {} cannot be read", path.display())]
    PolicyFileUnreadable {
        /// The file.
        path: PathBuf,
    },
    /// The policy file is not TOML, or a value has the wrong type.
    #[error("the policy file {} is malformed{}", path.display(), at_line(*line))]
    PolicyFileMalformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where known.
        line: Option<u32>,
    },
    /// The policy file has a key that this version does not know.
    #[error("the policy file {} has the unknown key `{key}`{}", path.display(), at_line(*line))]
    PolicyFileUnknownKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// The line, counted from 1, where known.
        line: Option<u32>,
    },
    /// Another policy file than the machine's own was named.
    #[error("this machine has the policy file {}, and no other can be named", path.display())]
    PolicyFileLaidDown {
        /// The machine's own.
        path: PathBuf,
    },
    /// A setting is not an https address, nor plain http on this machine.
    #[error(
        "the setting `{setting}` is not an https address (plain http is accepted on this machine only)"
    )]
    NotAnAddress {
        /// Its name in the policy file.
        setting: &'static str,
    },
    /// A file that a setting names cannot be read.
    #[error("the file that the setting `{setting}` names cannot be read")]
    UnreadableFile {
        /// Its name in the policy file.
        setting: &'static str,
    },
    /// The tenant is not a directory id.
    #[error("the setting `tenant` is not the id of a directory")]
    NotATenant,
    /// The key of the update server is none.
    #[error("the `public_key` of `updates` is not a public key of Tauri's signer")]
    NotAPublicKey,
    /// No home is set and the machine names none.
    #[error("no home is set")]
    NoHome,
}

impl SettingsError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PolicyFileUnreadable { .. } => "policy_file_unreadable",
            Self::PolicyFileMalformed { .. } => "policy_file_malformed",
            Self::PolicyFileUnknownKey { .. } => "policy_file_unknown_key",
            Self::PolicyFileLaidDown { .. } => "policy_file_laid_down",
            Self::NotAnAddress { .. } => "setting_not_an_address",
            Self::UnreadableFile { .. } => "setting_file_unreadable",
            Self::NotATenant => "setting_not_a_tenant",
            Self::NotAPublicKey => "setting_not_a_public_key",
            Self::NoHome => "no_home",
        }
    }

    /// The line of the policy file, where known.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::PolicyFileMalformed { line, .. } | Self::PolicyFileUnknownKey { line, .. } => {
                *line
            }
            _ => None,
        }
    }
}

fn at_line(line: Option<u32>) -> String {
    line.map(|line| format!(" at line {line}"))
        .unwrap_or_default()
}
