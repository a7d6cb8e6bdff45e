//! What the employee asks about meetings and their transcripts.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    Answer, LevelName, MeetingsView, TranscriptChange, TranscriptDesk, TranscriptView,
};
use activity::Sha256;
use ledger::Connection;

impl TranscriptDesk for Companion {
    fn meetings(&self, connection: String) -> Answer<'_, MeetingsView> {
        Box::pin(async move {
            // Whoever looks at the list has put the transcript away.
            self.forget_opened();
            let connection = self.connection(&connection).await?;
            Ok(Companion::meetings(self, &connection).await?)
        })
    }

    fn prefer_level(&self, connection: String, level: LevelName) -> Answer<'_, MeetingsView> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            Companion::prefer_level(self, &connection, level.into()).await?;
            Ok(Companion::meetings(self, &connection).await?)
        })
    }

    fn look_for_transcripts(&self, connection: String) -> Answer<'_, ()> {
        Box::pin(async move {
            let own = self.connection(&connection).await?;
            Companion::look_for_transcripts(self, &own).await?;
            self.go_soon(&own).await?;
            Ok(())
        })
    }

    fn open_transcript(&self, connection: String, id: String) -> Answer<'_, TranscriptView> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            Ok(Companion::open_transcript(self, &connection, row(&id)?).await?)
        })
    }

    fn change_transcript(
        &self,
        connection: String,
        id: String,
        change: TranscriptChange,
    ) -> Answer<'_, TranscriptView> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            Ok(self.change(&connection, row(&id)?, change).await?)
        })
    }
}

impl Companion {
    async fn change(
        &self,
        own: &Connection,
        item: i64,
        change: TranscriptChange,
    ) -> Result<TranscriptView, Obstacle> {
        match change {
            TranscriptChange::Cut { first, last } => {
                return self.cut_transcript(own, item, (first, last), true).await;
            }
            TranscriptChange::Restore { first, last } => {
                return self.cut_transcript(own, item, (first, last), false).await;
            }
            TranscriptChange::CutAfter { names } => {
                return self.cut_after(own, item, &names).await;
            }
            TranscriptChange::Claim { names } => {
                return self.claim_speakers(own, item, names).await;
            }
            TranscriptChange::Level { level } => {
                return self.choose_level(own, item, level.into()).await;
            }
            TranscriptChange::Release { sha256 } => {
                let sha256 = Sha256::parse(&sha256).map_err(|_| Obstacle::Conflict)?;
                self.release_transcript(own, item, sha256).await?;
                self.go_soon(own).await?;
            }
            TranscriptChange::Withhold => {
                self.withhold_transcript(own, item).await?;
                self.go_soon(own).await?;
            }
            TranscriptChange::Reconsider => self.reconsider_transcript(own, item).await?,
        }
        self.shown(own, item).await
    }

    /// Begins a run now, unless one is under way: then the next one takes it along.
    async fn go_soon(&self, own: &Connection) -> Result<(), Obstacle> {
        match self.start_sync(own.id.as_str()).await {
            Err(Obstacle::Busy) => {
                self.bench.schedule.ask();
                Ok(())
            }
            begun => begun,
        }
    }
}

fn row(id: &str) -> Result<i64, Obstacle> {
    id.parse().map_err(|_| Obstacle::NotFound)
}
