use activity::{CycleId, Instant};
use consent::{Cycle, Policy};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The calendar quarter in UTC that holds the instant: the default review cycle, named like `2026-Q4`.
pub fn calendar_quarter(now: Instant) -> Cycle {
    let today = now.timestamp().to_zoned(TimeZone::UTC).date();
    let quarter = (today.month() - 1) / 3;
    let first = date(today.year(), quarter * 3 + 1, 1);
    let after = first.saturating_add(3.months());
    #[expect(
        clippy::expect_used,
        reason = "a year and a quarter are printable and without spaces"
    )]
    let id = CycleId::new(format!("{}-Q{}", today.year(), quarter + 1)).expect("a plain id");
    Cycle::new(id, midnight(first, now), midnight(after, now))
}

/// The cycles whose counts are due: open ones that began at or after `floor` and have begun by now.
pub fn cycles_to_count(policy: &Policy, floor: Instant, now: Instant) -> Vec<Cycle> {
    if policy.cycles.is_empty() {
        return quarters(floor, now);
    }
    policy
        .cycles
        .iter()
        .filter(|cycle| policy.is_counted(&cycle.id) && cycle.start >= floor && cycle.start <= now)
        .cloned()
        .collect()
}

/// How far back a calendar quarter is looked for by its name.
const YEAR: i64 = 366;

/// The cycle of that id as its counts were told at an instant, unless its numbers no longer change.
pub(crate) fn named_cycle(policy: &Policy, id: &CycleId, told_at: Instant) -> Option<Cycle> {
    let cycles = if policy.cycles.is_empty() {
        quarters(told_at.plus_days(-YEAR), told_at)
    } else {
        policy.cycles.clone()
    };
    cycles
        .into_iter()
        .find(|cycle| cycle.id == *id && policy.is_counted(id))
}

/// The start of the cycle that holds the instant: from there on mail is counted.
pub(crate) fn counted_since(policy: &Policy, now: Instant) -> Instant {
    policy
        .cycles
        .iter()
        .filter(|cycle| cycle.contains(now))
        .map(|cycle| cycle.start)
        .min()
        .unwrap_or_else(|| calendar_quarter(now).start)
}

fn quarters(floor: Instant, now: Instant) -> Vec<Cycle> {
    let mut found = Vec::new();
    let mut cycle = calendar_quarter(now);
    while cycle.start >= floor {
        let before = cycle.start.plus_seconds(-1);
        found.push(cycle);
        cycle = calendar_quarter(before);
    }
    found.reverse();
    found
}

fn midnight(day: Date, otherwise: Instant) -> Instant {
    day.to_zoned(TimeZone::UTC)
        .map_or(otherwise, |zoned| zoned.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn a_quarters_start_is_in_and_its_end_is_out() {
        let quarter = calendar_quarter(instant("2026-11-22T10:00:00Z"));
        assert_eq!(quarter.id.as_str(), "2026-Q4");
        assert!(quarter.contains(instant("2026-10-01T00:00:00Z")));
        assert!(!quarter.contains(instant("2026-09-30T23:59:59.999Z")));
        assert!(!quarter.contains(instant("2027-01-01T00:00:00Z")));
    }

    #[test]
    fn a_quarter_that_ended_is_counted_on_while_it_was_followed_from_its_start() {
        let ids: Vec<String> = quarters(
            instant("2026-07-01T00:00:00Z"),
            instant("2027-01-02T00:00:00Z"),
        )
        .into_iter()
        .map(|cycle| cycle.id.to_string())
        .collect();
        assert_eq!(ids, ["2026-Q3", "2026-Q4", "2027-Q1"]);
    }
}
