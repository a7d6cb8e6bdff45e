//! The employee's rules, and what becomes of what is here already when they change.

use crate::activities::take_out;
use crate::connection::{from_json, to_json};
use crate::item::{State, stream_code};
use crate::run::{natural, whole};
use crate::traits::judged_differently;
use crate::{Ledger, LedgerError, OwnItem, own, standing, traits};
use activity::{Instant, Stream};
use consent::{Rule, Rules};
use privacy::{Keyer, Narrowing, Reason};
use rusqlite::Connection as Database;

/// What a change of the rules does, or would do, to what is here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flips {
    /// What was counted and stays here from then on.
    pub withheld: Counts,
    /// What stayed here and is counted from then on.
    pub kept: Counts,
}

/// A number of mails and transcripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that the employee sent.
    pub sent: u64,
    /// Those that the employee received.
    pub received: u64,
    /// Transcripts.
    pub transcripts: u64,
}

/// A change of the rules, tried on what is here and not made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// What would flip.
    pub flips: Flips,
    /// What left already and stays there: mails in times whose numbers no longer change, transcripts until they are taken back.
    pub told: Counts,
    /// The newest of what would flip, each as it stands now.
    pub rows: Vec<OwnItem>,
}

impl Counts {
    /// All of them together.
    pub fn all(self) -> u64 {
        self.mails() + self.transcripts
    }

    /// Sent and received mails together.
    pub fn mails(self) -> u64 {
        self.sent + self.received
    }
}

impl Ledger {
    /// The employee's rules; none narrow nothing.
    pub async fn rules(&self) -> Result<Rules, LedgerError> {
        self.read(rules).await
    }

    /// Puts the employee's rules in place: all that they judge differently flips with them, or nothing does. Counts that wait
    /// were made under other rules, so they leave the outbox.
    pub async fn put_rules(&self, rules: &Rules) -> Result<Flips, LedgerError> {
        let (keyer, wanted) = (self.keyer(), rules.clone());
        self.write(move |database| {
            let changed = change(database, &keyer, &wanted)?;
            database.execute("DELETE FROM rule", [])?;
            let mut statement = database.prepare_cached("INSERT INTO rule (rule) VALUES (?1)")?;
            for rule in wanted.iter() {
                statement.execute([to_json(rule)?])?;
            }
            database.execute("UPDATE rule_changes SET number = number + 1", [])?;
            let mut flips = Flips {
                withheld: flip(database, &changed.withheld, COUNTED, LEFT_OUT)?,
                kept: flip(database, &changed.kept, LEFT_OUT, COUNTED)?,
            };
            flips.withheld.transcripts = standing::leave_out(database, &changed.withheld, true)?;
            flips.kept.transcripts = standing::leave_out(database, &changed.kept, false)?;
            // Counts were made under the rules of their time.
            take_out(database, "stream", stream_code(Stream::EmailSignal))?;
            Ok(flips)
        })
        .await
    }

    /// Tries other rules on what is here, and shows at most so many rows of what would flip. What happened in `closed` times
    /// was told already.
    pub async fn try_rules(
        &self,
        rules: &Rules,
        closed: Vec<(Instant, Instant)>,
        limit: usize,
    ) -> Result<Trial, LedgerError> {
        let (keyer, wanted) = (self.keyer(), rules.clone());
        self.read(move |database| {
            let changed = change(database, &keyer, &wanted)?;
            let mut flips = Flips {
                withheld: count(database, &changed.withheld, COUNTED, ALWAYS)?,
                kept: count(database, &changed.kept, LEFT_OUT, ALWAYS)?,
            };
            let withheld = standing::foresee(database, &changed.withheld, true)?;
            let kept = standing::foresee(database, &changed.kept, false)?;
            flips.withheld.transcripts = withheld.flipped.len() as u64;
            flips.kept.transcripts = kept.flipped.len() as u64;
            let mut told = Counts {
                transcripts: withheld.held,
                ..Counts::default()
            };
            for (start, end) in closed {
                let times = (start.milliseconds(), end.milliseconds());
                let of_times = count(database, &changed.withheld, COUNTED, times)?;
                told.sent += of_times.sent;
                told.received += of_times.received;
            }
            let mut rows = newest(database, &changed.withheld, COUNTED, limit)?;
            rows.extend(newest(database, &changed.kept, LEFT_OUT, limit)?);
            let transcripts = withheld.flipped.iter().chain(&kept.flipped);
            rows.extend(own::load_each(database, transcripts.copied().take(limit))?);
            rows.sort_by_key(|row| std::cmp::Reverse(row.at));
            rows.truncate(limit);
            Ok(Trial { flips, told, rows })
        })
        .await
    }

    /// Takes back every transcript that the service holds and the rules leave out; how many these are.
    pub async fn take_back_left_out(&self) -> Result<u64, LedgerError> {
        self.write(standing::take_back).await
    }

    /// How many transcripts the service holds although the rules leave them out.
    pub async fn held_and_left_out(&self) -> Result<u64, LedgerError> {
        self.read(standing::held_and_left_out).await
    }

    /// What each of some rules takes hold of, alone or together with others.
    pub async fn held_by_each(&self, rules: &Rules) -> Result<Vec<Counts>, LedgerError> {
        let (keyer, rules) = (self.keyer(), rules.clone());
        self.read(move |database| {
            let mut held = Vec::new();
            for rule in rules.iter() {
                let alone = keyer.narrowing(&Rules::default().with(rule.clone()));
                let traits = to_json(&traits::named_by(database, &alone)?)?;
                held.push(Counts {
                    transcripts: standing::left_out_by(database, &traits)?,
                    ..count(database, &traits, LEFT_OUT, ALWAYS)?
                });
            }
            Ok(held)
        })
        .await
    }

    /// The rules that take hold of one item which is left out.
    pub async fn rules_on(&self, item: i64) -> Result<Rules, LedgerError> {
        let keyer = self.keyer();
        self.read(move |database| {
            let traits = traits::of_item(database, item)?;
            let takes_hold = |rule: &&Rule| {
                let alone = keyer.narrowing(&Rules::default().with((*rule).clone()));
                traits.as_ref().is_some_and(|traits| alone.touches(traits))
            };
            let rules = rules(database)?;
            Ok(rules.iter().filter(takes_hold).cloned().collect())
        })
        .await
    }
}

/// How often the rules changed.
pub(crate) fn changes(database: &Database) -> Result<i64, LedgerError> {
    Ok(database.query_row("SELECT number FROM rule_changes", [], |row| row.get(0))?)
}

/// The rules in force as names of this machine.
pub(crate) fn narrowing(database: &Database, keyer: &Keyer) -> Result<Narrowing, LedgerError> {
    Ok(keyer.narrowing(&rules(database)?))
}

const COUNTED: State = State::Kept;
const LEFT_OUT: State = State::Withheld(Reason::ExcludedByRule);
const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);
const OF_TRAITS: &str =
    "traits IN (SELECT value FROM json_each(?1)) AND state = ?2 AND reason IS ?3 AND stream = ?4";

/// The traits, as JSON arrays of their numbers, whose items flip.
struct Change {
    withheld: String,
    kept: String,
}

fn rules(database: &Database) -> Result<Rules, LedgerError> {
    let mut statement = database.prepare_cached("SELECT rule FROM rule ORDER BY number")?;
    let rules = statement.query_map([], |row| row.get::<_, String>(0))?;
    rules
        .map(|rule| from_json::<Rule>(&rule?))
        .collect::<Result<Rules, _>>()
}

fn change(database: &Database, keyer: &Keyer, wanted: &Rules) -> Result<Change, LedgerError> {
    let before = narrowing(database, keyer)?;
    let after = keyer.narrowing(wanted);
    let (kept, withheld) = judged_differently(database, &before, &after)?;
    Ok(Change {
        withheld: to_json(&withheld)?,
        kept: to_json(&kept)?,
    })
}

fn flip(database: &Database, traits: &str, from: State, to: State) -> Result<Counts, LedgerError> {
    let counts = count(database, traits, from, ALWAYS)?;
    database
        .prepare_cached(&format!(
            "UPDATE item SET state = ?5, reason = ?6 WHERE {OF_TRAITS}"
        ))?
        .execute((
            traits,
            from.code(),
            from.reason(),
            stream_code(Stream::EmailSignal),
            to.code(),
            to.reason(),
        ))?;
    Ok(counts)
}

fn count(
    database: &Database,
    traits: &str,
    state: State,
    (start, end): (i64, i64),
) -> Result<Counts, LedgerError> {
    let counts = database
        .prepare_cached(&format!(
            "SELECT coalesce(sum(facts & 1), 0), coalesce(sum(1 - (facts & 1)), 0) FROM item
             WHERE {OF_TRAITS} AND at >= ?5 AND at < ?6"
        ))?
        .query_row(
            (
                traits,
                state.code(),
                state.reason(),
                stream_code(Stream::EmailSignal),
                start,
                end,
            ),
            |row| {
                Ok(Counts {
                    sent: natural(row.get(0)?),
                    received: natural(row.get(1)?),
                    transcripts: 0,
                })
            },
        )?;
    Ok(counts)
}

fn newest(
    database: &Database,
    traits: &str,
    state: State,
    limit: usize,
) -> Result<Vec<OwnItem>, LedgerError> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT item.id FROM item WHERE {OF_TRAITS} ORDER BY at DESC LIMIT ?5"
    ))?;
    let place = (
        traits,
        state.code(),
        state.reason(),
        stream_code(Stream::EmailSignal),
        whole(limit as u64),
    );
    let numbers = statement
        .query_map(place, |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    own::load_each(database, numbers)
}
