//! What Teams said of the meetings behind a join link: each transcript is put to its occurrence, named as rules know it, and judged.

use crate::connection::from_json;
use crate::item::{self, State, stream_code};
use crate::run::instant;
use crate::{Ledger, LedgerError, RunId, UnitId, rules, standing, traits, unit};
use activity::{Instant, ItemId, Stream};
use privacy::{Key, Keyer, Narrowing, Plain};
use rusqlite::Connection as Database;

/// A transcript that Teams listed, with the occurrence that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedTranscript {
    /// The row of its meeting.
    pub meeting: i64,
    /// Its key in the mailbox.
    pub key: Key,
    /// Its id at Teams.
    pub id: ItemId,
    /// When its occurrence began.
    pub starts: Instant,
    /// When it ended.
    pub ends: Instant,
}

/// What Teams said of the meetings behind one join link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The id that Teams gives the meeting, where it was found.
    pub found: Option<ItemId>,
    /// The transcripts.
    pub transcripts: Vec<PlacedTranscript>,
    /// Why there are none, by meeting, and when each is asked for next.
    pub next: Vec<(i64, Option<&'static str>, Option<Instant>)>,
}

impl Ledger {
    /// Records what Teams said of the meetings behind a link: all of it or nothing.
    pub async fn hear(&self, run: RunId, unit: UnitId, heard: Heard) -> Result<(), LedgerError> {
        let keyer = self.keyer();
        self.note(move |database| {
            let judge = Judge::of_now(database, keyer)?;
            hear(database, run, unit, &heard, &judge)
        })
        .await
    }
}

/// What judges transcripts as they come: the rules of this moment.
pub(crate) struct Judge {
    pub(crate) narrowing: Narrowing,
    keyer: Keyer,
}

impl Judge {
    pub(crate) fn of_now(database: &Database, keyer: Keyer) -> Result<Self, LedgerError> {
        let narrowing = rules::narrowing(database, &keyer)?;
        Ok(Self { narrowing, keyer })
    }

    /// Judges the transcripts that a condition picks: each goes where its meeting's reason and the rules put it.
    pub(crate) fn judge(
        &self,
        database: &Database,
        condition: &str,
        value: i64,
    ) -> Result<(), LedgerError> {
        for transcript in standing::of(database, condition, value)? {
            let left_out = self.name(database, transcript.item)?;
            transcript.put_left_out(database, left_out)?;
        }
        Ok(())
    }

    /// Names a transcript as rules know it: by its occurrence, and by what they know its meeting by. Says whether they leave
    /// it out.
    fn name(&self, database: &Database, item: i64) -> Result<bool, LedgerError> {
        let (is_series, name, starts, bytes, told) = database
            .prepare_cached(
                "SELECT is_series, meeting.name, transcript.starts_at, bytes, told FROM transcript
                     JOIN meeting ON meeting.id = transcript.meeting JOIN traits ON traits.id = meeting.traits
                 WHERE item = ?1",
            )?
            .query_row([item], |row| {
                let name = Key::from_bytes(row.get(1)?);
                let (bytes, told): (Vec<u8>, Option<String>) = (row.get(3)?, row.get(4)?);
                Ok((row.get(0)?, name, instant(row.get(2)?)?, bytes, told))
            })?;
        let name = if is_series {
            self.keyer.occurrence(name, starts)
        } else {
            name
        };
        let traits = traits::of_bytes(&bytes)?.and(name);
        let plain = told.as_deref().map(from_json::<Plain>).transpose()?;
        let number = traits::number(database, &traits, plain.as_ref())?;
        database
            .prepare_cached("UPDATE item SET traits = ?2, identity = ?3 WHERE id = ?1")?
            .execute((item, number, name.bytes()))?;
        Ok(self.narrowing.excludes(&traits))
    }
}

fn hear(
    database: &Database,
    run: RunId,
    unit: UnitId,
    heard: &Heard,
    judge: &Judge,
) -> Result<(), LedgerError> {
    let mut tell = database.prepare_cached(
        "UPDATE meeting SET absence = ?2, ask_at = ?3, found = coalesce(?4, found) WHERE id = ?1",
    )?;
    for (meeting, absence, ask_at) in &heard.next {
        let ask_at = ask_at.map(Instant::milliseconds);
        let found = heard.found.as_ref().map(ItemId::as_str);
        tell.execute((meeting, absence, ask_at, found))?;
    }
    for transcript in &heard.transcripts {
        put_transcript(database, run, unit, transcript, judge)?;
    }
    Ok(())
}

/// Puts a transcript where it belongs, and judges it by what its meeting is there.
fn put_transcript(
    database: &Database,
    run: RunId,
    unit: UnitId,
    transcript: &PlacedTranscript,
    judge: &Judge,
) -> Result<(), LedgerError> {
    let item = match item::find(database, unit.0, transcript.key)? {
        Some(known) => place_anew(database, run, &known, transcript)?,
        None => place_first(database, run, unit, transcript)?,
    };
    judge.judge(database, standing::BY_ITEM, item)
}

fn place_first(
    database: &Database,
    run: RunId,
    unit: UnitId,
    transcript: &PlacedTranscript,
) -> Result<i64, LedgerError> {
    database
        .prepare_cached(
            "INSERT INTO item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state, at,
                 last_run, traits)
             SELECT ?1, ?2, ?3, ?4, ?4, ?5, 0, 0, 1, 0, ?6, ?7, ?8, traits FROM meeting WHERE id = ?9",
        )?
        .execute((
            unit::row(database, unit.0)?.connection,
            stream_code(Stream::Transcript),
            unit.0,
            transcript.key.bytes(),
            item::LISTED,
            State::Unreviewed.code(),
            transcript.starts.milliseconds(),
            run.0,
            transcript.meeting,
        ))?;
    let item = database.last_insert_rowid();
    database
        .prepare_cached(
            "INSERT INTO transcript (item, meeting, name, starts_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            item,
            transcript.meeting,
            transcript.id.as_str(),
            transcript.starts.milliseconds(),
            transcript.ends.milliseconds(),
        ))?;
    Ok(item)
}

/// The invitation to its occurrence may have come after it. What was let go keeps the times that it was shown with.
fn place_anew(
    database: &Database,
    run: RunId,
    known: &item::Row,
    transcript: &PlacedTranscript,
) -> Result<i64, LedgerError> {
    let was_let_go = known.state == State::Kept;
    database
        .prepare_cached(
            "UPDATE transcript SET meeting = ?2, starts_at = iif(?5, starts_at, ?3), ends_at = iif(?5, ends_at, ?4)
             WHERE item = ?1",
        )?
        .execute((
            known.id,
            transcript.meeting,
            transcript.starts.milliseconds(),
            transcript.ends.milliseconds(),
            was_let_go,
        ))?;
    database
        .prepare_cached(
            "UPDATE item SET at = (SELECT starts_at FROM transcript WHERE item = id), last_run = ?2 WHERE id = ?1",
        )?
        .execute((known.id, run.0))?;
    Ok(known.id)
}
