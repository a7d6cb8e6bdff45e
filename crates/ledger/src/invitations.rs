//! Meetings that may have transcripts, as their invitations tell of them, and when Teams is asked about each.

use crate::connection::{find, to_json};
use crate::hearing::Judge;
use crate::item::{State, reason_code};
use crate::page::Page;
use crate::recording::record;
use crate::run::{instant, parsed, whole};
use crate::{Ledger, LedgerError, PageCommit, PageOutcome, UnitId, standing, traits};
use activity::{ConnectionId, Instant, Recurrence, Stream};
use privacy::{AssessedInvitation, Key};
use rusqlite::Row;

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

impl Ledger {
    /// Records a page of invitations. A meeting that was not asked about yet will be, once it has ended.
    pub async fn commit_invitations(
        &self,
        commit: PageCommit<AssessedInvitation>,
    ) -> Result<PageOutcome, LedgerError> {
        let keyer = self.keyer();
        self.note(move |database| {
            let judge = Judge::of_now(database, keyer)?;
            let put = |page: &mut Page<'_>, meeting| {
                put_meeting(page, &meeting, &judge)?;
                Ok(State::Outside)
            };
            record(database, commit, Stream::Transcript, put, |_, _| Ok(()))
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
) -> Result<(), LedgerError> {
    let id = page
        .database
        .prepare_cached(
            "INSERT INTO meeting (unit, key, link, starts_at, ends_at, is_series, recurrence, moved_from, people, domains,
                 reason, name, series, traits, left_out, ask_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?5)
             ON CONFLICT (unit, key) DO UPDATE SET link = ?3, starts_at = ?4, ends_at = ?5, is_series = ?6, recurrence = ?7,
                 moved_from = ?8, people = ?9, domains = ?10, reason = ?11, name = ?12, series = ?13, traits = ?14,
                 left_out = ?15, ask_at = CASE WHEN ends_at = ?5 AND link = ?3 THEN ask_at ELSE ?5 END
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
                meeting.recurrence.as_ref().map(to_json).transpose()?,
                meeting.moved_from.map(Instant::milliseconds),
                whole(meeting.people),
                to_json(&meeting.domains)?,
                meeting.reason.map(reason_code),
                meeting.name.bytes(),
                meeting.series.as_ref().map(Key::bytes),
                traits::number(page.database, &meeting.traits, meeting.plain.as_ref())?,
                judge.narrowing.excludes(&meeting.traits),
            ),
            |row| row.get(0),
        )?;
    judge.judge(page.database, standing::OF_MEETING, id)
}

fn recurrence_of(kept: Option<String>) -> rusqlite::Result<Option<Recurrence>> {
    kept.map(|kept| parsed(kept, |kept| serde_json::from_str(&kept)))
        .transpose()
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
