//! Meetings: which copy counts is settled anew whenever a copy is judged (RULES 8–11).

use crate::activities::{has_wanted, unwant_all, unwant_judged, want};
use crate::item::{self, Row, State, put_state, reason_code, stream_code};
use crate::page::Page;
use crate::recording::record;
use crate::vanish::forget;
use crate::{Ledger, LedgerError, PageCommit, PageOutcome, facts, unit};
use activity::{Activity, Stream};
use privacy::{AssessedMeeting, Copy, Filtered, Reason, Settlement, Verdict, settle};

/// What the copy at hand would be if it counts.
struct Judged {
    item: i64,
    verdict: Result<Vec<Filtered<Activity>>, Reason>,
    ends_at: i64,
}

impl Ledger {
    /// Records a page of meetings.
    pub async fn commit_meetings(
        &self,
        commit: PageCommit<AssessedMeeting>,
    ) -> Result<PageOutcome, LedgerError> {
        self.note(move |database| {
            // What vanished may leave the meeting to its other copies.
            record(
                database,
                commit,
                Stream::MeetingAttend,
                judge,
                |page, row| resettle(page, row.identity),
            )
        })
        .await
    }
}

fn judge(page: &mut Page<'_>, meeting: AssessedMeeting) -> Result<State, LedgerError> {
    let before = item::find(page.database, page.unit, meeting.item)?;
    let own_reason = match &meeting.verdict {
        Verdict::Withheld(reason) => Some(*reason),
        Verdict::Kept(_) | Verdict::Failed => None,
    };
    let id = put(page, &meeting, own_reason)?;
    let moved_from = before
        .as_ref()
        .map(|row| row.identity)
        .filter(|identity| identity != meeting.meeting.bytes());
    if let Some(identity) = moved_from {
        forget_choice(page, id)?;
        resettle(page, identity)?;
    }
    let judged = match (meeting.verdict, meeting.ends_at) {
        (Verdict::Kept(activities), Some(ends_at)) => {
            Some((Ok(activities), ends_at.milliseconds()))
        }
        (Verdict::Withheld(reason), Some(ends_at)) => Some((Err(reason), ends_at.milliseconds())),
        (Verdict::Failed, _) | (_, None) => None,
    };
    let Some((verdict, ends_at)) = judged else {
        unwant_all(page.database, id)?;
        put_state(page.database, id, State::Failed, None, false, page.run)?;
        resettle(page, *meeting.meeting.bytes())?;
        return Ok(State::Failed);
    };
    if before.is_some_and(|row| row.state == State::Failed) {
        // It takes part again; what it was before does not matter.
        put_state(
            page.database,
            id,
            State::Withheld(Reason::Duplicate),
            None,
            false,
            page.run,
        )?;
    }
    let judged = Judged {
        item: id,
        verdict,
        ends_at,
    };
    settle_copies(page, *meeting.meeting.bytes(), Some(judged))?
        .ok_or(LedgerError::Internal("unsettled_item"))
}

/// Records the copy as it was found. Where it stands is settled afterwards.
fn put(
    page: &Page<'_>,
    meeting: &AssessedMeeting,
    own_reason: Option<Reason>,
) -> Result<i64, LedgerError> {
    let own_reason = own_reason.map(reason_code);
    let duplicate = reason_code(Reason::Duplicate);
    let id = page
        .database
        .prepare_cached(
            "INSERT INTO item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state,
                 reason, own_reason, last_run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, 0, ?9, ?10, ?11)
             ON CONFLICT (unit, key) DO UPDATE SET identity = ?5, chain = ?6, generation = ?7, facts = ?8, gone = 0,
                 own_reason = ?10, last_run = ?11
             RETURNING id",
        )?
        .query_row(
            (
                page.connection,
                stream_code(page.stream),
                page.unit,
                meeting.item.bytes(),
                meeting.meeting.bytes(),
                page.chain,
                page.generation,
                facts::of_copy(meeting.facts),
                duplicate,
                own_reason,
                page.run,
            ),
            |row| row.get(0),
        )?;
    Ok(id)
}

/// Settles a meeting anew of which a copy is no longer what it was.
fn resettle(page: &mut Page<'_>, identity: [u8; 16]) -> Result<(), LedgerError> {
    settle_copies(page, identity, None).map(drop)
}

/// Settles which copy of a meeting counts, and puts every copy where it then stands. Says where the judged one stands.
fn settle_copies(
    page: &mut Page<'_>,
    identity: [u8; 16],
    mut judged: Option<Judged>,
) -> Result<Option<State>, LedgerError> {
    let rows: Vec<Row> = item::copies(page.database, page.connection, page.stream, identity)?
        .into_iter()
        .filter(|row| {
            row.state != State::Failed && (!row.gone || row.chosen || facts::is_private(row.facts))
        })
        .collect();
    let copies: Vec<Copy> = rows.iter().map(copy_of).collect();
    let settlement = settle(&copies);
    let mut stands = None;
    for (place, row) in rows.iter().enumerate() {
        let at_hand = judged.take_if(|judged| judged.item == row.id);
        let is_judged = at_hand.is_some();
        let state = match settlement {
            Settlement::Withheld(reason) => withhold(page, row, reason, row.chosen)?,
            Settlement::Counts(counting) if counting == place => count(page, row, at_hand)?,
            Settlement::Counts(_) | Settlement::AwaitsOrganiser => {
                withhold(page, row, Reason::Duplicate, false)?
            }
            Settlement::Vanished => {
                forget_pending(page, row)?;
                row.state
            }
        };
        if is_judged {
            stands = Some(state);
        }
    }
    Ok(stands)
}

fn withhold(
    page: &Page<'_>,
    row: &Row,
    reason: Reason,
    chosen: bool,
) -> Result<State, LedgerError> {
    let state = State::Withheld(reason);
    if forget_pending(page, row)? {
        return Ok(state);
    }
    if row.state != state {
        unwant_all(page.database, row.id)?;
    }
    if row.state != state || row.chosen != chosen {
        put_state(page.database, row.id, state, None, chosen, page.run)?;
    }
    Ok(state)
}

/// Forgets a copy that vanished and was to be sent as it was last seen; says whether it was one.
fn forget_pending(page: &Page<'_>, row: &Row) -> Result<bool, LedgerError> {
    let is_one = row.state == State::Waiting && !row.gone && !row.is_there();
    if is_one {
        forget(page.database, row, false)?;
    }
    Ok(is_one)
}

/// Lets a copy count by its own verdict.
fn count(page: &mut Page<'_>, row: &Row, judged: Option<Judged>) -> Result<State, LedgerError> {
    let Some(judged) = judged else {
        return count_as_recorded(page, row);
    };
    let has_ended = judged.ends_at <= page.now;
    let ended = if has_ended {
        State::Kept
    } else {
        State::Waiting
    };
    let state = match judged.verdict {
        Ok(activities) => {
            want(page, row.id, &activities, has_ended)?;
            ended
        }
        Err(reason) if !unwant_judged(page, row.id, has_ended)? => State::Withheld(reason),
        Err(_) => ended,
    };
    let at = state.is_kept().then_some(judged.ends_at);
    put_state(page.database, row.id, state, at, true, page.run)?;
    Ok(state)
}

/// Lets a copy count that is not at hand: what it yields was kept only if it counted before, so else it must be read again.
fn count_as_recorded(page: &mut Page<'_>, row: &Row) -> Result<State, LedgerError> {
    if row.gone || (row.state.is_kept() && has_wanted(page.database, row.id)?) {
        if !row.chosen {
            put_chosen(page, row.id, true)?;
        }
        return Ok(row.state);
    }
    let state = match row.own_reason {
        Some(reason) => State::Withheld(reason),
        None => State::Kept,
    };
    if state == State::Kept {
        unit::ask_for_reread(page.database, row.unit)?;
        page.outcome.rereads += 1;
    }
    if row.state != state || !row.chosen {
        put_state(page.database, row.id, state, None, true, page.run)?;
    }
    Ok(state)
}

fn forget_choice(page: &Page<'_>, item: i64) -> Result<(), LedgerError> {
    unwant_all(page.database, item)?;
    put_chosen(page, item, false)
}

fn put_chosen(page: &Page<'_>, item: i64, chosen: bool) -> Result<(), LedgerError> {
    page.database
        .prepare_cached("UPDATE item SET chosen = ?2 WHERE id = ?1")?
        .execute((item, chosen))?;
    Ok(())
}

fn copy_of(row: &Row) -> Copy {
    Copy {
        facts: facts::copy(row.facts),
        chosen: row.chosen,
        gone: !row.is_there(),
    }
}
