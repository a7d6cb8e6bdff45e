//! What an employee decides about transcripts: to cut, to release, to withhold.

use crate::activities::unwant_all;
use crate::connection::{find, to_json};
use crate::item::{self, State, put_state, reason_of};
use crate::run::{instant, natural, parsed};
use crate::signals::put;
use crate::{Ledger, LedgerError, MeetingName, Provenance, UnitId, standing};
use activity::{Activity, ConnectionId, Domain, Instant, ItemId, Level, Sha256};
use privacy::{Filtered, Key, Reason};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// What the employee decided about a transcript.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Choice {
    /// Passages taken out, in milliseconds from the transcript's zero.
    pub cuts: Vec<(i64, i64)>,
    /// The speakers who are the employee, where that had to be said.
    pub claimed: Vec<String>,
    /// How much leaves; the connection's own level where it was not chosen.
    pub level: Option<Level>,
}

/// Where a transcript stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// It waits for the employee.
    Waiting,
    /// It was released, and waits to be sent.
    Released,
    /// The service holds it.
    Sent,
    /// It stays here.
    Withheld(Reason),
}

/// A meeting that may have transcripts, with those that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldMeeting {
    /// Its row.
    pub id: i64,
    /// When it begins; of a series, its first occurrence.
    pub starts: Instant,
    /// When it ends; of a series, its first occurrence.
    pub ends: Instant,
    /// Whether it is a series.
    pub is_series: bool,
    /// How many people are in it.
    pub people: u64,
    /// Which other organisations are in it.
    pub domains: Vec<Domain>,
    /// Why its transcripts are withheld.
    pub reason: Option<Reason>,
    /// By what rules name it: of a series, all of it.
    pub name: MeetingName,
    /// Why no transcript can be had, once that is known.
    pub absence: Option<String>,
    /// When it is asked for next.
    pub ask_at: Option<Instant>,
    /// Its transcripts, the latest first.
    pub transcripts: Vec<HeldTranscript>,
}

/// A transcript that Teams listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTranscript {
    /// Its row.
    pub item: i64,
    /// Its unit.
    pub unit: UnitId,
    /// The id that Teams gives its meeting.
    pub meeting: ItemId,
    /// Its id at Teams.
    pub id: ItemId,
    /// When its occurrence began.
    pub starts: Instant,
    /// When it ended.
    pub ends: Instant,
    /// What the employee decided.
    pub choice: Choice,
    /// Whether it came without the names of the speakers when it was opened last.
    pub is_nameless: bool,
    /// Why it is to stay here, also where it left already.
    pub reason: Option<Reason>,
    /// By what rules name its occurrence.
    pub name: MeetingName,
    /// Where it stands.
    pub review: Review,
    /// The digest of what was released.
    pub released: Option<Sha256>,
}

impl Ledger {
    /// The meetings of a connection that may have transcripts, the latest first.
    pub async fn held_meetings(
        &self,
        connection: &ConnectionId,
    ) -> Result<Vec<HeldMeeting>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| {
            let number = find(database, &connection)?;
            let mut statement = database.prepare_cached(
                "SELECT id, starts_at, ends_at, is_series, people, domains, reason, absence, ask_at,
                     left_out, name, series FROM meeting
                 WHERE unit IN (SELECT id FROM unit WHERE connection = ?1) ORDER BY starts_at DESC, id DESC",
            )?;
            let found = statement.query_map([number], meeting_of)?;
            let mut meetings: Vec<HeldMeeting> = found.collect::<Result<_, _>>()?;
            for meeting in &mut meetings {
                meeting.transcripts = transcripts(database, "transcript.meeting = ?1", meeting.id)?;
            }
            Ok(meetings)
        })
        .await
    }

    /// One transcript of a connection, with why its meeting is withheld.
    pub async fn held_transcript(
        &self,
        connection: &ConnectionId,
        item: i64,
    ) -> Result<Option<HeldTranscript>, LedgerError> {
        let connection = connection.clone();
        self.read(move |database| own(database, &connection, item))
            .await
    }

    /// Keeps what the employee decided about a transcript.
    pub async fn choose(&self, item: i64, choice: Choice) -> Result<(), LedgerError> {
        self.write(move |database| {
            database
                .prepare_cached("UPDATE transcript SET choice = ?2 WHERE item = ?1")?
                .execute((item, to_json(&choice)?))?;
            Ok(())
        })
        .await
    }

    /// Notes whether a transcript came without the names of the speakers.
    pub async fn note_names(&self, item: i64, is_nameless: bool) -> Result<(), LedgerError> {
        self.write(move |database| {
            database
                .prepare_cached("UPDATE transcript SET is_nameless = ?2 WHERE item = ?1")?
                .execute((item, is_nameless))?;
            Ok(())
        })
        .await
    }

    /// Lets a transcript go: what is released is in the outbox from now on, in place of what was released before. Says whether
    /// it did: not where something withholds it by now.
    pub async fn release(
        &self,
        transcript: &HeldTranscript,
        released: Filtered<Activity>,
        provenance: Provenance,
    ) -> Result<bool, LedgerError> {
        let (unit, item) = (transcript.unit, transcript.item);
        self.write(move |database| {
            let standing = standing::of(database, standing::BY_ITEM, item)?;
            if standing.iter().any(|standing| standing.reason().is_some()) {
                return Ok(false);
            }
            put(database, unit, Some(item), &released, &provenance)?;
            review(database, item, State::Kept)?;
            Ok(true)
        })
        .await
    }

    /// Holds a transcript back; what was sent of it is taken back.
    pub async fn hold_back(&self, item: i64) -> Result<(), LedgerError> {
        self.write(move |database| {
            unwant_all(database, item)?;
            review(database, item, State::Withheld(Reason::WithheldByYou))
        })
        .await
    }

    /// Lets a transcript that was held back wait for the employee again, unless its meeting is withheld.
    pub async fn reconsider(&self, item: i64) -> Result<(), LedgerError> {
        self.write(move |database| {
            for standing in standing::of(database, standing::BY_ITEM, item)? {
                let reason = standing.reason();
                review(
                    database,
                    item,
                    reason.map_or(State::Unreviewed, State::Withheld),
                )?;
            }
            Ok(())
        })
        .await
    }
}

fn review(database: &Database, item: i64, state: State) -> Result<(), LedgerError> {
    let run: i64 = database
        .prepare_cached("SELECT last_run FROM item WHERE id = ?1")?
        .query_row([item], |row| row.get(0))?;
    let at = item::time(database, item)?;
    put_state(database, item, state, at, true, run)
}

fn own(
    database: &Database,
    connection: &ConnectionId,
    item: i64,
) -> Result<Option<HeldTranscript>, LedgerError> {
    let number = find(database, connection)?;
    let is_own: Option<i64> = database
        .prepare_cached("SELECT 1 FROM item WHERE id = ?1 AND connection = ?2")?
        .query_row((item, number), |row| row.get(0))
        .optional()?;
    let found = match is_own {
        Some(_) => transcripts(database, "transcript.item = ?1", item)?,
        None => Vec::new(),
    };
    Ok(found.into_iter().next())
}

fn transcripts(
    database: &Database,
    condition: &str,
    number: i64,
) -> Result<Vec<HeldTranscript>, LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT item.id, item.unit, meeting.found, transcript.name, transcript.starts_at, transcript.ends_at, choice,
             is_nameless, state, item.reason, activity.sha256, activity.due,
             meeting.reason, transcript.left_out, item.identity, meeting.series
         FROM transcript JOIN item ON item.id = transcript.item JOIN meeting ON meeting.id = transcript.meeting
             LEFT JOIN activity ON activity.item = item.id AND activity.bytes IS NOT NULL
         WHERE {condition} AND item.gone = 0 ORDER BY transcript.starts_at DESC, item.id DESC"
    ))?;
    let rows = statement.query_map([number], |row| {
        let choice: String = row.get(6)?;
        let state = State::of(row.get(8)?, row.get(9)?)?;
        let released: Option<[u8; 32]> = row.get(10)?;
        Ok(HeldTranscript {
            item: row.get(0)?,
            unit: UnitId(row.get(1)?),
            meeting: parsed(
                row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                ItemId::new,
            )?,
            id: parsed(row.get(3)?, ItemId::new)?,
            starts: instant(row.get(4)?)?,
            ends: instant(row.get(5)?)?,
            choice: serde_json::from_str(&choice).unwrap_or_default(),
            is_nameless: row.get(7)?,
            review: match state {
                State::Withheld(reason) => Review::Withheld(reason),
                State::Kept if row.get::<_, Option<i64>>(11)? == Some(0) => Review::Sent,
                State::Kept => Review::Released,
                _ => Review::Waiting,
            },
            released: released.map(Sha256::from),
            reason: reason(row.get(12)?, row.get(13)?)?,
            name: MeetingName {
                meeting: Key::from_bytes(row.get(14)?),
                series: row.get::<_, Option<[u8; 16]>>(15)?.map(Key::from_bytes),
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Why a meeting or transcript is to stay here: for what it is, else because the rules leave it out.
fn reason(own: Option<i64>, left_out: bool) -> rusqlite::Result<Option<Reason>> {
    match own {
        Some(own) => reason_of(own).map(Some),
        None => Ok(left_out.then_some(Reason::ExcludedByRule)),
    }
}

fn meeting_of(row: &Row<'_>) -> rusqlite::Result<HeldMeeting> {
    let series: Option<[u8; 16]> = row.get(11)?;
    let domains: String = row.get(5)?;
    Ok(HeldMeeting {
        id: row.get(0)?,
        starts: instant(row.get(1)?)?,
        ends: instant(row.get(2)?)?,
        is_series: row.get(3)?,
        people: natural(row.get(4)?),
        domains: serde_json::from_str(&domains).unwrap_or_default(),
        reason: reason(row.get(6)?, row.get(9)?)?,
        name: MeetingName {
            meeting: Key::from_bytes(row.get(10)?),
            series: series.map(Key::from_bytes),
        },
        absence: row.get(7)?,
        ask_at: row.get::<_, Option<i64>>(8)?.map(instant).transpose()?,
        transcripts: Vec::new(),
    })
}
