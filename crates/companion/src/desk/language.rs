//! The language that a person chose.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::DeskEvent;

const LANGUAGE: &str = "language";

impl Companion {
    /// Keeps the language of texts for people; none for the system's. What the organisation decided stays.
    pub(super) async fn prefer_language(&self, language: Option<String>) -> Result<(), Obstacle> {
        if self.settings.is_locked(LANGUAGE) {
            return Err(Obstacle::Locked(LANGUAGE.to_owned()));
        }
        self.home.keep(LANGUAGE, &language).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    /// The language that was decided by the organisation, or chosen here.
    pub(crate) async fn preferred_language(&self) -> Result<Option<String>, Obstacle> {
        if self.settings.is_locked(LANGUAGE) {
            return Ok(Some(self.settings.language.clone()));
        }
        let kept: Option<Option<String>> = self.home.document(LANGUAGE).await?;
        Ok(kept.flatten())
    }
}
