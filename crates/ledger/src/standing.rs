//! Where a transcript stands: by what its meeting says, by what the employee decided, and by the employee's rules.

use crate::LedgerError;
use crate::activities::{is_any_held, take_out, unwant_all};
use crate::item::{self, State, put_state, reason_of};
use crate::run::natural;
use privacy::Reason;
use rusqlite::{Connection as Database, Row};

/// A transcript, with all that decides where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) item: i64,
    state: State,
    /// Why its meeting is withheld, whatever the rules say.
    reason: Option<Reason>,
    left_out: bool,
    run: i64,
}

/// What a change of the rules does to transcripts.
#[derive(Default)]
pub(crate) struct Moved {
    /// Those that flip.
    pub(crate) flipped: Vec<i64>,
    /// How many the service holds, which stay there until they are taken back.
    pub(crate) held: u64,
}

/// Those of a meeting.
pub(crate) const OF_MEETING: &str = "transcript.meeting = ?1";
/// The one of an item.
pub(crate) const BY_ITEM: &str = "transcript.item = ?1";
/// Those with any of these traits, as a JSON array of their numbers.
const OF_TRAITS: &str = "item.traits IN (SELECT value FROM json_each(?1)) AND item.stream = 3";

/// The transcripts that a condition picks.
pub(crate) fn of(
    database: &Database,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> Result<Vec<Standing>, LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT item.id, state, item.reason, meeting.reason, transcript.left_out, last_run
         FROM transcript JOIN item ON item.id = transcript.item JOIN meeting ON meeting.id = transcript.meeting
         WHERE {condition} ORDER BY item.at DESC"
    ))?;
    let found = statement.query_map([value], standing_of)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// What becomes of the transcripts with these traits once rules leave them out, or do no longer; nothing is changed.
pub(crate) fn foresee(
    database: &Database,
    traits: &str,
    left_out: bool,
) -> Result<Moved, LedgerError> {
    let mut moved = Moved::default();
    for standing in of(database, OF_TRAITS, traits)? {
        let after = Standing {
            left_out,
            ..standing
        };
        let is_held = is_any_held(database, standing.item)?;
        if after.next(is_held) != standing.state {
            moved.flipped.push(standing.item);
        } else if left_out && is_held && standing.state == State::Kept {
            moved.held += 1;
        }
    }
    Ok(moved)
}

/// Lets rules leave out the meetings and transcripts with these traits, or no longer: those that wait flip, what waits in the
/// outbox leaves it, and what the service holds stays there until it is taken back.
pub(crate) fn leave_out(
    database: &Database,
    traits: &str,
    left_out: bool,
) -> Result<u64, LedgerError> {
    database
        .prepare_cached(
            "UPDATE meeting SET left_out = ?2 WHERE traits IN (SELECT value FROM json_each(?1))",
        )?
        .execute((traits, left_out))?;
    let mut flipped = 0;
    for standing in of(database, OF_TRAITS, traits)? {
        flipped += u64::from(standing.put_left_out(database, left_out)?);
    }
    Ok(flipped)
}

/// How many transcripts with these traits the rules leave out, wherever they are.
pub(crate) fn left_out_by(database: &Database, traits: &str) -> Result<u64, LedgerError> {
    let found = of(database, OF_TRAITS, traits)?;
    let left_out = found.iter().filter(|standing| standing.left_out);
    Ok(left_out.count() as u64)
}

/// Takes back every transcript that the service holds and the rules leave out; how many these are.
pub(crate) fn take_back(database: &Database) -> Result<u64, LedgerError> {
    let mut taken = 0;
    for standing in of(database, HELD_AND_LEFT_OUT, State::Kept.code())? {
        unwant_all(database, standing.item)?;
        standing.put(database, State::Withheld(Reason::ExcludedByRule))?;
        taken += 1;
    }
    Ok(taken)
}

/// How many transcripts the service holds although the rules leave them out.
pub(crate) fn held_and_left_out(database: &Database) -> Result<u64, LedgerError> {
    let sql = format!(
        "SELECT count(*) FROM transcript JOIN item ON item.id = transcript.item WHERE {HELD_AND_LEFT_OUT}"
    );
    let held = database
        .prepare_cached(&sql)?
        .query_row([State::Kept.code()], |row| row.get(0))?;
    Ok(natural(held))
}

const HELD_AND_LEFT_OUT: &str = "transcript.left_out = 1 AND state = ?1
    AND EXISTS (SELECT 1 FROM activity WHERE activity.item = item.id AND bytes IS NOT NULL AND held_sha256 IS NOT NULL)";

impl Standing {
    /// Why it is to stay here.
    pub(crate) fn reason(self) -> Option<Reason> {
        self.reason
            .or_else(|| self.left_out.then_some(Reason::ExcludedByRule))
    }

    /// Brings it to where its meeting's reason and the rules put it. A meeting that came to be private or cancelled takes back
    /// what was sent of it; a tightened policy or rule does not undo what has happened.
    pub(crate) fn settle(self, database: &Database) -> Result<bool, LedgerError> {
        let is_held = is_any_held(database, self.item)?;
        let next = self.next(is_held);
        if self.reason().is_some() && self.state == State::Kept {
            if next == State::Kept {
                // The rules win over what waits in the outbox.
                take_out(database, "item", self.item)?;
            } else {
                unwant_all(database, self.item)?;
            }
        }
        if next == self.state {
            return Ok(false);
        }
        self.put(database, next)?;
        Ok(true)
    }

    /// Notes whether rules leave it out, and settles it.
    pub(crate) fn put_left_out(
        self,
        database: &Database,
        left_out: bool,
    ) -> Result<bool, LedgerError> {
        database
            .prepare_cached("UPDATE transcript SET left_out = ?2 WHERE item = ?1")?
            .execute((self.item, left_out))?;
        Self { left_out, ..self }.settle(database)
    }

    fn next(self, is_held: bool) -> State {
        match (self.state, self.reason()) {
            (State::Withheld(Reason::WithheldByYou), _) => self.state,
            (State::Withheld(_), None) => State::Unreviewed,
            (State::Kept, Some(reason))
                if is_held && !matches!(reason, Reason::Cancelled | Reason::Private) =>
            {
                State::Kept
            }
            (State::Kept | State::Withheld(_) | State::Unreviewed, Some(reason)) => {
                State::Withheld(reason)
            }
            _ => self.state,
        }
    }

    fn put(self, database: &Database, state: State) -> Result<(), LedgerError> {
        let at = item::time(database, self.item)?;
        put_state(database, self.item, state, at, true, self.run)
    }
}

fn standing_of(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        item: row.get(0)?,
        state: State::of(row.get(1)?, row.get(2)?)?,
        reason: row.get::<_, Option<i64>>(3)?.map(reason_of).transpose()?,
        left_out: row.get(4)?,
        run: row.get(5)?,
    })
}
