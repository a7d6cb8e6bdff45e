//! Transcripts as the employee handles them: listed, opened, cut, released or held back. What was said is in memory while it is
//! open, and nowhere else; what is released goes through the same filter as everything.

mod list;
mod opened;
mod shown;

pub(crate) use opened::Opened;

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, LevelName, TranscriptView};
use activity::{Level, Sha256, Stream};
use consent::{Clearance, Register};
use ledger::{Choice, Connection, HeldTranscript, Provenance};
use privacy::{Filtered, Untold};
use std::sync::Arc;
use transcript::Span;

impl Companion {
    /// Opens a transcript: reads it from Teams, and shows what was said and what would leave.
    pub async fn open_transcript(
        &self,
        connection: &Connection,
        item: i64,
    ) -> Result<TranscriptView, Obstacle> {
        self.shown(connection, item).await
    }

    /// Cuts the passages from one place to another, or puts them back.
    pub async fn cut_transcript(
        &self,
        connection: &Connection,
        item: i64,
        (first, last): (u32, u32),
        is_cut: bool,
    ) -> Result<TranscriptView, Obstacle> {
        let held = self.held(connection, item).await?;
        let register = self.transcript_register(connection).await?;
        let opened = self.read_open(connection, &held, &register).await?;
        let among = |cue: usize| (first as usize..=last as usize).contains(&cue);
        let transcript = opened.reading.transcript();
        let before = opened::spans(&held.choice.cuts);
        let kept_cut = transcript.utterances().iter().filter(|said| {
            let was = before.iter().any(|cut| cut.touches(said.span()));
            if among(said.cue()) { is_cut } else { was }
        });
        let cuts = kept_cut.map(|said| (said.span().from(), said.span().until()));
        let choice = Choice {
            cuts: cuts.collect(),
            ..held.choice
        };
        self.ledger().choose(item, choice).await?;
        self.shown(connection, item).await
    }

    /// Cuts what was said after the last words of these speakers; where none is named, of those whose names say that they are
    /// guests. Where there is no such speaker, nothing is cut.
    pub async fn cut_after(
        &self,
        connection: &Connection,
        item: i64,
        names: &[String],
    ) -> Result<TranscriptView, Obstacle> {
        let held = self.held(connection, item).await?;
        let register = self.transcript_register(connection).await?;
        let opened = self.read_open(connection, &held, &register).await?;
        let transcript = opened.reading.transcript();
        let guests = match names {
            [] => transcript.outsiders(),
            named => named.iter().map(String::as_str).collect(),
        };
        let after = transcript.after_last_words(&guests);
        let mut choice = held.choice;
        let more = after.into_iter().map(|span| (span.from(), span.until()));
        choice.cuts.extend(more);
        choice.cuts.sort_unstable();
        choice.cuts.dedup();
        self.ledger().choose(item, choice).await?;
        self.shown(connection, item).await
    }

    /// Says which speakers are the employee.
    pub async fn claim_speakers(
        &self,
        connection: &Connection,
        item: i64,
        names: Vec<String>,
    ) -> Result<TranscriptView, Obstacle> {
        let held = self.held(connection, item).await?;
        let choice = Choice {
            claimed: names,
            ..held.choice
        };
        self.ledger().choose(item, choice).await?;
        self.shown(connection, item).await
    }

    /// Chooses how much leaves of one transcript.
    pub async fn choose_level(
        &self,
        connection: &Connection,
        item: i64,
        level: Level,
    ) -> Result<TranscriptView, Obstacle> {
        let held = self.held(connection, item).await?;
        let choice = Choice {
            level: Some(level),
            ..held.choice
        };
        self.ledger().choose(item, choice).await?;
        self.shown(connection, item).await
    }

    /// Lets go what has this digest: exactly what was shown, or nothing.
    pub async fn release_transcript(
        &self,
        connection: &Connection,
        item: i64,
        sha256: Sha256,
    ) -> Result<(), Obstacle> {
        let held = self.held(connection, item).await?;
        let register = self.transcript_register(connection).await?;
        let opened = self.read_open(connection, &held, &register).await?;
        let clearance = register.clearance(Stream::Transcript)?;
        let told = self.told(connection, &held, &opened, &clearance).await?;
        let told = told.map_err(Obstacle::Untold)?;
        if told.canonical().sha256() != sha256 {
            return Err(Obstacle::Conflict);
        }
        let under = provenance(&clearance);
        if !self.ledger().release(&held, told, under).await? {
            return Err(Obstacle::Conflict);
        }
        self.announce_change(connection);
        Ok(())
    }

    /// Holds a transcript back; what was sent of it is taken back with the next sync.
    pub async fn withhold_transcript(
        &self,
        connection: &Connection,
        item: i64,
    ) -> Result<(), Obstacle> {
        let held = self.held(connection, item).await?;
        self.ledger().hold_back(held.item).await?;
        self.announce_change(connection);
        Ok(())
    }

    /// Lets a transcript that was held back wait for the employee again.
    pub async fn reconsider_transcript(
        &self,
        connection: &Connection,
        item: i64,
    ) -> Result<(), Obstacle> {
        let held = self.held(connection, item).await?;
        if matches!(held.review, ledger::Review::Withheld(_)) {
            self.ledger().reconsider(held.item).await?;
        }
        self.announce_change(connection);
        Ok(())
    }

    /// Lets the next sync ask for every transcript at once.
    pub async fn look_for_transcripts(&self, connection: &Connection) -> Result<(), Obstacle> {
        Ok(self.ledger().ask_again(&connection.id).await?)
    }

    /// What would leave of a transcript, as the employee's choice and today's policy have it.
    async fn told(
        &self,
        connection: &Connection,
        held: &HeldTranscript,
        opened: &Arc<Opened>,
        clearance: &Clearance<'_>,
    ) -> Result<Result<Filtered<activity::Activity>, Untold>, Obstacle> {
        let level = self.transcript_level(connection).await?;
        let cuts: Vec<Span> = opened::spans(&held.choice.cuts);
        let terms = opened.terms(held, &cuts, level);
        Ok(opened.reading.tell(&terms, clearance))
    }

    async fn held(&self, connection: &Connection, item: i64) -> Result<HeldTranscript, Obstacle> {
        let held = self.ledger().held_transcript(&connection.id, item).await?;
        held.ok_or(Obstacle::NotFound)
    }

    /// What the stream stands on now; without the service, the last verified policy serves.
    async fn transcript_register(&self, connection: &Connection) -> Result<Register, Obstacle> {
        let policy = self.policy_in_force(connection).await?;
        let register = self.register(connection, policy).await?;
        register.clearance(Stream::Transcript)?;
        Ok(register)
    }

    fn announce_change(&self, connection: &Connection) {
        self.announce(DeskEvent::LedgerChanged {
            connection: connection.id.to_string(),
        });
        self.announce(DeskEvent::StateChanged);
    }
}

fn provenance(clearance: &Clearance<'_>) -> Provenance {
    use consent::MayRead as _;
    Provenance {
        policy_version: clearance.policy().version,
        dpa_version: clearance.dpa_version(),
        consent: clearance.consent().map(str::to_owned),
    }
}

impl From<Level> for LevelName {
    fn from(level: Level) -> Self {
        match level {
            Level::Measures => Self::Measures,
            Level::OwnTurns => Self::OwnTurns,
            Level::Full => Self::Full,
        }
    }
}

impl From<LevelName> for Level {
    fn from(level: LevelName) -> Self {
        match level {
            LevelName::Measures => Self::Measures,
            LevelName::OwnTurns => Self::OwnTurns,
            LevelName::Full => Self::Full,
        }
    }
}
