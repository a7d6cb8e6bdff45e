//! What a person chose for this home. What the organisation decided stays.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::settings::Lockable;
use crate::view::{DeskEvent, Staying};
use serde::Serialize;

const LANGUAGE: &str = Lockable::Language.name();
const BACKGROUND: &str = Lockable::Background.name();
const NOTICES: &str = "notices";
const METERED: &str = Lockable::SyncOnMetered.name();
const DIAGNOSTICS: &str = Lockable::Diagnostics.name();

impl Companion {
    /// Keeps the language of texts for people; none for the system's.
    pub(super) async fn prefer_language(&self, language: Option<String>) -> Result<(), Obstacle> {
        self.prefer(LANGUAGE, &language).await
    }

    /// The language that was decided by the organisation, or chosen here.
    pub(crate) async fn preferred_language(&self) -> Result<Option<String>, Obstacle> {
        if self.settings.is_locked(LANGUAGE) {
            return Ok(Some(self.settings.language.clone()));
        }
        let kept: Option<Option<String>> = self.home.document(LANGUAGE).await?;
        Ok(kept.flatten())
    }

    /// Keeps whether the program works on while its window is closed, and starts with the session.
    pub(super) async fn prefer_background(&self, is_wanted: bool) -> Result<(), Obstacle> {
        self.prefer(BACKGROUND, &is_wanted).await?;
        self.shell.stay(Staying::Chosen(is_wanted));
        Ok(())
    }

    /// Whether the program works on while its window is closed; not unless somebody said so.
    pub(super) async fn works_in_background(&self) -> Result<bool, Obstacle> {
        match self.settings.background {
            Some(decided) => Ok(decided),
            None => Ok(self.home.document(BACKGROUND).await?.unwrap_or(false)),
        }
    }

    /// Tells the face what was chosen about the background some time ago.
    pub(super) async fn recall_background(&self) -> Result<(), Obstacle> {
        let is_wanted = self.works_in_background().await?;
        self.shell.stay(match self.settings.background {
            Some(_) => Staying::Chosen(is_wanted),
            None => Staying::Kept(is_wanted),
        });
        Ok(())
    }

    /// Keeps whether the person is told of what matters while they do not look.
    pub(super) async fn prefer_notices(&self, are_wanted: bool) -> Result<(), Obstacle> {
        self.prefer(NOTICES, &are_wanted).await
    }

    /// Whether the person is told; they are unless they said no.
    pub(super) async fn tells_notices(&self) -> Result<bool, Obstacle> {
        Ok(self.home.document(NOTICES).await?.unwrap_or(true))
    }

    /// Keeps whether the schedule also runs over a network that is counted or paid for; a turn that waited is taken then.
    pub(super) async fn prefer_metered(&self, is_wanted: bool) -> Result<(), Obstacle> {
        self.prefer(METERED, &is_wanted).await?;
        if is_wanted {
            self.take_held_turn();
        }
        Ok(())
    }

    /// Whether the schedule also runs over such a network; not unless somebody said so.
    pub(super) async fn syncs_on_metered(&self) -> Result<bool, Obstacle> {
        match self.settings.sync_on_metered {
            Some(decided) => Ok(decided),
            None => Ok(self.home.document(METERED).await?.unwrap_or(false)),
        }
    }

    /// Keeps whether what helps to find a fault is recorded; turned off, what was recorded is forgotten.
    pub(super) async fn prefer_diagnostics(&self, is_wanted: bool) -> Result<(), Obstacle> {
        self.prefer(DIAGNOSTICS, &is_wanted).await?;
        if !is_wanted {
            self.forget_moments();
        }
        Ok(())
    }

    /// Whether what helps to find a fault is recorded; not unless the person said so and the organisation lets them.
    pub(super) async fn records_diagnostics(&self) -> Result<bool, Obstacle> {
        if !self.settings.diagnostics {
            return Ok(false);
        }
        Ok(self.home.document(DIAGNOSTICS).await?.unwrap_or(false))
    }

    async fn prefer<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Obstacle> {
        if self.settings.is_locked(name) {
            return Err(Obstacle::Locked(name.to_owned()));
        }
        self.home.keep(name, value).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }
}
