use crate::Instant;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// The most days that a series is followed: more than a hundred years of every day.
const FARTHEST: u32 = 40_000;

/// On which days a series of meetings takes place; at what time of day, its first occurrence says. That time is kept by the
/// clocks of the zone, so that it is another instant of the day once they are put forward or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recurrence {
    /// Which days.
    pub days: Days,
    /// Of every how many days, weeks, months or years; never 0.
    pub every: u32,
    /// Until when.
    pub until: Until,
    /// The time zone, by its IANA name.
    pub zone: String,
}

/// Which days a series takes place on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Days {
    /// Any day.
    Daily,
    /// These days of a week.
    Weekly {
        /// The days, as numbers from 1 for Monday.
        on: Vec<i8>,
        /// The day with which weeks begin.
        first: i8,
    },
    /// A day of the month; the last one where the month is shorter.
    DayOfMonth {
        /// The day, from 1.
        day: i8,
        /// Only in this month.
        month: Option<i8>,
    },
    /// One of the days of the month that are such days of the week.
    WeekdayOfMonth {
        /// The days, as numbers from 1 for Monday.
        on: Vec<i8>,
        /// Which of them, from 0; the last where there are fewer.
        place: u8,
        /// Only in this month.
        month: Option<i8>,
    },
}

/// Until when a series takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Until {
    /// For ever.
    Never,
    /// Its last day.
    Day {
        /// That day, in the zone.
        day: Date,
    },
    /// As often as this.
    Times {
        /// How often.
        times: u32,
    },
}

impl Recurrence {
    /// The instants at which the series takes place that begin with this one and come before that one, in their order.
    pub fn starts(&self, first: Instant, before: Instant) -> Vec<Instant> {
        let Ok(zone) = TimeZone::get(&self.zone) else {
            return Vec::new();
        };
        let local = first.timestamp().to_zoned(zone.clone()).datetime();
        let mut found = Vec::new();
        for date in self.dates(local.date()) {
            let Ok(start) = zone.to_zoned(DateTime::from_parts(date, local.time())) else {
                break;
            };
            let start = Instant::from(start.timestamp());
            if start >= before {
                break;
            }
            found.push(start);
        }
        found
    }

    /// The days of the series, from its first on.
    fn dates(&self, first: Date) -> impl Iterator<Item = Date> + '_ {
        let times = match self.until {
            Until::Times { times } => times.min(FARTHEST),
            Until::Never | Until::Day { .. } => FARTHEST,
        };
        let last = match self.until {
            Until::Day { day } => day,
            Until::Never | Until::Times { .. } => Date::MAX,
        };
        (0..FARTHEST)
            .map_while(move |step| {
                self.period(first, i64::from(step) * i64::from(self.every.max(1)))
            })
            .flatten()
            .filter(move |date| *date >= first)
            .take_while(move |date| *date <= last)
            .take(times as usize)
    }

    /// The days in the period that many periods after the first; `None` beyond the end of time.
    fn period(&self, first: Date, after: i64) -> Option<Vec<Date>> {
        match &self.days {
            Days::Daily => Some(vec![
                first.checked_add(Span::new().try_days(after).ok()?).ok()?,
            ]),
            Days::Weekly { on, first: begins } => {
                let begins = Weekday::from_monday_one_offset(*begins).ok()?;
                let into = i64::from(first.weekday().since(begins));
                let week = first
                    .checked_add(Span::new().try_days(after * 7 - into).ok()?)
                    .ok()?;
                let days = (0..7).filter_map(|day| week.checked_add(day.days()).ok());
                Some(days.filter(|day| is_on(on, *day)).collect())
            }
            Days::DayOfMonth { day, month } => {
                let month = month_after(first, after, *month)?;
                let day = (*day).clamp(1, month.days_in_month());
                Some(month.with().day(day).build().into_iter().collect())
            }
            Days::WeekdayOfMonth { on, place, month } => {
                let month = month_after(first, after, *month)?;
                let days = (1..=month.days_in_month())
                    .filter_map(|day| month.with().day(day).build().ok())
                    .filter(|day| is_on(on, *day))
                    .collect::<Vec<Date>>();
                let chosen = days.get(usize::from(*place)).or(days.last());
                Some(chosen.copied().into_iter().collect())
            }
        }
    }
}

/// The first day of the month that many months after; or of that one month, that many years after.
fn month_after(first: Date, after: i64, only: Option<i8>) -> Option<Date> {
    match only {
        Some(month) => {
            let year = first.year().checked_add(i16::try_from(after).ok()?)?;
            Date::new(year, month, 1).ok()
        }
        None => first
            .first_of_month()
            .checked_add(Span::new().try_months(after).ok()?)
            .ok(),
    }
}

fn is_on(days: &[i8], date: Date) -> bool {
    days.contains(&date.weekday().to_monday_one_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn series(days: Days, every: u32, until: Until) -> Recurrence {
        Recurrence {
            days,
            every,
            until,
            zone: "Europe/Berlin".to_owned(),
        }
    }

    fn told(series: &Recurrence, first: &str, before: &str) -> Vec<String> {
        let starts = series.starts(at(first), at(before));
        starts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_series_keeps_the_time_on_the_clock_when_clocks_are_put_back_and_forward() {
        let weekly = Days::Weekly {
            on: vec![4],
            first: 1,
        };
        let weekly = series(weekly, 1, Until::Never);
        assert_eq!(
            told(&weekly, "2026-10-15T08:00:00Z", "2026-11-06T00:00:00Z"),
            [
                "2026-10-15T08:00:00Z",
                "2026-10-22T08:00:00Z",
                "2026-10-29T09:00:00Z",
                "2026-11-05T09:00:00Z"
            ]
        );
        let daily = series(Days::Daily, 1, Until::Times { times: 3 });
        assert_eq!(
            told(&daily, "2027-03-27T01:30:00Z", "2028-01-01T00:00:00Z"),
            [
                "2027-03-27T01:30:00Z",
                "2027-03-28T01:30:00Z",
                "2027-03-29T00:30:00Z"
            ],
            "at 2:30, which the 28th does not have"
        );
    }

    #[test]
    fn each_kind_of_days_is_read_as_outlook_means_it() {
        let until = Until::Times { times: 3 };
        for (days, every, first, expected) in [
            (
                Days::Weekly {
                    on: vec![1, 3],
                    first: 7,
                },
                2,
                "2026-06-03T08:00:00Z",
                ["2026-06-03", "2026-06-15", "2026-06-17"],
            ),
            (
                Days::Weekly {
                    on: vec![7],
                    first: 1,
                },
                2,
                "2026-06-07T08:00:00Z",
                ["2026-06-07", "2026-06-21", "2026-07-05"],
            ),
            (
                Days::DayOfMonth {
                    day: 31,
                    month: None,
                },
                1,
                "2026-07-31T08:00:00Z",
                ["2026-07-31", "2026-08-31", "2026-09-30"],
            ),
            (
                Days::DayOfMonth {
                    day: 29,
                    month: Some(2),
                },
                1,
                "2027-02-28T08:00:00Z",
                ["2027-02-28", "2028-02-29", "2029-02-28"],
            ),
            (
                Days::WeekdayOfMonth {
                    on: vec![2],
                    place: 4,
                    month: None,
                },
                1,
                "2026-06-30T08:00:00Z",
                ["2026-06-30", "2026-07-28", "2026-08-25"],
            ),
            (
                Days::WeekdayOfMonth {
                    on: vec![1, 2, 3, 4, 5],
                    place: 0,
                    month: None,
                },
                1,
                "2026-08-03T08:00:00Z",
                ["2026-08-03", "2026-09-01", "2026-10-01"],
            ),
            (
                Days::WeekdayOfMonth {
                    on: vec![4],
                    place: 3,
                    month: Some(11),
                },
                1,
                "2026-11-26T08:00:00Z",
                ["2026-11-26", "2027-11-25", "2028-11-23"],
            ),
        ] {
            let told = told(
                &series(days.clone(), every, until),
                first,
                "2040-01-01T00:00:00Z",
            );
            let days_of = told.iter().map(|one| &one[..10]).collect::<Vec<_>>();
            assert_eq!(days_of, expected, "{days:?}");
        }
    }

    #[test]
    fn it_ends_with_its_last_day_and_an_unknown_zone_has_none() {
        let until = Until::Day {
            day: "2026-06-03".parse().unwrap(),
        };
        let mut daily = series(Days::Daily, 1, until);
        let found = told(&daily, "2026-06-01T20:00:00Z", "2027-01-01T00:00:00Z");
        assert_eq!(found.len(), 3, "{found:?}");
        daily.zone = "Middle-earth/Shire".to_owned();
        assert!(told(&daily, "2026-06-01T20:00:00Z", "2027-01-01T00:00:00Z").is_empty());
    }

    #[test]
    fn one_without_a_day_that_is_ever_there_ends() {
        let never = Days::Weekly {
            on: Vec::new(),
            first: 1,
        };
        let never = series(never, 1, Until::Never);
        assert!(told(&never, "2026-06-01T20:00:00Z", "2027-01-01T00:00:00Z").is_empty());
    }
}
