//! How a page of the list is found: by the places of the newest rows of every kind, or by words.

use crate::connection::find;
use crate::entries::{self, state_code};
use crate::item::{State, reason_code, stream_code};
use crate::own::{self, OwnState};
use crate::sought::Sought;
use crate::{Ledger, LedgerError, Listed, Place, RowPage, RowQuery};
use activity::{Instant, Stream};
use privacy::{Key, Reason};
use rusqlite::Connection as Database;

/// The most rows on one page.
const LONGEST_PAGE: usize = 200;
/// How many of those that have the words are looked at in one stride, and in how many strides a page is filled at most.
const STRIDE: i64 = 250;
const STRIDES: usize = 8;
/// A place is a second and, below these bits, the row.
const ROW_BITS: u32 = 32;

const ACTIVITIES: &str =
    "SELECT place FROM activity WHERE connection = ?1 AND stream = ?2 AND standing = ?3
    AND place >= ?4 AND place < ?5 ORDER BY place DESC LIMIT ?6";
const WITHHELD: &str = "SELECT place FROM item WHERE connection = ?1 AND stream = ?2 AND reason = ?3
    AND state = 0 AND gone = 0 AND at IS NOT NULL AND place >= ?4 AND place < ?5 ORDER BY place DESC LIMIT ?6";
const LEFT_OUT: &str = "SELECT place FROM item WHERE connection = ?1 AND stream = ?2 AND reason = ?3
    AND state = 0 AND gone = 0 AND at IS NOT NULL AND place >= ?4 AND place < ?5
    AND EXISTS (SELECT 1 FROM trait WHERE name = ?7 AND trait.traits = item.traits) ORDER BY place DESC LIMIT ?6";
const COUNTED: &str =
    "SELECT place FROM item WHERE connection = ?1 AND stream = ?2 AND stream = 2 AND state = ?3
    AND state = 3 AND place >= ?4 AND place < ?5 ORDER BY place DESC LIMIT ?6";
const UNREVIEWED: &str =
    "SELECT place FROM item WHERE connection = ?1 AND stream = ?2 AND state = ?3
    AND state = 5 AND gone = 0 AND place >= ?4 AND place < ?5 ORDER BY place DESC LIMIT ?6";
const FOUND: &str =
    "SELECT rowid FROM activity_words WHERE activity_words MATCH ?1 AND rowid >= ?2 AND rowid < ?3
    ORDER BY rowid DESC LIMIT ?4";

impl Ledger {
    /// A page of rows. Its time does not depend on how many rows there are.
    pub async fn rows(&self, query: RowQuery) -> Result<RowPage, LedgerError> {
        let rule = query.rule.as_ref().and_then(|rule| self.keyer().rule(rule));
        self.read(move |database| {
            let Some(connection) = find(database, &query.connection)? else {
                return Ok(RowPage::default());
            };
            let leafing = Leafing {
                database,
                connection,
                rule,
                query: &query,
                limit: query.limit.clamp(1, LONGEST_PAGE),
            };
            match Sought::of(query.text.as_deref().unwrap_or_default()) {
                // What a rule takes hold of is kept without words.
                Some(_) if query.rule.is_some() => Ok(RowPage::default()),
                Some(sought) => leafing.found(&sought),
                None => leafing.all(),
            }
        })
        .await
    }
}

struct Leafing<'page> {
    database: &'page Database,
    connection: i64,
    rule: Option<Key>,
    query: &'page RowQuery,
    limit: usize,
}

impl Leafing<'_> {
    /// The newest of every kind that is asked for, merged.
    fn all(&self) -> Result<RowPage, LedgerError> {
        let mut places = Vec::new();
        if self.query.rule.is_some() {
            self.gather_left_out(&mut places)?;
            return self.page_of(places);
        }
        for (stream, state) in &self.query.activities {
            self.gather(&mut places, ACTIVITIES, *stream, state_code(*state), true)?;
        }
        if own::are_own(self.database, &self.query.connection)? {
            for (stream, reason) in &self.query.withheld {
                self.gather(&mut places, WITHHELD, *stream, reason_code(*reason), false)?;
            }
            if self.query.counted {
                let kept = State::Kept.code();
                self.gather(&mut places, COUNTED, Stream::EmailSignal, kept, false)?;
            }
            if self.query.unreviewed {
                let waiting = State::Unreviewed.code();
                self.gather(&mut places, UNREVIEWED, Stream::Transcript, waiting, false)?;
            }
        }
        self.page_of(places)
    }

    /// What the rule takes hold of among what stays here because of rules.
    fn gather_left_out(&self, places: &mut Vec<Place>) -> Result<(), LedgerError> {
        let Some(name) = self.rule else {
            return Ok(());
        };
        let mut statement = self.database.prepare_cached(LEFT_OUT)?;
        for stream in [Stream::EmailSignal, Stream::Transcript] {
            if !self
                .query
                .withheld
                .contains(&(stream, Reason::ExcludedByRule))
            {
                continue;
            }
            let bounds = (
                self.connection,
                stream_code(stream),
                reason_code(Reason::ExcludedByRule),
                self.lowest(),
                self.below(false),
                self.limit as i64 + 1,
                name.bytes(),
            );
            for number in statement.query_map(bounds, |row| row.get(0))? {
                places.push(Place {
                    number: number?,
                    is_activity: false,
                });
            }
        }
        Ok(())
    }

    /// The newest of some places, as far as a page goes.
    fn page_of(&self, mut places: Vec<Place>) -> Result<RowPage, LedgerError> {
        places.sort_unstable_by(|one, other| other.cmp(one));
        let more = places.len() > self.limit;
        places.truncate(self.limit);
        let rows = places.iter().map(|place| self.row(*place));
        Ok(RowPage {
            rows: rows
                .filter_map(Result::transpose)
                .collect::<Result<_, LedgerError>>()?,
            next: places.last().copied().filter(|_| more),
        })
    }

    fn gather(
        &self,
        places: &mut Vec<Place>,
        sql: &str,
        stream: Stream,
        kind: i64,
        is_activity: bool,
    ) -> Result<(), LedgerError> {
        let mut statement = self.database.prepare_cached(sql)?;
        let bounds = (
            self.connection,
            stream_code(stream),
            kind,
            self.lowest(),
            self.below(is_activity),
            self.limit as i64 + 1,
        );
        for number in statement.query_map(bounds, |row| row.get(0))? {
            places.push(Place {
                number: number?,
                is_activity,
            });
        }
        Ok(())
    }

    /// Those that have the words, newest first, as far as a few strides reach.
    fn found(&self, sought: &Sought) -> Result<RowPage, LedgerError> {
        let mut statement = self.database.prepare_cached(FOUND)?;
        let mut page = RowPage::default();
        let mut below = self.below(true);
        for _ in 0..STRIDES {
            let bounds = (&sought.words, self.lowest(), below, STRIDE);
            let numbers = statement
                .query_map(bounds, |row| row.get(0))?
                .collect::<Result<Vec<i64>, _>>()?;
            for number in &numbers {
                let place = Place {
                    number: *number,
                    is_activity: true,
                };
                if let Some(row) = self.row(place)?.filter(|row| self.wants(row, sought)) {
                    page.rows.push(row);
                }
                below = *number;
                if page.rows.len() == self.limit {
                    page.next = Some(place);
                    return Ok(page);
                }
            }
            if numbers.len() < STRIDE as usize {
                return Ok(page);
            }
        }
        page.next = Some(Place {
            number: below,
            is_activity: true,
        });
        Ok(page)
    }

    fn row(&self, place: Place) -> Result<Option<Listed>, LedgerError> {
        let id = place.number & ((1 << ROW_BITS) - 1);
        Ok(if place.is_activity {
            entries::load(self.database, self.connection, id)?
                .map(|entry| Listed::Activity(Box::new(entry)))
        } else {
            own::load(self.database, self.connection, id)?.map(Listed::Own)
        })
    }

    fn wants(&self, row: &Listed, sought: &Sought) -> bool {
        match row {
            Listed::Activity(entry) => {
                self.query.activities.contains(&(entry.stream, entry.state))
                    && sought.is_in(entry.bytes.as_deref().unwrap_or_default())
            }
            Listed::Own(item) => match item.state {
                OwnState::Withheld(reason) => self.query.withheld.contains(&(item.stream, reason)),
                OwnState::Counted => self.query.counted,
                OwnState::Unreviewed => self.query.unreviewed,
                OwnState::Released => false,
            },
        }
    }

    fn lowest(&self) -> i64 {
        self.query.since.map_or(i64::MIN, first_of)
    }

    /// The number that rows of a kind have to stay below.
    fn below(&self, is_activity: bool) -> i64 {
        let until = self.query.until.map_or(i64::MAX, first_of);
        let after = self.query.after.map_or(i64::MAX, |after| {
            let same_may_follow = after.is_activity && !is_activity;
            after.number.saturating_add(i64::from(same_may_follow))
        });
        until.min(after)
    }
}

/// The first place of an instant.
fn first_of(instant: Instant) -> i64 {
    instant.milliseconds().max(0).div_euclid(1_000) << ROW_BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Source;
    use rusqlite::StatementStatus;

    const ACTIVITY: &str = "activity (connection, unit, external_id, bytes, sha256, occurred_at, provenance, wanted_under, ready)
        SELECT 1, 1, value, CAST(json_object('personExternalId', 'p' || value || '@acme.example') AS BLOB), zeroblob(32),
            value * 60000, 1, 1, 1";
    const ITEM: &str = "item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state, reason,
            at, last_run, traits)
        SELECT 1, 2, 1, CAST(value AS BLOB), zeroblob(16), 1, 1, 0, 0, 0, 0, 2, value * 60000, 1, 1";

    const WAITING: &str = "item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state, at,
            last_run, traits)
        SELECT 1, 3, 1, CAST('t' || value AS BLOB), zeroblob(16), -1, 0, 0, 1, 0, 5, value * 60000, 1, 1";

    const MAIL: &str = "item (connection, stream, unit, key, identity, chain, generation, facts, chosen, gone, state, at,
            last_run, traits)
        SELECT 1, 2, 1, CAST('c' || value AS BLOB), zeroblob(16), 1, 1, 0, 1, 0, 3, value * 60000, 1, 1";

    /// A ledger of one connection with so many activities and as many withheld and counted mails, one a minute.
    fn filled(rows: i64) -> Database {
        let database = Source::Memory.open_for_writing().unwrap();
        let base = "INSERT INTO connection (number, id) VALUES (1, 'c');
            INSERT INTO unit (id, connection, mailbox, stream) VALUES (1, 1, 'm', 1);
            INSERT INTO provenance (id, policy_version, dpa_version) VALUES (1, 1, 1);
            INSERT INTO traits (id, digest, bytes) VALUES (1, zeroblob(32), zeroblob(4));";
        database.execute_batch(base).unwrap();
        for table in [ACTIVITY, ITEM, MAIL, WAITING] {
            let fill = format!(
                "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT {rows})
                 INSERT INTO {table} FROM n"
            );
            database.execute_batch(&fill).unwrap();
        }
        database
    }

    /// Where the middle of so many rows is.
    fn middle(rows: i64) -> i64 {
        (rows * 30) << ROW_BITS
    }

    /// How many steps a page of a hundred costs, from the middle; it must neither sort nor scan.
    fn steps(database: &Database, below: i64, sql: &str, (stream, kind): (i64, i64)) -> i32 {
        let mut statement = database.prepare(sql).unwrap();
        let bounds = (1, stream, kind, i64::MIN, below, 100);
        let found = statement
            .query_map(bounds, |row| row.get::<_, i64>(0))
            .unwrap();
        assert_eq!(found.count(), 100);
        for work in [StatementStatus::Sort, StatementStatus::FullscanStep] {
            assert_eq!(statement.get_status(work), 0, "{sql}");
        }
        statement.get_status(StatementStatus::VmStep)
    }

    #[test]
    fn a_page_costs_the_same_at_any_size() {
        let (small, large) = (filled(300), filled(6_000));
        for (sql, kind) in [
            (ACTIVITIES, (1, 1)),
            (WITHHELD, (2, 2)),
            (COUNTED, (2, 3)),
            (UNREVIEWED, (3, 5)),
        ] {
            let few = steps(&small, middle(300), sql, kind);
            let many = steps(&large, middle(6_000), sql, kind);
            assert!(many <= few + few / 10, "{few} steps became {many}: {sql}");
        }
    }

    #[test]
    fn words_are_found_newest_first_from_any_place_on() {
        let database = filled(600);
        let mut statement = database.prepare(FOUND).unwrap();
        let words = Sought::of("ACM.exam").unwrap().words;
        let found: Vec<i64> = statement
            .query_map((words, i64::MIN, middle(600), 100), |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(found.len(), 100);
        assert!(found.is_sorted_by(|one, other| one > other));
        assert!(found.iter().all(|place| *place < middle(600)));
        assert_eq!(statement.get_status(StatementStatus::Sort), 0);
    }
}
