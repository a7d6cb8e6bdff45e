use crate::times::zone;
use activity::{Days, Recurrence, Until};
use jiff::civil::Date;
use serde::Deserialize;

/// Graph's `patternedRecurrence`.
#[derive(Deserialize)]
pub(crate) struct WireRecurrence {
    #[serde(default)]
    pattern: Option<WirePattern>,
    #[serde(default)]
    range: Option<WireRange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePattern {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    interval: u32,
    #[serde(default)]
    month: i8,
    #[serde(default)]
    day_of_month: i8,
    #[serde(default)]
    days_of_week: Option<Vec<String>>,
    #[serde(default)]
    first_day_of_week: Option<String>,
    #[serde(default)]
    index: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireRange {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    end_date: Option<String>,
    #[serde(default)]
    number_of_occurrences: u32,
    #[serde(default)]
    recurrence_time_zone: Option<String>,
}

impl WireRecurrence {
    /// When the series takes place, in its own zone or else in the event's; `None` where that cannot be told.
    pub(crate) fn read(&self, zone_of_event: Option<&str>) -> Option<Recurrence> {
        let (pattern, range) = (self.pattern.as_ref()?, self.range.as_ref()?);
        let own = range.recurrence_time_zone.as_deref();
        let named = own.filter(|name| !name.trim().is_empty()).or(zone_of_event);
        let zone = zone(named?.trim())?;
        Some(Recurrence {
            days: pattern.days()?,
            every: pattern.interval.max(1),
            until: range.until()?,
            zone: zone.iana_name()?.to_owned(),
        })
    }
}

impl WirePattern {
    fn days(&self) -> Option<Days> {
        let month = (1..=12).contains(&self.month).then_some(self.month);
        Some(match self.kind.as_str() {
            "daily" => Days::Daily,
            "weekly" => Days::Weekly {
                on: self.on()?,
                first: self.first_day_of_week.as_deref().map_or(Some(7), day)?,
            },
            "absoluteMonthly" => Days::DayOfMonth {
                day: self.day_of_month,
                month: None,
            },
            "absoluteYearly" => Days::DayOfMonth {
                day: self.day_of_month,
                month: Some(month?),
            },
            "relativeMonthly" => self.weekday(None)?,
            "relativeYearly" => self.weekday(Some(month?))?,
            _ => return None,
        })
    }

    fn weekday(&self, month: Option<i8>) -> Option<Days> {
        let places = ["first", "second", "third", "fourth", "last"];
        let index = self.index.as_deref().unwrap_or("first");
        let place = places.iter().position(|place| *place == index)?;
        // No month has so many, so that it is its last.
        let place = if index == "last" {
            u8::MAX
        } else {
            u8::try_from(place).ok()?
        };
        Some(Days::WeekdayOfMonth {
            on: self.on()?,
            place,
            month,
        })
    }

    fn on(&self) -> Option<Vec<i8>> {
        let named = self.days_of_week.as_deref()?;
        named.iter().map(|name| day(name)).collect()
    }
}

impl WireRange {
    fn until(&self) -> Option<Until> {
        Some(match self.kind.as_str() {
            "noEnd" => Until::Never,
            "endDate" => Until::Day {
                day: self.end_date.as_deref()?.parse::<Date>().ok()?,
            },
            "numbered" => Until::Times {
                times: self.number_of_occurrences,
            },
            _ => return None,
        })
    }
}

/// A day of the week, as a number from 1 for Monday.
fn day(name: &str) -> Option<i8> {
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let place = days.iter().position(|day| *day == name)?;
    i8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(pattern: &Value, range: &Value) -> Option<Recurrence> {
        let whole = json!({"pattern": pattern, "range": range});
        let wire: WireRecurrence = serde_json::from_value(whole).expect("a recurrence");
        wire.read(Some("W. Europe Standard Time"))
    }

    #[test]
    fn a_pattern_and_a_range_are_read_in_the_series_own_zone() {
        let weekly = json!({"type": "weekly", "interval": 2, "month": 0, "dayOfMonth": 0, "daysOfWeek": ["monday", "friday"],
            "firstDayOfWeek": "sunday", "index": "first"});
        let numbered = json!({"type": "numbered", "startDate": "2026-10-01", "endDate": "0001-01-01",
            "recurrenceTimeZone": "Pacific Standard Time", "numberOfOccurrences": 5});
        let read_one = read(&weekly, &numbered).expect("readable");
        assert_eq!(
            read_one,
            Recurrence {
                days: Days::Weekly {
                    on: vec![1, 5],
                    first: 7
                },
                every: 2,
                until: Until::Times { times: 5 },
                zone: "America/Los_Angeles".to_owned(),
            }
        );
        let open = json!({"type": "noEnd", "startDate": "2026-10-01", "recurrenceTimeZone": ""});
        let read_two = read(&weekly, &open).expect("readable");
        assert_eq!(read_two.zone, "Europe/Berlin", "the event's own zone");
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        let open = json!({"type": "noEnd"});
        let daily = json!({"type": "daily", "interval": 1});
        assert!(read(&daily, &open).is_some());
        for pattern in [
            json!({"type": "lunar", "interval": 1}),
            json!({"type": "weekly", "daysOfWeek": ["doomsday"]}),
            json!({"type": "absoluteYearly", "dayOfMonth": 1}),
        ] {
            assert!(read(&pattern, &open).is_none(), "{pattern}");
        }
        for range in [
            json!({"type": "endDate", "endDate": "never"}),
            json!({"type": "noEnd", "recurrenceTimeZone": "Customized Time Zone"}),
        ] {
            assert!(read(&daily, &range).is_none(), "{range}");
        }
    }
}
