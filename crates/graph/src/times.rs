use crate::windows_zones::WINDOWS_TO_IANA;
use activity::Instant;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// Graph's `dateTimeTimeZone`: a wall clock without an offset, and the name of its zone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireTime {
    date_time: Option<String>,
    #[serde(default)]
    time_zone: Option<String>,
}

impl WireTime {
    /// The instant, if date and zone are usable; an absent zone is UTC.
    pub(crate) fn instant(&self) -> Option<Instant> {
        let text = self.date_time.as_deref()?;
        if let Ok(instant) = Instant::parse(text) {
            return Some(instant);
        }
        let clock: DateTime = text.trim().parse().ok()?;
        let zone = zone(self.time_zone.as_deref().unwrap_or("UTC").trim())?;
        clock
            .to_zoned(zone)
            .ok()
            .map(|zoned| zoned.timestamp().into())
    }
}

/// A zone by its Windows or its IANA name.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    if name.eq_ignore_ascii_case("UTC") || name.eq_ignore_ascii_case("tzone://Microsoft/Utc") {
        return Some(TimeZone::UTC);
    }
    let lower = name.to_ascii_lowercase();
    let found = WINDOWS_TO_IANA.binary_search_by(|entry| entry.0.cmp(&lower));
    let name = found
        .ok()
        .and_then(|index| WINDOWS_TO_IANA.get(index))
        .map_or(name, |entry| entry.1);
    TimeZone::get(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(date_time: &str, time_zone: Option<&str>) -> Option<String> {
        let time = WireTime {
            date_time: Some(date_time.to_owned()),
            time_zone: time_zone.map(str::to_owned),
        };
        time.instant().map(|instant| instant.to_string())
    }

    #[test]
    fn wall_clocks_are_read_in_windows_and_iana_zones() {
        let expected = Some("2026-07-01T08:30:00Z".to_owned());
        for (clock, zone) in [
            ("2026-07-01T08:30:00.0000000", Some("UTC")),
            ("2026-07-01T08:30:00.0000000", None),
            ("2026-07-01T08:30:00", Some("tzone://Microsoft/Utc")),
            (
                "2026-07-01T10:30:00.0000000",
                Some("W. Europe Standard Time"),
            ),
            ("2026-07-01T10:30:00", Some("Europe/Berlin")),
            ("2026-07-01T01:30:00", Some("pacific standard time")),
            ("2026-07-01T10:30:00+02:00", Some("ignored")),
        ] {
            assert_eq!(instant(clock, zone), expected, "{clock} {zone:?}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for (clock, zone) in [
            ("", Some("UTC")),
            ("tomorrow", Some("UTC")),
            ("2026-07-01T08:30:00", Some("Customized Time Zone")),
            ("2026-13-01T00:00:00", None),
        ] {
            assert_eq!(instant(clock, zone), None, "{clock} {zone:?}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_every_zone_is_known() {
        assert!(WINDOWS_TO_IANA.is_sorted_by(|left, right| left.0 < right.0));
        for (windows, iana) in WINDOWS_TO_IANA {
            assert!(TimeZone::get(iana).is_ok(), "{windows} {iana}");
        }
    }
}
