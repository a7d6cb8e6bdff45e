use crate::obstacle::{Exit, Obstacle};
use serde::Serialize;

/// How one check came out.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was checked.
    pub name: &'static str,
    /// How it came out.
    pub state: CheckState,
    /// A stable word for the outcome.
    pub code: String,
    /// The outcome in one sentence.
    pub sentence: String,
    /// What to do, where something is to be done.
    pub next_step: Option<String>,
    /// How a command ends at it.
    #[serde(skip)]
    pub exit: Exit,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Well.
    Ok,
    /// Worth a look; or not checked, because something before it failed.
    Warn,
    /// Syncing cannot go on.
    Fail,
}

impl CheckState {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

pub(super) fn fine(name: &'static str, sentence: &str) -> Check {
    Check {
        name,
        state: CheckState::Ok,
        code: "ok".to_owned(),
        sentence: sentence.to_owned(),
        next_step: None,
        exit: Exit::Done,
    }
}

pub(super) fn failed(name: &'static str, obstacle: &Obstacle) -> Check {
    Check {
        name,
        state: CheckState::Fail,
        code: obstacle.code(),
        sentence: obstacle.sentence(),
        next_step: Some(obstacle.next_step()),
        exit: obstacle.exit(),
    }
}

pub(super) fn skipped(name: &'static str) -> Check {
    Check {
        name,
        state: CheckState::Warn,
        code: "not_checked".to_owned(),
        sentence: "Not checked, because something before it is missing.".to_owned(),
        next_step: None,
        exit: Exit::Done,
    }
}
