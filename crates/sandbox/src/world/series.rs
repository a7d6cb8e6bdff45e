//! Recurring meetings: which instants a pattern names.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// How often a series repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Series {
    pub(crate) pattern: Pattern,
    pub(crate) interval: u32,
    pub(crate) range: Range,
}

/// The days of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    Daily,
    /// On these days of each week, counted from the week of the first occurrence (weeks start on Monday).
    Weekly(Vec<Weekday>),
}

/// Where a series ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    Count(u32),
    Until(Date),
    Open,
}

/// No window holds more of one series than this.
const MOST: u32 = 4_000;

/// The day of a name (`monday`, `MO`): its first two letters tell.
pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    let days = [
        ("mo", Weekday::Monday),
        ("tu", Weekday::Tuesday),
        ("we", Weekday::Wednesday),
        ("th", Weekday::Thursday),
        ("fr", Weekday::Friday),
        ("sa", Weekday::Saturday),
        ("su", Weekday::Sunday),
    ];
    let name = name.to_lowercase();
    let found = days.iter().find(|(short, _)| name.starts_with(short));
    found.map(|(_, day)| *day)
}

impl Series {
    /// The first starts from `first` on, in the zone's local time, with their numbers from 1, that begin before `until`.
    pub(crate) fn starts(
        &self,
        first: Timestamp,
        zone: &TimeZone,
        until: Timestamp,
    ) -> Vec<(u32, Timestamp)> {
        let local = first.to_zoned(zone.clone()).datetime();
        let mut found = Vec::new();
        let mut number = 0;
        let mut step = 0_i64;
        while number < MOST {
            for date in self.dates(local.date(), step) {
                if date < local.date() {
                    continue;
                }
                number += 1;
                let ended = match self.range {
                    Range::Count(count) => number > count,
                    Range::Until(last) => date > last,
                    Range::Open => false,
                };
                if ended {
                    return found;
                }
                let Ok(start) = zone
                    .to_ambiguous_zoned(date.to_datetime(local.time()))
                    .compatible()
                else {
                    return found;
                };
                if start.timestamp() >= until {
                    return found;
                }
                found.push((number, start.timestamp()));
            }
            step += 1;
        }
        found
    }

    /// The instant after which no occurrence begins; `None` for a series without end.
    pub(crate) fn last_possible(&self, first: Timestamp) -> Option<Timestamp> {
        let days = match (&self.pattern, self.range) {
            (_, Range::Open) => return None,
            (Pattern::Daily, Range::Count(count)) => i64::from(count) * i64::from(self.interval),
            (Pattern::Weekly(_), Range::Count(count)) => {
                i64::from(count) * i64::from(self.interval) * 7 + 7
            }
            (_, Range::Until(last)) => {
                return Some(
                    last.to_zoned(TimeZone::UTC).ok()?.timestamp() + SignedDuration::from_hours(48),
                );
            }
        };
        first
            .checked_add(SignedDuration::from_hours(24 * (days + 1)))
            .ok()
    }

    fn dates(&self, first: Date, step: i64) -> Vec<Date> {
        let interval = i64::from(self.interval.max(1));
        match &self.pattern {
            Pattern::Daily => first
                .checked_add((step * interval).days())
                .into_iter()
                .collect(),
            Pattern::Weekly(days) => {
                let monday =
                    first.checked_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
                let week =
                    monday.and_then(|monday| monday.checked_add((step * interval * 7).days()));
                let Ok(week) = week else { return Vec::new() };
                let mut offsets: Vec<i8> =
                    days.iter().map(|day| day.to_monday_zero_offset()).collect();
                offsets.sort_unstable();
                offsets.dedup();
                offsets
                    .into_iter()
                    .filter_map(|offset| week.checked_add(i64::from(offset).days()).ok())
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn a_weekly_series_keeps_its_local_hour_over_the_change_of_clocks() {
        let series = Series {
            pattern: Pattern::Weekly(vec![Weekday::Wednesday]),
            interval: 1,
            range: Range::Count(3),
        };
        let starts = series.starts(
            "2026-10-14T07:00:00Z".parse().unwrap(),
            &berlin(),
            Timestamp::MAX,
        );
        let starts: Vec<String> = starts.iter().map(|(_, start)| start.to_string()).collect();
        assert_eq!(
            starts,
            [
                "2026-10-14T07:00:00Z",
                "2026-10-21T07:00:00Z",
                "2026-10-28T08:00:00Z"
            ]
        );
    }

    #[test]
    fn two_days_a_week_are_counted_in_the_order_of_the_calendar() {
        let days = vec![Weekday::Friday, Weekday::Monday];
        let series = Series {
            pattern: Pattern::Weekly(days),
            interval: 2,
            range: Range::Count(4),
        };
        let starts = series.starts(
            "2026-11-06T09:00:00Z".parse().unwrap(),
            &TimeZone::UTC,
            Timestamp::MAX,
        );
        let days: Vec<String> = starts
            .iter()
            .map(|(_, start)| start.to_string()[..10].to_owned())
            .collect();
        assert_eq!(
            days,
            ["2026-11-06", "2026-11-16", "2026-11-20", "2026-11-30"]
        );
    }

    #[test]
    fn a_series_ends_with_its_last_day() {
        let series = Series {
            pattern: Pattern::Daily,
            interval: 1,
            range: Range::Until("2026-11-08".parse().unwrap()),
        };
        assert_eq!(
            series
                .starts(
                    "2026-11-06T09:00:00Z".parse().unwrap(),
                    &TimeZone::UTC,
                    Timestamp::MAX
                )
                .len(),
            3
        );
    }
}
