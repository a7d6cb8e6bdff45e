//! Newer versions of the program: looked for only where the organisation's policy file says where, and only when asked.

use serde::{Deserialize, Serialize};

use super::Answer;

/// Whether newer versions are looked for, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UpdatesView {
    /// Host and port that are asked; absent where the policy file names none, and then nobody is ever asked.
    pub host: Option<String>,
    /// What came of it.
    pub standing: UpdateStanding,
}

/// What came of looking for a newer version.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum UpdateStanding {
    /// Nobody looked since the program was started.
    #[default]
    NotLooked,
    /// There is none.
    UpToDate {
        /// When somebody looked.
        looked_at: String,
    },
    /// There is one.
    Newer {
        /// Its version.
        version: String,
        /// What its makers say about it.
        notes: Option<String>,
        /// What can be done with it on this computer.
        step: UpdateStep,
    },
    /// Its package was checked and saved.
    Saved {
        /// Its version.
        version: String,
        /// The name of the file.
        file: String,
    },
    /// It is installed and runs from the next start on.
    Installed {
        /// Its version.
        version: String,
    },
    /// It came to nothing; nothing was changed.
    Failed {
        /// Why.
        problem: UpdateProblem,
    },
}

/// What can be done with a newer version on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum UpdateStep {
    /// The program installs it.
    Install,
    /// The system's package manager installs it; the program fetches the package, checks it and saves it.
    Save,
}

/// Why there is no update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum UpdateProblem {
    /// The update server does not answer.
    #[error("the update server does not answer")]
    Unreachable,
    /// What it answers describes no version.
    #[error("the update server's answer describes no version")]
    Malformed,
    /// The package lies on another host than the policy file names.
    #[error("the package lies on another host than the policy file names")]
    Elsewhere,
    /// There is no package for this system.
    #[error("there is no package for this system")]
    NotForThisSystem,
    /// The package was not signed by the key of the policy file.
    #[error("the package was not signed by the key of the policy file")]
    WrongSignature,
    /// The package was signed as another version than was announced.
    #[error("the package was signed as another version than was announced")]
    OtherVersion,
    /// The system did not install it.
    #[error("the system did not install it")]
    NotInstalled,
    /// The file could not be written.
    #[error("the file could not be written")]
    NotWritten,
}

/// A description of the newest version as it came, and the key that has to have signed the package.
#[derive(Debug, Clone)]
pub struct Release {
    /// The JSON as it came.
    pub description: Vec<u8>,
    /// The public key of the policy file.
    pub public_key: String,
}

/// A version that is newer than this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newer {
    /// The version.
    pub version: String,
    /// What its makers say about it.
    pub notes: Option<String>,
    /// Where its package lies.
    pub package: String,
}

/// What a face knows of installing: it reads, checks and installs what it is given, and never goes to the network.
pub trait Updater: Send + Sync {
    /// What can be done with a newer version on this computer.
    fn step(&self) -> UpdateStep;
    /// Reads a description; none where the version is not newer than this one.
    fn read(&self, release: &Release) -> Result<Option<Newer>, UpdateProblem>;
    /// Checks that the key signed this package, as the version that was announced.
    fn verify(&self, release: &Release, package: &[u8]) -> Result<(), UpdateProblem>;
    /// Installs a package, after checking it once more.
    fn install(&self, release: &Release, package: &[u8]) -> Result<(), UpdateProblem>;
}

/// The part of the desk at which a person looks for newer versions.
pub trait UpdateDesk: Send + Sync + 'static {
    /// Reads whether newer versions are looked for, and what came of it; nobody is asked.
    fn updates(&self) -> Answer<'_, UpdatesView>;
    /// Asks the update server of the policy file, once.
    fn look_for_updates(&self) -> Answer<'_, UpdatesView>;
    /// Fetches the newer version and checks it, then installs or saves it.
    fn take_update(&self) -> Answer<'_, UpdatesView>;
}
