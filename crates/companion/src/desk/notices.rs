//! What a person hears of while they do not look.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, Notice};
use ledger::Connection;

const DAY_IN_SECONDS: i64 = 24 * 60 * 60;

impl Companion {
    /// Tells, once for each time that it begins, that the last run's trouble needs the person or has lasted for a day.
    pub(super) async fn tell_of_trouble(&self, connection: &Connection) -> Result<(), Obstacle> {
        let id = connection.id.to_string();
        let trouble = self.bench.papers().troubles.get(&id).cloned();
        let notice = match trouble.map(|trouble| trouble.obstacle) {
            None => None,
            Some(Obstacle::MailServer(refusal)) if refusal.needs_sign_in() => {
                Some(Notice::SignInNeeded)
            }
            Some(Obstacle::SignIn(_)) => Some(Notice::SignInNeeded),
            Some(_) if self.fails_for_a_day(connection).await? => Some(Notice::SyncFailing),
            Some(_) => return Ok(()),
        };
        let told = match notice {
            None => self.bench.papers().told.remove(&id),
            Some(notice) => self.bench.papers().told.insert(id, notice),
        };
        if let Some(notice) = notice.filter(|notice| told != Some(*notice))
            && self.tells_notices().await?
        {
            self.announce(DeskEvent::Notice { notice });
        }
        Ok(())
    }

    async fn fails_for_a_day(&self, connection: &Connection) -> Result<bool, Obstacle> {
        let ended_well = self.ledger().last_ended_well(&connection.id).await?;
        let since = ended_well.unwrap_or(connection.created_at);
        Ok(since.seconds_until(self.egress.pacing().wall()) >= DAY_IN_SECONDS)
    }
}
