//! Real mailboxes, calendars and transcripts from files, and the changes that a scenario begins with.
//!
//! It owns the reading of foreign formats; what it reads goes into the world by the same edits as every other change.
//! Bodies are not kept: the world answers every body with its canaries.

mod icalendar_files;
mod mbox;
mod transcripts;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use crate::control::{self, ControlError};
use crate::world::{World, WorldOptions};

/// Why something could not be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A file or folder could not be read.
    #[error("cannot read {}", .0.display())]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A file is not what its name says.
    #[error("{path} is not readable as {format}", path = .0.display(), format = .1)]
    Foreign(PathBuf, &'static str),
    /// There is nobody to import for.
    #[error("the world has nobody to import for")]
    Nobody,
    /// A scenario's change of the world was refused.
    #[error("step {step} of the scenario's world: {source}")]
    Scenario {
        /// The step, counted from 1.
        step: usize,
        /// Why.
        source: ControlError,
    },
}

impl World {
    /// Makes a world, or says which import or scenario step failed.
    pub fn open(options: &WorldOptions) -> Result<Arc<Self>, ImportError> {
        let world = Self::generated(options);
        fill(&world, options)?;
        Ok(world)
    }
}

/// Imports what the options name, then makes the scenario's changes in order.
fn fill(world: &World, options: &WorldOptions) -> Result<(), ImportError> {
    for path in &options.import_mbox {
        let messages = mbox::import(world, path)?;
        tracing::info!(messages, "mailbox imported");
    }
    for path in &options.import_ics {
        let events = icalendar_files::import(world, path)?;
        tracing::info!(events, "calendars imported");
    }
    for path in &options.import_vtt {
        let transcripts = transcripts::import(world, path)?;
        tracing::info!(transcripts, "transcripts imported");
    }
    for (place, step) in options.scenario["world"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let mut body = step.clone();
        let change = body
            .as_object_mut()
            .and_then(|step| step.remove("do"))
            .and_then(|name| name.as_str().map(str::to_owned));
        let made = control::apply(world, change.as_deref().unwrap_or_default(), body);
        made.map(|_: Value| ())
            .map_err(|source| ImportError::Scenario {
                step: place + 1,
                source,
            })?;
    }
    Ok(())
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, ImportError> {
    let unreadable = |error| ImportError::Unreadable(folder.to_owned(), error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path
            .extension()
            .is_some_and(|found| found.eq_ignore_ascii_case(ending))
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The account that a file is named after (`alexw.mbox`, `AdeleV@contoso.example.mbox`), else the first person.
fn account_of_file(
    editor: &crate::world::edit::Editor<'_>,
    path: &Path,
) -> Result<u32, ImportError> {
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let named = editor.state.account(stem).or_else(|| {
        let domains = editor
            .generator
            .companies
            .iter()
            .flat_map(|company| &company.tenant.verified_domains);
        domains
            .into_iter()
            .find_map(|domain| editor.state.account(&format!("{stem}@{domain}")))
    });
    let first = editor
        .generator
        .companies
        .first()
        .map(|company| company.first);
    named.or(first).ok_or(ImportError::Nobody)
}
