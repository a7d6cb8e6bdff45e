//! How bodies describe a series.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::ControlError;
use crate::world::series::{Pattern, Range, Series, weekday};
use crate::world::zones;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recurrence {
    /// `daily` or `weekly`.
    frequency: String,
    #[serde(default = "one")]
    interval: u32,
    count: Option<u32>,
    until: Option<Date>,
    /// `monday`, …; the day of the start when absent.
    #[serde(default)]
    days: Vec<String>,
}

impl Recurrence {
    pub(crate) fn series(&self, start: Timestamp, zone: &str) -> Result<Series, ControlError> {
        let range = match (self.count, self.until) {
            (Some(count), _) => Range::Count(count),
            (None, Some(until)) => Range::Until(until),
            (None, None) => Range::Open,
        };
        let pattern = match self.frequency.as_str() {
            "daily" => Pattern::Daily,
            "weekly" if self.days.is_empty() => {
                let zone = zones::zone(zone).unwrap_or(TimeZone::UTC);
                Pattern::Weekly(vec![start.to_zoned(zone).weekday()])
            }
            "weekly" => Pattern::Weekly(self.weekdays()?),
            _ => return Err(refused("a series is daily or weekly")),
        };
        Ok(Series {
            pattern,
            interval: self.interval.clamp(1, 99),
            range,
        })
    }

    fn weekdays(&self) -> Result<Vec<Weekday>, ControlError> {
        let days = self.days.iter();
        days.map(|day| weekday(day).ok_or_else(|| refused("no such day of the week")))
            .collect()
    }
}

fn refused(reason: &str) -> ControlError {
    ControlError::Refused(reason.to_owned())
}

fn one() -> u32 {
    1
}
