//! Meetings that may have transcripts, and what Teams said of them.

use crate::connection::{find, to_json};
use crate::item::{self, State, put_state, reason_code, reason_of, stream_code};
use crate::page::Page;
use crate::run::{instant, parsed, whole};
use crate::{Ledger, LedgerError, PageCommit, PageOutcome, RunId, UnitId, activities, unit};
use activity::{ConnectionId, Instant, ItemId, Recurrence, Stream};
use privacy::{AssessedInvitation, Key, Reason};
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
        self.note(move |database| {
            Page::record(database, commit, Stream::Transcript, |page, meeting| {
                let row = put_meeting(page, &meeting)?;
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
        self.note(move |database| hear(database, run, unit, &heard))
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

fn put_meeting(page: &Page<'_>, meeting: &AssessedInvitation) -> Result<i64, LedgerError> {
    let domains =
        serde_json::to_string(&meeting.domains).map_err(|_| LedgerError::Internal("domains"))?;
    let id: i64 = page
        .database
        .prepare_cached(
            "INSERT INTO meeting (unit, key, link, starts_at, ends_at, is_series, people, domains, reason, ask_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?5)
             ON CONFLICT (unit, key) DO UPDATE SET link = ?3, starts_at = ?4, ends_at = ?5, is_series = ?6, people = ?7,
                 domains = ?8, reason = ?9, ask_at = CASE WHEN ends_at = ?5 AND link = ?3 THEN ask_at ELSE ?5 END
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
            ),
            |row| row.get(0),
        )?;
    for row in transcripts_of(page.database, id)? {
        settle(page.database, row, meeting.reason, page.run)?;
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

/// A transcript's row among the items, and where it stands.
type Standing = (i64, State);

fn transcripts_of(database: &Database, meeting: i64) -> Result<Vec<Standing>, LedgerError> {
    let mut statement = database.prepare_cached(
        "SELECT item.id, state, item.reason FROM item JOIN transcript ON transcript.item = item.id WHERE meeting = ?1",
    )?;
    let rows = statement.query_map([meeting], |row| {
        Ok((row.get(0)?, State::of(row.get(1)?, row.get(2)?)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Brings a transcript to where its meeting's reason puts it. A meeting that came to be private or cancelled takes back what was
/// sent of it; a tightened policy does not undo what has happened.
fn settle(
    database: &Database,
    (item, state): Standing,
    reason: Option<Reason>,
    run: i64,
) -> Result<(), LedgerError> {
    let next = match (state, reason) {
        (State::Withheld(Reason::WithheldByYou), _) => return Ok(()),
        (State::Withheld(_), None) => State::Unreviewed,
        (State::Kept, Some(reason)) => {
            let undoes = matches!(reason, Reason::Cancelled | Reason::Private);
            if !undoes && activities::is_any_held(database, item)? {
                return Ok(());
            }
            activities::unwant_all(database, item)?;
            State::Withheld(reason)
        }
        (State::Withheld(_) | State::Unreviewed, Some(reason)) => State::Withheld(reason),
        _ => return Ok(()),
    };
    if next == state {
        return Ok(());
    }
    let at = item::time(database, item)?;
    put_state(database, item, next, at, false, run)
}

fn hear(database: &Database, run: RunId, unit: UnitId, heard: &Heard) -> Result<(), LedgerError> {
    let mut tell = database.prepare_cached(
        "UPDATE meeting SET absence = ?2, ask_at = ?3, found = coalesce(?4, found) WHERE id = ?1",
    )?;
    for (meeting, absence, ask_at) in &heard.next {
        let ask_at = ask_at.map(Instant::milliseconds);
        let found = heard.found.as_ref().map(ItemId::as_str);
        tell.execute((meeting, absence, ask_at, found))?;
    }
    for transcript in &heard.transcripts {
        put_transcript(database, run, unit, transcript)?;
    }
    Ok(())
}

fn put_transcript(
    database: &Database,
    run: RunId,
    unit: UnitId,
    transcript: &PlacedTranscript,
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
    database
        .prepare_cached(
            "INSERT INTO transcript (item, meeting, name, starts_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            database.last_insert_rowid(),
            transcript.meeting,
            transcript.id.as_str(),
            transcript.starts.milliseconds(),
            transcript.ends.milliseconds(),
        ))?;
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
