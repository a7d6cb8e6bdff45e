//! Meetings that may have transcripts, and what Teams said of them.

use crate::connection::{find, from_json, to_json};
use crate::item::{self, State, reason_code, reason_of, stream_code};
use crate::page::Page;
use crate::run::{instant, parsed, whole};
use crate::{
    Ledger, LedgerError, PageCommit, PageOutcome, RunId, UnitId, rules, standing, traits, unit,
};
use activity::{ConnectionId, Instant, ItemId, Recurrence, Stream};
use privacy::{AssessedInvitation, Key, Keyer, Narrowing, Plain, Traits};
use rusqlite::{Connection as Database, Row};

/// A meeting that Teams is to be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedMeeting {
    /// Its row.
    pub id: i64,
    /// By what it is found.
    pub link: String,
    /// When it begins; of a series, its first occurrence.
    pub starts: Instant,
    /// When it ends; of a series, its first occurrence.
    pub ends: Instant,
    /// Whether it is a series.
    pub is_series: bool,
    /// When the series takes place, where that is known.
    pub recurrence: Option<Recurrence>,
    /// Of an occurrence of a series: when it was to begin before it was moved.
    pub moved_from: Option<Instant>,
}

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
    /// Records a page of invitations. A meeting that was not asked about yet will be, once it has ended.
    pub async fn commit_invitations(
        &self,
        commit: PageCommit<AssessedInvitation>,
    ) -> Result<PageOutcome, LedgerError> {
        let keyer = self.keyer();
        self.note(move |database| {
            let judge = Judge::of_now(database, keyer)?;
            Page::record(database, commit, Stream::Transcript, |page, meeting| {
                let row = put_meeting(page, &meeting, &judge)?;
                put_times(page, row, &meeting)?;
                Ok(State::Outside)
            })
        })
        .await
    }

    /// The meetings of a unit that are to be asked about by now, those of one link together.
    pub async fn meetings_to_ask(
        &self,
        unit: UnitId,
        now: Instant,
    ) -> Result<Vec<AskedMeeting>, LedgerError> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT id, link, starts_at, ends_at, is_series, recurrence, moved_from FROM meeting WHERE unit = ?1 AND link IN (
                     SELECT link FROM meeting WHERE unit = ?1 AND ask_at <= ?2)
                 ORDER BY link, starts_at",
            )?;
            let meetings = statement.query_map((unit.0, now.milliseconds()), asked_of)?;
            Ok(meetings.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Records what Teams said of the meetings behind a link: all of it or nothing.
    pub async fn hear(&self, run: RunId, unit: UnitId, heard: Heard) -> Result<(), LedgerError> {
        let keyer = self.keyer();
        self.note(move |database| {
            let judge = Judge::of_now(database, keyer)?;
            hear(database, run, unit, &heard, &judge)
        })
        .await
    }

    /// Lets every meeting be asked about as soon as it has ended, because the person wishes it.
    pub async fn ask_again(&self, connection: &ConnectionId) -> Result<(), LedgerError> {
        let connection = connection.clone();
        self.write(move |database| {
            database
                .prepare_cached(
                    "UPDATE meeting SET ask_at = ends_at WHERE unit IN (SELECT id FROM unit WHERE connection = ?1)",
                )?
                .execute([find(database, &connection)?])?;
            Ok(())
        })
        .await
    }
}

fn put_meeting(
    page: &Page<'_>,
    meeting: &AssessedInvitation,
    judge: &Judge,
) -> Result<i64, LedgerError> {
    let domains =
        serde_json::to_string(&meeting.domains).map_err(|_| LedgerError::Internal("domains"))?;
    let traits = traits::number(page.database, &meeting.traits, meeting.plain.as_ref())?;
    let id: i64 = page
        .database
        .prepare_cached(
            "INSERT INTO meeting (unit, key, link, starts_at, ends_at, is_series, people, domains, reason, name, series,
                 traits, left_out, ask_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?5)
             ON CONFLICT (unit, key) DO UPDATE SET link = ?3, starts_at = ?4, ends_at = ?5, is_series = ?6, people = ?7,
                 domains = ?8, reason = ?9, name = ?10, series = ?11, traits = ?12, left_out = ?13,
                 ask_at = CASE WHEN ends_at = ?5 AND link = ?3 THEN ask_at ELSE ?5 END
             RETURNING id",
        )?
        .query_row(
            (
                page.unit,
                meeting.meeting.bytes(),
                &meeting.link,
                meeting.starts.milliseconds(),
                meeting.ends.milliseconds(),
                meeting.is_series,
                whole(meeting.people),
                domains,
                meeting.reason.map(reason_code),
                meeting.name.bytes(),
                meeting.series.as_ref().map(Key::bytes),
                traits,
                judge.narrowing.excludes(&meeting.traits),
            ),
            |row| row.get(0),
        )?;
    for transcript in standing::of(page.database, standing::OF_MEETING, id)? {
        let left_out = judge.name(page.database, transcript.item)?;
        transcript.put_left_out(page.database, left_out)?;
    }
    Ok(id)
}

/// Keeps when a series takes place, and from where an occurrence of one was moved.
fn put_times(page: &Page<'_>, meeting: i64, told: &AssessedInvitation) -> Result<(), LedgerError> {
    let recurrence = told.recurrence.as_ref().map(to_json).transpose()?;
    page.database
        .prepare_cached("UPDATE meeting SET recurrence = ?2, moved_from = ?3 WHERE id = ?1")?
        .execute((
            meeting,
            recurrence,
            told.moved_from.map(Instant::milliseconds),
        ))?;
    Ok(())
}

fn recurrence_of(kept: Option<String>) -> rusqlite::Result<Option<Recurrence>> {
    kept.map(|kept| parsed(kept, |kept| serde_json::from_str(&kept)))
        .transpose()
}

/// What judges transcripts as they come: the rules of this moment.
struct Judge {
    narrowing: Narrowing,
    keyer: Keyer,
}

impl Judge {
    fn of_now(database: &Database, keyer: Keyer) -> Result<Self, LedgerError> {
        let narrowing = rules::narrowing(database, &keyer)?;
        Ok(Self { narrowing, keyer })
    }

    /// Names a transcript as rules know it: by its occurrence, and by what they know its meeting by. Says whether they leave
    /// it out.
    fn name(&self, database: &Database, item: i64) -> Result<bool, LedgerError> {
        let (is_series, name, starts, bytes, told) = database
            .prepare_cached(
                "SELECT is_series, meeting.name, transcript.starts_at, bytes, told FROM transcript
                     JOIN meeting ON meeting.id = transcript.meeting LEFT JOIN traits ON traits.id = meeting.traits
                 WHERE item = ?1",
            )?
            .query_row([item], |row| {
                let name: Option<[u8; 16]> = row.get(1)?;
                let (bytes, told): (Option<Vec<u8>>, Option<String>) = (row.get(3)?, row.get(4)?);
                Ok((row.get(0)?, name, instant(row.get(2)?)?, bytes, told))
            })?;
        let traits = bytes.and_then(|bytes| Traits::from_bytes(&bytes));
        let (Some(name), Some(traits)) = (name.map(Key::from_bytes), traits) else {
            return Ok(false);
        };
        let name = if is_series {
            self.keyer.occurrence(name, starts)
        } else {
            name
        };
        let traits = traits.and(name);
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

fn put_transcript(
    database: &Database,
    run: RunId,
    unit: UnitId,
    transcript: &PlacedTranscript,
    judge: &Judge,
) -> Result<(), LedgerError> {
    if let Some(known) = item::find(database, unit.0, transcript.key)? {
        database
            .prepare_cached("UPDATE item SET last_run = ?2 WHERE id = ?1")?
            .execute((known.id, run.0))?;
        return Ok(());
    }
    let reason: Option<i64> = database
        .prepare_cached("SELECT reason FROM meeting WHERE id = ?1")?
        .query_row([transcript.meeting], |row| row.get(0))?;
    let state = reason.map(reason_of).transpose()?;
    let state = state.map_or(State::Unreviewed, State::Withheld);
    database
        .prepare_cached(
            "INSERT INTO item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state,
                 reason, at, last_run) VALUES (?1, ?2, ?3, ?4, ?4, ?5, 0, 0, 1, 0, ?6, ?7, ?8, ?9)",
        )?
        .execute((
            unit::row(database, unit.0)?.connection,
            stream_code(Stream::Transcript),
            unit.0,
            transcript.key.bytes(),
            item::LISTED,
            state.code(),
            state.reason(),
            transcript.starts.milliseconds(),
            run.0,
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
    let left_out = judge.name(database, item)?;
    for transcript in standing::of(database, standing::BY_ITEM, item)? {
        transcript.put_left_out(database, left_out)?;
    }
    Ok(())
}

fn asked_of(row: &Row<'_>) -> rusqlite::Result<AskedMeeting> {
    Ok(AskedMeeting {
        id: row.get(0)?,
        link: row.get(1)?,
        starts: instant(row.get(2)?)?,
        ends: instant(row.get(3)?)?,
        is_series: row.get(4)?,
        recurrence: recurrence_of(row.get(5)?)?,
        moved_from: row.get::<_, Option<i64>>(6)?.map(instant).transpose()?,
    })
}
