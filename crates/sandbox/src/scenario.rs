//! A scenario file: consents and switches, faults, and changes of the world.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::entra::EntraScript;
use crate::faults::Rule;

/// What `--scenario` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Scenario {
    pub(crate) entra: EntraScript,
    pub(crate) faults: Vec<Rule>,
    /// Carried out by the world itself.
    #[serde(rename = "world")]
    _world: Value,
    /// A note for people.
    #[serde(rename = "description")]
    _description: String,
    #[serde(skip)]
    pub(crate) whole: Value,
}

/// Why a scenario cannot be used.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("the scenario cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// It is not the JSON we know.
    #[error("the scenario is not understood: {0}")]
    Json(#[from] serde_json::Error),
}

impl Scenario {
    pub(crate) fn read(path: &Path) -> Result<Self, ScenarioError> {
        Self::parse(serde_json::from_slice(&std::fs::read(path)?)?)
    }

    pub(crate) fn parse(whole: Value) -> Result<Self, ScenarioError> {
        Ok(Self {
            whole: whole.clone(),
            ..serde_json::from_value(whole)?
        })
    }
}
